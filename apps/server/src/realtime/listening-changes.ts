import { ROOM_MESSAGE_TOKEN } from '@halley/engine'
import type { Project } from '@halley/model'
import { appToken, type RunsIn } from '../sessions/topic-names.ts'

/** Apps whose roles are remembered; of one that was forgotten, nobody is told that a channel was closed or opened to a wildcard. */
const MAX_APPS = 1_000

/** A channel or room of an app that runs, and the roles that may listen on it; none is everybody. */
type ListeningPlace = { readonly kind: 'channel' | 'room'; readonly name: string; /** The tokens that its topics begin with: of a channel four, of a room five. */ readonly begin: string; readonly roles: readonly string[] }

/** A channel or room that is for other roles now; `rolesBefore` is undefined where it was not known. */
export type ListeningChange = ListeningPlace & { readonly rolesBefore: readonly string[] | undefined }

/** What tells connections, in the same turn, that a channel or room is for other roles from now on. */
export type ListeningNews = { readonly onChanged: (listener: (change: ListeningChange) => void) => () => void }

type KnownApp = { readonly channels: Project['channels']; readonly rooms: Project['rooms']; readonly places: ReadonlyMap<string, ListeningPlace> }

/** Knows for which roles the channels and rooms of running apps are, and tells when that changes. */
export class ListeningChanges implements ListeningNews {
  readonly #apps = new Map<string, KnownApp>()
  readonly #listeners = new Set<(change: ListeningChange) => void>()

  /** Calls for each change until the returned function is called. */
  onChanged(listener: (change: ListeningChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** An app runs by this model from now on. Call it before the next event can be asked about. */
  modelIs(project: Project, { org, environment }: RunsIn): void {
    const app = `events.${org}.${appToken(project, environment)}`
    const known = this.#apps.get(app)
    const { channels, rooms } = project
    // Edits of anything else leave both as they are.
    if (known?.channels === channels && known.rooms === rooms) return
    const places = placesOf(project, app)
    const [oldest] = this.#apps.keys()
    if (known === undefined && this.#apps.size >= MAX_APPS && oldest !== undefined) this.#apps.delete(oldest)
    this.#apps.set(app, { channels, rooms, places })
    for (const place of places.values()) {
      const rolesBefore = known?.places.get(place.begin)?.roles
      if (sameRoles(rolesBefore ?? [], place.roles)) continue
      for (const listener of this.#listeners) listener({ ...place, rolesBefore })
    }
  }
}

/** How a pattern has to do with topics that begin so: it `names` them token by token, `covers` them by a wildcard, or neither. */
export function relationOf(pattern: string, begin: string): 'names' | 'covers' | 'none' {
  const tokens = pattern.split('.')
  let relation: 'names' | 'covers' = 'names'
  for (const [index, wanted] of begin.split('.').entries()) {
    const token = tokens[index]
    if (token === '>') return 'covers'
    if (token === '*') relation = 'covers'
    else if (token !== wanted) return 'none'
  }
  return relation
}

function placesOf({ channels, rooms }: Project, app: string): ReadonlyMap<string, ListeningPlace> {
  const places: ListeningPlace[] = [
    ...Object.values(channels).map(({ name, technicalName, listenRoles }) => ({ kind: 'channel' as const, name, begin: `${app}.${technicalName}`, roles: listenRoles })),
    ...Object.values(rooms).map(({ name, technicalName, roles }) => ({ kind: 'room' as const, name, begin: `${app}.${technicalName}.${ROOM_MESSAGE_TOKEN}`, roles })),
  ]
  return new Map(places.map((place) => [place.begin, place]))
}

function sameRoles(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((role) => others.includes(role))
}
