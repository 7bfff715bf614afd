import { z } from 'zod'
import { CallFailed, failureOf } from '../outgoing/call-failed.ts'
import { onOneLine } from './compose-text.ts'
import type { SendOutcome } from './transports.ts'

type Refused = Extract<SendOutcome, { type: 'refused' }>

/** Characters of a mail server's own words that are passed on. */
const ANSWER_CHARACTERS = 300

/** The names that Node and OpenSSL give to what they do not like about a certificate. */
const CERTIFICATE = /CERT|^UNABLE_TO_|^INVALID_CA$|^INVALID_PURPOSE$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_EXCEEDED$/

/** A refusal that trying again will not change. */
export function forGood(text: string): Refused {
  return { type: 'refused', text, isFinal: true, retryAfterMs: null }
}

/** A refusal that may be over later. */
export function forNow(text: string): Refused {
  return { type: 'refused', text, isFinal: false, retryAfterMs: null }
}

/** As `forNow`, of a mail server that was not reached or said nothing. */
export function unanswered(host: string, text: string): Refused {
  return { ...forNow(text), unanswered: `The mail server "${host}"` }
}

/** What nodemailer says of an error; `code` is one of its own, `originalCode` the system's. */
const mailErrorSchema = z.object({ code: z.string().optional(), originalCode: z.string().optional(), command: z.string().optional(), response: z.string().optional(), responseCode: z.number().optional() })

/** Says what a failed try means. Undefined for an error that is not of mail servers or networks, which is a mistake of ours. `host` is that of the connection. */
export function mailFailureOf(error: unknown, host: string): Refused | undefined {
  if (error instanceof CallFailed) return error.failure.code === 'http/blocked' ? forGood(error.failure.text) : unanswered(host, error.failure.text)
  const read = mailErrorSchema.safeParse(error)
  if (!(error instanceof Error) || !read.success) return undefined
  const { code, originalCode, command, response, responseCode } = read.data
  const server = `The mail server "${host}"`
  if (responseCode !== undefined) return answered({ server, responseCode, response: response ?? '', isSignIn: code === 'EAUTH', command: command ?? '' })
  const systemCode = originalCode ?? code ?? ''
  if (CERTIFICATE.test(systemCode)) return forNow(`The certificate of the mail server "${host}" is not trusted (${systemCode}): nothing was sent. Its operator has to renew or complete it, or the name of the server in the connection is another than in the certificate.`)
  if (code === 'ETLS' || systemCode === 'EPROTO' || systemCode.startsWith('ERR_SSL_')) return forNow(`${server} could not be agreed with on encryption${systemCode === 'ETLS' ? '' : ` (${systemCode})`}: nothing was sent. See whether the port and the encryption of the connection belong together: 465 with TLS, 587 with STARTTLS.`)
  if (code === 'ETIMEDOUT') return unanswered(host, `${server} did not answer in time.`)
  if (code === 'EAUTH') return forGood(`${server} offers no way of signing in that is known here, or the connection has no password.`)
  if (code === 'EENVELOPE') return forGood(`${server} cannot be given this address: ${onOneLine(error.message, ANSWER_CHARACTERS)}.`)
  if (code === 'EMESSAGE') return forGood(`${server} takes no mail of this size.`)
  if (code === 'EPROTOCOL') return forNow(`What answers at "${host}" does not speak as a mail server does. See whether the port is right.`)
  if (systemCode === 'ECONNECTION') return unanswered(host, `${server} ended the connection before it took the mail.`)
  const failed = failureOf(originalCode === undefined ? error : Object.assign(new Error(error.message), { code: originalCode }), host)
  return failed === undefined ? undefined : failed.code === 'http/unreachable' || failed.code === 'http/reset' ? unanswered(host, failed.text) : forNow(failed.text)
}

function answered({ server, responseCode, response, isSignIn, command }: { readonly server: string; readonly responseCode: number; readonly response: string; readonly isSignIn: boolean; readonly command: string }): Refused {
  const words = onOneLine(response, ANSWER_CHARACTERS)
  const isFinal = responseCode >= 500
  const answer = (text: string): Refused => ({ type: 'refused', text, isFinal, retryAfterMs: null })
  if (isSignIn) return answer(`${server} did not let Halley sign in: ${words}. See whether the user and the password of the connection are right.`)
  if (command === 'STARTTLS') return forNow(`${server} does not encrypt: ${words}. Nothing was sent, since the connection asks for STARTTLS.`)
  return answer(`${server} ${isFinal ? 'refused the mail' : 'does not take the mail for now'}: ${words}`)
}
