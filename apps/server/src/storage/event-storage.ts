/** An event of an org's log. `content` is JSON; its writer knows the shape. */
export type StoredEvent = {
  readonly seq: number
  readonly source: string
  readonly id: string
  /** How many connections it was for when it was accepted. */
  readonly matched: number
  /** Epoch milliseconds, as all times here. */
  readonly acceptedAt: number
  readonly sizeBytes: number
  readonly content: string
}

/** Seqs that were perhaps given out and are not in the log: those above `after` and below `until`. */
export type SeqHole = { readonly after: number; readonly until: number }

/** What is kept of an org's log beside its events. */
export type LogHead = {
  /** The org's token. */
  readonly org: string
  readonly epoch: string
  /** The seq of the newest event that was kept; 0 while there was none. */
  readonly lastSeq: number
  /** Events that come have a higher seq. */
  readonly startSeq: number
  readonly holes: readonly SeqHole[]
}

/** A log as it was left. `isOpen` is true when its writer did not close it: then events may have got seqs that are not kept. */
export type StoredLog = LogHead & {
  readonly isOpen: boolean
  /** Those that are held, oldest first. */
  readonly events: readonly StoredEvent[]
  /** Those that are only remembered, so that a retry is known; older than those that are held. Oldest first. */
  readonly remembered: readonly Omit<StoredEvent, 'content' | 'sizeBytes'>[]
}

/** An event that is kept for late joiners, beside the log. */
export type KeptEvent = {
  readonly seq: number
  readonly projectId: string
  /** Six tokens: family, org, app, channel, message and key. */
  readonly topic: string
  readonly acceptedAt: number
  readonly content: string
}

/** How many events of one topic are kept for late joiners. */
export type KeptBound = { readonly topic: string; readonly count: number }

/** Events that come into a log together. */
export type EventBatch = {
  readonly epoch: string
  /** The seq of the event before the first, as the log has it; 0 for the first of a log. */
  readonly after: number
  /** In rising seq. */
  readonly events: readonly StoredEvent[]
  /** Those of them that are kept for late joiners, too. */
  readonly kept: readonly KeptEvent[]
  readonly bounds: readonly KeptBound[]
}

/** Keeps the logs of organisations. Promises what `Storage` does. */
export type EventStorage = {
  /** Every log. */
  readLogs(): Promise<readonly StoredLog[]>
  /** Marks logs as open, in the form that they go on in. */
  openLogs(heads: readonly LogHead[]): Promise<void>
  /** Marks logs as closed: nothing was given a seq that is not kept. */
  closeLogs(orgs: readonly string[]): Promise<void>
  /**
   * Adds events to the end of a log, all or none. Its place among writes is that of the call, while `take` is called once, when it
   * is carried out: what has come until then is part of it. Rejects when the log does not end with `after`, so that an append
   * which follows one that failed fails as well, and of two writers of one log one does.
   */
  append(org: string, take: () => EventBatch): Promise<void>
  /** Takes away the content of events below `heldFrom`, and all of those below `rememberedFrom`, too. */
  prune(org: string, from: { readonly heldFrom: number; readonly rememberedFrom: number }): Promise<void>
}
