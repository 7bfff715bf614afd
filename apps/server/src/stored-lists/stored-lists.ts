import { changeRows, type EffectResult, type RowChanges, type StoredRow, type StoredRows } from '@halley/engine'
import { inOrder, valueProblem, type DataList, type Project, type Value } from '@halley/model'
import type { Environment } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import { newServerId } from '../random-ids.ts'
import type { Storage, StoredRow as KeptRow } from '../storage/storage.ts'

/** Milliseconds before a list that could not be read is asked for again. */
const RETRY_MS = 1_000

export type StoredListsSurroundings = {
  readonly storage: Pick<Storage, 'readRows' | 'writeRows'>
  readonly clock: ServerClock
  readonly onFailure: (error: unknown, what: string) => void
  /** Called when the database has a change of a list's rows and sessions see it. */
  readonly onChanged?: (listId: string) => void
}

/** One list in memory. Rows are kept by member ids, so that a rename touches none; `seen` is what expressions see of them. */
type HeldList = { readonly kept: Map<string, KeptRow>; seen: { readonly list: DataList; readonly choices: Project['choices']; readonly rows: readonly StoredRow[] } | null; writing: Promise<unknown> }

/**
 * The stored lists of one project in one environment. All rows are held in memory: a session reads them at once and as
 * one consistent snapshot. The database is written first and is the truth; memory follows when it has the change.
 * One server process serves a project, so nobody else writes.
 */
export class StoredLists {
  readonly #surroundings: StoredListsSurroundings
  readonly #projectId: string
  readonly #environment: Environment
  readonly #held = new Map<string, HeldList>()
  readonly #loading = new Map<string, Promise<void>>()
  #retryAtMs = 0
  #snapshot: { readonly project: Project; readonly rows: StoredRows } | null = null

  constructor(place: { readonly projectId: string; readonly environment: Environment }, surroundings: StoredListsSurroundings) {
    this.#projectId = place.projectId
    this.#environment = place.environment
    this.#surroundings = surroundings
  }

