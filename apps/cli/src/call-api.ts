import { z } from 'zod'
import { UsageProblem } from './command.ts'

/** Milliseconds in which a server has to answer. */
const ANSWER_MS = 20_000

/** A sign-in, as a browser would hold it. */
export type Login = { readonly cookie: string; readonly origin: string }

export type ApiCall = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown; readonly login?: Login }

/** What a server answered; `problem` is there when it refused. */
export type ApiAnswer = { readonly body: unknown; readonly problem?: { readonly code: string; readonly detail: string }; readonly cookie?: string }

const problemSchema = z.object({ code: z.string(), detail: z.string() })

/** Calls the HTTP API of a server; throws a UsageProblem when it cannot be reached. */
export async function callApi(url: string, { method, path, body, login }: ApiCall): Promise<ApiAnswer> {
  let response: Response
  let text: string
  try {
    response = await fetch(`${url}${path}`, {
      method, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...(login !== undefined && login) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    text = await response.text()
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause)
    throw new UsageProblem(`${url} cannot be reached (${reason}). Look whether the server runs and whether --url is its address.`, { code: 'server/unreachable' })
  }
  const json = readJson(text)
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  if (response.ok) return { body: json, ...(cookie !== undefined && { cookie }) }
  const problem = problemSchema.safeParse(json)
  return { body: json, problem: problem.success ? problem.data : { code: 'server/unknown', detail: `${url}${path} answered ${response.status}.` } }
}

/** Signs in with an e-mail address and a password; throws a UsageProblem when the server does not let them in. */
export async function signIn(url: string, credentials: { readonly email: string; readonly password: string }, origin: string): Promise<Login> {
  const { problem, cookie } = await callApi(url, { method: 'POST', path: '/api/v1/sign-in', body: credentials })
  if (problem !== undefined) throw new UsageProblem(`${url} does not sign ${credentials.email} in: ${problem.detail}`, { code: problem.code })
  if (cookie === undefined) throw new UsageProblem(`${url} gave no sign-in. Look whether --url is the address of a Halley.`, { code: 'server/unknown' })
  return { cookie, origin }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
