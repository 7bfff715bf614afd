import { MAX_EVENTS_FROM_HISTORY } from './event-journal.ts'
import type { EventHistory, HeldEvent } from './event-journal.ts'
import type { From } from './event-bus.ts'
import type { Replay } from './replay.ts'

type Asked = { readonly from: From; readonly replay: Replay; readonly patterns: readonly string[]; readonly before: number }

/** Can the history hold some of what a log could not give? */
export function canReachFurther(from: From, replay: Replay): boolean {
  return replay.truncated && (from.type === 'last' || from.type === 'time')
}

/** Reads what was asked for and lies before the log, newest first. */
export function readHistory(history: EventHistory, org: string, { from, replay, patterns, before }: Asked): Promise<readonly HeldEvent[]> {
  const wanted = from.type === 'last' ? from.count - replay.entries.length : MAX_EVENTS_FROM_HISTORY
  return history.read(org, { patterns, before, sinceMs: from.type === 'time' ? from.timeMs : 0, limit: Math.min(wanted, MAX_EVENTS_FROM_HISTORY) })
}

/** The whole replay. It may leave something out still: what no channel keeps is gone. */
export function joinHistory(from: From, replay: Replay, older: readonly HeldEvent[]): Replay {
  const entries = [...older.toReversed(), ...replay.entries]
  return { ...replay, entries, truncated: from.type !== 'last' || entries.length < from.count }
}