  /** Is every stored list of the model in memory, or is it known that the database does not answer? */
  isReady(project: Project): boolean {
    return storedListsOf(project).every(({ id }) => this.#held.has(id)) || this.#surroundings.clock.nowMs() < this.#retryAtMs
  }

  /** Brings the lists that are not there yet into memory. One that cannot be read stays away, and is tried again a second later. */
  async load(project: Project): Promise<void> {
    await Promise.all(storedListsOf(project).filter(({ id }) => !this.#held.has(id)).map(({ id }) => this.#loadOnce(id)))
  }

  /** What the lists hold now, by technical name; a list that could not be read is not there. */
  rows(project: Project): StoredRows {
    if (this.#snapshot?.project === project) return this.#snapshot.rows
    const rows: { [name: string]: readonly StoredRow[] } = {}
    for (const list of storedListsOf(project)) {
      const held = this.#held.get(list.id)
      if (held !== undefined) rows[list.technicalName] = seenRows(held, list, project)
    }
    this.#snapshot = { project, rows }
    return rows
  }

  /** Carries changes out in the order in which they are asked for; `newId` may give the ids of a change that is done again. Answered with the ids of the new rows when the database has them. */
  async change(project: Project, listId: string, changes: RowChanges, newId: () => string = () => newServerId('row-')): Promise<EffectResult> {
    const list = project.lists[listId]
    if (list?.storage !== 'stored') return { ok: false, code: 'list/missing', text: 'The stored list is not in the model any more.' }
    if (!this.#held.has(listId)) await this.load(project)
    const held = this.#held.get(listId)
    if (held === undefined) return unavailable(list)
    const done = held.writing.then(() => this.#write(held, list, { project, changes, newId }))
    held.writing = done
    return done
  }

  async #write(held: HeldList, list: DataList, { project, changes, newId }: { readonly project: Project; readonly changes: RowChanges; readonly newId: () => string }): Promise<EffectResult> {
    const changed = changeRows(seenRows(held, list, project), changes, { project, list, atMs: this.#surroundings.clock.nowMs(), newId })
    if (!changed.ok) return changed
    // Done already, before a crash: what is all or nothing is there as a whole.
    if (changed.inserted.length > 0 && changed.inserted.every(({ id }) => held.kept.has(id))) return { ok: true, value: changed.inserted.map(({ id }) => id) }
    const inserted = changed.inserted.map((row) => keptRow(row, list))
    const valuesOf = new Map(changes.updated.map(({ id, values }) => [id, values]))
    const updated = changed.updated.map((row) => keptRow(row, list, { kept: held.kept.get(row.id), changed: valuesOf.get(row.id) ?? {} }))
    try {
      await this.#surroundings.storage.writeRows(this.#projectId, this.#environment, list.id, { inserted, updated, deleted: changed.deleted })
    } catch (error) {
      this.#surroundings.onFailure(error, `changing rows of ${list.name}`)
      return unavailable(list)
    }
    for (const row of [...updated, ...inserted]) held.kept.set(row.id, row)
    for (const id of changed.deleted) held.kept.delete(id)
    // The model may have moved on while the database wrote; then the rows are seen anew by it.
    held.seen = { list, choices: project.choices, rows: changed.rows }
    this.#snapshot = null
    this.#surroundings.onChanged?.(list.id)
    return { ok: true, value: changed.inserted.map(({ id }) => id) }
  }

  #loadOnce(listId: string): Promise<void> {
    const known = this.#loading.get(listId)
    if (known !== undefined) return known
    const loading = this.#load(listId).finally(() => this.#loading.delete(listId))
    this.#loading.set(listId, loading)
    return loading
  }

  async #load(listId: string): Promise<void> {
    try {
      const rows = await this.#surroundings.storage.readRows(this.#projectId, this.#environment, listId)
      this.#held.set(listId, { kept: new Map(rows.map((row) => [row.id, row])), seen: null, writing: Promise.resolve() })
      this.#snapshot = null
    } catch (error) {
      this.#retryAtMs = this.#surroundings.clock.nowMs() + RETRY_MS
      this.#surroundings.onFailure(error, `reading the stored list ${listId}`)
    }
  }
}

function storedListsOf({ lists }: Project): DataList[] {
  return Object.values(lists).filter(({ storage }) => storage === 'stored')
}

function unavailable({ name }: DataList): EffectResult {
  return { ok: false, code: 'list/unavailable', text: `The database did not take the change of "${name}"; nothing of it was kept. Try again in a moment.` }
}

function seenRows(held: HeldList, list: DataList, project: Project): readonly StoredRow[] {
  const { seen } = held
  if (seen !== null && seen.list === list && seen.choices === project.choices) return seen.rows
  const rows = seen !== null && seen.list.members === list.members && seen.choices === project.choices ? seen.rows : [...held.kept.values()].map((row) => seenRow(row, list, project))
  held.seen = { list, choices: project.choices, rows }
  return rows
}

/** A row by the names of now. A value that its field no longer allows is unknown; it comes back when the field does. */
function seenRow({ id, lastModified, values }: KeptRow, list: DataList, project: Project): StoredRow {
  const row: { [name: string]: Value } = {}
  for (const member of inOrder(list.members)) {
    if (member.type !== 'field') continue
    const value = Object.hasOwn(values, member.id) ? (values[member.id] ?? null) : (member.default ?? null)
    row[member.technicalName] = valueProblem(project, member.valueType, value) === undefined ? value : null
  }
  return { ...row, id, lastModified: new Date(lastModified).toISOString() }
}

/** A row as it is kept: a new one whole; of one that was there only what was changed, for a value that is seen as unknown now may come back. */
function keptRow(row: StoredRow, list: DataList, before?: { readonly kept: KeptRow | undefined; readonly changed: { readonly [name: string]: Value } }): KeptRow {
  const values: { [memberId: string]: Value } = { ...before?.kept?.values }
  for (const member of Object.values(list.members)) {
    if (member.type === 'field' && (before === undefined || Object.hasOwn(before.changed, member.technicalName))) values[member.id] = row[member.technicalName] ?? null
  }
  return { id: row.id, lastModified: Date.parse(row.lastModified), values }
}
