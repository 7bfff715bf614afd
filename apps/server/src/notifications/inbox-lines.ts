import type { InboxChange } from '@halley/protocol'
import type { NoticeApp } from '../storage/notification-storage.ts'

/** A client that shows an inbox. */
export type InboxLine = { readonly personId: string; /** `hasInbox` false: the app notifies nobody. */ readonly push: (news: { readonly hasInbox: boolean; readonly change: InboxChange }) => void }

/** The clients that are connected, by app and person: who is online, and where news of an inbox go. */
export class InboxLines {
  readonly #apps = new Map<string, Map<string, Set<InboxLine>>>()

  /** Returns what ends it. */
  enter(app: NoticeApp, line: InboxLine): () => void {
    const name = nameOf(app)
    const people = this.#apps.get(name) ?? new Map<string, Set<InboxLine>>()
    const own = people.get(line.personId) ?? new Set<InboxLine>()
    own.add(line)
    people.set(line.personId, own)
    this.#apps.set(name, people)
    return () => {
      own.delete(line)
      if (own.size === 0 && people.get(line.personId) === own) people.delete(line.personId)
      if (people.size === 0 && this.#apps.get(name) === people) this.#apps.delete(name)
    }
  }

  /** Has somebody the app open? */
  isOpen(app: NoticeApp, personId: string): boolean {
    return this.#apps.get(nameOf(app))?.has(personId) === true
  }

  /** The clients of one person. */
  of(app: NoticeApp, personId: string): Iterable<InboxLine> {
    return this.#apps.get(nameOf(app))?.get(personId) ?? []
  }

  /** Everybody who has the app open. */
  peopleIn(app: NoticeApp): readonly string[] {
    return [...(this.#apps.get(nameOf(app))?.keys() ?? [])]
  }
}

function nameOf({ projectId, environment }: NoticeApp): string {
  return `${environment}/${projectId}`
}
