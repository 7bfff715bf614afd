import type { SeqHole } from './event-log.ts'
import type { BusEvent } from './event.ts'

/** An accepted event as the journal keeps it. */
export interface JournalEntry {
  readonly seq: number
  /** By the bus's clock. */
  readonly acceptedMs: number
  readonly sizeBytes: number
  /** How many connections it was for when it was accepted: part of what a retry is answered. */
  readonly matched: number
  readonly event: BusEvent
  /** What the publisher gave for those who take the event in this process; JSON. */
  readonly context?: unknown
}

/** What is known of a publish whose event is no longer held. */
export interface RememberedPublish {
  readonly seq: number
  readonly source: string
  readonly id: string
  readonly matched: number
  readonly acceptedMs: number
}

/** A log beside its events. */
export interface JournalHead {
  readonly org: string
  readonly epoch: string
  /** The seq of the newest event in the journal; 0 while there was none. */
  readonly lastSeq: number
  /** Where the log goes on: the next event has a higher seq. */
  readonly startSeq: number
  readonly holes: readonly SeqHole[]
}

/** A log as a bus left it. */
export interface JournalledLog extends JournalHead {
  /** True when the bus did not close it: it may have given out seqs that are not in the journal. */
  readonly isOpen: boolean
  /** In rising seq. */
  readonly entries: readonly JournalEntry[]
  /** In rising seq; all of them before the entries. */
  readonly remembered: readonly RememberedPublish[]
}

/** Events that come into a log together. */
export interface JournalBatch {
  readonly epoch: string
  /** The seq of the event before the first, 0 for the first of all. */
  readonly after: number
  /** In rising seq. */
  readonly entries: readonly JournalEntry[]
}

/**
 * Keeps the logs of a bus, so that they outlast its process.
 *
 * **Durable.** When the promise of an append resolves, its events survive a kill of the process and of the machine. Until then
 * all of them may be lost, or none; never some.
 * **Order.** What is called earlier takes effect earlier, also against whatever else the same storage keeps: what a receiver
 * writes because of an event is never there without the event. An append has its place from the call on, although `take` is
 * called later, when the events are written: what the bus accepts until then comes along.
 * **A beginning without holes.** The journal holds the events of a log up to some place, and none after it. An append whose
 * `after` is not the newest event that is kept is rejected: after one that failed, those that were under way fail, too.
 * **Failure.** A rejected append has kept nothing. Later ones are tried afresh. One whose outcome is not known yet (the connection
 * to a database was lost while it committed) stays unanswered until it is.
 * **One writer.** The same log is opened by one bus at a time.
 */
export interface EventJournal {
  /** Every log, with what is still held of it; asked once, before anything else. */
  read(): Promise<readonly JournalledLog[]>
  /** Notes durably how the logs go on, before anything is accepted; from now on they are open. A log that is new needs no such note. */
  open(heads: readonly JournalHead[]): Promise<void>
  /** Keeps events at the end of a log. Calls `take` once, and never before it has returned. */
  append(org: string, take: () => JournalBatch): Promise<void>
  /** May forget what is no longer held, and what need not even be remembered. */
  prune(org: string, from: { readonly heldFrom: number; readonly rememberedFrom: number }): Promise<void>
  /** Notes that everything which was accepted is kept, so that the logs go on without a hole. */
  close(orgs: readonly string[]): Promise<void>
}

/** An event of the past, as it is given to who comes later. */
export interface HeldEvent {
  readonly seq: number
  readonly event: BusEvent
  readonly context?: unknown
}

/** Which events of the past: newest first, below `before`, accepted at `sinceMs` or later, at most `limit`. */
export interface HistoryQuery {
  readonly patterns: readonly string[]
  readonly before: number
  readonly sinceMs: number
  readonly limit: number
}

/**
 * What is kept longer than the log, by rules of its owner; `from: last` and `from: time` of a subscribe read it where the log does
 * not reach back far enough. It holds an event from the moment on at which the journal does.
 */
export interface EventHistory {
  /** Matching events, newest first, each once. Rejects when it cannot be read. */
  read(org: string, query: HistoryQuery): Promise<readonly HeldEvent[]>
}

/** Events that may be accepted and not yet in the journal; beyond it publishes are refused. A log that was not closed goes on this much later. */
export const MAX_UNWRITTEN_EVENTS = 10_000

/** Bytes that these may have together: as much as a log holds. */
export const MAX_UNWRITTEN_BYTES = 16 * 1024 * 1024

/** The most events of one subscribe that come from the history: as many as a log holds. */
export const MAX_EVENTS_FROM_HISTORY = 10_000

/** Holes that are told apart; older ones become one. A log gets one each time its process is killed. */
const MAX_HOLES = 64

/** How a log that was left goes on: after a hole, when its writer could not say what it had given out. */
export function reopen(log: JournalledLog): JournalHead {
  const reached = Math.max(log.lastSeq, log.startSeq)
  const first = log.entries[0]
  const gone = first === undefined ? log.lastSeq : first.seq - 1
  // Of what lies before the oldest event, a resume is told that it has expired.
  const holes = log.holes.filter(({ until }) => until > gone)
  const { org, epoch, lastSeq } = log
  if (!log.isOpen) return { org, epoch, lastSeq, startSeq: reached, holes }
  // The place where it goes on is a position by itself: it was never given to an event.
  const startSeq = reached + MAX_UNWRITTEN_EVENTS + 1
  return { org, epoch, lastSeq, startSeq, holes: joinOldest([...holes, { after: reached, until: startSeq }]) }
}

function joinOldest(holes: readonly SeqHole[]): readonly SeqHole[] {
  const [oldest, second, ...rest] = holes
  if (holes.length <= MAX_HOLES || oldest === undefined || second === undefined) return holes
  return joinOldest([{ after: oldest.after, until: second.until }, ...rest])
}
