import { sameJson } from '../edits/same-json.ts'
import { collectionNames, type Project } from '../project.ts'
import { cloneJson } from './clone-json.ts'

/**
 * Makes the project what a document of it says, such as an earlier version. Its id stays, and so does everything that is
 * equal already: others who work on that are not disturbed.
 */
export function restoreDocument(draft: Project, document: Project): void {
  if (draft.name !== document.name) draft.name = document.name
  if (draft.technicalName !== document.technicalName) draft.technicalName = document.technicalName
  for (const collection of collectionNames) restoreEntries(draft[collection], document[collection])
  restoreEntries(draft.settings, document.settings)
}

function restoreEntries(entries: Record<string, unknown>, wanted: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(entries)) if (!Object.hasOwn(wanted, key)) delete entries[key]
  for (const [key, value] of Object.entries(wanted)) if (!sameJson(entries[key], value)) entries[key] = cloneJson(value)
}
