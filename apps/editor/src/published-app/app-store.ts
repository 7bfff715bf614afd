import { connectApp, deviceSecret, observable, storedSecrets, type AppClient, type Readable } from '@halley/client'
import { whoRuns, type Self } from './app-address.ts'
import { readSelf } from './signed-in.ts'
import { readFacts, type PublishedAppFacts } from './published-app-facts.ts'

/** What the page of a published app shows. */
export type AppState =
  | { readonly type: 'opening' }
  | { readonly type: 'notPublished' }
  | { readonly type: 'signedOut' }
  | { readonly type: 'failed'; readonly text: string }
  /** Somebody has yet to say who they are; `unknown` is what the address said and nobody is called. */
  | { readonly type: 'asked'; readonly facts: PublishedAppFacts; readonly self: Self | null; readonly unknown: string | null }
  | { readonly type: 'running'; readonly facts: PublishedAppFacts; readonly self: Self | null; readonly personaId: string | null; readonly client: AppClient }

export type AppStore = Readable<AppState> & {
  /** Asks the server for the app and, when it is known who runs it, connects. Once more after a failure. */
  readonly open: () => Promise<void>
}

// A tab is a client: another tab is somebody else, and a reload goes on where it was.
const secrets = storedSecrets(() => sessionStorage)

// Whom nobody asks who they are is the same guest in all tabs, and the next time.
const devices = storedSecrets(() => localStorage)

/** The state of one page, which shows one app from its opening to its end. */
export function appStore(name: string, search: string): AppStore {
  const state = observable<AppState>({ type: 'opening' })
  const show = state.set
  return {
    get: state.get,
    subscribe: state.subscribe,
    open: async () => {
      show({ type: 'opening' })
      const reading = await readFacts(name)
      if (reading.type !== 'there') return show(reading)
      const { facts } = reading
      const self = await readSelf()
      const who = whoRuns(search, facts.personas, self)
      if (who.type === 'asked') return show({ ...who, facts, self })
      const { personaId } = who
      const client = connectApp('', { projectId: facts.projectId, personaId, environment: 'published', slot: null, flowId: null, secrets, ...(personaId === null && self === null && { device: deviceSecret(devices) }) })
      return show({ type: 'running', facts, self, personaId, client })
    },
  }
}
