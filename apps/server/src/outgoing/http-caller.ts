import type { Value } from '@halley/model'

/** One header line; the same name may come more than once. */
export type OutgoingHeader = { readonly name: string; readonly value: string }

/** An HTTP request that leaves the server. */
export type OutgoingRequest = {
  /** GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS. */
  readonly method: string
  /** Absolute, `http:` or `https:`, without a login in it. */
  readonly url: string
  readonly headers: readonly OutgoingHeader[]
  /** Sent as UTF-8, at most 1 MiB; null for none. */
  readonly body: string | null
  /** Milliseconds from the call to the last byte of the answer, everything included; at most 60,000. */
  readonly timeoutMs: number
  /** Bytes of the answer's body after decompression; at most 1 MiB. */
  readonly maxBytes: number
  /**
   * What happens to an answer that names another address (301, 302, 303, 307, 308 with `Location`).
   * `sameHost`, the default, follows it on the same host at most three times, and fails with `http/redirect` when it leads elsewhere.
   * `none` gives it back as the answer that it is.
   */
  readonly redirects?: 'sameHost' | 'none'
}

/** What the service answered, whatever its status. */
export type OutgoingResponse = {
  readonly ok: true
  readonly status: number
  /** By lower-case name; lines of the same name are joined with a comma and a space. */
  readonly headers: { readonly [name: string]: string }
  /** The body as text, by the charset that the answer names, else UTF-8. */
  readonly body: string
  /** The body as a value, where it is JSON within the limits for JSON. */
  readonly bodyJson?: Value
  /** Why there is no `bodyJson` although the answer says that it is JSON. */
  readonly jsonProblem?: string
}

export type OutgoingFailureCode =
  /** The address is inside the server's own network, or its host may not be called. */
  | 'http/blocked'
  | 'http/timeout'
  /** The request's or the answer's body, or the answer's headers, are over the limit. */
  | 'http/too_large'
  /** No connection: unknown name, refused, no way there, or a certificate that is not trusted. */
  | 'http/unreachable'
  /** The service broke the connection before its answer was whole. */
  | 'http/reset'
  | 'http/invalid_url'
  /** A method, header or time limit that cannot be sent. */
  | 'http/invalid_request'
  /** It redirects to another host, or too often. */
  | 'http/redirect'
  /** What came back is not HTTP, or its compression is broken. */
  | 'http/garbage'
  /** The caller gave up. */
  | 'http/cancelled'

/** Why there is no answer. `text` says what happened and what to do, and never holds a header's value or more of the URL than its host. */
export type OutgoingFailure = { readonly ok: false; readonly code: OutgoingFailureCode; readonly text: string }

/**
 * Calls web services from the server.
 *
 * Delivery: a request is sent at most once and never repeated by itself, so after `http/timeout`, `http/reset`, `http/garbage`, `http/too_large` and
 * `http/cancelled` the service may have acted on it or not; after `http/blocked`, `http/invalid_url`, `http/invalid_request` and `http/unreachable` the address
 * last tried has not seen it. A redirect on the same host counts as part of the same call. Calls do not wait for each other.
 *
 * Failure: never rejects and never hangs; resolves once, within `timeoutMs`, with the answer or one failure. An answer of any status is an
 * answer. Whatever happens, the connection is closed when the promise resolves.
 */
export type HttpCaller = {
  /** Sends a request and reads the whole answer; an aborted `signal` ends it with `http/cancelled`. */
  call(request: OutgoingRequest, signal?: AbortSignal): Promise<OutgoingResponse | OutgoingFailure>
}
