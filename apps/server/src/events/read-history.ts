import type { BusCore, BusEvent, EventHistory } from '@halley/bus'

export type HistoryRequest = {
  /** The org whose events are read, from the authenticated identity. */
  readonly org: string
  /** Any of them. They must be valid, and what the caller may read. */
  readonly patterns: readonly string[]
  /** Only events with a lower seq: the last of the page before. The newest otherwise. */
  readonly before?: number | undefined
  readonly limit: number
}

export type HistoryPage = {
  /** Newest first. */
  readonly events: readonly { readonly seq: number; readonly event: BusEvent }[]
  /** Are there older ones? `before` of the next page is the seq of the last event of this one. */
  readonly more: boolean
}

/** Reads a page of the past. Rejects with `StorageUnavailable` when storage cannot be read. */
export type ReadHistory = (request: HistoryRequest) => Promise<HistoryPage>

/**
 * Makes the reader of the past: what the log still holds of any topic, and before that, what channels keep for late joiners.
 * Of a channel that keeps nothing, what is older than the log is not there. Encrypted events stay as they are.
 */
export function createReadHistory({ core, history }: { readonly core: BusCore; readonly history: EventHistory }): ReadHistory {
  return async ({ org, patterns, before = Number.MAX_SAFE_INTEGER, limit }) => {
    // One more than is given tells whether there are more.
    const held = core.read(org, { patterns, before, limit: limit + 1 })
    const missing = limit + 1 - held.events.length
    const older = missing > 0 ? await history.read(org, { patterns, before: Math.min(before, held.firstSeq), sinceMs: 0, limit: missing }) : []
    const found = [...held.events, ...older]
    // What the publisher added for this server stays here.
    return { events: found.slice(0, limit).map(({ seq, event }) => ({ seq, event })), more: found.length > limit }
  }
}
