import { countNodes, jsonPointer } from './edits/accept-edit.ts'
import { isBranch } from './edits/document-patcher.ts'
import { jsonBoundsProblem } from './json-bounds.ts'
import { findJsonMistake } from './json-mistake.ts'
import { LIMITS } from './limits.ts'
import { migrations, type RawDocument } from './migrations.ts'
import { projectSchema, SCHEMA_VERSION, type Project } from './project.ts'
import { nameOfPlace } from './read-project-words.ts'
import { utf8Bytes } from './utf8-bytes.ts'

/** Why a document cannot be opened: a stable code, words that say where and what to do, and a JSON pointer where one place is at fault. */
export type ProjectRefusal = { readonly ok: false; readonly code: 'project/not_json' | 'project/too_large' | 'project/invalid' | 'project/too_new' | 'project/stored_list_in_message'; readonly message: string; readonly pointer?: string; /** Of text that is not JSON: where it stops being it, from 1. */ readonly line?: number; readonly column?: number }

/** `migrated` names the steps that brought an older document up, in order; empty for one of the present version. */
export type ProjectReading = { readonly ok: true; readonly project: Project; readonly migrated: readonly string[] } | ProjectRefusal

/**
 * Reads a project document from anywhere outside (a file, an import, the disk): text or parsed JSON. Sizes are checked
 * first, and without recursion; then it is brought up to the present version and checked. Mistakes of the person who
 * drew it, such as a name used twice or a reference to nothing, are no refusals: they are problems (`checkDocument`).
 */
export function readProject(source: unknown): ProjectReading {
  const parsed = typeof source === 'string' ? parse(source) : { value: source }
  if ('ok' in parsed) return parsed
  const oversize = sizeProblem(parsed.value)
  if (oversize !== undefined) return oversize
  if (!isBranch(parsed.value)) return refusal('project/invalid', 'This is not a Halley project: a project is one JSON object. Choose a file that ends in .halley.json.')
  const raised = bringUp(parsed.value)
  if ('ok' in raised) return raised
  const storedList = storedListInMessage(raised.document)
  if (storedList !== undefined) return storedList
  const checked = projectSchema.safeParse(raised.document)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    const path = (issue?.path ?? []).map(String)
    const more = checked.error.issues.length > 1 ? ` (and ${checked.error.issues.length - 1} more)` : ''
    return refusal('project/invalid', `${nameOfPlace(raised.document, path)}: ${issue?.message ?? 'not valid'}${more}. Correct it at ${jsonPointer(path)} in the file, or export the project again.`, path)
  }
  const nodes = countNodes(checked.data)
  if (nodes > LIMITS.projectNodes) return refusal('project/too_large', `The project has ${nodes} nodes; the limit is ${LIMITS.projectNodes}. Split it into several projects.`, ['flows'])
  return { ok: true, project: checked.data, migrated: raised.migrated }
}

function refusal(code: ProjectRefusal['code'], message: string, path?: readonly string[]): ProjectRefusal {
  return { ok: false, code, message, ...(path !== undefined && { pointer: jsonPointer(path) }) }
}

function parse(text: string): { value: unknown } | ProjectRefusal {
  const bytes = utf8Bytes(text)
  if (bytes > LIMITS.projectBytes) return refusal('project/too_large', `The project has ${bytes} bytes; the limit is ${LIMITS.projectBytes}. Split it into several projects.`)
  try {
    // A byte order mark, as some editors write it, is no part of JSON.
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch {
    const mistake = findJsonMistake(text.replace(/^\uFEFF/, ''))
    const { line = 1, column = 1, what = 'it cannot be read' } = mistake ?? {}
    return { ...refusal('project/not_json', `The file is not JSON: ${what} in line ${line}, column ${column}. It may be cut off; export it again.`), line, column }
  }
}

function sizeProblem(value: unknown): ProjectRefusal | undefined {
  const problem = jsonBoundsProblem(value, { depth: LIMITS.jsonDepth, values: LIMITS.projectJsonValues })
  switch (problem?.reason) {
    case undefined:
      return undefined
    case 'depth':
      return refusal('project/too_large', `The project is nested deeper than ${problem.limit} levels, which no project of ours is.`)
    case 'values':
      return refusal('project/too_large', `The project has more than ${problem.limit} values. Split it into several projects.`)
    case 'key':
      return refusal('project/invalid', `The project uses "${problem.key ?? ''}" as a name; this is refused, since it could change how programs work.`)
  }
}

function bringUp(document: RawDocument): { document: RawDocument; migrated: string[] } | ProjectRefusal {
  const version = document['schemaVersion']
  if (version === undefined) return refusal('project/invalid', 'The file does not say its "schemaVersion", so it is not a Halley project.', ['schemaVersion'])
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) return refusal('project/invalid', '"schemaVersion" has to be a whole number.', ['schemaVersion'])
  if (version > SCHEMA_VERSION) return refusal('project/too_new', `The project was written by a newer Halley (version ${version} of the document; this one knows up to ${SCHEMA_VERSION}). Update this Halley to open it.`, ['schemaVersion'])
  let raised = document
  const migrated: string[] = []
  for (let at = version; at < SCHEMA_VERSION; at += 1) {
    const step = migrations.find((migration) => migration.from === at)
    if (step === undefined) return refusal('project/invalid', `There is no way up from version ${at} of the document.`, ['schemaVersion'])
    raised = { ...step.up(raised), schemaVersion: at + 1 }
    migrated.push(step.name)
  }
  return { document: raised, migrated }
}

function storedListInMessage(document: RawDocument): ProjectRefusal | undefined {
  const messages = document['messages']
  if (!isBranch(messages)) return undefined
  for (const [messageId, message] of Object.entries(messages)) {
    const members = isBranch(message) ? message['members'] : undefined
    if (!isBranch(members)) continue
    for (const [memberId, member] of Object.entries(members)) {
      if (!isBranch(member) || (member['type'] !== 'storedList' && member['storage'] !== 'stored')) continue
      const path = ['messages', messageId, 'members', memberId]
      return refusal('project/stored_list_in_message', `${nameOfPlace(document, path)} is a stored list. A stored (database) list cannot be part of a message, since none of a message is stored in the database. Make it a plain list of the message, or load its rows into one before sending.`, path)
    }
  }
  return undefined
}
