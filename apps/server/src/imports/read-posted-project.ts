import { LIMITS, readProject, type Project } from '@halley/model'
import { newServerId } from '../random-ids.ts'
import type { ImportDesk } from './import-desk.ts'
import type { ImportRefusal } from './read-import.ts'

/** Bytes up to which a document is read at once, as an edit of that size is: a process of its own takes longer to start. */
const READ_AT_ONCE_BYTES = LIMITS.messageDataBytes

/** Reads a project's document that came as a body; a large one in a process, with its bounds. */
export async function readPostedProject(bytes: Buffer, desk: ImportDesk): Promise<{ readonly ok: true; readonly project: Project } | ImportRefusal> {
  return bytes.length <= READ_AT_ONCE_BYTES ? readProject(bytes.toString('utf8')) : desk.read({ bytes, format: 'halley', newId: newServerId('p-') })
}
