import { connect, type EventsClient } from '@halley/client'
import { UsageProblem, type Surroundings } from './command.ts'

/** Milliseconds in which a server has to be reached at first; later cuts heal by themselves. */
const REACH_MS = 10_000

/** Connects to the events of a server; throws a UsageProblem when it cannot be reached or does not let this program in. */
export async function openEvents(url: string, { token, name }: { readonly token: string | undefined; /** By which the server knows what is published again. */ readonly name?: string }): Promise<EventsClient> {
  const client = connect(url, { ...(token !== undefined && { token }), ...(name !== undefined && { client: name }) })
  const outcome = await new Promise<'live' | 'late' | { readonly code: string; readonly message: string }>((resolve) => {
    const timer = setTimeout(() => resolve('late'), REACH_MS)
    const look = (): void => {
      const { state, refusal } = client.status.get()
      if (state !== 'live' && !(state === 'offline' && refusal !== null)) return
      clearTimeout(timer)
      resolve(state === 'live' ? 'live' : (refusal ?? 'late'))
    }
    client.status.subscribe(look)
    look()
  })
  if (outcome === 'live') return client
  client.close()
  if (outcome === 'late') throw new UsageProblem(`${url} cannot be reached. Look whether the server runs and whether --url is its address.`, { code: 'server/unreachable' })
  throw new UsageProblem(`${url} does not let this program in: ${outcome.message}${token === undefined ? ' Give an API token with --token or HALLEY_TOKEN; `halley token create` makes one.' : ''}`, { code: outcome.code })
}

/** Says on the error output when the connection is cut and when it is back; returns what ends that. */
export function tellCuts(client: EventsClient, url: string, { writeError }: Surroundings): () => void {
  let wasLive = true
  return client.status.subscribe(() => {
    const isLive = client.status.get().state === 'live'
    if (isLive === wasLive) return
    wasLive = isLive
    writeError(isLive ? `halley: connected to ${url} again\n` : `halley: the connection to ${url} is cut; trying again\n`)
  })
}
