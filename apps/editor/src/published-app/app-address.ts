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

/** Somebody who has signed in, and whether they may try the app as a persona. */
export type Self = { readonly id: string; readonly name: string; readonly mayBePersona: boolean }

/**
 * Reads from the address who runs the app: `?persona=technicalName`. Where there is nothing to choose, nobody is asked. Who has
 * signed in is themselves, unless they may be a persona and the address says so; `?persona=` asks them which.
 */
export function whoRuns(search: string, personas: PublishedAppFacts['personas'], self: Self | null): WhoRuns {
  const wanted = new URLSearchParams(search).get('persona')
  if (self !== null && (wanted === null || !self.mayBePersona)) return { type: 'known', personaId: null }
  const found = personas.find(({ technicalName }) => technicalName === wanted)
  if (found !== undefined) return { type: 'known', personaId: found.id }
  if (self === null && personas.length <= 1) return { type: 'known', personaId: personas[0]?.id ?? null }
  return { type: 'asked', unknown: wanted === null || wanted === '' ? null : wanted }
}

/** The address of the app for who has signed in. */
export function ownAddress(app: string): string {
  return `/a/${app}`
}

/** The address at which one chooses whom to be. */
export function choosingAddress(app: string, self: Self | null): string {
  return self === null ? ownAddress(app) : `${ownAddress(app)}?persona=`
}

/** The page that asks who is there, and comes back to this address. */
export function signInAddress({ pathname, search }: { readonly pathname: string; readonly search: string }): string {
  return `/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`
}

/** The address of the app for a persona; what `search`, an address's part after the question mark, asks for besides stays asked for. */
export function personaAddress(app: string, technicalName: string, search = ''): string {
  const asked = new URLSearchParams(search)
  asked.delete('persona')
  return `/a/${app}?${new URLSearchParams([['persona', technicalName], ...asked]).toString()}`
}
