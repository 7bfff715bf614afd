import type { EventsRequests, Refusal, ReplyOf, RequestOf } from '@halley/protocol'
import type { ProgramEncryption } from './encryption.ts'

type Reply = ReplyOf<EventsRequests, 'history'>
type WirePage = Extract<Reply, { ok: true }>

/** An event of the past. What is encrypted and could not be decrypted stays ciphertext, and `notDecrypted` says why. */
export type PastEvent<Data = WirePage['events'][number]['data']> = Omit<WirePage['events'][number], 'data'> & { readonly data: Data; readonly notDecrypted?: string }

/** A page of the past, newest first; `next` is `before` of the next one, null at the end. */
export type HistoryPage<Data = PastEvent['data']> = { readonly ok: true; readonly events: readonly PastEvent<Data>[]; readonly next: number | null } | Refusal

export type HistoryOptions = {
  /** Only events before this `seq`: `next` of the page before. */
  readonly before?: number
  /** Events of the page, at most; 50 otherwise. */
  readonly limit?: number
}

export type HistoryReading = { readonly ask: (request: RequestOf<EventsRequests, 'history'>) => Promise<Reply>; readonly encryption: ProgramEncryption }

/** Reads a page of the past, and decrypts of it what this program may read. Never rejects. */
export async function readHistory(pattern: string, options: HistoryOptions, { ask, encryption }: HistoryReading): Promise<HistoryPage> {
  const publicKey = await encryption.publicKey()
  const reply = await ask({ pattern, ...options, ...(publicKey !== null && { publicKey }) })
  if (!reply.ok) return reply
  for (const key of reply.keys ?? []) encryption.take(key)
  return { ok: true, next: reply.next, events: await Promise.all(reply.events.map((event) => opened(event, encryption))) }
}

async function opened(event: PastEvent, encryption: ProgramEncryption): Promise<PastEvent> {
  if (event.encrypted !== true) return event
  const reading = await encryption.decrypt(event)
  return reading.ok ? { ...event, data: reading.data, datacontenttype: undefined } : { ...event, notDecrypted: reading.text }
}
