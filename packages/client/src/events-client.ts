import { eventsPushes, eventsRequests, PROTOCOL_VERSION, type EventFrom, type EventsPushes, type EventsRequests, type PushOf, type Refusal, type ReplyOf, type RequestOf } from '@halley/protocol'
import { ChannelPresences, type ChannelPresence, type PresenceOptions } from './channel-presences.ts'
import type { ConnectionStatus } from './connection-status.ts'
import { ProgramEncryption } from './encryption.ts'
import { EncryptedPublishing } from './encryption-publishing.ts'
import { DecryptionQueue } from './encryption-queue.ts'
import type { DataFor, DataToPublish, NoEventTypes, PatternHint, TopicHint } from './event-types.ts'
import { readHistory, type HistoryOptions, type HistoryPage } from './event-history.ts'
import { EventProgress, type LostReason, type Resubscription } from './event-progress.ts'
import { EventStreams, type StreamHandler } from './event-streams.ts'
import { connectNamespace } from './namespace-connection.ts'
import type { Readable } from './observable.ts'
import { PublishOutbox, type PublishAnswer } from './publish-outbox.ts'
import { runSafely } from './run-safely.ts'

export type ReceivedEvent = PushOf<EventsPushes, 'event'>
/** What the server tells, and `not_decrypted`: an encrypted event that this program got and cannot read, with the reason. */
export type EventsNotice = PushOf<EventsPushes, 'notice'> | NotDecrypted
/** An encrypted event that could not be decrypted; its data is ciphertext. */
export type NotDecrypted = { readonly code: 'not_decrypted'; readonly text: string; readonly topic: string; readonly event: ReceivedEvent }
/** An event whose data is known to be of a type. */
export type EventOf<Data> = Omit<ReceivedEvent, 'data'> & { readonly data: Data }
export type EventHandler<Data = ReceivedEvent['data']> = (event: EventOf<Data>) => void

/** Events that a subscription did not get and never will: what the log no longer gives back, or what came too fast to be read. */
export type EventGap = { readonly reason: LostReason; readonly text: string } | { readonly reason: 'dropped'; readonly text: string; readonly count: number }

/** Why a subscription is over though nobody has closed it: its channel is for other roles now, or what it was granted is. */
export type EndedSubscription = { readonly pattern: string; readonly code: string; readonly text: string }

export type SubscribeOptions = {
  /** `new` otherwise. */
  readonly from?: EventFrom
  /** Is told of events that are lost; `onNotice` of the client otherwise hears of those that the server left out. */
  readonly onGap?: (gap: EventGap) => void
  /** Is told of events that could not be decrypted; `onNotice` of the client hears of them otherwise, and the console where nobody listens. */
  readonly onError?: (problem: NotDecrypted) => void
  /** Is told when the server has ended it, or does not take it up again after a cut: nothing comes any more, until it is subscribed anew. `onNotice` of the client hears of it, too. */
  readonly onEnded?: (ended: EndedSubscription) => void
  /** Is given each stream that matches when it opens, or is joined: its text grows while it is read. */
  readonly onStream?: StreamHandler
}

export type EventSubscription = {
  /** The server's first answer: a wrong pattern is refused with the token that is wrong and what to write. */
  readonly ready: Promise<ReplyOf<EventsRequests, 'subscribe'> | Refusal>
  /** Ends it; the handler is not called again. */
  readonly close: () => void
}

export type EventsOptions = {
  /** Not needed on loopback. */
  readonly token?: string
  /** Names this program over restarts, so that a publish repeated with the same id is known: letters, digits, `_` and `-`. Random otherwise. */
  readonly client?: string
  readonly ackTimeoutMs?: number
  readonly pingEveryMs?: number
}

