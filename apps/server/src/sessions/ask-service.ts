import type { EffectResult, HttpRequest } from '@halley/engine'
import { headerValueProblem, LIMITS, type Connection, type Value } from '@halley/model'
import type { HttpCaller, OutgoingHeader, OutgoingResponse } from '../outgoing/http-caller.ts'
import { originOf, type OpenedSecret, type SecretVault } from '../secrets/secret-vault.ts'
import type { AskService } from './session-requests.ts'

export type AskSurroundings = {
  readonly caller: HttpCaller
  readonly vault: Pick<SecretVault, 'open'>
  readonly onFailure: (error: unknown, what: string) => void
}

type Failure = Extract<EffectResult, { ok: false }>
type SignedIn = { readonly headers: readonly OutgoingHeader[]; /** What nobody may read in an answer that repeats it. */ readonly hidden: readonly string[] }

/** Characters from which on a secret is hidden in answers: shorter ones are in too many words by chance. */
const HIDDEN_CHARACTERS = 6

/** Makes what asks HTTP services for sessions: it joins the address of the connection, signs in with its secret, and reads the answer. */
export function createAskService({ caller, vault, onFailure }: AskSurroundings): AskService {
  return async (request, project, signal) => {
    try {
      const connection = request.connectionId === null ? null : project.connections[request.connectionId]
      if (connection === undefined) return failed('http/connection_missing', 'The connection does not exist any more.')
      const url = connection === null ? request.url : joinedUrl(connection, request.url)
      if (typeof url !== 'string') return url
      const signedIn = connection === null ? { headers: [], hidden: [] } : await signIn(connection, (origin) => vault.open(project.id, connection.id, origin))
      if ('ok' in signedIn) return signedIn
      const answer = await caller.call({ ...request, url, headers: headersOf(request, signedIn.headers), maxBytes: LIMITS.httpBodyBytes }, signal)
      return answer.ok ? readAnswer(answer, signedIn.hidden) : failed(answer.code, answer.text)
    } catch (error) {
      onFailure(error, 'asking an HTTP service')
      return failed('internal', 'Something went wrong in the server; it was logged.')
    }
  }
}

/** Joins a path to the address of a connection; it may not lead away from there. */
export function joinedUrl({ name, settings }: Connection, path: string): string | Failure {
  if (!('baseUrl' in settings)) return failed('http/connection_missing', `"${name}" is no connection to a web service.`)
  const [base = '', baseQuery = ''] = settings.baseUrl.trim().replace(/#.*$/s, '').split('?', 2)
  const [own = '', query = ''] = splitOnce(path, '?')
  const search = [baseQuery, query].filter((part) => part !== '').join('&')
  const joined = `${base.replace(/\/+$/, '')}${own}${search === '' ? '' : `?${search}`}`
  if (!URL.canParse(base) || !URL.canParse(joined)) return failed('http/invalid_url', `The address of the connection "${name}" is not valid; correct it.`)
  const [from, to] = [new URL(base), new URL(joined)]
  // The secret goes where the connection says, and nowhere else.
  return from.origin === to.origin && to.pathname.startsWith(from.pathname.replace(/\/+$/, '')) ? joined : failed('http/invalid_url', `The address leads away from the connection "${name}".`)
}

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

/** Opens the secret of a connection and makes the header of it. */
export async function signIn({ name, settings }: Connection, open: (origin: string) => Promise<OpenedSecret>): Promise<SignedIn | Failure> {
  if (!('auth' in settings) || settings.auth.type === 'none') return { headers: [], hidden: [] }
  const { auth, baseUrl } = settings
  const origin = originOf(baseUrl)
  if (origin === null) return failed('http/invalid_url', `The address of the connection "${name}" is not valid; correct it.`)
  const opened = await open(origin)
  if (!opened.ok) return failed(opened.code, `"${name}": ${opened.text}`)
  const { secret } = opened
  const pair = auth.type === 'basic' ? Buffer.from(`${auth.user}:${secret}`, 'utf8').toString('base64') : null
  const header = auth.type === 'header' ? { name: auth.name, value: secret } : { name: 'authorization', value: pair === null ? `Bearer ${secret}` : `Basic ${pair}` }
  if (headerValueProblem(header.value) !== undefined) return failed('secret/unreadable', `The secret of the connection "${name}" cannot be sent in a header; enter it again.`)
  return { headers: [header], hidden: (pair === null ? [secret] : [secret, pair]).filter((text) => text.length >= HIDDEN_CHARACTERS) }
}

function headersOf({ headers }: HttpRequest, own: readonly OutgoingHeader[]): OutgoingHeader[] {
  const names = new Set(own.map(({ name }) => name.toLowerCase()))
  const written = [...headers.filter(({ name }) => !names.has(name.toLowerCase())), ...own]
  const has = (wanted: string): boolean => written.some(({ name }) => name.toLowerCase() === wanted)
  return [...(has('accept') ? [] : [{ name: 'accept', value: 'application/json, text/*;q=0.9, */*;q=0.5' }]), ...(has('user-agent') ? [] : [{ name: 'user-agent', value: 'Halley' }]), ...written]
}

function readAnswer({ status, headers, body, bodyJson, jsonProblem }: OutgoingResponse, hidden: readonly string[]): EffectResult {
  const isGood = status >= 200 && status < 300
  if (isGood && jsonProblem !== undefined && body.trim() !== '') return failed('http/garbage', `The service answered ${status} with something that it calls JSON, but is not: ${jsonProblem}`)
  // Some services repeat what they were asked, for instance in an error.
  return { ok: true, value: without(hidden, { status, headers, body: bodyJson ?? (body === '' ? null : body) }) }
}

/** The value with `***` for the secrets in its texts. Its depth is bounded by whoever read the answer. */
function without(hidden: readonly string[], value: Value): Value {
  const hide = (text: string): string => hidden.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  if (typeof value === 'string') return hide(value)
  if (typeof value !== 'object' || value === null || hidden.length === 0) return value
  if (Array.isArray(value)) return value.map((item: Value) => without(hidden, item))
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [hide(name), without(hidden, part)]))
}

function failed(code: string, text: string): Failure {
  return { ok: false, code, text }
}
