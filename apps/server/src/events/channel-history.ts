import { matches, type EventHistory, type HeldEvent } from '@halley/bus'
import type { LateJoiners } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { ChannelHistoryStorage, KeptChannel, TopicTokens } from '../storage/channel-history-storage.ts'
import { countOf, KEPT_BY_COUNT, KEPT_BY_TIME, keptSince } from './kept-events.ts'
import { readContent } from './storage-journal.ts'

/** Rows read at once: of what is found by the tokens of a pattern, most match it. */
const PAGE_ROWS = 500

export type ChannelHistoryOptions = {
  readonly storage: ChannelHistoryStorage
  readonly clock: ServerClock
  /** What a channel keeps now; null when it is not known any more. */
  readonly settingOf: (channel: KeptChannel) => Promise<LateJoiners | null>
}

/** What channels keep for late joiners, as the bus asks for it. */
export type ChannelHistory = EventHistory & {
  /** Takes away what channels do not keep any more: it is too old, or their setting was changed. */
  tidy(): Promise<void>
}

/** Makes the history of channels over the storage. What a channel is set to now is what it gives. */
export function createChannelHistory({ storage, clock, settingOf }: ChannelHistoryOptions): ChannelHistory {
  return {
    read: async (org, { patterns, before, sinceMs, limit }) => {
      const tokens = commonTokens(patterns)
      const settings = new Map<string, LateJoiners | null>()
      const nowMs = clock.nowMs()
      const isKept = async (topic: string, acceptedAt: number): Promise<boolean> => {
        const [, , app = '', channel = ''] = topic.split('.')
        const place = `${app}.${channel}`
        const setting = settings.get(place) ?? (await settingOf({ org, app, channel }))
        settings.set(place, setting)
        return setting !== null && setting.type !== 'nothing' && acceptedAt >= keptSince(setting, nowMs)
      }
      const found: HeldEvent[] = []
      let end = before
      while (found.length < limit) {
        const page = await storage.read({ org, ...tokens, before: end, since: sinceMs, limit: PAGE_ROWS })
        for (const { seq, topic, acceptedAt, content } of page) {
          end = seq
          const { event, context } = readContent(content)
          if (found.length >= limit || !patterns.some((pattern) => matches(pattern, topic, event.filters)) || !(await isKept(topic, acceptedAt))) continue
          found.push({ seq, event, context })
        }
        if (page.length < PAGE_ROWS) break
      }
      return found
    },
    tidy: async () => {
      for (const channel of await storage.listChannels()) {
        const setting = await settingOf(channel)
        // An app that is not published now may be again, and a project that was deleted may come back.
        if (setting === null) continue
        const count = countOf(setting)
        await storage.prune(channel, { countPerTopic: count ?? KEPT_BY_TIME, count: count === null ? KEPT_BY_TIME : KEPT_BY_COUNT, since: keptSince(setting, clock.nowMs()) })
      }
    },
  }
}

/** The tokens that all topics have which match one of the patterns. */
function commonTokens(patterns: readonly string[]): TopicTokens {
  const all = patterns.map((pattern) => {
    const tokens = pattern.split('.')
    const rest = tokens.indexOf('>')
    return (place: number): string | undefined => (tokens[place] === '*' || (rest >= 0 && place >= rest) ? undefined : tokens[place])
  })
  const common = (place: number): string | undefined => {
    const [first, ...others] = all.map((tokenAt) => tokenAt(place))
    return others.every((token) => token === first) ? first : undefined
  }
  return { app: common(2), channel: common(3), message: common(4), key: common(5) }
}
