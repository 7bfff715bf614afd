import type { ErrorCode } from '@halley/protocol'
import type { FastifyReply } from 'fastify'
import { BUSY_RETRY_S } from '../imports/import-desk.ts'
import type { ImportRefusal } from '../imports/read-import.ts'
import { sendProblem } from './problem-details.ts'

/** All others are 422: the file is at fault. */
const STATUS: Partial<Record<ErrorCode, number>> = { 'project/too_large': 413, 'import/too_large': 413, 'import/busy': 503, 'unavailable': 503, 'internal': 500 }

/** Answers why nothing can be made of a file or a document. */
export function refuseImport(reply: FastifyReply, { code, message, pointer, line, column, limit }: ImportRefusal): FastifyReply {
  if (code === 'import/busy') void reply.header('retry-after', BUSY_RETRY_S)
  // The server is being stopped, and waits for every connection that is kept.
  if (code === 'unavailable') void reply.header('connection', 'close')
  return sendProblem(reply, { status: STATUS[code] ?? 422, code, title: code.startsWith('project/') ? 'The document was refused' : 'The file was not imported', detail: message, pointer, line, column, limit })
}
