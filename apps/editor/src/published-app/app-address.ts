import type { PublishedAppFacts } from './published-app-facts.ts'

/** The app's name in the path of its page, `/a/{app}`. */
export function appNameIn(path: string): string {
  const encoded = path.split('/')[2] ?? ''
  try {
    return decodeURIComponent(encoded)
  } catch {
    // Half an escape: no app is called so, and the page says that.
    return encoded
  }
}

/** Who runs the app: a persona, nobody in particular (null), or somebody who has yet to say who they are. */
export type WhoRuns =
  | { readonly type: 'known'; readonly personaId: string | null }
  | { readonly type: 'asked'; /** What the address said and nobody is called. */ readonly unknown: string | null }

/** Reads from the address who runs the app: `?persona=technicalName`. Where there is nothing to choose, nobody is asked. */
export function whoRuns(search: string, personas: PublishedAppFacts['personas']): WhoRuns {
  const wanted = new URLSearchParams(search).get('persona')
  const found = personas.find(({ technicalName }) => technicalName === wanted)
  if (found !== undefined) return { type: 'known', personaId: found.id }
  if (personas.length <= 1) return { type: 'known', personaId: personas[0]?.id ?? null }
  return { type: 'asked', unknown: wanted === null || wanted === '' ? null : wanted }
}

/** The address of the app for a persona. */
export function personaAddress(app: string, technicalName: string): string {
  return `/a/${app}?persona=${encodeURIComponent(technicalName)}`
}