/** A connection of a program to the events of a server; `Events` are the types that `halley export --format typescript` writes. */
export type EventsClient<Events extends object = NoEventTypes> = {
  readonly status: Readable<ConnectionStatus>
  /** Calls for every event that matches, in order, once; after a cut it goes on where it was, or `onGap` says what is lost. */
  readonly subscribe: <Pattern extends PatternHint<Events>>(pattern: Pattern, handler: EventHandler<DataFor<Events, Pattern>>, options?: SubscribeOptions) => EventSubscription
  /** Publishes on a literal topic, in the order of the calls; kept and sent again until the server has acknowledged it. */
  readonly publish: <Topic extends TopicHint<Events>>(topic: Topic, data: DataToPublish<Events, Topic>, options?: Pick<RequestOf<EventsRequests, 'publish'>, 'id' | 'filters' | 'correlationid'> & { /** Encrypts the data with the key of the channel before it leaves this program. */ readonly encrypted?: boolean }) => Promise<PublishAnswer>
  /** Reads the past, newest first, page by page; what is encrypted is decrypted where this program may read it. */
  readonly history: <Pattern extends PatternHint<Events>>(pattern: Pattern, options?: HistoryOptions) => Promise<HistoryPage<DataFor<Events, Pattern>>>
  /** Is on a channel that has presence, `events.{org}.{app}.{channel}`, and sees who else is: until it leaves, over cuts of the connection. */
  readonly presence: (channel: string, options?: PresenceOptions) => ChannelPresence
  /** Calls for every notice of the server; returns what ends it. */
  readonly onNotice: (handler: (notice: EventsNotice) => void) => () => void
  /** Goes offline until `connect`, as when the network is gone. */
  readonly disconnect: () => void
  readonly connect: () => void
  /** Ends it for good. */
  readonly close: () => void
}

type Held = { readonly pattern: string; readonly handler: EventHandler; readonly onGap: ((gap: EventGap) => void) | undefined; readonly onError: ((problem: NotDecrypted) => void) | undefined; readonly onEnded: ((ended: EndedSubscription) => void) | undefined; readonly onStream: StreamHandler | undefined; /** Has the server taken it before? */ hasBegun: boolean; readonly answered: (reply: ReplyOf<EventsRequests, 'subscribe'> | Refusal) => void }

const lostTexts: Readonly<Record<LostReason, string>> = {
  epoch_changed: 'The server has another log than before; what was published in between is not known.',
  expired: 'The connection was cut for longer than the server keeps events.',
  too_many: 'More events were missed than the server gives back at once.',
}

/** Milliseconds before subscribing is tried again on a connection that lasts. */
const AGAIN_MS = 1_000

/**
 * Connects a program to a server, such as `http://127.0.0.1:4747`.
 *
 * @example
 * const events = connect('http://127.0.0.1:4747')
 * events.subscribe('events.local.helpdesk.escalation.Ticket.*', ({ data }) => console.log(data))
 * await events.publish('events.local.helpdesk.escalation.Ticket._', { subject: 'Printer on fire', priority: 'high' })
 * @example
 * const typed = connect<AppEvents>('http://127.0.0.1:4747') // AppEvents: halley export --format typescript
 * typed.subscribe('events.local.helpdesk.escalation.Ticket.*', ({ data }) => console.log(data.subject))
 */
