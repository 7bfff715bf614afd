import { accountApi, accountProblemSchema, type AccountApi } from '@halley/protocol'
import type { z } from 'zod'
import { fetchServer } from '../sync/fetch-server.ts'

export type AccountCall = keyof AccountApi
type BodyOf<K extends AccountCall> = AccountApi[K]['request'] extends z.ZodType ? z.input<AccountApi[K]['request']> : undefined
export type AccountReply<K extends AccountCall> = AccountApi[K]['reply'] extends z.ZodType ? z.output<AccountApi[K]['reply']> : null

/** Why a call was refused: in words, by its code, and which field of the request it is about. */
export type AccountRefusal = { readonly ok: false; readonly code: string | null; readonly text: string; /** Such as `/email`. */ readonly pointer: string | null }
export type AccountAnswer<T> = { readonly ok: true; readonly value: T } | AccountRefusal

export type AccountRequest<K extends AccountCall> = { readonly body?: BodyOf<K>; /** For paths with `:id`. */ readonly id?: string }

/** Calls the server's API of accounts by its table, and parses what it answers. Never rejects. */
export async function callAccount<K extends AccountCall>(name: K, { body, id }: AccountRequest<K> = {}): Promise<AccountAnswer<AccountReply<K>>> {
  const { method, path, reply } = accountApi[name]
  let response: Response
  try {
    response = await fetchServer(path.replace(':id', encodeURIComponent(id ?? '')), { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) })
  } catch {
    return refusal('The server cannot be reached. Check the network, or whether Halley still runs, and try again.')
  }
  if (!response.ok) return readRefusal(response)
  // The row says null where there is no body, and its type follows; TypeScript does not follow a generic key through the table.
  if (reply === null) return { ok: true, value: null as AccountReply<K> }
  const parsed = (reply as z.ZodType).safeParse(await response.json().catch(() => undefined))
  return parsed.success ? { ok: true, value: parsed.data as AccountReply<K> } : refusal('The server answered in a shape this page does not know. Reload the page.')
}

async function readRefusal(response: Response): Promise<AccountRefusal> {
  const problem = accountProblemSchema.safeParse(await response.json().catch(() => undefined))
  if (!problem.success) return refusal(`The server refused (${response.status}). Try again, and reload the page if it stays so.`)
  const { code, detail, pointer } = problem.data
  return { ok: false, code, text: `${detail}${retryWords(response)}`, pointer: pointer ?? null }
}

// The detail of a refusal for now says what happened; when it is worth trying again is in a header.
function retryWords(response: Response): string {
  const seconds = Number(response.headers.get('retry-after'))
  if (!Number.isFinite(seconds) || seconds <= 0) return ''
  return seconds < 90 ? ` Try again in ${Math.ceil(seconds)} ${Math.ceil(seconds) === 1 ? 'second' : 'seconds'}.` : ` Try again in ${Math.ceil(seconds / 60)} minutes.`
}

function refusal(text: string): AccountRefusal {
  return { ok: false, code: null, text, pointer: null }
}
