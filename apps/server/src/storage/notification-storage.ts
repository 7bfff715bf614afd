import type { NoticeLink, NoticePriority, NoticeWay } from '@halley/model'
import type { Environment, NoticeOutcome, NoticePreferences, PushSubscriptionOf } from '@halley/protocol'

/** A project as it runs: its draft or its published version. Each has inboxes of its own. */
export type NoticeApp = { readonly projectId: string; readonly environment: Environment }

/** What notifications of one event by one rule (or of one Notify node) have in common. */
export type StoredCause = NoticeApp & {
  readonly id: string
  /** The rule, or the node. */
  readonly ruleId: string | null
  readonly flowId: string | null
  readonly nodeId: string | null
  /** As the rule or node was called then. */
  readonly source: string
  readonly priority: NoticePriority
  /** Of an address, the finished one is with each notification. */
  readonly link: NoticeLink
  readonly eventId: string | null
  readonly topic: string | null
  /** The message that its flow is opened with, sealed before it comes here; null where nothing is. */
  readonly opens: string | null
  /** Epoch milliseconds, as all times here. */
  readonly at: number
}

/** A notification of one person. */
export type StoredNotice = {
  readonly id: string
  readonly recipient: { readonly id: string; readonly name: string }
  readonly title: string
  readonly body: string
  readonly url: string | null
  readonly at: number
  readonly isInInbox: boolean
  /** Too many came before it: it does not count for later ones. */
  readonly isThrottled: boolean
  readonly readAt: number | null
  readonly dismissedAt: number | null
}

/** A notification with its cause. `ordinal` rises in the order in which they were kept. */
export type CausedNotice = StoredNotice & { readonly ordinal: number; readonly cause: StoredCause }

/** How a notification goes one way. */
export type StoredAttempt = {
  readonly noticeId: string
  readonly way: NoticeWay
  readonly outcome: NoticeOutcome
  /** When it is tried (again); null when it has ended. */
  readonly dueAt: number | null
  /** When it was last tried, or planned. */
  readonly at: number
  readonly tries: number
  readonly text: string
  /** Attempts of one lane are tried apart from those of others. */
  readonly lane: string
  /** Until when further ones join it; null when it does not collect. */
  readonly digestUntil: number | null
  /** The notification whose attempt it has joined; null when none. */
  readonly digestOf: string | null
  /** What it has reached, or is given up: of a push, the browsers. */
  readonly settled: readonly string[]
  /** When somebody last had it be tried again after it was given up, and how often it had been tried by then; null when nobody has. */
  readonly retried: { readonly at: number; readonly triesBefore: number } | null
}

/** An attempt with what is sent. */
export type DueAttempt = { readonly attempt: StoredAttempt; readonly notice: CausedNotice }

/** A notification with all that became of it. */
export type NoticeHistory = { readonly notice: CausedNotice; readonly attempts: readonly StoredAttempt[] }

/** A new notification, with the first state of each way. */
export type NewNotice = { readonly notice: StoredNotice; readonly attempts: readonly Omit<StoredAttempt, 'noticeId'>[] }

/** A place in an org's log. */
export type NoticePosition = { readonly epoch: string; readonly seq: number }

/** Which people of an app. */
export type RuleRecipients = NoticeApp & { readonly ruleId: string; readonly recipientIds: readonly string[] }

/** How much is kept of notifications. */
export type NoticeBounds = { readonly perPerson: number; /** Whoever is out of the inbox, or was never in it, goes when it is older. */ readonly endedBefore: number }

