import type { KeptEvent } from './event-storage.ts'

/** Which topics: each token that is given must be the same. */
export type TopicTokens = { readonly app?: string | undefined; readonly channel?: string | undefined; readonly message?: string | undefined; readonly key?: string | undefined }

/** A page of the history. */
export type HistoryPage = TopicTokens & {
  readonly org: string
  /** Only events with a lower seq. */
  readonly before: number
  /** Only events that were accepted at this time or later; epoch milliseconds. */
  readonly since: number
  readonly limit: number
}

/** A channel of an app, by its tokens, that something is kept of. */
export type KeptChannel = { readonly org: string; readonly app: string; readonly channel: string }

/** What a channel keeps: of each topic, and of all together, the newest; and nothing older than `since`. */
export type KeptBounds = { readonly countPerTopic: number; readonly count: number; readonly since: number }

/** Keeps what channels hold for late joiners. Events come in with those of the log (`storage.events.append`). Promises what `Storage` does. */
export type ChannelHistoryStorage = {
  /** The newest first. */
  read(page: HistoryPage): Promise<readonly KeptEvent[]>
  listChannels(): Promise<readonly KeptChannel[]>
  /** Takes away what a channel does not keep any more. */
  prune(channel: KeptChannel, bounds: KeptBounds): Promise<void>
}
