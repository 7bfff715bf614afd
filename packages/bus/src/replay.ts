import { MAX_RESUMED_EVENTS } from './event-bus.ts'
import type { From, NotRecovered } from './event-bus.ts'
import type { HeldEvent } from './event-journal.ts'
import type { EventLog, LogEntry } from './event-log.ts'
import { refuse } from './refusals.ts'
import type { BusRefusal } from './refusals.ts'

/** What a subscription gets before live events: the entries, oldest first, and what the answer says about them. */
export interface Replay {
  readonly entries: readonly HeldEvent[]
  readonly truncated: boolean
  /** The seq that the replay's chain begins after; 0 when it begins nowhere. */
  readonly after: number
  readonly recovered?: boolean
  readonly reason?: NotRecovered
}

/** Refuses a beginning whose numbers make no sense, or gives null. */
export function checkFrom(from: From): BusRefusal | null {
  const amount = from.type === 'last' ? from.count : from.type === 'seq' || from.type === 'resume' ? from.seq : 0
  if (!Number.isSafeInteger(amount) || amount < 0) return refuse('schema_invalid', `"from" takes a whole number from 0 on, not ${String(amount)}.`, from.type === 'last' ? '/from/count' : '/from/seq')
  if (from.type === 'time' && !Number.isFinite(from.timeMs)) return refuse('schema_invalid', '"from" takes a time in milliseconds since 1970.', '/from/timeMs')
  return null
}

/** Picks what a subscription replays out of a log from which expired events are dropped already. */
export function selectReplay(log: EventLog, from: From, isWanted: (entry: LogEntry) => boolean): Replay {
  switch (from.type) {
    case 'new':
      return { entries: [], truncated: false, after: 0 }
    case 'last':
      return selectLast(log, from.count, isWanted)
    case 'seq':
      return { entries: [...wanted(log.from(from.seq), isWanted)], truncated: Math.max(1, from.seq) <= log.droppedSeq || log.isInHole(from.seq), after: 0 }
    case 'time': {
      const entries = [...wanted(log.from(log.firstSeq), (entry) => entry.acceptedMs >= from.timeMs && isWanted(entry))]
      return { entries, truncated: log.droppedUntilMs >= from.timeMs, after: 0 }
    }
    case 'earliest':
      return { entries: [...wanted(log.from(log.firstSeq), isWanted)], truncated: log.droppedSeq > 0, after: 0 }
    case 'resume':
      return selectResumed(log, from, isWanted)
  }
}

function selectLast(log: EventLog, count: number, isWanted: (entry: LogEntry) => boolean): Replay {
  const newestFirst: LogEntry[] = []
  for (const entry of log.backwards()) {
    if (newestFirst.length >= count) break
    if (isWanted(entry)) newestFirst.push(entry)
  }
  return { entries: newestFirst.toReversed(), truncated: newestFirst.length < count && log.droppedSeq > 0, after: 0 }
}

function selectResumed(log: EventLog, from: { readonly epoch: string; readonly seq: number }, isWanted: (entry: LogEntry) => boolean): Replay {
  // A position that this log has not reached was not given out by it, whatever its epoch says. One in a hole was given out for
  // events that were lost before they were written: what is after it there, nobody knows.
  if (from.epoch !== log.epoch || from.seq > log.lastSeq || log.isInHole(from.seq)) return notRecovered('epoch_changed')
  if (from.seq < log.droppedSeq) return notRecovered('expired')
  const entries: LogEntry[] = []
  for (const entry of log.from(from.seq + 1)) {
    if (!isWanted(entry)) continue
    if (entries.length === MAX_RESUMED_EVENTS) return notRecovered('too_many')
    entries.push(entry)
  }
  return { entries, truncated: false, after: from.seq, recovered: true }
}

function notRecovered(reason: NotRecovered): Replay {
  return { entries: [], truncated: false, after: 0, recovered: false, reason }
}

function* wanted(entries: Iterable<LogEntry>, isWanted: (entry: LogEntry) => boolean): Generator<LogEntry> {
  for (const entry of entries) if (isWanted(entry)) yield entry
}
