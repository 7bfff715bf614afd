import type { AppClient } from '@halley/client'
import { Player } from '@halley/player'
import { useSyncExternalStore } from 'react'
import { AppHeader } from './app-header.tsx'
import type { PublishedAppFacts } from './published-app-facts.ts'

const GUEST = 'Guest'

/** One client of the published app. */
export function RunningApp({ facts, personaId, client }: { readonly facts: PublishedAppFacts; readonly personaId: string | null; readonly client: AppClient }) {
  const { connection } = useSyncExternalStore(client.subscribe, client.get)
  const persona = facts.personas.find(({ id }) => id === personaId)
  const name = persona?.name ?? GUEST
  return (
    <div className="app-frame">
      <title>{persona === undefined ? facts.name : `${facts.name} · ${name}`}</title>
      <AppHeader
        title={facts.name}
        connection={connection}
        {...(persona !== undefined && { persona: { name, ...(facts.personas.length > 1 && { chooseAt: `/a/${facts.app}` }) } })}
      />
      <main className="app-player"><Player client={client} label={name} /></main>
    </div>
  )
}
