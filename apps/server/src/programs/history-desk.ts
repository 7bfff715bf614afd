import { parsePattern, type BusEvent } from '@halley/bus'
import { LIMITS } from '@halley/model'
import type { Refusal, WireError } from '@halley/protocol'
import type { ReadHistory } from '../events/read-history.ts'
import { grantProblem, type EventGrant } from '../realtime/event-grants.ts'
import { wireErrorOf } from '../realtime/event-subscriptions.ts'
import { StorageUnavailable } from '../storage/storage.ts'

export type HistoryQuestion = {
  readonly patterns: readonly string[]
  /** Only events with a lower seq; the newest otherwise. */
  readonly before?: number | undefined
  /** Events of the page, at most; less when they would have more bytes than `maxBytes`. */
  readonly limit?: number | undefined
  readonly maxBytes: number
}

export type HistoryAnswer = {
  readonly ok: true
  /** Newest first. */
  readonly events: readonly { readonly seq: number; readonly event: BusEvent }[]
  /** `before` of the next page; null when there is nothing older. */
  readonly next: number | null
}

/** Bytes of an event beside its data, about. */
const ENVELOPE_BYTES = 500

/** Gives programs the past, page by page: of what their grant says, and of channels that are open to their roles. */
export class HistoryDesk {
  readonly #readHistory: ReadHistory

  constructor(readHistory: ReadHistory) {
    this.#readHistory = readHistory
  }

  /** Reads a page, or says with a code why not. */
  async read({ patterns, before, limit = LIMITS.historyPage, maxBytes }: HistoryQuestion, grant: EventGrant): Promise<HistoryAnswer | Refusal> {
    const refusal = problemWith(patterns, grant) ?? (await grant.listening?.problemOf(patterns))
    if (refusal !== undefined) return { ok: false, error: refusal }
    try {
      const page = await this.#readHistory({ org: grant.org, patterns, ...(before !== undefined && { before }), limit: Math.min(limit, LIMITS.historyEvents) })
      return withinBytes(page, maxBytes, grant)
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error
      return { ok: false, error: { code: 'unavailable', message: 'The storage cannot be read; ask again in a moment.' } }
    }
  }
}

function problemWith(patterns: readonly string[], grant: EventGrant): WireError | undefined {
  for (const pattern of patterns) {
    const parsed = parsePattern(pattern)
    if (!parsed.ok) return wireErrorOf(parsed)
    const problem = grantProblem(grant.history, pattern, 'read the history of')
    if (problem !== undefined) return problem
  }
  return undefined
}

function withinBytes({ events, more }: Awaited<ReturnType<ReadHistory>>, maxBytes: number, { listening }: EventGrant): HistoryAnswer {
  const given: HistoryAnswer['events'][number][] = []
  let bytes = 0
  for (const [index, { seq, event }] of events.entries()) {
    // Left out, not refused: a pattern may be wider than the roles. It has its place all the same, so that the next page goes on behind it.
    if (listening?.accepts(event) === false) continue
    bytes += Buffer.byteLength(JSON.stringify(event.data) ?? '') + ENVELOPE_BYTES
    if (bytes > maxBytes && given.length > 0) return { ok: true, events: given, next: (events[index - 1]?.seq ?? seq + 1) }
    given.push({ seq, event })
  }
  return { ok: true, events: given, next: more ? (events.at(-1)?.seq ?? null) : null }
}
