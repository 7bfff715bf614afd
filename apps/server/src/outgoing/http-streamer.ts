import type { OutgoingFailure, OutgoingRequest } from './http-caller.ts'

/** The head of an answer that is read as it comes. `headers` as of an `OutgoingResponse`. */
export type StreamedHead = { readonly status: number; readonly headers: { readonly [name: string]: string } }

/** What reads an answer. Both may throw a `CallFailed`, which ends the request with that failure. */
export type AnswerReader = {
  head(head: StreamedHead): void
  /** The next piece of the body, unpacked; cut wherever the network cut it. */
  bytes(piece: Uint8Array): void
}

/**
 * Calls web services whose answers are read while they come.
 *
 * As `HttpCaller`: at most once, never inside the server's own network, never rejects. `timeoutMs` is that of the head of the answer; how long the
 * body may take is the caller's to say, by the signal. Resolves when the answer is at its end, or with why it is not; whatever happens, the connection
 * is closed then. The answer may be longer than a whole one: `maxBytes` up to `LIMITS.streamSourceBytes`.
 */
export type HttpStreamer = {
  stream(request: OutgoingRequest, reader: AnswerReader, signal: AbortSignal): Promise<{ readonly ok: true } | OutgoingFailure>
}
