import { z } from 'zod'
import { flowSchema } from '../flow.ts'
import { jsonBoundsProblem } from '../json-bounds.ts'
import { LIMITS } from '../limits.ts'
import type { Member } from '../members.ts'
import { freeName, freeTechnicalName } from '../names.ts'
import type { Project } from '../project.ts'
import { channelSchema, choiceSchema, connectionSchema, fieldSchema, listSchema, messageSchema, navigationItemSchema, personaSchema, treeNames, type Choice } from '../resources.ts'
import { roomSchema } from '../room.ts'
import { ruleSchema } from '../rule.ts'
import { bringAlong } from './bring-along.ts'
import { cloneJson } from './clone-json.ts'
import type { NewId } from './new-id.ts'
import { duplicateResource, type ResourceRef } from './resources.ts'
import { takenNames, takenTechnicalNames } from './taken-names.ts'

const schemas = { flows: flowSchema, messages: messageSchema, channels: channelSchema, fields: fieldSchema, lists: listSchema, choices: choiceSchema, navigation: navigationItemSchema, personas: personaSchema, connections: connectionSchema, rules: ruleSchema, rooms: roomSchema }

const CLIPBOARD_VERSION = 1
const clipSchema = z.object({ halley: z.literal('resource'), version: z.literal(CLIPBOARD_VERSION), collection: z.enum(treeNames), resource: z.record(z.string(), z.json()), /** What its fields take their values from, so that another project gets it too. */ choices: z.array(choiceSchema).default([]) })

/** A resource as it lies on the clipboard. */
export type ResourceClip = z.infer<typeof clipSchema>

/** Writes a resource for the clipboard: versioned JSON that another project can read. Undefined when it is gone. */
export function copyResource(project: Project, { collection, id }: ResourceRef): string | undefined {
  const resource = project[collection][id]
  return resource === undefined ? undefined : JSON.stringify({ halley: 'resource', version: CLIPBOARD_VERSION, collection, resource, choices: choicesOf(project, { collection, id }) }, null, 1)
}

/** The choices that a field, or the fields of a message or list, take their values from. */
function choicesOf(project: Project, { collection, id }: ResourceRef): Choice[] {
  const types = collection === 'fields' ? [project.fields[id]?.valueType] : collection === 'messages' || collection === 'lists' ? Object.values<Member>(project[collection][id]?.members ?? {}).map((member) => (member.type === 'field' ? member.valueType : undefined)) : []
  const ids = new Set(types.flatMap((type) => (type !== undefined && 'choiceId' in type && type.choiceId !== null ? [type.choiceId] : [])))
  return [...ids].flatMap((choiceId) => project.choices[choiceId] ?? [])
}

/** Reads a resource from the clipboard's text; what is wrong with it is said in words for people. */
export function readResourceClip(text: string): { readonly ok: true; readonly clip: ResourceClip } | { readonly ok: false; readonly text: string } {
  if (text.length > LIMITS.projectBytes) return { ok: false, text: 'What is on the clipboard is too large.' }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Anything may lie on a clipboard; that it is no JSON is the answer, not an error.
    return { ok: false, text: 'There is no resource of a Halley project on the clipboard.' }
  }
  if (jsonBoundsProblem(json, { depth: LIMITS.jsonDepth, values: LIMITS.projectJsonValues }) !== undefined) return { ok: false, text: 'What is on the clipboard is too large.' }
  const clip = clipSchema.safeParse(json)
  if (!clip.success) return { ok: false, text: 'There is no resource of a Halley project on the clipboard.' }
  if (clip.data.collection === 'messages' && holdsStoredList(clip.data.resource.members)) {
    return { ok: false, text: 'This message holds a stored list. None of a message is stored in the database, so it cannot be pasted.' }
  }
  const resource = schemas[clip.data.collection].safeParse(clip.data.resource)
  if (!resource.success) return { ok: false, text: `What is on the clipboard is damaged: ${resource.error.issues[0]?.message ?? 'it cannot be read'}.` }
  return { ok: true, clip: clip.data }
}

function holdsStoredList(members: unknown): boolean {
  if (typeof members !== 'object' || members === null) return false
  return Object.values(members).some((member: unknown) => typeof member === 'object' && member !== null && (('type' in member && member.type === 'storedList') || ('storage' in member && member.storage === 'stored')))
}

/**
 * Adds a resource from the clipboard to a folder, under new ids and a free name. Choices of its fields that this project does
 * not have come along under their own ids, with free names. Returns its id, or null when it is damaged.
 */
export function pasteResource(draft: Project, clip: ResourceClip, folderId: string | null, newId: NewId): string | null {
  const { collection } = clip
  const parsed = schemas[collection].safeParse(clip.resource)
  if (!parsed.success) return null
  bringAlong(draft, { choices: clip.choices })
  // It is put in for a moment and duplicated, which renews every id inside it.
  const guestId = newId()
  Object.assign(draft[collection], { [guestId]: { ...cloneJson(parsed.data), id: guestId, folderId } })
  const id = duplicateResource(draft, { collection, id: guestId }, newId)
  delete draft[collection][guestId]
  const pasted = id === null ? undefined : draft[collection][id]
  if (id === null || pasted === undefined) return null
  pasted.name = freeName(parsed.data.name, takenNames(draft, collection, id))
  pasted.technicalNameSetByHand = parsed.data.technicalNameSetByHand
  pasted.technicalName = freeTechnicalName(parsed.data.technicalName, takenTechnicalNames(draft, collection, id))
  return id
}
