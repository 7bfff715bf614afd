import { personaAddress } from './app-address.ts'
import type { PublishedAppFacts } from './published-app-facts.ts'

/** Asks who runs the app, when there are several who could. */
export function PersonaChooser({ facts, unknown }: { readonly facts: PublishedAppFacts; readonly unknown: string | null }) {
  return (
    <>
      <h1>Who are you?</h1>
      {unknown === null ? null : <p role="alert">Nobody is called “{unknown}” in {facts.name}. Choose one of these:</p>}
      <ul className="app-personas">
        {facts.personas.map(({ id, name, technicalName }) => (
          <li key={id}><a className="app-persona" href={personaAddress(facts.app, technicalName)}>{name}</a></li>
        ))}
      </ul>
    </>
  )
}
