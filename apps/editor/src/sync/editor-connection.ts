import { editorPushes, editorRequests, PROTOCOL_VERSION, type EditorPushes, type EditorRequests, type PushOf, type Refusal, type ReplyOf, type RequestOf } from '@halley/protocol'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { connectionChanged, signedInAgain, signedOut } from './account-signals.ts'

export type EditorEvent = keyof EditorRequests
export type EditorPush = keyof EditorPushes

/** What a request gives: the reply of its row in the protocol's table, or a refusal. It never rejects. */
export type EditorReply<K extends EditorEvent> = ReplyOf<EditorRequests, K> | Refusal

/**
 * The page's one connection to the server's `/editor` namespace. It connects again by itself; what was sent before a
 * cut is answered with a refusal `wire/timeout` or `unavailable` and is for the caller to send again.
 */
export type EditorConnection = {
  readonly request: <K extends EditorEvent>(event: K, payload: RequestOf<EditorRequests, K>, timeoutMs?: number) => Promise<EditorReply<K>>
  readonly onPush: <K extends EditorPush>(event: K, handler: (push: PushOf<EditorPushes, K>) => void) => () => void
  /** Calls at once with how it is now, and at each change. */
  readonly onConnected: (handler: (connected: boolean) => void) => () => void
  /** Tells of pushes and refused connections that should not happen; for showing. */
  readonly onTrouble: (handler: (text: string) => void) => () => void
  /** Connects anew, so that others see this person's changed name. */
  readonly introduceAgain: () => void
  readonly close: () => void
}

/** Milliseconds to wait for an acknowledgement: an fsync on a busy disk takes one second, a bad mobile network a few. */
const ACK_TIMEOUT_MS = 10_000
/** Milliseconds before a connection that the server has cut is tried again. */
const CUT_RETRY_MS = 200
/** Milliseconds before a connection that was refused for now is tried again. */
const REFUSED_RETRY_MS = 3_000

const refusalSchema = z.object({ data: z.object({ code: z.string() }) })
const refusalsForNow: ReadonlySet<string> = new Set(['unavailable', 'rate_limited', 'connections/too_many'])

/** Connects to this page's server. `name` is read at each connection, so that a changed one is used at the next. */
export function connectEditor(name: () => string): EditorConnection {
  const socket: Socket = io('/editor', {
    auth: (give) => give({ protocol: PROTOCOL_VERSION, name: name() }),
    reconnectionDelay: 300,
    // Somebody who sees "Offline" waits at most this long after the network is back.
    reconnectionDelayMax: 3_000,
  })
  const troubles = new Set<(text: string) => void>()
  const tell = (text: string) => troubles.forEach((handler) => handler(text))
  let retry: ReturnType<typeof setTimeout> | null = null
  const connectLater = (afterMs: number) => {
    if (retry !== null) clearTimeout(retry)
    retry = setTimeout(() => socket.connect(), afterMs)
  }
  socket.on('connect_error', (error) => {
    // A network that is down: socket.io tries again by itself. Not so when the server refuses.
    if (socket.active) return
    const code = refusalSchema.safeParse(error).data?.data.code
    if (code === 'signed_out') return signedOut.tell()
    tell(`The server refused the connection: ${error.message}`)
    if (code !== undefined && refusalsForNow.has(code)) connectLater(REFUSED_RETRY_MS)
  })
  socket.on('disconnect', (reason) => {
    connectionChanged.tell()
    // Cut by the server, as when a role changes or a sign-in ends: coming back tells what holds now.
    if (reason === 'io server disconnect') connectLater(CUT_RETRY_MS)
  })
  socket.on('connect', () => connectionChanged.tell())
  const offSignedIn = signedInAgain.on(() => {
    if (!socket.active) socket.connect()
  })

  return {
    request: async (event, payload, timeoutMs = ACK_TIMEOUT_MS) => {
      // An emit while disconnected would be kept and sent later, behind the caller's back.
      if (!socket.connected) return refusal('unavailable', 'There is no connection to the server.')
      let answer: unknown
      try {
        answer = await socket.timeout(timeoutMs).emitWithAck(event, payload)
      } catch {
        return refusal('wire/timeout', `The server did not answer within ${timeoutMs / 1_000} seconds.`)
      }
      return parseReply(event, answer)
    },
    onPush: (event, handler) => {
      const listener = (payload: unknown) => {
        const parsed = parsePush(event, payload)
        if (parsed.ok) handler(parsed.push)
        else tell(`The server sent "${event}" in a shape this page does not know; reload it. ${parsed.problem}`)
      }
      // socket.io types its events by a map that is not known here: the zod table is what checks them.
      const name: string = event
      socket.on(name, listener)
      return () => socket.off(name, listener)
    },
    onConnected: (handler) => {
      const up = () => handler(true)
      const down = () => handler(false)
      socket.on('connect', up)
      socket.on('disconnect', down)
      handler(socket.connected)
      return () => {
        socket.off('connect', up)
        socket.off('disconnect', down)
      }
    },
    onTrouble: (handler) => {
      troubles.add(handler)
      return () => troubles.delete(handler)
    },
    introduceAgain: () => {
      socket.disconnect().connect()
    },
    close: () => {
      if (retry !== null) clearTimeout(retry)
      offSignedIn()
      socket.close()
    },
  }
}

function refusal(code: string, message: string): Refusal {
  return { ok: false, error: { code, message } }
}

function parseReply<K extends EditorEvent>(event: K, answer: unknown): EditorReply<K> {
  const parsed = editorRequests[event].reply.safeParse(answer)
  // The row's own schema has just checked it; TypeScript does not follow a generic key through the table.
  if (parsed.success) return parsed.data as EditorReply<K>
  return refusal('wire/malformed', `The server's answer to "${event}" has a shape this page does not know; reload it. ${parsed.error.issues[0]?.message ?? ''}`)
}

function parsePush<K extends EditorPush>(event: K, payload: unknown): { ok: true; push: PushOf<EditorPushes, K> } | { ok: false; problem: string } {
  const parsed = editorPushes[event].safeParse(payload)
  // As above: checked by the row's own schema.
  if (parsed.success) return { ok: true, push: parsed.data as PushOf<EditorPushes, K> }
  return { ok: false, problem: parsed.error.issues[0]?.message ?? '' }
}
