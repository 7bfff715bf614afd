import type { Environment } from '@halley/protocol'
import { RowNews } from './row-news.ts'
import { StoredLists, type StoredListsSurroundings } from './stored-lists.ts'

/** The stored lists of all projects of this server, each in both environments. */
export class StoredListHost {
  readonly #surroundings: Omit<StoredListsSurroundings, 'onChanged'>
  /** Which lists have other rows than before. */
  readonly news: RowNews
  readonly #lists = new Map<string, StoredLists>()

  constructor(surroundings: Omit<StoredListsSurroundings, 'onChanged'>) {
    this.#surroundings = surroundings
    this.news = new RowNews(surroundings.clock)
  }

  of(projectId: string, environment: Environment): StoredLists {
    const key = `${projectId}/${environment}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const lists = new StoredLists({ projectId, environment }, { ...this.#surroundings, onChanged: (listId) => this.news.tell({ projectId, listId, environment }) })
    this.#lists.set(key, lists)
    return lists
  }

  /** Lets go of a project that was deleted. */
  forget(projectId: string): void {
    for (const environment of ['draft', 'published'] as const) this.#lists.delete(`${projectId}/${environment}`)
  }
}
