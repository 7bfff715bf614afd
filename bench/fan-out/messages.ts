/** What is measured: Halley's way, and those that others would take. */
export type Way = 'halley' | 'socket.io' | 'ws' | 'nats'

/** Messages under way to a subscriber that stands for all before the publisher waits: enough to keep a server busy, and the same for all. */
export const MESSAGES_UNDER_WAY = 512

/** From the benchmark to the server process. */
export type ToServer = { readonly type: 'memory' } | { readonly type: 'publish'; readonly durationMs: number; readonly subscribers: number; /** Milliseconds between messages; 0 is as fast as they leave. */ readonly everyMs: number }

/** From the server process. */
export type FromServer = { readonly type: 'began'; /** A process that this one began, and that is to end with it. */ readonly processId: number } | { readonly type: 'memory'; /** Resident, after collecting. */ readonly bytes: number } | { readonly type: 'listening'; readonly port: number } | { readonly type: 'published'; readonly count: number; readonly startedAt: number }

/** From the benchmark to the load process. */
export type ToLoad = { readonly type: 'connect'; readonly way: Way; readonly port: number; readonly subscribers: number; /** Of how many in the end. */ readonly total: number } | { readonly type: 'reset' } | { readonly type: 'await'; readonly frames: number }

/** From the load process. `lastAt` is when the last frame came; latencies are those of subscribers spread evenly over all. */
export type FromLoad = { readonly type: 'connected' } | { readonly type: 'reset' } | { readonly type: 'received'; readonly frames: number; readonly lastAt: number; readonly latenciesMs: readonly number[] }

/** Milliseconds since 1970 with fractions: one clock for all processes of a machine. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}

/** 200 bytes of JSON, with the moment of sending. */
export function payloadOf(sentAt: number): { readonly sentAt: number; readonly text: string } {
  return { sentAt, text: 'x'.repeat(160) }
}
