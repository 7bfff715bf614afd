import type { NoticeLink, NoticePriority, NoticeWays, StreamState, Value } from '@halley/model'
import type { ChannelPresence, Listener, ReceivedEvent } from './session-state.ts'

/** What happens to a session. `atMs` is epoch milliseconds by the server's clock: the engine has none of its own. */
export type SessionEvent = { readonly atMs: number } & (
  | { readonly type: 'start'; readonly flowId: string }
  /** `row` and `version` say which row's button it was, as the screen was shown in that version. */
  | { readonly type: 'press'; readonly screenId: string; readonly widgetId: string; readonly inputs: { readonly [widgetId: string]: Value }; readonly row?: readonly number[] | undefined; readonly version?: number | undefined }
  | { readonly type: 'closeOverlay'; readonly screenId: string }
  | { readonly type: 'navigate'; readonly navigationId: string }
  | { readonly type: 'delivery'; readonly delivery: IncomingDelivery }
  | { readonly type: 'effectDone'; readonly effectId: string; readonly result: EffectResult; /** For `listen`: the effect's listeners, to arm now. */ readonly arm?: readonly Listener[] }
  /** The clock reached the time that a `timer` effect named. */
  | { readonly type: 'timer'; readonly timerId: string }
  /** Who is on channels has changed, by the channel's technical name; null for one that the session no longer listens to. */
  | { readonly type: 'presence'; readonly channels: { readonly [channel: string]: ChannelPresence | null } }
  /** A text that streams has grown, or its stream has ended: the whole of it so far, or null for what there is already. */
  | { readonly type: 'streamGrew'; readonly streamId: string; readonly text: string | null; readonly state: StreamState; readonly reason: string | null }
  /** Somebody took up a notification that opens a flow: it runs with the message that caused it as the received one (null: none did). */
  | { readonly type: 'openFlow'; readonly flowId: string; readonly received: Pick<IncomingDelivery, 'event' | 'payload' | 'encrypted'> | null }
  /** The model has changed: every shown screen is drawn anew by the new program. */
  | { readonly type: 'redraw' }
)

/** A message from the bus, already checked and decrypted by the server. */
export type IncomingDelivery = { readonly deliveryId: string; readonly event: ReceivedEvent; readonly payload: Value; /** It was encrypted: what it starts is not shown in traces and the log. */ readonly encrypted?: boolean; /** The field of the message that grows from now on, when the event has a `stream`. */ readonly growingMemberId?: string }

/** What came of an effect; errors leave by the node's Error exit. */
export type EffectResult = { readonly ok: true; /** What the node asked for: an answer, ids of new rows. */ readonly value?: Value } | { readonly ok: false; readonly code: string; readonly text: string }

/** Something that the server must make real; plain data. Those with `effectId` are answered by an `effectDone` event. */
export type Effect =
  | {
      readonly type: 'publish'
      readonly effectId: string
      readonly runId: string
      readonly flowId: string
      readonly nodeId: string
      readonly channelId: string
      readonly messageId: string
      readonly key: string | null
      readonly payload: Value
      readonly secure: boolean
      readonly deliverTo: DeliverTo
      readonly hops: number
      /** The id of the event that caused this one. */
      readonly causationId: string | null
    }
  | { readonly type: 'listen'; readonly effectId: string; /** One per message; armed when the effect is done. */ readonly listeners: readonly Listener[] }
  | { readonly type: 'unlisten'; readonly listeners: readonly Listener[] }
  /** Changes rows of a stored list, all or nothing. A row to update or delete whose `lastModified` has moved on refuses the whole with `list/conflict`. Answered with the ids of the inserted rows. */
  | { readonly type: 'changeRows'; readonly effectId: string; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly listId: string; readonly changes: RowChanges }
  /** Asks an HTTP service. The session goes on with other things meanwhile. Answered with an `HttpAnswer`. */
  | { readonly type: 'httpRequest'; readonly effectId: string; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly request: HttpRequest }
  /** Sends a message whose text field grows while its source gives more. The session goes on with other things meanwhile. Answered with a `StreamEnd`. */
  | {
      readonly type: 'stream'
      readonly effectId: string
      readonly streamId: string
      readonly runId: string
      readonly flowId: string
      readonly nodeId: string
      readonly channelId: string
      readonly messageId: string
      /** The text field that grows. */
      readonly memberId: string
      readonly key: string | null
      /** The message as it was when the stream opened. */
      readonly payload: Value
      readonly deliverTo: DeliverTo
      readonly hops: number
      readonly causationId: string | null
      readonly source: StreamSource
      /** Milliseconds that it may last, and that may pass without anything new. */
      readonly limitMs: number
      readonly idleMs: number
    }
  /** Notifies people, as a rule would. Answered with a `NotifyAnswer` when the notifications are kept. */
  | { readonly type: 'notify'; readonly effectId: string; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly notice: NoticeRequest; readonly hops: number; readonly causationId: string | null }
  /** Does something in a room as the session's user; a post is answered with its id. */
  | { readonly type: 'room'; readonly effectId: string; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly roomId: string; readonly key: string | null; readonly action: RoomAction; readonly hops: number }
  /** Answers the HTTP request that this session serves, or writes one event of its stream. */
  | { readonly type: 'respond'; readonly effectId: string; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly answer: EndpointAnswer }
  /** Belongs to a screen that closes by itself, or to a waiting run; `timersOf` a state lists those that still matter. */
  | { readonly type: 'timer'; readonly timerId: string; readonly dueAtMs: number }
  | { readonly type: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly text: string; readonly flowId: string; readonly nodeId: string; readonly runId: string }
  /** A run stopped on an error that no Error exit took, or (`handled`) an Error exit took it: logged all the same. */
  | { readonly type: 'failed'; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly code: string; readonly text: string; readonly handled: boolean }
  /** What this session did with a delivery, for the log's "why did it not arrive". */
  | { readonly type: 'responded'; readonly deliveryId: string; readonly outcome: 'delivered' | 'filtered'; readonly response: string; readonly flowId: string | null; readonly nodeId: string | null }

