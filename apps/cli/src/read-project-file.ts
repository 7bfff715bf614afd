import { resolve } from 'node:path'
import { readProject, type Project } from '@halley/model'
import { UsageProblem } from './command.ts'
import { readTextFile } from './read-text-file.ts'

/** A project file that could be opened. `migrated` names the steps up from its version to the present one. */
export type ProjectFile = { readonly path: string; readonly project: Project; readonly migrated: readonly string[] }

/** Opens a project file; throws a UsageProblem that says why it cannot be. `name` is as it was typed. */
export async function readProjectFile(folder: string, name: string): Promise<ProjectFile> {
  const path = resolve(folder, name)
  const reading = readProject(await readTextFile(path, { name, kind: 'a file that ends in .halley.json' }))
  if (reading.ok) return { path, project: reading.project, migrated: reading.migrated }
  const { code, message, pointer, line, column } = reading
  throw new UsageProblem(`${name}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${message}`, { code, ...(pointer !== undefined && { pointer }), ...(line !== undefined && { line, column }) })
}
