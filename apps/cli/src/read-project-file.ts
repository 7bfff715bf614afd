import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { LIMITS, readProject, type Project } from '@halley/model'
import { UsageProblem } from './command.ts'

/** A project file that could be opened. `migrated` names the steps up from its version to the present one. */
export type ProjectFile = { readonly path: string; readonly project: Project; readonly migrated: readonly string[] }

/** Opens a project file; throws a UsageProblem that says why it cannot be. `name` is as it was typed. */
export async function readProjectFile(folder: string, name: string): Promise<ProjectFile> {
  const path = resolve(folder, name)
  const reading = readProject(await readText(path, name))
  if (reading.ok) return { path, project: reading.project, migrated: reading.migrated }
  const { code, message, pointer, line, column } = reading
  throw new UsageProblem(`${name}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${message}`, { code, ...(pointer !== undefined && { pointer }), ...(line !== undefined && { line, column }) })
}

async function readText(path: string, name: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new UsageProblem(`${name} ${whyUnreadable(cause)}`, { code: 'file/unreadable' })
  }
  // Before it becomes text: text has a length limit of its own.
  if (bytes.length > LIMITS.projectBytes) throw new UsageProblem(`${name} has ${bytes.length} bytes; the limit is ${LIMITS.projectBytes}. Split it into several projects.`, { code: 'project/too_large' })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UsageProblem(`${name} is not UTF-8 text. Choose a file that ends in .halley.json.`, { code: 'project/not_json' })
  }
}

function whyUnreadable(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'ENOENT': return 'is not there. Look at the spelling; the path is relative to the folder you are in.'
    case 'EISDIR': return 'is a folder. Name a file in it.'
    case 'EACCES': return 'may not be read by you. Look at its permissions.'
    default: return `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`
  }
}
