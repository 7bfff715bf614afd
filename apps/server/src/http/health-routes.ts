import type { FastifyInstance } from 'fastify'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { sendProblem } from './problem-details.ts'

/** Milliseconds after which a part that does not answer is down: whoever asks does not wait for ever. */
const ANSWER_MS = 5_000

/** A part without which the server cannot do its work; `check` rejects while it is down. */
export type HealthPart = { readonly name: string; readonly check: () => Promise<unknown>; /** What follows from it, as a sentence. */ readonly whenDown: string }

/** Serves `/healthz` (the process answers) and `/readyz` (its parts do, too): 503 names those that are down. */
export function healthRoutes(app: FastifyInstance, { version, parts, clock, isSafe = false }: { readonly version: string; /** Nothing runs, as it was started. */ readonly isSafe?: boolean; readonly parts: readonly HealthPart[]; readonly clock: ServerClock }): void {
  app.get('/healthz', (_request, reply) => {
    void reply.header('cache-control', 'no-store')
    return { status: 'ok', version, ...(isSafe && { safeMode: true }) }
  })
  app.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store')
    const results = await Promise.allSettled(parts.map(({ check }) => inTime(check, clock)))
    const down = parts.filter((_part, index) => results[index]?.status === 'rejected')
    if (down.length === 0) return { status: 'ok', version, parts: parts.map(({ name }) => name) }
    return sendProblem(reply, { status: 503, code: 'unavailable', title: `Down: ${down.map(({ name }) => name).join(', ')}`, detail: down.map(({ whenDown }) => whenDown).join(' '), down: down.map(({ name }) => name) })
  })
}

async function inTime(check: HealthPart['check'], clock: ServerClock): Promise<void> {
  let cancel: CancelTimer = () => undefined
  try {
    await Promise.race([check(), new Promise((_resolve, reject) => { cancel = clock.setTimer(ANSWER_MS, () => reject(new Error('It did not answer in time.'))) })])
  } finally {
    cancel()
  }
}
