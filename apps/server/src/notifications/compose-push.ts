import { createHash } from 'node:crypto'
import type { NoticePriority } from '@halley/model'
import type { Notice, PushPayload } from '@halley/protocol'
import { inboxPath, noticePath, type AppPage } from './compose-addresses.ts'
import { longestBeginning, withoutControls } from './compose-text.ts'
import type { PushToSend } from './transports.ts'

/** Bytes of a payload: what push services take of an encrypted one (4,096, RFC 8030), without the head, end mark and tag of aes128gcm (86 + 1 + 16). */
export const PUSH_PAYLOAD_BYTES = 4_096 - 86 - 1 - 16

/** Titles that the push of a digest lists: what a phone shows unfolded. */
const TITLES_LISTED = 4

const HOUR_SECONDS = 3_600

/** Seconds that a push service keeps what it cannot deliver yet. After that it is news no more; it is in the inbox all the same. */
const ttlSeconds: Readonly<Record<NoticePriority, number>> = { low: 12 * HOUR_SECONDS, normal: 24 * HOUR_SECONDS, high: 72 * HOUR_SECONDS, critical: 28 * 24 * HOUR_SECONDS }

/** What a device does with little battery left: RFC 8030 knows nothing above high. */
const urgencies: Readonly<Record<NoticePriority, PushToSend['urgency']>> = { low: 'low', normal: 'normal', high: 'high', critical: 'high' }

const priorities: readonly NoticePriority[] = ['low', 'normal', 'high', 'critical']

export type NoticeOfPush = Pick<Notice, 'id' | 'title' | 'body' | 'priority'>

/** The push of one notification. A click opens it in the app. */
export function composePush(notice: NoticeOfPush, page: AppPage): PushToSend {
  const { id, title, body, priority } = notice
  return { payload: bounded({ noticeId: id, title, body, url: noticePath(page, id), tag: id, priority }), urgency: urgencies[priority], ttlSeconds: ttlSeconds[priority], topic: null }
}

/**
 * The push of several notifications, the newest last; a click opens the inbox. `digest` says which digest it is, such as the rule and the
 * person: a later push of the same one takes the place of an earlier one, on its way and on the screen.
 */
export function composePushDigest(notices: readonly [NoticeOfPush, ...NoticeOfPush[]], { page, appName, digest }: { readonly page: AppPage; readonly appName: string; readonly digest: string }): PushToSend {
  if (notices.length === 1) return { ...composePush(notices[0], page), topic: pushTopic(digest) }
  const newestFirst = notices.toReversed()
  const listed = newestFirst.slice(0, TITLES_LISTED).map(({ title }) => title)
  const rest = notices.length - listed.length
  const priority = priorities[Math.max(...notices.map((notice) => priorities.indexOf(notice.priority)))] ?? 'normal'
  const topic = pushTopic(digest)
  return {
    payload: bounded({ noticeId: newestFirst[0]?.id ?? '', title: `${notices.length} notifications from ${appName}`, body: [...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'), url: inboxPath(page), tag: topic, priority }),
    urgency: urgencies[priority], ttlSeconds: ttlSeconds[priority], topic,
  }
}

/** A topic as RFC 8030 wants it, at most 32 characters of base64url, that says nothing to the push service. */
export function pushTopic(digest: string): string {
  return createHash('sha256').update(digest).digest('base64url').slice(0, 32)
}

/** The payload as it fits into one push: of its text, what is too long is left out. */
function bounded(payload: PushPayload): PushPayload {
  const clean = { ...payload, title: withoutControls(payload.title), body: withoutControls(payload.body) }
  if (fits(clean)) return clean
  const cut = { ...clean, body: longestBeginning(clean.body, (body) => fits({ ...clean, body })) }
  return fits(cut) ? cut : { ...cut, title: longestBeginning(clean.title, (title) => fits({ ...cut, title })) }
}

function fits(payload: PushPayload): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) <= PUSH_PAYLOAD_BYTES
}
