import { applyPatches, readProject, type Project } from '@halley/model'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { RunHold } from '../storage/run-hold-storage.ts'
import type { ProjectSummary, Storage } from '../storage/storage.ts'
import { EDITS_KEPT, ProjectRoom } from './project-room.ts'

/** Milliseconds for which a deleted project can be brought back. */
export const DELETED_KEPT_MS = 10 * 60_000

/** Milliseconds between looks for projects that were deleted longer ago. */
const WIPE_EVERY_MS = 60_000

export type ProjectsOptions = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** Is told of what went wrong without harming anybody. */
  readonly onProblem: (error: unknown, what: string) => void
}

/** Milliseconds for which a room stays open that nobody needs. */
export const IDLE_ROOM_KEPT_MS = 10 * 60_000

/** All projects of this server: rooms are opened by need, and let go of when nobody has needed them for a while. */
export class Projects {
  readonly #options: ProjectsOptions
  readonly #rooms = new Map<string, Promise<ProjectRoom | null>>()
  /** When a room was last seen needed, epoch milliseconds. */
  readonly #neededAtMs = new Map<string, number>()
  readonly #onOpened = new Set<(room: ProjectRoom) => void>()

  constructor(options: ProjectsOptions) {
    this.#options = options
  }

  /** Calls for every room, when it is opened. */
  onOpened(listener: (room: ProjectRoom) => void): void {
    this.#onOpened.add(listener)
  }

  /** Those of one organisation, by its id. */
  list(orgId: string): Promise<readonly ProjectSummary[]> {
    return this.#options.storage.listProjects(orgId)
  }

  /** As `open`, for somebody of one organisation: a project of another is none. */
  async openIn(orgId: string, id: string): Promise<ProjectRoom | null> {
    const room = await this.open(id)
    return room?.orgId === orgId ? room : null
  }

  /** The room of a project, or null when there is no such project: for the server's own work, since it asks nobody who they are. Rejects when what is stored cannot be read. */
  open(id: string): Promise<ProjectRoom | null> {
    this.#neededAtMs.set(id, this.#options.clock.nowMs())
    const known = this.#rooms.get(id)
    if (known !== undefined) return known
    const opening = this.#load(id)
    this.#rooms.set(id, opening)
    // What is not there, or could not be read, may be there the next time.
    opening.then((room) => room ?? this.#forget(id), () => this.#forget(id))
    return opening
  }

  /** Keeps a new project of an organisation, held from running where that is said; false when its id is taken. */
  create(project: Project, orgId: string, hold?: RunHold): Promise<boolean> {
    return this.#options.storage.createProject(project, this.#options.clock.nowMs(), orgId, hold)
  }

  /** Deletes a project and tells everybody in it; false when there was none. All that is kept of it stays for `DELETED_KEPT_MS`. */
  async delete(id: string): Promise<boolean> {
    const room = await this.open(id)
    await room?.settled()
    const deleted = await this.#options.storage.deleteProject(id, this.#options.clock.nowMs())
    this.#forget(id)
    room?.end()
    return deleted
  }

  /** Brings a project of an organisation back that was deleted within `DELETED_KEPT_MS`, as it was; null when there is no such project. */
  async restore(id: string, orgId: string): Promise<ProjectRoom | null> {
    const { storage, clock } = this.#options
    return (await storage.restoreProject(id, clock.nowMs() - DELETED_KEPT_MS, orgId)) ? this.open(id) : null
  }

  /** Takes projects away for good whose time to be brought back is over, now and from then on; returns what ends it. */
  async beginWiping(): Promise<CancelTimer> {
    const { storage, clock, onProblem } = this.#options
    let cancel: CancelTimer = () => undefined
    let isOver = false
    const wipe = async (): Promise<void> => {
      try {
        await storage.wipeDeletedProjects(clock.nowMs() - DELETED_KEPT_MS)
      } catch (error) {
        onProblem(error, 'taking deleted projects away for good')
      }
      if (!isOver) cancel = clock.setTimer(WIPE_EVERY_MS, () => void wipe())
    }
    await wipe()
    return () => {
      isOver = true
      cancel()
    }
  }

  /** Resolves when no edit of any project is on its way to the disk. */
  async settled(): Promise<void> {
    for (const opening of this.#rooms.values()) await (await opening)?.settled()
  }

  /** Lets go of rooms that nobody has needed for `IDLE_ROOM_KEPT_MS`, with what else is held of their projects. */
  async letGoOfIdle({ isNeeded, letGo }: { readonly isNeeded: (id: string) => boolean; readonly letGo: (id: string) => void }): Promise<void> {
    const { clock } = this.#options
    for (const [id, opening] of this.#rooms) {
      if (isNeeded(id)) this.#neededAtMs.set(id, clock.nowMs())
      if (clock.nowMs() - (this.#neededAtMs.get(id) ?? 0) < IDLE_ROOM_KEPT_MS) continue
      const room = await opening.catch(() => null)
      // Somebody may have come while this waited.
      if (room === null || isNeeded(id) || clock.nowMs() - (this.#neededAtMs.get(id) ?? 0) < IDLE_ROOM_KEPT_MS || !room.letGo()) continue
      this.#forget(id)
      letGo(id)
    }
  }

  /** Lets go of every room, so that each is read afresh when it is opened again; resolves when what was on its way is on the disk. */
  async letGoOfAll(letGo: (id: string) => void): Promise<void> {
    for (const [id, opening] of this.#rooms) {
      const room = await opening.catch(() => null)
      do await room?.settled()
      while (room !== null && !room.letGo())
      this.#forget(id)
      letGo(id)
    }
  }

  #forget(id: string): void {
    this.#rooms.delete(id)
    this.#neededAtMs.delete(id)
  }

  async #load(id: string): Promise<ProjectRoom | null> {
    const { storage, clock, onProblem } = this.#options
    const stored = await storage.readProject(id)
    if (stored === null) return null
    const reading = readProject(stored.document)
    if (!reading.ok) throw new Error(`The stored project "${id}" cannot be read (${reading.code}${reading.pointer ?? ''}): ${reading.message}`)
    let project = reading.project
    let revision = stored.revision
    for (const { edit, revision: next } of stored.edits) {
      project = applyPatches(project, edit.patches).project
      revision = next
    }
    const answers = new Map((await storage.editAnswers(id)).map(({ id: editId, revision: at, skipped }) => [editId, { revision: at, skipped }]))
    // Also those before the snapshot: a tab that comes back after a restart is given what it missed.
    const recent = await storage.editsAfter(id, Math.max(0, revision - EDITS_KEPT), EDITS_KEPT)
    const room = new ProjectRoom({ org: stored.org.token, orgId: stored.org.id, project, revision, snapshotRevision: stored.revision, recent, answers }, { storage, clock, onSnapshotFailure: (error) => onProblem(error, `the snapshot of project ${id}`) })
    for (const listener of this.#onOpened) listener(room)
    return room
  }
}
