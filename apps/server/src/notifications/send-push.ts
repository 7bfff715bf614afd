import { createHash } from 'node:crypto'
import type { PushSubscriptionOf } from '@halley/protocol'
import type { PushToSend, PushTransport } from './transports.ts'

/** What became of a push at all browsers of a person. Entries of `settled` begin with `+` where it has arrived, else with `-`. */
export type PushResult = { readonly settled: readonly string[]; /** Endpoints that are no more. */ readonly gone: readonly string[]; /** Why some are to be tried again; null when none is. */ readonly again: { readonly text: string; readonly retryAfterMs: number | null } | null; /** Was one broken off by the end of the server? */ readonly isCut: boolean; /** What the services said that refused it for good. */ readonly refusals: readonly string[] }

/** Sends a push to those browsers that have not settled it yet. */
export async function sendPush(transport: Pick<PushTransport, 'send'>, { subscriptions, push, settled }: { readonly subscriptions: readonly PushSubscriptionOf[]; readonly push: PushToSend; readonly settled: readonly string[] }): Promise<PushResult> {
  const known = new Set(settled.map((entry) => entry.slice(1)))
  const open = subscriptions.filter(({ endpoint }) => !known.has(markOf(endpoint)))
  const outcomes = await Promise.all(open.map(async (subscription) => ({ endpoint: subscription.endpoint, outcome: await transport.send(subscription, push) })))
  const now: string[] = [...settled]
  const gone: string[] = []
  const refusals: string[] = []
  const failed: { readonly text: string; readonly retryAfterMs: number | null }[] = []
  for (const { endpoint, outcome } of outcomes) {
    if (outcome.type === 'cut') {
      failed.push({ text: outcome.text, retryAfterMs: null })
      continue
    }
    if (outcome.type === 'refused' && !outcome.isFinal) {
      failed.push(outcome)
      continue
    }
    now.push(`${outcome.type === 'sent' ? '+' : '-'}${markOf(endpoint)}`)
    if (outcome.type === 'gone') gone.push(endpoint)
    if (outcome.type === 'refused') refusals.push(outcome.text)
  }
  const [first] = failed
  return { settled: now, gone, refusals, isCut: outcomes.some(({ outcome }) => outcome.type === 'cut'), again: first === undefined ? null : { text: first.text, retryAfterMs: Math.max(...failed.map(({ retryAfterMs }) => retryAfterMs ?? 0)) } }
}

/** How many browsers have got it. */
export function arrivedCount(settled: readonly string[]): number {
  return settled.filter((entry) => entry.startsWith('+')).length
}

/** Stands for an endpoint: the endpoint itself lets whoever has it send. */
function markOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 16)
}
