import type { FieldType } from '../field-types.ts'
import { LIMITS } from '../limits.ts'
import type { Member, Members } from '../members.ts'
import { deriveTechnicalName, freeName } from '../names.ts'
import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { orderAt } from './order-keys.ts'
import { takenMemberNames } from './taken-names.ts'

/** A message or a list: what has members. */
export type MemberOwner = { readonly collection: 'messages' | 'lists'; readonly id: string }

export type NewMember = { readonly name: string; readonly technicalName?: string | undefined; readonly parentId?: string | null } & (
  | { readonly type: 'field'; readonly valueType?: FieldType; readonly required?: boolean }
  | { readonly type: 'list' }
)

/** Adds a field or a list at the end of its place. Returns its id, or null when the place is gone or lists would nest too deep. */
export function addMember(draft: Project, owner: MemberOwner, member: NewMember, newId: NewId): string | null {
  const members = draft[owner.collection][owner.id]?.members
  const parentId = member.parentId ?? null
  if (members === undefined || (parentId !== null && members[parentId]?.type !== 'list')) return null
  if (member.type === 'list' && listLevel(members, parentId) + 1 > LIMITS.listLevels) return null
  const taken = takenMemberNames(members, parentId)
  const name = freeName(member.name, taken.names)
  const byHand = member.technicalName !== undefined && !taken.technicalNames.has(member.technicalName)
  const id = newId()
  const base = {
    id, parentId, order: orderAt(childrenOf(members, parentId)), name,
    technicalName: byHand ? member.technicalName : deriveTechnicalName(member.technicalName ?? name, 'lower', taken.technicalNames),
    technicalNameSetByHand: member.technicalName !== undefined, description: '',
  }
  members[id] = member.type === 'list' ? { ...base, type: 'list' } : { ...base, type: 'field', valueType: member.valueType ?? { type: 'text' }, required: member.required ?? false }
  return id
}

/** Moves a member into a list (or to the top), at a place there. False, and nothing done, when it cannot be there. */
export function moveMember(draft: Project, owner: MemberOwner, memberId: string, to: { readonly parentId: string | null; readonly index?: number }): boolean {
  const members = draft[owner.collection][owner.id]?.members
  const member = members?.[memberId]
  if (members === undefined || member === undefined) return false
  if (to.parentId !== null && (members[to.parentId]?.type !== 'list' || subtreeOf(members, memberId).has(to.parentId))) return false
  if (listLevel(members, to.parentId) + heightOf(members, memberId) > LIMITS.listLevels) return false
  const taken = takenMemberNames(members, to.parentId, memberId)
  member.order = orderAt(childrenOf(members, to.parentId).filter((sibling) => sibling.id !== memberId), to.index)
  member.parentId = to.parentId
  member.name = freeName(member.name, taken.names)
  if (taken.technicalNames.has(member.technicalName)) member.technicalName = deriveTechnicalName(member.technicalName, 'lower', taken.technicalNames)
  return true
}

/** Deletes a member with everything in it. */
export function deleteMember(draft: Project, owner: MemberOwner, memberId: string): void {
  const members = draft[owner.collection][owner.id]?.members
  if (members === undefined) return
  for (const id of subtreeOf(members, memberId)) delete members[id]
}

/** The ids of a member and of everything in it. */
export function subtreeOf(members: Members, memberId: string): Set<string> {
  const ids = new Set<string>()
  const add = (id: string): void => {
    if (members[id] === undefined || ids.has(id)) return
    ids.add(id)
    for (const child of Object.values(members)) if (child.parentId === id) add(child.id)
  }
  add(memberId)
  return ids
}

/** How many lists a place is in: 0 at the top. */
export function listLevel(members: Members, parentId: string | null): number {
  let level = 0
  const seen = new Set<string>()
  for (let at = parentId; at !== null && !seen.has(at); at = members[at]?.parentId ?? null) {
    seen.add(at)
    level += 1
  }
  return level
}

// Levels of lists that a member takes: 0 for a field, 1 for a list of fields.
function heightOf(members: Members, memberId: string): number {
  const outside = listLevel(members, members[memberId]?.parentId ?? null)
  const lists = [...subtreeOf(members, memberId)].filter((id) => members[id]?.type === 'list')
  return Math.max(0, ...lists.map((id) => listLevel(members, id) - outside))
}

function childrenOf(members: Record<string, Member>, parentId: string | null): Member[] {
  return Object.values(members).filter((member) => member.parentId === parentId)
}
