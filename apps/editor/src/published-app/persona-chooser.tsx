import { ownAddress, personaAddress, type Self } from './app-address.ts'
import type { PublishedAppFacts } from './published-app-facts.ts'

/** Asks who runs the app, when there are several who could. */
export function PersonaChooser({ facts, self, unknown }: { readonly facts: PublishedAppFacts; readonly self: Self | null; readonly unknown: string | null }) {
  return (
    <>
      <h1>Who are you?</h1>
      {unknown === null ? null : <p role="alert">Nobody is called “{unknown}” in {facts.name}. Choose one of these:</p>}
      {self === null ? null : <p>You may change this app, so you can try it as each of its personas.</p>}
      <ul className="app-personas">
        {self === null ? null : <li><a className="app-persona" href={ownAddress(facts.app)}>{self.name}, yourself</a></li>}
        {facts.personas.map(({ id, name, technicalName }) => (
          <li key={id}><a className="app-persona" href={personaAddress(facts.app, technicalName, location.search)}>{name}</a></li>
        ))}
      </ul>
    </>
  )
}
