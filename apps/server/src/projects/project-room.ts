import { acceptEdit, type Edit, type Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { EditAuthor, Storage, StoredEdit } from '../storage/storage.ts'

/** What became of an edit. */
export type EditReply =
  | { readonly ok: true; readonly revision: number; readonly skipped: number }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly pointer?: string }

/** Edits that a tab is given instead of the whole document, and that a room keeps in memory for it. */
export const EDITS_KEPT = 1_000

/** Edits after which a new snapshot is written: replaying so many takes some tens of milliseconds. */
const EDITS_PER_SNAPSHOT = 500

/** Edits whose answers are held in memory; what was sent longer ago and comes again is looked up. */
const ANSWERS_KEPT = 10_000

/** Edits that wait for one project; beyond it, senders are asked to come again. */
const WAITING_EDITS = 5_000

type WaitingEdit = { readonly edit: Edit; readonly author: EditAuthor; readonly atRevision: number | undefined; resolve(reply: EditReply): void }

type Answer = { readonly revision: number; readonly skipped: number }

/** Whom a room tells what happens in it. */
export type RoomListener = {
  /** An edit was stored; called in the order of revisions, before it is acknowledged. */
  edited(ordered: StoredEdit, project: Project): void
  /** The project was deleted. */
  gone(): void
}

export type RoomStart = { /** The token of the org that the project belongs to. */ readonly org: string; /** The id of that org. */ readonly orgId: string; readonly project: Project; readonly revision: number; readonly snapshotRevision: number; readonly recent: readonly StoredEdit[]; readonly answers: ReadonlyMap<string, Answer> }

/**
 * One open project: takes edits in order, has them stored, and tells everybody.
 * Only one batch of edits is on its way to the disk at a time, so what is in memory is always what is on the disk: when
 * storing fails, nothing has to be taken back.
 */
export class ProjectRoom {
  readonly id: string
  /** The token of the org that the project belongs to. */
  readonly org: string
  /** The id of that org. */
  readonly orgId: string
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #onSnapshotFailure: (error: unknown) => void
  readonly #listeners = new Set<RoomListener>()
  readonly #answers: Map<string, Answer>
  #project: Project
  #revision: number
  #recent: StoredEdit[]
  #waiting: WaitingEdit[] = []
  #working: Promise<void> | null = null
  #editsSinceSnapshot: number
  #isGone = false
  #isLetGo = false

  constructor(start: RoomStart, surroundings: { readonly storage: Storage; readonly clock: ServerClock; readonly onSnapshotFailure: (error: unknown) => void }) {
    this.id = start.project.id
    this.org = start.org
    this.orgId = start.orgId
    this.#storage = surroundings.storage
    this.#clock = surroundings.clock
    this.#onSnapshotFailure = surroundings.onSnapshotFailure
    this.#project = start.project
    this.#revision = start.revision
    this.#recent = start.recent.slice(-EDITS_KEPT)
    this.#editsSinceSnapshot = start.revision - start.snapshotRevision
    this.#answers = new Map([...start.answers].slice(-ANSWERS_KEPT))
  }

  /** The document as it is on the disk. */
  get project(): Project {
    return this.#project
  }

  get revision(): number {
    return this.#revision
  }

