import { wireErrorSchema, type PushOf, type PushTable, type Refusal, type ReplyOf, type RequestOf, type RequestTable, type WireError } from '@halley/protocol'
import { io, type Socket } from 'socket.io-client'
import { isPassing, type ConnectionStatus } from './connection-status.ts'
import { observable, type Readable } from './observable.ts'

export type NamespaceOptions<R extends RequestTable, P extends PushTable> = {
  /** The handshake's `auth`, made anew at each connection. */
  readonly auth: () => Readonly<Record<string, unknown>>
  readonly requests: R
  readonly pushes: P
  /** An empty request by which the round trip is measured; without it there is none. */
  readonly pingEvent?: keyof R & string
  /** Is given the answer of each measurement. */
  readonly onPing?: (reply: ReplyOf<R, keyof R & string>) => void
  /** Milliseconds to wait for an acknowledgement. */
  readonly ackTimeoutMs?: number
  /** Milliseconds between two measurements of the round trip. */
  readonly pingEveryMs?: number
  readonly nowMs?: () => number
}

/** A typed connection to one namespace: everything that arrives is parsed by the protocol's tables. */
export type NamespaceConnection<R extends RequestTable, P extends PushTable> = {
  readonly status: Readable<ConnectionStatus>
  /** Asks, and gives the reply or a refusal (`unavailable` while not live, `wire/timeout`, `wire/malformed`). Never rejects. */
  readonly request: <K extends keyof R & string>(event: K, payload: RequestOf<R, K>, timeoutMs?: number) => Promise<ReplyOf<R, K> | Refusal>
  /** Pushes come in the order in which the server sent them. */
  readonly onPush: <K extends keyof P & string>(event: K, handler: (push: PushOf<P, K>) => void) => () => void
  /** Tells of pushes that do not have the shape of the tables. */
  readonly onTrouble: (handler: (text: string) => void) => () => void
  /** Goes offline until `connect`, as when the network is gone: the server keeps what can be resumed. */
  readonly disconnect: () => void
  readonly connect: () => void
  /** Ends it for good; what can be resumed is kept. */
  readonly close: () => void
  /** Ends it for good, and tells the server that nobody comes back. */
  readonly leave: () => void
}

/** A busy server's fsync takes a second, a bad mobile network a few. */
const ACK_TIMEOUT_MS = 10_000
const PING_EVERY_MS = 5_000
const SOON_MS = 1_000
/** Who sees "Reconnecting" waits at most this long after the network is back. */
const RECONNECT_MAX_MS = 3_000
/** After the server ended the connection, or asked for patience. */
const PATIENCE_MS = 1_000
/** A connection that the server ends sooner than this after it came back is not wanted there. */
const SHORT_LIFE_MS = 10_000

