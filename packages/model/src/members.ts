import { z } from 'zod'
import { fieldTypeSchema, valueSchema } from './field-types.ts'
import { idSchema, mapById } from './ids.ts'
import { nameSchema, technicalNameSchema } from './names.ts'

/**
 * The fields and nested lists of a message or a list. Members sit in one flat map; `parentId` is the list they are
 * in (null at the top), so that two people who move different members never collide.
 */
const memberBase = {
  id: idSchema,
  parentId: idSchema.nullable(),
  order: z.string().max(200),
  name: nameSchema,
  technicalName: technicalNameSchema,
  technicalNameSetByHand: z.boolean().default(false),
  description: z.string().max(2_000).default(''),
}

export const fieldMemberSchema = z.object({
  ...memberBase,
  type: z.literal('field'),
  valueType: fieldTypeSchema,
  required: z.boolean().default(false),
  default: valueSchema.optional(),
})

export const listMemberSchema = z.object({ ...memberBase, type: z.literal('list') })

/** A stored (database) list cannot be part of a message: nothing of a message is stored in the database. */
export const memberSchema = z.discriminatedUnion('type', [fieldMemberSchema, listMemberSchema])
export const membersSchema = mapById(memberSchema)

export type FieldMember = z.infer<typeof fieldMemberSchema>
export type ListMember = z.infer<typeof listMemberSchema>
export type Member = z.infer<typeof memberSchema>
export type Members = Readonly<Record<string, Member>>

/** The members by the list they are in (null at the top), each in their order: for whoever asks for many. */
export function membersByParent(members: Members): ReadonlyMap<string | null, readonly Member[]> {
  const groups = new Map<string | null, Member[]>()
  for (const member of Object.values(members)) {
    const group = groups.get(member.parentId)
    if (group === undefined) groups.set(member.parentId, [member])
    else group.push(member)
  }
  for (const group of groups.values()) group.sort(byOrder)
  return groups
}

function byOrder(a: Member, b: Member): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1
}

/** The members directly in a list (or at the top with null), in their order. */
export function membersIn(members: Members, parentId: string | null): Member[] {
  return Object.values(members)
    .filter((member) => member.parentId === parentId)
    .sort(byOrder)
}
