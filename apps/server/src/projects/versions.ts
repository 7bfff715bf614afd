import { readProject, recordEdit, restoreDocument, type Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import { newServerId } from '../random-ids.ts'
import { StorageUnavailable, type EditAuthor, type Storage, type VersionSummary } from '../storage/storage.ts'
import type { EditReply, ProjectRoom } from './project-room.ts'

/** A version with its document, brought to the form that this Halley reads. */
export type OpenedVersion = { readonly summary: VersionSummary; readonly project: Project }

/** What a new version is called, and who makes it. */
export type NewVersion = { readonly name: string; readonly note?: string; readonly author: EditAuthor }

/** How often a number is tried that somebody else takes at the same moment. */
const NUMBER_TRIES = 5

/** Named immutable versions of projects: made from the draft, read, and put back into it. */
export class Versions {
  readonly #storage: Storage
  readonly #clock: ServerClock

  constructor(storage: Storage, clock: ServerClock) {
    this.#storage = storage
    this.#clock = clock
  }

  /** All versions of a project, the newest first. */
  list(projectId: string): Promise<readonly VersionSummary[]> {
    return this.#storage.listVersions(projectId)
  }

  /** Keeps the draft as it is on the disk now, under the next number. Rejects with `StorageUnavailable`. */
  async save(room: ProjectRoom, { name, note = '', author }: NewVersion): Promise<OpenedVersion> {
    for (let attempt = 0; attempt < NUMBER_TRIES; attempt += 1) {
      const [newest] = await this.list(room.id)
      // Read together: an edit that comes meanwhile belongs to neither or to both.
      const { project, revision } = room
      const summary: VersionSummary = { projectId: room.id, number: (newest?.number ?? 0) + 1, name, note, revision, author, at: this.#clock.nowMs() }
      if (await this.#storage.saveVersion({ ...summary, document: project })) return { summary, project }
    }
    throw new StorageUnavailable(new Error(`Others took ${NUMBER_TRIES} numbers of versions in a row.`))
  }

  /** Keeps the draft before something else takes its place, unless the newest version is the very same. */
  async saveBefore(room: ProjectRoom, what: string, author: EditAuthor): Promise<void> {
    const [newest] = await this.list(room.id)
    if (newest?.revision !== room.revision) await this.save(room, { name: `Before ${what}`, note: 'Made automatically', author })
  }

  /** One version with its document; null when there is none. Rejects when what is stored cannot be read. */
  async open(projectId: string, number: number): Promise<OpenedVersion | null> {
    const stored = await this.#storage.readVersion(projectId, number)
    if (stored === null) return null
    const { document, ...summary } = stored
    const reading = readProject(document)
    if (!reading.ok) throw new Error(`Version ${number} of project "${projectId}" cannot be read (${reading.code}${reading.pointer ?? ''}): ${reading.message}`)
    return { summary, project: reading.project }
  }

  /** Makes the draft what the version says: one edit, which can be taken back. */
  restore(room: ProjectRoom, { summary, project }: OpenedVersion, { author, atRevision = room.revision }: { readonly author: EditAuthor; readonly atRevision?: number }): Promise<EditReply> {
    const { patches } = recordEdit(room.project, (draft) => restoreDocument(draft, project))
    if (patches.length === 0 && atRevision === room.revision) return Promise.resolve({ ok: true, revision: room.revision, skipped: 0 })
    return room.apply({ id: newServerId('e-'), label: `Restore version ${summary.number}: ${summary.name}`, patches }, author, { atRevision })
  }
}
