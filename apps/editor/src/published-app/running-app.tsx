import type { AppClient } from '@halley/client'
import { Player } from '@halley/player'
import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { choosingAddress, signInAddress, type Self } from './app-address.ts'
import { AppHeader } from './app-header.tsx'
import { appNotices, type AppNotices } from './app-notices.ts'
import { NoticeSettings } from './notice-settings.tsx'
import type { PublishedAppFacts } from './published-app-facts.ts'

const GUEST = 'Guest'

/** One client of the published app. */
export function RunningApp({ facts, self, personaId, client }: { readonly facts: PublishedAppFacts; readonly self: Self | null; readonly personaId: string | null; readonly client: AppClient }) {
  const { connection } = useSyncExternalStore(client.subscribe, client.get)
  const [notices] = useState(() => appNotices({ client, app: facts.app, who: personaId ?? self?.id ?? 'guest' }))
  useEffect(() => notices.follow(), [notices])
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
        notices={notices}
        {...((persona !== undefined || self !== null) && { persona: { name, ...(mayChoose && { chooseAt: choosingAddress(facts.app, self) }) } })}
      />
      {isSignedOut
        ? <main className="app-words"><h1>Your sign-in has ended</h1><p>Sign in again to go on where you were.</p><p><a href={signInAddress(location)}>Sign in</a></p></main>
        : <><NoticesBeside notices={notices} /><main className="app-player"><Player client={client} label={name} /></main></>}
    </div>
  )
}

/** What of notifications is beside the app: why one could not be opened, and the settings. */
function NoticesBeside({ notices }: { readonly notices: AppNotices }) {
  const { settings, problem } = useSyncExternalStore(notices.shown.subscribe, notices.shown.get)
  return (
    <>
      {problem === null ? null : (
        <div className="app-problem">
          <p role="alert">{problem}</p>
          <button type="button" className="app-theme" aria-label="Close" onClick={() => notices.shown.patch({ problem: null })}><X aria-hidden="true" size={16} /></button>
        </div>
      )}
      {settings ? <NoticeSettings store={notices.settings} device={notices.device} onClose={() => notices.shown.patch({ settings: false })} /> : null}
    </>
  )
}