  /** Tells the listener from now on; returns what ends it. */
  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The edits after a revision, or null when a tab is better served with the whole document. */
  editsAfter(since: number): readonly StoredEdit[] | null {
    if (since > this.#revision) return null
    const missing = this.#revision - since
    return missing > this.#recent.length ? null : this.#recent.slice(this.#recent.length - missing)
  }

  /**
   * Checks an edit, stores it and tells everybody; resolves when it is on the disk. The same id again gives the first
   * answer. With `atRevision`, it is refused unless the project is at that revision when its turn comes.
   */
  apply(edit: Edit, author: EditAuthor, { atRevision }: { readonly atRevision?: number } = {}): Promise<EditReply> {
    if (this.#isGone) return Promise.resolve(GONE)
    if (this.#isLetGo) return Promise.resolve({ ok: false, code: 'edit/unavailable', message: 'The project is being opened again; send it again in a moment.' })
    if (this.#waiting.length >= WAITING_EDITS) return Promise.resolve({ ok: false, code: 'edit/unavailable', message: `${WAITING_EDITS} edits wait for this project already; send it again in a moment.` })
    return new Promise((resolve) => {
      this.#waiting.push({ edit, author, atRevision, resolve })
      this.#working ??= this.#work()
    })
  }

  /** Ends the room because its project was deleted: waiting edits are refused, listeners are told. */
  end(): void {
    this.#isGone = true
    for (const { resolve } of this.#waiting.splice(0)) resolve(GONE)
    for (const listener of this.#listeners) listener.gone()
    this.#listeners.clear()
  }

  /** Ends the room because nobody needs it; false when an edit is on its way. Whoever still has it is refused: there may be another room of the project. */
  letGo(): boolean {
    if (this.#working !== null) return false
    this.#isLetGo = true
    this.#listeners.clear()
    return true
  }

  /** Resolves when nothing is on its way to the disk any more. */
  async settled(): Promise<void> {
    while (this.#working !== null) await this.#working
  }

  async #work(): Promise<void> {
    // The end of the turn: edits that arrive together are stored together.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) await this.#storeBatch(this.#waiting.splice(0))
    this.#working = null
  }

  async #storeBatch(batch: readonly WaitingEdit[]): Promise<void> {
    let project = this.#project
    let revision = this.#revision
    const accepted: { readonly waiting: WaitingEdit; readonly stored: StoredEdit; readonly project: Project }[] = []
    const repeated: { readonly waiting: WaitingEdit; readonly stored: StoredEdit }[] = []
    for (const waiting of batch) {
      const { edit, author, atRevision, resolve } = waiting
      const answer = this.#answers.get(edit.id)
      const sameInBatch = accepted.find((one) => one.stored.edit.id === edit.id)
      if (answer !== undefined) {
        resolve({ ok: true, ...answer })
      } else if (sameInBatch !== undefined) {
        repeated.push({ waiting, stored: sameInBatch.stored })
      } else if (atRevision !== undefined && atRevision !== revision) {
        resolve({ ok: false, code: 'project/conflict', message: `The project is at revision ${revision} now, not at ${atRevision}; read it again.` })
      } else {
        const result = acceptEdit(project, edit)
        if (result.ok) {
          project = result.project
          revision += 1
          accepted.push({ waiting, project, stored: { revision, edit, author, at: this.#clock.nowMs(), skipped: result.skipped.length } })
        } else {
          resolve({ ok: false, code: result.code, message: result.message, pointer: result.pointer })
        }
      }
    }
    if (accepted.length === 0) return
    const kept = await this.#store(accepted.map(({ stored }) => stored))
    for (const { stored, project: after } of kept === true ? accepted : []) this.#take(stored, after)
    const earlier = kept === true ? null : await this.#earlierAnswers(accepted.map(({ stored }) => stored.edit.id))
    for (const { waiting, stored } of [...accepted, ...repeated]) {
      const before = earlier?.get(stored.edit.id)
      waiting.resolve(before !== undefined ? { ok: true, ...before } : kept === true ? { ok: true, revision: stored.revision, skipped: stored.skipped } : kept)
    }
    if (this.#editsSinceSnapshot >= EDITS_PER_SNAPSHOT) this.#saveSnapshot()
  }

  /** The answers to edits of these ids that came so long ago that the room has forgotten them. */
  async #earlierAnswers(ids: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
    if (this.#revision <= ANSWERS_KEPT) return new Map()
    try {
      const wanted = new Set(ids)
      return new Map((await this.#storage.editAnswers(this.id)).flatMap(({ id, revision, skipped }) => (wanted.has(id) ? [[id, { revision, skipped }] as const] : [])))
    } catch {
      // Whoever sent them is told that nothing was kept, and sends them again.
      return new Map()
    }
  }

  async #store(edits: readonly StoredEdit[]): Promise<true | Extract<EditReply, { ok: false }>> {
    try {
      if (await this.#storage.appendEdits(this.id, edits)) return true
      return { ok: false, code: 'edit/unavailable', message: 'Another server process stored an edit at the same place; send it again.' }
    } catch {
      // The storage has told the server's log why; whoever edits needs to know only that it is not kept.
      return { ok: false, code: 'edit/unavailable', message: 'The storage did not take the edit; it is sent again as soon as it can.' }
    }
  }

  #take(stored: StoredEdit, project: Project): void {
    this.#project = project
    this.#revision = stored.revision
    this.#recent.push(stored)
    if (this.#recent.length > EDITS_KEPT * 2) this.#recent = this.#recent.slice(-EDITS_KEPT)
    this.#answers.set(stored.edit.id, { revision: stored.revision, skipped: stored.skipped })
    for (const id of this.#answers.keys()) {
      if (this.#answers.size <= ANSWERS_KEPT) break
      this.#answers.delete(id)
    }
    this.#editsSinceSnapshot += 1
    for (const listener of this.#listeners) listener.edited(stored, project)
  }

  #saveSnapshot(): void {
    this.#editsSinceSnapshot = 0
    // Nothing waits for it: without a snapshot, opening only has more edits to replay.
    this.#storage.saveSnapshot(this.#project, this.#revision, this.#clock.nowMs()).catch(this.#onSnapshotFailure)
  }
}

const GONE: EditReply = { ok: false, code: 'project/not_found', message: 'This project was deleted.' }
