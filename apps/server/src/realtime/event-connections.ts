import type { EventBus, Position } from '@halley/bus'
import { LIMITS } from '@halley/model'
import { eventsAuthSchema, eventsPushes, eventsRequests, pastEventSchema, type WireError } from '@halley/protocol'
import type { Namespace, Socket } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import type { KeyDesk } from '../encryption/key-desk.ts'
import { publicKeyProblem } from '../encryption/key-wrapping.ts'
import { ProgramKeys } from '../encryption/program-keys.ts'
import type { PresenceHub } from '../presence/presence-hub.ts'
import { ProgramPresence, type ProgramPresenceSurroundings } from '../presence/program-presence.ts'
import type { HistoryDesk } from '../programs/history-desk.ts'
import { historyKeys } from '../programs/history-keys.ts'
import type { PublishGate, PublishMeasure } from '../programs/publish-gate.ts'
import type { StreamBoard } from '../streams/stream-board.ts'
import { EngineLine } from './engine-line.ts'
import { FrameMaker, noticeFrame, wireEventOf } from './event-frames.ts'
import type { EventGrant, EventGrants } from './event-grants.ts'
import { EventOutput, type SlowPolicy } from './event-output.ts'
import { EventSubscriptions } from './event-subscriptions.ts'
import { watchExpiry } from './grant-expiry.ts'
import { ConnectRefusal, readHandshake } from './handshake.ts'
import type { ListeningNews } from './listening-changes.ts'
import { watchAges } from './output-ages.ts'
import { ConnectionLimits } from './publish-limits.ts'
import { ProgramReceivers } from './program-receivers.ts'
import { programStreams } from './program-streams.ts'
import { pushTo } from './pushing.ts'
import { refuse, serveRequests } from './serve-requests.ts'
import { TurnWriter } from './turn-writer.ts'

/** Bytes of a page of the history: with its envelope, it is within a frame. */
const HISTORY_BYTES = LIMITS.frameBytes * 0.75

