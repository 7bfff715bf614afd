import type { Environment } from '@halley/protocol'
import { StoredLists, type StoredListsSurroundings } from './stored-lists.ts'

/** The stored lists of all projects of this server, each in both environments. */
export class StoredListHost {
  readonly #surroundings: StoredListsSurroundings
  readonly #lists = new Map<string, StoredLists>()

  constructor(surroundings: StoredListsSurroundings) {
    this.#surroundings = surroundings
  }

  of(projectId: string, environment: Environment): StoredLists {
    const key = `${projectId}/${environment}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const lists = new StoredLists({ projectId, environment }, this.#surroundings)
    this.#lists.set(key, lists)
    return lists
  }

  /** Lets go of a project that was deleted. */
  forget(projectId: string): void {
    for (const environment of ['draft', 'published'] as const) this.#lists.delete(`${projectId}/${environment}`)
  }
}