/** Keeps notifications, how they went each way, what people want of them, and where they are pushed to. Promises what `Storage` does. */
export type NotificationStorage = {
  /** Keeps notifications of one cause; one whose id is there already stays as it is. An attempt that would join one which was claimed in the meantime is due by itself. Answers the ids of those that are new. */
  add(cause: StoredCause, notices: readonly NewNotice[]): Promise<ReadonlySet<string>>
  /** How many of a rule each of these people got since a time that were not throttled; people without any are left out. */
  countRecent(of: RuleRecipients, since: number): Promise<ReadonlyMap<string, number>>
  /** The attempts of a rule that collect what comes at a time, by person. */
  openDigests(of: RuleRecipients, at: number): Promise<readonly { readonly recipientId: string; readonly way: NoticeWay; readonly noticeId: string }[]>

  /** A part of an inbox, the newest first: those below `before`. */
  readInbox(app: NoticeApp, personId: string, page: { readonly before: number | null; readonly limit: number }): Promise<readonly CausedNotice[]>
  /** How many are unread, of each of these people; people without any are left out. */
  countUnread(app: NoticeApp, personIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** The notifications that somebody has of an event and has neither read nor taken away, in the inbox or not. */
  unreadOf(app: NoticeApp, personId: string, event: { readonly eventId: string; readonly topic: string }): Promise<readonly string[]>
  /** Marks as read (those that are named, whether in the inbox or not), or takes out of the inbox; answers those that were changed. */
  markRead(app: NoticeApp, personId: string, ids: readonly string[] | 'all', at: number): Promise<readonly CausedNotice[]>
  dismiss(app: NoticeApp, personId: string, ids: readonly string[] | 'all', at: number): Promise<readonly string[]>
  /** Null when there is none. */
  findNotice(id: string): Promise<CausedNotice | null>
  /** The newest first: those below `before`. */
  readHistories(app: NoticeApp, page: { readonly before: number | null; readonly limit: number }): Promise<readonly NoticeHistory[]>
  findHistories(ids: readonly string[]): Promise<readonly NoticeHistory[]>

  /** The lanes that have attempts to come, each with when the next is due. */
  lanes(): Promise<readonly { readonly lane: string; readonly dueAt: number }[]>
  /** Those of a lane that are due, the earliest first. */
  due(lane: string, at: number, limit: number): Promise<readonly DueAttempt[]>
  /** Those that have joined an attempt. */
  joined(noticeId: string, way: NoticeWay): Promise<readonly DueAttempt[]>
  /** Counts a try of an attempt that is still due as it was read, and has it be due again at `until`, should nobody settle it; false when it is not. */
  claim(attempt: Pick<StoredAttempt, 'noticeId' | 'way' | 'dueAt'>, lease: { readonly until: number; readonly text: string }): Promise<boolean>
  /** Says what became of attempts. */
  settle(attempts: readonly (Pick<StoredAttempt, 'noticeId' | 'way' | 'outcome' | 'dueAt' | 'at' | 'text'> & Partial<Pick<StoredAttempt, 'settled' | 'tries'>>)[]): Promise<void>
  /** Has an attempt that waits be due at a time, where that is sooner; one that collects still is left to its end. */
  hasten(attempt: Pick<StoredAttempt, 'noticeId' | 'way'>, at: number): Promise<void>
  /** Has an attempt that was given up be tried again, from the first try on, and notes that; false when it was not given up. */
  retry(app: NoticeApp, attempt: Pick<StoredAttempt, 'noticeId' | 'way'>, at: number): Promise<boolean>

  /** What these people want; whoever has said nothing is left out. */
  readPreferences(app: NoticeApp, personIds: readonly string[]): Promise<ReadonlyMap<string, NoticePreferences>>
  savePreferences(app: NoticeApp, personId: string, preferences: NoticePreferences): Promise<void>
  /** Where these people take pushes, the newest first; people without are left out. */
  readSubscriptions(app: NoticeApp, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly PushSubscriptionOf[]>>
  /** Keeps a subscription; a browser belongs to whoever used it last. The oldest beyond `limit` go. */
  saveSubscription(app: NoticeApp, personId: string, subscription: PushSubscriptionOf, kept: { readonly at: number; readonly limit: number }): Promise<void>
  deleteSubscription(app: NoticeApp, personId: string, endpoint: string): Promise<void>

  /** Up to where the rules of an app have been asked; null while they never were. */
  readPosition(app: NoticeApp): Promise<NoticePosition | null>
  savePosition(app: NoticeApp, position: NoticePosition): Promise<void>

  /** Takes away what nobody needs any more: never one that has an attempt to come. Goes part by part, so that nothing else waits for all of it, and ends between two of them when `goesOn` says no. */
  prune(bounds: NoticeBounds, goesOn?: () => boolean): Promise<void>
}
