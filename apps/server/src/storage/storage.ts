import type { Edit, Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'

/** Who made an edit, as others see it. */
export type EditAuthor = { readonly clientId: string; readonly name: string }

/** An edit with its place in the project's history. `revision` counts from 1. */
export type StoredEdit = {
  readonly revision: number
  readonly edit: Edit
  readonly author: EditAuthor
  /** Epoch milliseconds. */
  readonly at: number
  /** Patches that found nothing to change any more. */
  readonly skipped: number
}

/** A project at its newest snapshot, and the edits made since, in order. */
export type StoredProject = {
  readonly document: unknown
  /** The revision of `document`. */
  readonly revision: number
  readonly edits: readonly StoredEdit[]
}

/** What an edit that came before was answered; found by its id. */
export type EditAnswer = { readonly id: string; readonly revision: number; readonly skipped: number }

export type ProjectSummary = { readonly id: string; readonly name: string; readonly technicalName: string; readonly revision: number; readonly updatedAt: number }

/** A session as it was when its last burst ended. */
export type StoredSession = {
  readonly id: string
  readonly projectId: string
  /** Hash of the secret that resumes it. */
  readonly resumeHash: string
  /** JSON; its reader knows the shape. */
  readonly state: unknown
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** What happened to a write that storage did not take. Nothing of it was kept. */
export class StorageUnavailable extends Error {
  constructor(cause: unknown) {
    super('The storage did not take the write; nothing of it was kept.', { cause })
    this.name = 'StorageUnavailable'
  }
}

/**
 * Keeps projects, their edits, sessions and log rows.
 *
 * **Durable.** When a write's promise resolves, the data is on the disk and survives a kill of the process and of the machine.
 * **All or nothing.** A write is kept whole or not at all. Writes that arrive within one turn may share one commit; when the
 * commit fails, all of them reject and none is kept.
 * **Order.** Writes take effect in the order of the calls; a read sees every write called before it.
 * **Failure.** A write that storage cannot take rejects with `StorageUnavailable`; later writes are tried afresh, so it
 * works again as soon as its reason is gone. `createProject` and `appendEdits` answer false for what another has taken.
 */
export type Storage = {
  listProjects(): Promise<readonly ProjectSummary[]>
  /** Null when there is none. */
  readProject(id: string): Promise<StoredProject | null>
  /** Keeps a new project at revision 0; false when the id is taken. */
  createProject(project: Project, at: number): Promise<boolean>
  /** Takes a project with its edits, sessions and log rows away; false when there was none. */
  deleteProject(id: string): Promise<boolean>
  /** Keeps edits in order, all or none; false when one of their revisions or ids is there already. */
  appendEdits(projectId: string, edits: readonly StoredEdit[]): Promise<boolean>
  /** Replaces the snapshot, so that opening has fewer edits to replay. Edits are kept as history. */
  saveSnapshot(project: Project, revision: number, at: number): Promise<void>
  /** Edits with a revision above `after`, in order, at most `limit`. */
  editsAfter(projectId: string, after: number, limit: number): Promise<readonly StoredEdit[]>
  /** The answers to every edit of a project, so that one sent twice gets the first answer. */
  editAnswers(projectId: string): Promise<readonly EditAnswer[]>

  saveSession(session: StoredSession): Promise<void>
  deleteSession(id: string): Promise<void>
  listSessions(): Promise<readonly StoredSession[]>

  /** Adds rows, or replaces those of the same id in their place. */
  saveLogRows(projectId: string, rows: readonly LogRow[]): Promise<void>
  /** The newest rows before a row (or all), oldest first, and whether there are older ones. An unknown `before` gives none. */
  readLogRows(projectId: string, before: string | null, limit: number): Promise<{ readonly rows: readonly LogRow[]; readonly more: boolean }>
  clearLogRows(projectId: string): Promise<void>
  /** Keeps the newest `count` rows of each project that are not older than `olderThan` (epoch milliseconds). */
  pruneLogRows(count: number, olderThan: number): Promise<void>

  /** Resolves when storage takes writes; rejects with the reason otherwise. */
  check(): Promise<void>
  /** Finishes what was begun and lets go of the files. */
  close(): Promise<void>
}
