import { z } from 'zod'
import { flowSchema } from '../flow.ts'
import { jsonBoundsProblem } from '../json-bounds.ts'
import { LIMITS } from '../limits.ts'
import { freeName, freeTechnicalName } from '../names.ts'
import type { Project } from '../project.ts'
import { channelSchema, choiceSchema, connectionSchema, fieldSchema, listSchema, messageSchema, navigationItemSchema, personaSchema, treeNames } from '../resources.ts'
import { cloneJson } from './clone-json.ts'
import type { NewId } from './new-id.ts'
import { duplicateResource, type ResourceRef } from './resources.ts'
import { takenNames, takenTechnicalNames } from './taken-names.ts'

const schemas = { flows: flowSchema, messages: messageSchema, channels: channelSchema, fields: fieldSchema, lists: listSchema, choices: choiceSchema, navigation: navigationItemSchema, personas: personaSchema, connections: connectionSchema }

const CLIPBOARD_VERSION = 1
const clipSchema = z.object({ halley: z.literal('resource'), version: z.literal(CLIPBOARD_VERSION), collection: z.enum(treeNames), resource: z.record(z.string(), z.json()) })

/** A resource as it lies on the clipboard. */
export type ResourceClip = z.infer<typeof clipSchema>

/** Writes a resource for the clipboard: versioned JSON that another project can read. Undefined when it is gone. */
export function copyResource(project: Project, { collection, id }: ResourceRef): string | undefined {
  const resource = project[collection][id]
  return resource === undefined ? undefined : JSON.stringify({ halley: 'resource', version: CLIPBOARD_VERSION, collection, resource }, null, 1)
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

/** Adds a resource from the clipboard to a folder, under new ids and a free name. Returns its id, or null when it is damaged. */
export function pasteResource(draft: Project, clip: ResourceClip, folderId: string | null, newId: NewId): string | null {
  const { collection } = clip
  const parsed = schemas[collection].safeParse(clip.resource)
  if (!parsed.success) return null
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
