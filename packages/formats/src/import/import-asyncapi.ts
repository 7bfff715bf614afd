import { deriveTechnicalName, readProject, type Project } from '@halley/model'
import { CHANNEL_NOTE, CHOICE_NOTE, isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'
import { importChannels } from './import-channels.ts'
import { importChoices } from './import-choices.ts'
import { ImportDraft, type ImportFinding } from './import-draft.ts'
import { importMessages } from './import-messages.ts'
import { ownExportParts } from './own-export-parts.ts'
import { readDocument, type DocumentRefusal } from './read-document.ts'
import { nameOf, technicalNameOf, textAt } from './written-names.ts'

/** A new project made of a document, and what of the document it does not have; or why nothing can be made of it. */
export type AsyncApiImport = { readonly ok: true; readonly project: Project; readonly findings: readonly ImportFinding[] } | DocumentRefusal

/**
 * Makes a new project of the messages and channels of an AsyncAPI 2 or 3 document, JSON or YAML. Never throws: what cannot be carried is
 * among the findings with its place, and a document that cannot be read at all is refused.
 */
export function importAsyncApi(text: string, { projectId }: { readonly projectId: string }): AsyncApiImport {
  const reading = readDocument(text)
  if (!reading.ok) return reading
  const { value: document } = reading
  const version = textAt(document, 'asyncapi')
  const major = /^([23])\.\d/.exec(version ?? '')?.[1]
  if (major === undefined) return { ok: false, message: version === undefined ? 'This is not an AsyncAPI document: it does not begin with asyncapi and its version, such as asyncapi: 3.0.0.' : `AsyncAPI ${version.slice(0, 20)} is not read; write the document in version 2.6 or 3.0.` }
  const name = nameOf(textAt(document['info'], 'title'), 'Imported')
  const draft = new ImportDraft(document, { id: projectId, name, technicalName: appNameIn(document) ?? deriveTechnicalName(name, 'lower') })
  importChoices(draft)
  importMessages(draft)
  importChannels(draft, major === '2' ? 2 : 3)
  noteTheRest(draft)
  // Whatever was in the document, what comes out is a project as every other.
  const checked = readProject(draft.project)
  return checked.ok ? { ok: true, project: checked.project, findings: draft.findings } : { ok: false, message: `No project can be made of the document: ${checked.message}` }
}

/** The app whose topics an export of ours has in its addresses. */
function appNameIn({ channels }: JsonObject): string | undefined {
  const [channel] = Object.values(isObject(channels) ? channels : {}).filter((one) => isObject(one) && one[CHANNEL_NOTE] !== undefined)
  return technicalNameOf(textAt(channel, 'address')?.split('.')[2])
}

const leftOut: Readonly<Record<string, string>> = {
  servers: 'Where events are is not part of a project; connections are drawn.',
  operations: 'Who sends and receives is drawn as flows.',
  tags: 'There are no tags; use folders.',
}

function noteTheRest(draft: ImportDraft): void {
  const { document } = draft
  const own = ownExportParts(document)
  const leave = (pointer: string, why: string): void => (own.has(pointer) ? draft.noteOwn(pointer, 'Not carried: every export writes it anew.') : draft.note(pointer, `Not carried: ${why}`))
  for (const [part, why] of Object.entries(leftOut)) if (document[part] !== undefined) leave(`/${part}`, why)
  const components = document['components']
  for (const { key, at } of draft.entries({ value: components, pointer: '/components' })) {
    if (key === 'schemas' || key === 'messages') continue
    if (!['parameters', 'channels', 'operations', 'servers'].includes(key)) leave(at.pointer, 'a project has no place for it.')
  }
  for (const { key, at } of draft.entries({ value: isObject(components) ? components['schemas'] : undefined, pointer: '/components/schemas' })) {
    if (draft.isSeen(at.pointer) || key === 'event.attributes' || (isObject(at.value) && at.value[CHOICE_NOTE] !== undefined)) continue
    draft.note(at.pointer, 'No message uses this schema; it was left out.')
  }
}