export function connect<Events extends object = NoEventTypes>(url: string, options?: EventsOptions): EventsClient<Events>
// The types are those of the model, by which the server has validated what comes on its topics; nothing here depends on them.
export function connect(url: string, options: EventsOptions = {}): EventsClient {
  const { token, client = crypto.randomUUID(), ...timing } = options
  const progress = new EventProgress()
  const held = new Map<string, Held>()
  const noticed = new Set<(notice: EventsNotice) => void>()
  /** Keys whose subscribe is on its way. */
  const asking = new Set<string>()
  /** What came before it is known whose it is. */
  let early: (() => void)[] = []
  let keys = 0
  let isLive = false
  let isClosed = false
  /** Counts connections, so that an answer of an earlier one is known. */
  let connections = 0

  const connection = connectNamespace(url, '/events', {
    ...timing,
    auth: () => ({ protocol: PROTOCOL_VERSION, client, ...(token !== undefined && { token }) }),
    requests: eventsRequests,
    pushes: eventsPushes,
    pingEvent: 'ping',
    onPing: (reply) => {
      if (asking.size > 0 || !reply.ok || !('at' in reply)) return
      progress.settled(reply.position)
      // Its place is after the streams that the server sent again.
      streams.settled()
    },
  })
  const presences = new ChannelPresences({ request: (request) => connection.request('presence', request), isLive: () => isLive, later })
  const encryption = new ProgramEncryption()
  const encrypted = new EncryptedPublishing({ encryption, askKey: (request) => connection.request('key', request), send: (publish) => connection.request('publish', publish) })
  const queue = new DecryptionQueue({
    encryption,
    give: (event, receivers) => {
      for (const key of receivers) if (!isClosed) runSafely(() => held.get(key)?.handler(event))
    },
    fail: (event, receivers, text) => notDecrypted({ code: 'not_decrypted', text, topic: event.topic, event }, receivers),
  })
  const notDecrypted = (problem: NotDecrypted, receivers: readonly string[]): void => {
    if (isClosed) return
    const told = receivers.flatMap((key) => held.get(key)?.onError ?? [])
    const listening: readonly ((problem: NotDecrypted) => void)[] = told.length > 0 ? told : [...noticed]
    // An event is never lost unseen: the last place where anybody looks.
    // eslint-disable-next-line no-console
    if (listening.length === 0) console.warn(`${problem.text} (${problem.topic})`)
    for (const tell of listening) runSafely(() => tell(problem))
  }
  const outbox = new PublishOutbox({ send: (publish) => (publish.encrypted === true ? encrypted.publish({ ...publish, id: publish.id ?? crypto.randomUUID() }) : connection.request('publish', publish)), isLive: () => isLive, later })

  const streams = new EventStreams(() => held.values(), runSafely)
  const cut = (): void => {
    isLive = false
    connections += 1
    asking.clear()
    early = []
    progress.cut()
    streams.cut()
    presences.cut()
  }
  const startAgain = (): void => {
    cut()
    connection.disconnect()
    connection.connect()
  }
  const hand = (event: ReceivedEvent): void => {
    const verdict = progress.arrived(event)
    if (verdict.type === 'gap') return startAgain()
    streams.completed(event)
    if (verdict.keys.length > 0) queue.put(event, verdict.keys)
  }
  const ask = async (due: Resubscription): Promise<void> => {
    const asked = connections
    for (const key of due.keys) asking.add(key)
    const publicKey = await encryption.publicKey()
    if (asked !== connections) return
    const reply = await connection.request('subscribe', { pattern: due.keys.map((key) => held.get(key)?.pattern ?? ''), from: due.from, ...(publicKey !== null && { publicKey }) })
    if (asked !== connections) return
    for (const key of due.keys) asking.delete(key)
    if (reply.ok) {
      const lost = progress.subscribed(due, reply)
      for (const key of due.keys) {
        const one = held.get(key)
        if (one !== undefined) one.hasBegun = true
        one?.answered(reply)
        if (lost !== undefined) runSafely(() => held.get(key)?.onGap?.({ reason: lost, text: lostTexts[lost] }))
        // Ended while it was asked for.
        if (!held.has(key)) void connection.request('unsubscribe', { id: reply.ids[due.keys.indexOf(key)] ?? '' })
      }
    } else if (reply.error.code === 'wire/timeout') return startAgain()
    else if (reply.error.code === 'unavailable') later(AGAIN_MS, askAll)
    else refuseAll(due, reply)
    if (asking.size > 0) return
    const calls = early
    early = []
    for (const call of calls) if (asked === connections) call()
  }
  const refuseAll = ({ keys: refused }: Resubscription, reply: Refusal): void => {
    for (const key of refused) {
      const one = held.get(key)
      one?.answered(reply)
      progress.remove(key)
      if (one?.hasBegun !== true) {
        held.delete(key)
        continue
      }
      const { code, message } = reply.error
      over(key, { pattern: one.pattern, code, text: message })
      tellNotice({ code: 'subscription_ended', text: `The subscription of "${one.pattern}" has ended: ${message}`, pattern: one.pattern })
    }
  }
  /** It is over when what came before has been given. */
  const over = (key: string, ended: EndedSubscription): void => queue.whenGiven(() => {
    const one = held.get(key)
    held.delete(key)
    if (one !== undefined && !isClosed) runSafely(() => one.onEnded?.(ended))
  })
  const endedByServer = ({ subs = [], code, text }: PushOf<EventsPushes, 'notice'>): void => {
    for (const key of progress.ended(subs)) over(key, { pattern: held.get(key)?.pattern ?? '', code, text })
  }
  const tellNotice = (notice: EventsNotice): void => {
    for (const handler of noticed) runSafely(() => handler(notice))
  }
  const askAll = (): void => {
    if (!isLive) return
    for (const due of progress.due()) if (!due.keys.some((key) => asking.has(key))) void ask(due)
  }

  connection.status.subscribe(() => {
    const { state } = connection.status.get()
    if ((state === 'live') === isLive) return
    if (state !== 'live') return cut()
    isLive = true
    askAll()
    presences.live()
    void outbox.flush()
  })
  connection.onPush('event', (event) => {
    if (!isLive) return
    if (asking.size > 0) early.push(() => hand(event))
    else hand(event)
  })
  connection.onPush('presence', (change) => presences.push(change))
  connection.onPush('stream', (push) => streams.arrived(push))
  connection.onPush('key', (key) => encryption.take(key))
  connection.onPush('notice', (notice) => {
    if (notice.code === 'dropped') {
      progress.settled({ seq: notice.seq ?? 0 })
      for (const { onGap } of held.values()) runSafely(() => onGap?.({ reason: 'dropped', text: notice.text, count: notice.count ?? 0 }))
    }
    if (notice.code === 'subscription_ended') {
      if (asking.size > 0) early.push(() => endedByServer(notice))
      else endedByServer(notice)
    }
    tellNotice(notice)
  })

  return {
    status: connection.status,
    subscribe: (pattern, handler, { from, onGap, onError, onEnded, onStream } = {}) => {
      keys += 1
      const key = String(keys)
      const ready = new Promise<ReplyOf<EventsRequests, 'subscribe'> | Refusal>((answered) => held.set(key, { pattern, handler, onGap, onError, onEnded, onStream, hasBegun: false, answered }))
      progress.add(key, from ?? { type: 'new' })
      askAll()
      return {
        ready,
        close: () => {
          held.delete(key)
          const id = progress.remove(key)
          if (id !== null) void connection.request('unsubscribe', { id })
        },
      }
    },
    publish: (topic, data, { id = crypto.randomUUID(), encrypted: isEncrypted, ...rest } = {}) => outbox.put({ topic, data, id, ...rest, ...(isEncrypted === true && { encrypted: true as const }) }),
    history: (pattern, page = {}) => readHistory(pattern, page, { encryption, ask: (request) => connection.request('history', request) }),
    presence: (channel, presence) => presences.open(channel, presence),
    onNotice: (handler) => {
      noticed.add(handler)
      return () => noticed.delete(handler)
    },
    disconnect: connection.disconnect,
    connect: connection.connect,
    close: () => {
      isClosed = true
      cut()
      // By its own packet: others see at once that it has left, and not after the grace.
      if (presences.isEmpty) connection.close()
      else connection.leave()
      outbox.close()
    },
  }
}

function later(afterMs: number, call: () => void): () => void {
  const timer = setTimeout(call, afterMs)
  return () => clearTimeout(timer)
}
