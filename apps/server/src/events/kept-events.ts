import type { LateJoiners } from '@halley/model'
import { findTopicChannel, type ModelPlaces } from '../sessions/find-topic-model.ts'
import { draftIdOf } from '../sessions/topic-names.ts'

/** Events that a channel keeps by time, at most: as many as one subscribe is given. */
export const KEPT_BY_TIME = 10_000

/** Events that a channel keeps by number, over all its keys and messages. */
export const KEPT_BY_COUNT = 100_000

/** What a topic's channel keeps for late joiners, and whose it is. */
export type Keeping = { readonly projectId: string; readonly setting: LateJoiners }

/** What is kept of a topic's events when they are published; null for nothing. Asked of what runs now. */
export function keepingNow(topic: string, places: ModelPlaces): Keeping | null {
  const setting = findTopicChannel(topic, places)?.lateJoiners
  if (setting === undefined || setting.type === 'nothing') return null
  const app = topic.split('.')[2] ?? ''
  const projectId = draftIdOf(app) ?? places.published.findByName(app)?.projectId
  return projectId === undefined ? null : { projectId, setting }
}

/** The setting of a channel by its tokens, also of a draft that nobody has open; null when there is none such. */
export async function settingOf({ org, app, channel }: { readonly org: string; readonly app: string; readonly channel: string }, { projects, published }: ModelPlaces): Promise<LateJoiners | null> {
  const draftId = draftIdOf(app)
  if (draftId === undefined) {
    const running = published.findByName(app)
    return running?.sessions.runsIn.org === org ? settingIn(running.project, channel) : null
  }
  const room = await projects.open(draftId)
  return room?.org === org ? settingIn(room.project, channel) : null
}

function settingIn({ channels }: { readonly channels: { readonly [id: string]: { readonly technicalName: string; readonly lateJoiners: LateJoiners } } }, channel: string): LateJoiners | null {
  return Object.values(channels).find(({ technicalName }) => technicalName === channel)?.lateJoiners ?? null
}

/** How many events of each topic a setting keeps; null when it goes by time. */
export function countOf(setting: LateJoiners): number | null {
  switch (setting.type) {
    case 'nothing':
      return 0
    case 'last':
      return 1
    case 'lastCount':
      return setting.count
    case 'lastMinutes':
      return null
  }
}

/** The time before which a setting keeps nothing; epoch milliseconds, 0 when it goes by number. */
export function keptSince(setting: LateJoiners, nowMs: number): number {
  return setting.type === 'lastMinutes' ? nowMs - setting.minutes * 60_000 : 0
}
