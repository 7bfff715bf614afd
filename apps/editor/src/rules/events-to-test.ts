import { matches } from '@halley/bus'
import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'

/** An event of the log that a rule can be tested with. */
export type EventToTest = { readonly row: LogRow; readonly message: NonNullable<LogRow['message']>; readonly matches: boolean }

/** Events offered at once: what one still looks through. */
const EVENTS_OFFERED = 30

/** The newest events that a pattern matches, the newest first; where it matches none, the newest of all. */
export function eventsToTest(rows: readonly LogRow[], pattern: string, project: Pick<Project, 'id' | 'technicalName'>): readonly EventToTest[] {
  const events = rows.flatMap((row): EventToTest[] => (row.message === null || row.message.seq === 0 ? [] : [{ row, message: row.message, matches: matchesTopic(pattern, row.message.topic, project) }])).toReversed()
  const fitting = events.filter((event) => event.matches)
  return (fitting.length > 0 ? fitting : events).slice(0, EVENTS_OFFERED)
}

/** Does a rule's pattern match a topic? The app's own name also means the app that the preview runs, which has a token of its own. */
export function matchesTopic(pattern: string, topic: string, { id, technicalName }: Pick<Project, 'id' | 'technicalName'>): boolean {
  if (matches(pattern, topic)) return true
  const tokens = topic.split('.')
  return tokens[2] === `draft-${id}` && matches(pattern, tokens.with(2, technicalName).join('.'))
}
