import type { JournalEntry, JournalHead, JournalledLog, RememberedPublish } from './event-journal.ts'
import { reopen } from './event-journal.ts'
import type { LogStart } from './event-log.ts'

/** A log that was read back, as it goes on. */
export interface OpenedLog {
  readonly head: JournalHead
  readonly entries: readonly JournalEntry[]
  /** Publishes whose retries are known, oldest first: also those of the entries. */
  readonly remembered: readonly RememberedPublish[]
}

/** Opens a log as it was left. */
export function openLog(log: JournalledLog): OpenedLog {
  const ofEntries = log.entries.map(({ seq, matched, acceptedMs, event }): RememberedPublish => ({ seq, source: event.source, id: event.id, matched, acceptedMs }))
  return { head: reopen(log), entries: log.entries, remembered: [...log.remembered, ...ofEntries] }
}

/** How the log in memory begins. What is too old is dropped by it. */
export function beginningOf({ head: { epoch, startSeq, lastSeq, holes }, entries }: OpenedLog, nowMs: number): LogStart {
  const [first] = entries
  const droppedSeq = first === undefined ? lastSeq : first.seq - 1
  return {
    epoch, startSeq, holes, droppedSeq,
    // When the newest that is gone was accepted is not kept: at the latest, when the oldest that is held was.
    droppedUntilMs: droppedSeq === 0 ? -Infinity : (first?.acceptedMs ?? nowMs),
    entries: entries.map(({ seq, event, context, sizeBytes, acceptedMs }) => ({ seq, event, context, sizeBytes, acceptedMs })),
  }
}
