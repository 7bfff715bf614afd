import type { OverlayPlacement, ScreenView, StreamState, Value } from '@halley/model'

/** Who a session acts as. */
export type SessionUser = { readonly id: string; readonly name: string; readonly roles: readonly string[] }

/** The message that started a run: `event.*` in expressions, and the run's own frame of `Message.*`. */
export type ReceivedEvent = {
  readonly channelId: string
  /** Technical names, as expressions show them. */
  readonly channel: string
  readonly messageId: string
  readonly message: string
  readonly key: string | null
  readonly id: string
  readonly seq: number
  /** ISO 8601, UTC. */
  readonly sentAt: string
  readonly sender: string
  readonly hops: number
  /** The id of the stream that a text of the message comes by; left out for a message that came whole. */
  readonly stream?: string
}

/** One flow on a run's call stack, and the node it is at. */
export type Frame = {
  readonly flowId: string
  nodeId: string
  /** The lists that are walked row by row in this flow, the innermost last. */
  walks?: readonly RowWalk[]
}

/** A list that a node walks: its rows as they were when it began, and how many of them had their turn; the last of those is the row in turn. */
export type RowWalk = { readonly nodeId: string; readonly rows: readonly Value[]; readonly taken: number }

/** What a run that is not finished waits for. */
export type Waiting =
  | { readonly type: 'screen'; readonly screenId: string }
  | { readonly type: 'effect'; readonly effectId: string }
  | { readonly type: 'time'; readonly timerId: string; readonly dueAtMs: number }

export type RunError = { readonly code: string; readonly text: string; readonly node: string }

/** One walk through the flows, from a start or from a received message to its end. JSON. */
export type Run = {
  readonly id: string
  /** The main run shows the session's screens; message runs come on top; service runs show none. */
  readonly type: 'main' | 'message' | 'button'
  frames: Frame[]
  waiting: Waiting | null
  readonly event: ReceivedEvent | null
  /** The received message by technical name: `Ticket.*` in this run. Null in a run no message started. */
  received: { readonly name: string; value: Value } | null
  error: RunError | null
  /** Effects since the run last waited for a person; guarded. */
  sends: number
  /** The delivery whose response this run is; set to null once its outcome is reported (when the run first waits for a person, or ends). */
  deliveryId: string | null
  /** Nothing that it reads or writes is shown in traces or the log: an encrypted message started it, or gave it something. Left out: no. */
  isHidden?: boolean
}

/** What a listener does with a message. */
export type ListenerResponse =
  | { readonly type: 'refresh' }
  | { readonly type: 'flow'; readonly flowId: string }
  | { readonly type: 'navigate'; readonly navigationId: string }

/** An armed listener of a session. One per (channel, key, message): starting the same again replaces it. */
export type Listener = {
  readonly channelId: string
  /** null is every key. */
  readonly key: string | null
  /** null is any message. */
  readonly messageId: string | null
  readonly response: ListenerResponse
  /** The node that started it: its condition is read from the program by these ids. */
  readonly flowId: string
  readonly nodeId: string
  /**
   * Set for "until this screen is left": the run, and its full screen. `screenId` is null until the run shows the
   * screen that the node stands before.
   */
  readonly until: { readonly runId: string; readonly screenId: string | null } | null
}

/** A screen or overlay that is shown, and the run that waits for it. */
export type ShownScreen = {
  readonly runId: string
  readonly view: ScreenView
  /** When a toast closes by itself, epoch milliseconds; null never. */
  readonly closesAtMs: number | null
  readonly placement: OverlayPlacement | null
  /** The rows in which buttons stand, as they were shown, of the last versions; the newest first. Left out where no button stands in a row. */
  readonly rows?: readonly ({ readonly version: number } & RowsOfButtons)[]
}

/** The rows that buttons in lists stand for: `at` names a button and its place (see `buttonKey`) and tells where its row is in `rows`. */
export type RowsOfButtons = { readonly rows: readonly Value[]; readonly at: { readonly [button: string]: number } }

/** Somebody on a channel. `since` is ISO 8601 in UTC; `keys` are those of the channel that they listen to, of the ones that are looked at. */
export type PresentMember = { readonly id: string; readonly userId: string; readonly name: string; readonly since: string; readonly keys: readonly string[] }

/** Who is on a channel now, as a session that listens there sees it. `members` is null when there are too many to name. */
export type ChannelPresence = { readonly count: number; readonly members: readonly PresentMember[] | null }

/** A text that a session sends or receives word by word. The text itself stands where the message does. */
export type SessionStream = {
  readonly id: string
  readonly messageId: string
  /** The field of the message that grows. */
  readonly memberId: string
  /** The run that sends it; null where the session receives it. A session that gets what it sends has both. */
  readonly runId: string | null
  /** Of what is received: is it the last message of its kind that arrived? */
  readonly isLast: boolean
  readonly state: StreamState
  /** Why it was cancelled or has failed. */
  readonly reason: string | null
}

/** Everything of a session that outlives a burst. JSON: stored, resumed, replayed and compared as it is. */
export type SessionState = {
  readonly sessionId: string
  readonly user: SessionUser
  /** Session fields, session lists and the session's own copy of each message, by technical name. */
  data: { [name: string]: Value }
  /** The last message of each kind that arrived, by technical name. */
  received: { [name: string]: Value }
  /** The row of each list that a List action went to or added last, as it was then, by the list's technical name. */
  current: { [name: string]: Value }
  /** Where those rows stood among the rows that were looked at, for going to the next. */
  currentAt: { [name: string]: number }
  runs: Run[]
  /** The newest last; those with a placement are overlays. */
  screens: ShownScreen[]
  listeners: Listener[]
  /** Who is on the channels that it listens to, by the channel's technical name; a channel is not there before the first snapshot. Kept over no restart. */
  presence: { readonly [channel: string]: ChannelPresence }
  /** Streams that run, and the last ones that have ended. */
  streams: readonly SessionStream[]
  /** Names of data whose values come from encrypted messages: traces and the log do not show them. */
  hidden: { readonly [name: string]: true }
  /** Counts runs, screens and effects, so that ids need no randomness. */
  nextId: number
}
