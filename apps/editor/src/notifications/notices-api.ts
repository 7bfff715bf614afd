import { noticeRecordSchema, type Environment, type NoticeRecord } from '@halley/protocol'
import { z } from 'zod'
import { callServer, type Called } from '../sync/call-server.ts'

const pageSchema = z.object({ records: z.array(noticeRecordSchema), next: z.union([z.string(), z.number().transform(String)]).nullable() })

/** A page of the log of notifications, the newest first; `next` is for the one after it. */
export type NoticePage = { readonly records: readonly NoticeRecord[]; readonly next: string | null }

/** Notifications asked for at once. */
const RECORDS_ASKED = 100

/** Reads a page of a project's notifications; `before` is the `next` of the page before, null for the newest. Never rejects. */
export function readNotices(projectId: string, environment: Environment, before: string | null): Promise<Called<NoticePage>> {
  const query = new URLSearchParams({ environment, limit: String(RECORDS_ASKED), ...(before !== null && { before }) })
  return callServer(`/api/v1/projects/${encodeURIComponent(projectId)}/notifications?${query.toString()}`, {}, pageSchema)
}

/** Tries a dead push or mail again. Never rejects. */
export function retryAttempt(projectId: string, environment: Environment, attemptId: string): Promise<Called<null>> {
  return callServer(`/api/v1/projects/${encodeURIComponent(projectId)}/notifications/attempts/${encodeURIComponent(attemptId)}/retry?environment=${environment}`, { method: 'POST' }, null)
}
