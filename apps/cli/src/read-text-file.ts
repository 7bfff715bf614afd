import { readFile } from 'node:fs/promises'
import { LIMITS } from '@halley/model'
import { UsageProblem } from './command.ts'

/** Reads a file as text; throws a UsageProblem when it cannot be. `name` is as it was typed, `kind` what should have been chosen. */
export async function readTextFile(path: string, { name, kind }: { readonly name: string; readonly kind: string }): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new UsageProblem(`${name} ${whyUnreadable(cause)}`, { code: 'file/unreadable' })
  }
  // Before it becomes text: text has a length limit of its own.
  if (bytes.length > LIMITS.projectBytes) throw new UsageProblem(`${name} has ${bytes.length} bytes; the limit is ${LIMITS.projectBytes}. Split it into several files.`, { code: 'project/too_large' })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UsageProblem(`${name} is not UTF-8 text. Choose ${kind}.`, { code: 'project/not_json' })
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