export type EventConnectionSurroundings = {
  readonly bus: EventBus
  /** The newest position of an org's log, now. */
  readonly positionNow: (org: string) => Position
  readonly clock: ServerClock
  readonly grants: EventGrants
  /** Tells that a channel or room is for other roles now. */
  readonly listening: ListeningNews
  readonly streams: StreamBoard
  /** Gives the past. */
  readonly history: Pick<HistoryDesk, 'read'>
  /** Publishes, or refuses. */
  readonly publishing: PublishGate
  /** Who is where, and which channels may be asked about. */
  readonly presence: { readonly hub: PresenceHub; readonly findChannel: ProgramPresenceSurroundings['findChannel'] }
  /** Gives keys of encrypted events. */
  readonly keyDesk: Pick<KeyDesk, 'forReading' | 'forPublishing'>
  /** What is to be done about readers that are too slow for the events of a topic. */
  readonly policyOf: (topic: string) => SlowPolicy
  /** Is told of live events that a connection was too slow for. */
  readonly onDropped: (dropped: { readonly count: number; readonly topic: string; readonly program: EventGrant }) => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** The connections of `/events`, as the operator and the benchmark look at them. */
export type EventConnections = {
  readonly size: number
  /** Events handed to them so far, replays included. */
  readonly handed: number
  /** The most bytes that any connection has waiting. */
  mostUndelivered(): number
}

/** Serves the namespace `/events`: one connection is one program outside. */
export function serveEvents(namespace: Namespace, surroundings: EventConnectionSurroundings): EventConnections {
  const granted = new WeakMap<Socket, EventGrant>()
  const outputs = new Set<EventOutput>()
  const writer = new TurnWriter()
  const shared: Shared = { surroundings, outputs, writer, receivers: new ProgramReceivers(new FrameMaker(), writer), watch: watchAges(surroundings.clock) }
  namespace.use((socket, next) => readHandshake(socket, eventsAuthSchema, next))
  namespace.use((socket, next) => {
    const admit = async (): Promise<void> => {
      const grant = await grantFor(socket, surroundings)
      if (!('code' in grant)) granted.set(socket, grant)
      next('code' in grant ? new ConnectRefusal(grant) : undefined)
    }
    void admit()
  })
  namespace.on('connection', (socket) => {
    const grant = granted.get(socket)
    if (grant !== undefined) serveProgram(socket, grant, shared)
  })
  return {
    get size() {
      return outputs.size
    },
    get handed() {
      return shared.receivers.handed
    },
    mostUndelivered: () => {
      let most = 0
      for (const { undeliveredBytes } of outputs) if (undeliveredBytes > most) most = undeliveredBytes
      return most
    },
  }
}

async function grantFor(socket: Socket, { grants, onFailure }: EventConnectionSurroundings): Promise<EventGrant | WireError> {
  try {
    return await grants.grantOf(eventsAuthSchema.parse(socket.handshake.auth), { headers: socket.handshake.headers, socket })
  } catch (error) {
    onFailure(error, '/events handshake')
    return { code: 'internal', message: 'Something went wrong in the server; it was logged.' }
  }
}

type Shared = {
  readonly surroundings: EventConnectionSurroundings
  readonly outputs: Set<EventOutput>
  readonly writer: TurnWriter
  readonly receivers: ProgramReceivers
  readonly watch: (output: EventOutput, isWaiting: boolean) => void
}

function serveProgram(socket: Socket, grant: EventGrant, { surroundings, outputs, writer, receivers, watch }: Shared): void {
  const { bus, streams, positionNow, clock, policyOf, publishing, presence, history, keyDesk, onDropped, onFailure } = surroundings
  const limits = new ConnectionLimits(clock.nowMs())
  const push = pushTo(socket, eventsPushes)
  const output: EventOutput = new EventOutput({
    writer, policyOf, nowMs: () => clock.nowMs(), line: (done) => new EngineLine(socket.conn, done),
    waits: (isWaiting) => watch(output, isWaiting),
    onDropped: (count, topic) => onDropped({ count, topic, program: grant }),
  })
  let madeKeys: ProgramKeys | null = null
  const keys = (): ProgramKeys => (madeKeys ??= new ProgramKeys({ grant, desk: keyDesk, pushKey: (key) => push('key', key), pushNotice: (notice) => push('notice', notice), gate: () => output.gate(), onFailure: (error) => onFailure(error, 'a key for /events') }))
  const program = { output, keys }
  const connection = bus.connect({
    org: grant.org,
    ...(grant.listening !== undefined && { accepts: grant.listening.accepts }),
    deliver: (delivery) => receivers.deliver(program, delivery),
    openClass: receivers.openClass,
  })
  receivers.add(connection, program)
  const subscriptions = new EventSubscriptions(bus, connection, grant)
  const leaveStreams = streams.connect(connection.id, {
    viewer: programStreams({ socket, output, push, positionNow: () => positionNow(grant.org), mayGet: (topic) => grant.listening?.accepts({ subject: topic }) ?? true }),
  })
  outputs.add(output)
  const endWatch = watchExpiry(grant, clock, {
    expiring: (seconds) => push('notice', { code: 'token_expiring', text: `The token expires in ${seconds} seconds; connect with another before.` }),
    expired: () => socket.conn.close(true),
  })
  let isOver = false
  let present: ProgramPresence | null = null
  const catchUp = (): void => present?.catchUp()
  // Made when it is needed: most programs never ask who is there.
  const presentNow = (): ProgramPresence => {
    if (present !== null) return present
    present = new ProgramPresence({
      ...presence, grant, client: eventsAuthSchema.parse(socket.handshake.auth).client ?? socket.id, push: (change) => push('presence', change),
      isBehind: () => waitingPackets(socket) > PACKETS_BEHIND,
    })
    // A request may be carried out when its connection has gone.
    if (isOver) present.close(true)
    else socket.conn.on('drain', catchUp)
    return present
  }
  const endListening = surroundings.listening.onChanged((change) => {
    const notices = subscriptions.rolesChanged(change)
    // At their place among the events.
    for (const notice of notices) output.replay(() => noticeFrame(notice))
    if (notices.length > 0) streams.subscriptionsChanged(connection.id)
    present?.rolesChanged(change)
  })
  socket.on('disconnect', (reason) => {
    // Who leaves says so by the namespace's own packet; everything else is a cut, after which it may come back.
    isOver = true
    socket.conn.off('drain', catchUp)
    present?.close(reason === 'client namespace disconnect')
    endWatch()
    endListening()
    outputs.delete(output)
    output.close()
    leaveStreams()
    void bus.disconnect(connection)
  })

  const warn: PublishMeasure['warn'] = (near) => push('notice', { code: 'rate_warning', ...near })
  serveRequests(orderedSource(socket, { output, takeRequest: () => limits.takeRequest(clock.nowMs()), position: () => positionNow(grant.org) }), {
    table: eventsRequests,
    handlers: {
      subscribe: async ({ pattern, from, publicKey }) => {
        const noKey = publicKeyProblem(publicKey)
        if (noKey !== undefined) return refuse(noKey)
        if (publicKey !== undefined) keys().use(publicKey)
        const answer = await subscriptions.start(typeof pattern === 'string' ? [pattern] : pattern, from ?? { type: 'new' })
        if (!answer.ok) return answer
        streams.subscriptionsChanged(connection.id)
        const { ids, position, replayed, truncated, recovered, reason } = answer
        return { ok: true as const, id: ids[0] ?? '', ids: [...ids], position, replayed, truncated, ...(recovered !== undefined && { recovered }), ...(reason !== undefined && { reason }) }
      },
      unsubscribe: async ({ id }) => {
        if (!(await subscriptions.end(id))) return refuse({ code: 'wire/malformed', message: `There is no subscription "${id}".`, pointer: '/id' })
        streams.subscriptionsChanged(connection.id)
        return { ok: true as const }
      },
      publish: (request) => publishing.publish(request, grant, { limits, warn }),
      key: async ({ topic, publicKey }) => {
        const reply = await keyDesk.forPublishing(topic, grant, publicKey)
        return reply.ok ? { ok: true as const, ...reply.key } : reply
      },
      presence: (request) => presentNow().answer(request),
      history: async ({ pattern, before, limit, publicKey }) => {
        const noKey = publicKeyProblem(publicKey)
        if (noKey !== undefined) return refuse(noKey)
        const page = await history.read({ patterns: typeof pattern === 'string' ? [pattern] : pattern, before, limit, maxBytes: HISTORY_BYTES }, grant)
        if (!page.ok) return page
        const wrapped = publicKey === undefined ? [] : await historyKeys(page.events, { desk: keyDesk, grant, publicKey })
        // The bus took it as JSON, whatever its type says.
        return { ok: true as const, events: page.events.map(({ seq, event }) => pastEventSchema.parse({ seq, ...wireEventOf(event) })), next: page.next, ...(wrapped.length > 0 && { keys: wrapped }) }
      },
      // The position is that of the moment of the request: its acknowledgement has its place after all events up to there.
      ping: () => ({ ok: true as const, at: clock.nowMs(), position: positionNow(grant.org) }),
    },
  }, { onFailure: (error, event) => onFailure(error, `/events ${event}`) })
}

/** Packets that wait for a program until it is told of who is there only when it has read them. */
const PACKETS_BEHIND = 16

function waitingPackets({ conn }: Socket): number {
  const waiting: unknown = Reflect.get(conn, 'writeBuffer')
  return Array.isArray(waiting) ? waiting.length : 0
}

type Ordering = { readonly output: EventOutput; readonly takeRequest: () => boolean; readonly position: () => Position }

/**
 * The requests of a socket. The acknowledgements of `subscribe` and `ping` keep their place among events: what was sent before
 * comes before, and what a subscription gives comes after. Who asks ten times too much is disconnected.
 */
function orderedSource(socket: Socket, { output, takeRequest, position }: Ordering): { onAny(listener: (event: string, ...parameters: unknown[]) => void): unknown } {
  return {
    onAny: (listener) =>
      socket.onAny((event: string, ...parameters: unknown[]) => {
        if (!takeRequest()) return void socket.disconnect(true)
        if (event !== 'subscribe' && event !== 'ping') return listener(event, ...parameters)
        const acknowledge: unknown = parameters.at(-1)
        const request = typeof acknowledge === 'function' ? parameters.slice(0, -1) : parameters
        const reached = event === 'ping' ? { position: position() } : {}
        const give = output.gate()
        return listener(event, ...request, (reply: object) => give(() => {
          if (typeof acknowledge === 'function') acknowledge('ok' in reply && reply.ok === true ? { ...reply, ...reached } : reply)
        }))
      }),
  }
}
