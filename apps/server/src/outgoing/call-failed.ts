import type { OutgoingFailure, OutgoingFailureCode } from './http-caller.ts'

/** Carries a failure that is understood out of the depth of a call. */
export class CallFailed extends Error {
  readonly failure: OutgoingFailure

  constructor(failed: OutgoingFailure) {
    super(failed.text)
    this.name = 'CallFailed'
    this.failure = failed
  }
}

/** A failure of a call with its text. */
export function failure(code: OutgoingFailureCode, text: string): OutgoingFailure {
  return { ok: false, code, text }
}

const UNKNOWN_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA'])
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_EOF_STATE'])
const NO_WAY: ReadonlySet<string> = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'])
/** The names that Node and OpenSSL give to what they do not like about a certificate. */
const CERTIFICATE = /CERT|^UNABLE_TO_|^INVALID_CA$|^INVALID_PURPOSE$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_EXCEEDED$/

/** Turns the system's error into a failure; undefined for one that is not of networks, which is a mistake of ours. */
export function failureOf(error: unknown, host: string): OutgoingFailure | undefined {
  if (error instanceof CallFailed) return error.failure
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) return undefined
  if (UNKNOWN_NAME.has(code)) return failure('http/unreachable', `There is no host named "${host}". See whether it is written correctly.`)
  if (code.startsWith('EAI_')) return failure('http/unreachable', `The name "${host}" could not be looked up (${code}). Try again; if it stays so, the server's name service does not answer.`)
  if (code === 'ECONNREFUSED') return failure('http/unreachable', `Nothing answers at "${host}" on this port. See whether the service runs and the port is right.`)
  if (code === 'ETIMEDOUT') return failure('http/unreachable', `"${host}" did not take the connection. See whether it is up and lets this server in.`)
  if (NO_WAY.has(code)) return failure('http/unreachable', `There is no way from the server to "${host}" (${code}). See whether its network can reach it.`)
  if (BROKEN.has(code)) return failure('http/reset', `"${host}" broke the connection before its answer was whole. It may or may not have acted on the request.`)
  if (CERTIFICATE.test(code)) return failure('http/unreachable', `The certificate of "${host}" is not trusted (${code}). Its operator has to renew or complete it.`)
  if (code === 'HPE_HEADER_OVERFLOW') return failure('http/too_large', `The headers of the answer of "${host}" are longer than 16 KiB. The service has to send fewer.`)
  if (code.startsWith('HPE_')) return failure('http/garbage', `"${host}" answered, but not with HTTP. See whether this is the port of a web service, and whether it wants https:.`)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return failure('http/garbage', `"${host}" answered, but not with TLS as https: needs it (${code}). See whether the port is right, or use http:.`)
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR')) return failure('http/garbage', `The answer of "${host}" is compressed in a way that cannot be unpacked. The service has to be repaired.`)
  return undefined
}
