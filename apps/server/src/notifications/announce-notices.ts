import type { EventBus } from '@halley/bus'
import type { WatchedApp } from './watched-app.ts'
import { appToken } from '../sessions/topic-names.ts'
import type { StoredCause } from '../storage/notification-storage.ts'

/** The `source` of events by which notifications tell programs outside of themselves. Rules never hear them. */
export const NOTICE_SOURCE = 'halley/notifications'

/** The channel of those events; where a model has one of this name, nothing is told. */
const CHANNEL = 'notifications'

/**
 * Tells programs that people were notified: one event for each cause, `events.{org}.{app}.notifications.notified._`, with how many and not
 * whom or what. One for each person would push everything else out of the log. Rejects when the bus does.
 */
export async function announceNotices(bus: EventBus, { runsIn, project }: Pick<WatchedApp, 'runsIn' | 'project'>, { id, ruleId, source, priority, eventId }: StoredCause, recipients: number): Promise<void> {
  const model = project()
  if ([...Object.values(model.channels), ...Object.values(model.rooms)].some(({ technicalName }) => technicalName === CHANNEL)) return
  const topic = `events.${runsIn.org}.${appToken(model, runsIn.environment)}.${CHANNEL}.notified._`
  // The same id after a crash: whoever was told is told once.
  await bus.publish({ org: runsIn.org, topic, id, source: NOTICE_SOURCE, type: 'notified', data: { id, ruleId, rule: source, priority, recipients }, ...(eventId !== null && { causationid: eventId }) })
}
