import type { Namespace, Server } from 'socket.io'
import type { ServerMetrics } from './server-metrics.ts'

/** What Engine.IO refuses by itself, by its numbers. */
const ENGINE_CODES = ['unknown_transport', 'unknown_session', 'bad_method', 'bad_request', 'forbidden', 'unsupported_protocol'] as const

/** Counts connections that are refused before they name a namespace: a wrong Origin, a wrong version, a session that is gone. */
export function countEngineRefusals(sockets: Server, metrics: ServerMetrics): void {
  sockets.engine.on('connection_error', ({ code }: { readonly code?: unknown }) => metrics.handshakeRefused('engine', (typeof code === 'number' ? ENGINE_CODES[code] : undefined) ?? 'other'))
}

/** Counts the handshakes that a namespace refuses, by their code. Call it before anything is used there. */
export function countRefusals(namespace: Namespace, metrics: ServerMetrics): Namespace {
  const use = namespace.use.bind(namespace)
  namespace.use = (check) => use((socket, next) => check(socket, (refusal) => {
    if (refusal !== undefined) metrics.handshakeRefused(namespace.name, codeOf(refusal))
    next(refusal)
  }))
  return namespace
}

function codeOf(refusal: Error): string {
  const data: unknown = 'data' in refusal ? refusal.data : undefined
  const code: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'code') : undefined
  return typeof code === 'string' ? code : 'other'
}
