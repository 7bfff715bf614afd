import { useEffect, useSyncExternalStore } from 'react'
import { signInAddress } from './app-address.ts'
import { AppHeader } from './app-header.tsx'
import type { AppStore } from './app-store.ts'
import { PersonaChooser } from './persona-chooser.tsx'
import { RunningApp } from './running-app.tsx'

/** The page of a published app: who is there chooses a persona, and the app runs. */
export function AppPage({ name, store }: { readonly name: string; readonly store: AppStore }) {
  const state = useSyncExternalStore(store.subscribe, store.get)
  switch (state.type) {
    case 'opening':
      return <main className="app-words" aria-busy="true"><title>{name}</title><p role="status">Opening…</p></main>
    case 'notPublished':
      return (
        <main className="app-words">
          <title>Nothing is published here</title>
          <h1>Nothing is published here</h1>
          <p>There is no app called “{name}” at this address, or it is no longer published.</p>
          <p>Ask whoever gave you the address. If you draw the app yourself, press <b>Publish</b> in the editor.</p>
          <p><a href="/">All projects</a></p>
        </main>
      )
    case 'signedOut':
      return <ToSignIn />
    case 'failed':
      return (
        <main className="app-words">
          <title>{name}</title>
          <h1>The app cannot be opened</h1>
          <p role="alert">{state.text}</p>
          <button type="button" className="app-button" onClick={() => void store.open()}>Try again</button>
        </main>
      )
    case 'asked':
      return (
        <div className="app-frame">
          <title>{state.facts.name}</title>
          <AppHeader title={state.facts.name} />
          <main className="app-words"><PersonaChooser facts={state.facts} self={state.self} unknown={state.unknown} /></main>
        </div>
      )
    case 'running':
      return <RunningApp facts={state.facts} self={state.self} personaId={state.personaId} client={state.client} />
  }
}

/** Leads to the page that asks who is there; it comes back here. */
function ToSignIn() {
  const address = signInAddress(location)
  useEffect(() => location.replace(address), [address])
  return <main className="app-words" aria-busy="true"><title>Sign in</title><p role="status">This app is for people who have signed in.</p><p><a href={address}>Sign in</a></p></main>
}
