import type { AppClient } from '@halley/client'
import { Player } from '@halley/player'
import { useSyncExternalStore } from 'react'
import { choosingAddress, signInAddress, type Self } from './app-address.ts'
import { AppHeader } from './app-header.tsx'
import type { PublishedAppFacts } from './published-app-facts.ts'

const GUEST = 'Guest'

/** One client of the published app. */
export function RunningApp({ facts, self, personaId, client }: { readonly facts: PublishedAppFacts; readonly self: Self | null; readonly personaId: string | null; readonly client: AppClient }) {
  const { connection } = useSyncExternalStore(client.subscribe, client.get)
  const persona = facts.personas.find(({ id }) => id === personaId)
  const name = persona?.name ?? self?.name ?? GUEST
  const mayChoose = self === null ? facts.personas.length > 1 : self.mayBePersona && facts.personas.length > 0
  // What was on the screen was for somebody who has signed in.
  const isSignedOut = connection.refusal?.code === 'signed_out'
  return (
    <div className="app-frame">
      <title>{persona === undefined ? facts.name : `${facts.name} · ${name}`}</title>
      <AppHeader
        title={facts.name}
        connection={connection}
        isSignedIn={self !== null && !isSignedOut}
        {...(!isSignedOut && { client })}
        {...((persona !== undefined || self !== null) && { persona: { name, ...(mayChoose && { chooseAt: choosingAddress(facts.app, self) }) } })}
      />
      {isSignedOut
        ? <main className="app-words"><h1>Your sign-in has ended</h1><p>Sign in again to go on where you were.</p><p><a href={signInAddress(location)}>Sign in</a></p></main>
        : <main className="app-player"><Player client={client} label={name} /></main>}
    </div>
  )
}