/** What a Notify node asks for. `event` is the message of its run, for a link that opens a flow. */
export type NoticeRequest = {
  readonly recipients: { readonly users: readonly string[]; readonly roles: readonly string[] }
  readonly priority: NoticePriority
  readonly title: string
  readonly body: string
  readonly link: NoticeLink
  readonly ways: NoticeWays
  readonly event: { readonly event: ReceivedEvent; readonly payload: Value } | null
}
/** How many people are notified: each once, without who caused it. */
export type NotifyAnswer = { readonly recipients: number }

/** What a Room node does; `markRead` marks all of it. */
export type RoomAction = { readonly type: 'join' } | { readonly type: 'leave' } | { readonly type: 'post'; readonly text: string } | { readonly type: 'markRead' }

/** Where the text of a stream comes from. */
export type StreamSource =
  /** A text that is given out word by word, one every `wordMs` milliseconds. */
  | { readonly type: 'text'; readonly text: string; readonly wordMs: number }
  /** What a service answers, as it comes: all of it as text, or of Server-Sent Events the data, or (`field`, such as `choices.0.text`) a part of their JSON. */
  | { readonly type: 'http'; readonly connectionId: string | null; readonly url: string; readonly format: 'text' | 'events'; readonly field: string }
  /** What an AI model answers to a prompt. */
  | { readonly type: 'model'; readonly connectionId: string; readonly system: string; readonly prompt: string; readonly maxTokens: number | null; readonly temperature: number | null }

/** How a stream ended that has not failed: `text` is all of it. */
export type StreamEnd = { readonly state: 'complete' | 'cancelled'; readonly text: string; readonly reason: string | null }

/** Rows of a stored list to insert, change and delete; values by technical name. */
export type RowChanges = {
  readonly inserted: readonly { readonly [name: string]: Value }[]
  readonly updated: readonly { readonly id: string; /** As the row was read. */ readonly lastModified: string; readonly values: { readonly [name: string]: Value } }[]
  readonly deleted: readonly { readonly id: string; /** As the row was read; null deletes it as it is now. */ readonly lastModified: string | null }[]
}

/** A request to an HTTP service. With a connection, `url` is joined to its address and the server signs in with its secret. */
export type HttpRequest = {
  readonly connectionId: string | null
  readonly method: string
  readonly url: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string | null
  readonly timeoutMs: number
}

/** What an HTTP service answered: JSON. `body` is the parsed JSON where it is JSON, else the text. */
export type HttpAnswer = { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: Value }

/** What an endpoint answers: a whole response once, or events of a stream. */
export type EndpointAnswer =
  | { readonly type: 'response'; readonly status: number; readonly headers: readonly { readonly name: string; readonly value: string }[]; readonly body: Value }
  | { readonly type: 'event'; readonly name: string; readonly id: string | null; readonly data: Value }

/** Whom a message goes to, beyond the channel, key and message that listeners name. */
export type DeliverTo =
  | { readonly type: 'all' }
  | { readonly type: 'others' }
  | { readonly type: 'me' }
  | { readonly type: 'users'; readonly ids: readonly string[] }
  | { readonly type: 'roles'; readonly roles: readonly string[] }

/** One thing a run did; made only when somebody watches. */
export type TraceEntry =
  | { readonly type: 'entered'; readonly runId: string; readonly flowId: string; readonly nodeId: string }
  | { readonly type: 'left'; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly exit: string }
  | { readonly type: 'waiting'; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly for: string }
  | { readonly type: 'failed'; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly code: string; readonly text: string }
  | { readonly type: 'assigned'; readonly runId: string; readonly flowId: string; readonly nodeId: string; readonly target: string; readonly value: Value }
  | { readonly type: 'runEnded'; readonly runId: string; readonly outcome: 'ended' | 'failed' | 'stopped' }