/** Connects to a namespace such as `/app` of a server; an empty url is the page's own. Each call has a connection of its own. */
export function connectNamespace<R extends RequestTable, P extends PushTable>(url: string, namespace: string, options: NamespaceOptions<R, P>): NamespaceConnection<R, P> {
  const { auth, requests, pushes, pingEvent, onPing, ackTimeoutMs = ACK_TIMEOUT_MS, pingEveryMs = PING_EVERY_MS, nowMs = () => performance.now() } = options
  const status = observable<ConnectionStatus>({ state: 'connecting', roundTripMs: null, refusal: null })
  const troubles = new Set<(text: string) => void>()
  const socket: Socket = io(url + namespace, { auth: (give) => give(auth()), forceNew: true, reconnectionDelay: 300, reconnectionDelayMax: RECONNECT_MAX_MS })
  let isWanted = true
  let wasLive = false
  let liveSinceMs = 0
  let wasEndedByServer = false
  let isClosing = false
  let isFirst = true
  let retry: ReturnType<typeof setTimeout> | undefined
  let ping: ReturnType<typeof setTimeout> | undefined

  // A namespace that is left by its own packet is left on purpose; a transport that is closed is a cut.
  const cut = () => {
    isWanted = false
    clearTimeout(retry)
    clearTimeout(ping)
    socket.io.reconnection(false)
    if (!socket.connected) return void socket.disconnect()
    // It may take a while: what is still to be written goes out, and a change of the transport is waited for.
    isClosing = true
    socket.io.engine.close()
  }
  const retryLater = () => {
    clearTimeout(retry)
    retry = setTimeout(() => {
      if (isWanted) socket.connect()
    }, PATIENCE_MS)
  }
  const request = async <K extends keyof R & string>(event: K, payload: RequestOf<R, K>, timeoutMs = ackTimeoutMs): Promise<ReplyOf<R, K> | Refusal> => {
    // While not connected, socket.io would keep the request and send it later, behind the caller's back.
    if (!socket.connected || !isWanted || isClosing) return refusal('unavailable', 'There is no connection to the server.')
    let answer: unknown
    try {
      answer = await socket.timeout(timeoutMs).emitWithAck(event, payload)
    } catch {
      return refusal('wire/timeout', `The server did not answer within ${timeoutMs / 1_000} seconds.`)
    }
    const parsed = requests[event]?.reply.safeParse(answer)
    // The row's own schema has checked it; TypeScript does not follow a generic key through the table.
    if (parsed?.success === true) return parsed.data as ReplyOf<R, K>
    return refusal('wire/malformed', `The server's answer to "${event}" has a shape that is not known here; reload the page.`)
  }
  const measure = async () => {
    if (pingEvent === undefined || !socket.connected) return
    const sentMs = nowMs()
    // The table says which request measures; its payload is empty by contract.
    const reply = await request(pingEvent, {} as RequestOf<R, typeof pingEvent>)
    if (!socket.connected) return
    if (isOk(reply)) status.patch({ roundTripMs: Math.max(0, nowMs() - sentMs) })
    // Checked by the row's own schema; a refusal is not an answer.
    if (isOk(reply)) onPing?.(reply as ReplyOf<R, keyof R & string>)
    clearTimeout(ping)
    // The first answer comes while everything starts; a second one soon says how it really is.
    ping = setTimeout(() => void measure(), isFirst ? Math.min(SOON_MS, pingEveryMs) : pingEveryMs)
    isFirst = false
  }

  socket.on('connect', () => {
    wasLive = true
    liveSinceMs = nowMs()
    isFirst = true
    status.set({ state: 'live', roundTripMs: null, refusal: null })
    void measure()
  })
  socket.on('disconnect', (reason) => {
    clearTimeout(ping)
    status.set({ state: isWanted ? 'reconnecting' : 'offline', roundTripMs: null, refusal: null })
    if (isClosing) {
      isClosing = false
      // Connecting while the old transport closed was put off until now; socket.io does not come back by itself from a close that it was asked for.
      if (isWanted) queueMicrotask(() => isWanted && socket.connect())
      return
    }
    if (reason !== 'io server disconnect' || !isWanted) return
    // socket.io leaves it at that when the server ended the connection; a client that wants to be there comes back. But
    // not for ever: the server also ends what was opened a second time elsewhere, and two would take turns.
    if (nowMs() - liveSinceMs < SHORT_LIFE_MS && wasEndedByServer) {
      isWanted = false
      status.set({ state: 'offline', roundTripMs: null, refusal: { code: 'session/elsewhere', message: 'This client was opened in another window or tab.' } })
      return
    }
    wasEndedByServer = true
    retryLater()
  })
  socket.on('connect_error', (error: Error & { readonly data?: unknown }) => {
    if (socket.active) {
      status.patch({ state: wasLive ? 'reconnecting' : 'connecting', roundTripMs: null })
      return
    }
    const given = refusalOf(error)
    const isPassingBy = isPassing(given)
    status.set({ state: isPassingBy && isWanted ? 'reconnecting' : 'offline', roundTripMs: null, refusal: given })
    if (isPassingBy) retryLater()
  })

  return {
    status,
    request,
    onPush: (event, handler) => {
      const listener = (payload: unknown) => {
        // The last words of a connection that was cut: the next one says how everything is.
        if (isClosing) return
        const parsed = pushes[event]?.safeParse(payload)
        // As above: checked by the row's own schema.
        if (parsed?.success === true) handler(parsed.data as PushOf<P, typeof event>)
        else for (const tell of troubles) tell(`The server sent "${event}" in a shape that is not known here; reload the page.`)
      }
      // socket.io types events by a map that is not known here.
      const name: string = event
      socket.on(name, listener)
      return () => socket.off(name, listener)
    },
    onTrouble: (handler) => {
      troubles.add(handler)
      return () => troubles.delete(handler)
    },
    disconnect: () => {
      cut()
      status.set({ state: 'offline', roundTripMs: null, refusal: null })
    },
    connect: () => {
      if (isWanted && socket.connected) return
      isWanted = true
      wasEndedByServer = false
      socket.io.reconnection(true)
      status.set({ state: wasLive ? 'reconnecting' : 'connecting', roundTripMs: null, refusal: null })
      // A transport that is still closing is followed by a new one when it is closed.
      if (!isClosing) socket.connect()
    },
    close: () => {
      cut()
      socket.removeAllListeners()
    },
    leave: () => {
      isWanted = false
      clearTimeout(retry)
      clearTimeout(ping)
      socket.disconnect()
      socket.removeAllListeners()
    },
  }
}

function isOk(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === true
}

function refusal(code: string, message: string): Refusal {
  return { ok: false, error: { code, message } }
}

/** A refused handshake carries its code in `data`; middleware that is not ours may send words only. */
function refusalOf(error: Error & { readonly data?: unknown }): WireError {
  const parsed = wireErrorSchema.safeParse({ message: error.message, ...(typeof error.data === 'object' ? error.data : null) })
  return parsed.success ? parsed.data : { code: 'forbidden', message: error.message }
}
