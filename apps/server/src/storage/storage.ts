import type { Edit, Project, Value } from '@halley/model'
import type { Environment, LogRow } from '@halley/protocol'
import type { DataKeyStorage } from './data-key-storage.ts'
import type { NotificationStorage } from './notification-storage.ts'
import type { RoomStorage } from './room-storage.ts'
import type { RunHold, RunHoldStorage } from './run-hold-storage.ts'
import type { ChannelHistoryStorage } from './channel-history-storage.ts'
import type { EventStorage } from './event-storage.ts'
import type { IdentityStorage, StoredOrg } from './identity-storage.ts'

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
  /** The organisation that it belongs to. */
  readonly org: StoredOrg
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
  readonly environment: Environment
  /** Hash of the secret that resumes it. */
  readonly resumeHash: string
  /** JSON; its reader knows the shape. */
  readonly state: unknown
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** A row of a stored list. */
export type StoredRow = {
  /** Unique in its list. */
  readonly id: string
  /** By the id of the list's member, so that renaming one keeps what it holds. */
  readonly values: { readonly [memberId: string]: Value }
  /** Epoch milliseconds. */
  readonly lastModified: number
}

/** Changes of one stored list, carried out in the order deleted, updated, inserted. */
export type RowChanges = {
  /** New rows, at the end of the list; one whose id is there already takes that row's place, so a repeated change adds nothing. */
  readonly inserted: readonly StoredRow[]
  /** Rows as they are now, in their place; one that is gone stays gone. */
  readonly updated: readonly StoredRow[]
  /** Ids; one that is gone already is no mistake. */
  readonly deleted: readonly string[]
}

/** What is said of a version of a project beside its document. */
export type VersionSummary = {
  readonly projectId: string
  /** Counts from 1 in its project. */
  readonly number: number
  readonly name: string
  readonly note: string
  /** The revision of the project that it was made from. */
  readonly revision: number
  readonly author: EditAuthor
  /** Epoch milliseconds. */
  readonly at: number
}

/** A named version of a project, never changed. `document` is JSON as it was saved, perhaps by an older Halley. */
export type StoredVersion = VersionSummary & { readonly document: unknown }

/** A project that is published, by the technical name that it has in the published version. */
export type PublishedProject = { readonly projectId: string; readonly number: number; readonly technicalName: string }

/** A secret of a connection, encrypted before it comes here: storage never sees the clear text. */
export type SealedSecret = { readonly projectId: string; readonly connectionId: string; readonly sealed: string; readonly at: number }

const UNAVAILABLE = {
  read: 'The storage could not be read.',
  write: 'The storage did not take the write; nothing of it was kept.',
  unknown: 'The storage was closed before it could say whether it has kept the write.',
} as const

/** What happened to a read, or to a write that storage did not take. Nothing of the write was kept, except where the message says otherwise. */
export class StorageUnavailable extends Error {
  constructor(cause: unknown, what: keyof typeof UNAVAILABLE = 'write') {
    super(UNAVAILABLE[what], { cause })
    this.name = 'StorageUnavailable'
  }
}

/**
 * Keeps who may do what (`identity`), and projects with their edits, versions, sessions, log rows, rows of stored lists and sealed secrets.
 *
 * **Durable.** When a write's promise resolves, the data is on the disk and survives a kill of the process and of the machine.
 * **All or nothing.** A write is kept whole or not at all. Writes that arrive within one turn may share one commit; when the
 * commit fails, all of them reject and none is kept.
 * **Order.** Writes take effect in the order of the calls; a read sees every write called before it.
 * **Failure.** A write that storage cannot take rejects with `StorageUnavailable`; later writes are tried afresh, so it
 * works again as soon as its reason is gone. A read that fails rejects with the same. `createProject`, `appendEdits` and `saveVersion` answer false for what another has taken.
 */
export type Storage = {
  /** Organisations, people, and what lets them in. */
  readonly identity: IdentityStorage

  /** Keys that encrypt the messages of channels. */
  readonly dataKeys: DataKeyStorage

  /** What is held from running. */
  readonly runHolds: RunHoldStorage

  /** Notifications, and what people want of them. */
  readonly notifications: NotificationStorage

  /** What is said in rooms, and who is there. */
  readonly rooms: RoomStorage

  /** The logs of organisations. */
  readonly events: EventStorage
  /** What channels keep for late joiners. */
  readonly channelHistory: ChannelHistoryStorage

  /** Those of one organisation. */
  listProjects(orgId: string): Promise<readonly ProjectSummary[]>
  /** Null when there is none. */
  readProject(id: string): Promise<StoredProject | null>
  /** Keeps a new project of an organisation at revision 0, held from running where that is said; false when the id is taken, also by a project that was deleted and not yet wiped. */
  createProject(project: Project, at: number, orgId: string, hold?: RunHold): Promise<boolean>
  /** Marks a project as deleted at `at` (epoch milliseconds): it is not found, listed or published any more, and all that is kept of it stays. False when there was none. */
  deleteProject(id: string, at: number): Promise<boolean>
  /** Takes the mark of deletion away from a project of an organisation when it is of `since` or later, and the project is as it was; false when there was no such mark. */
  restoreProject(id: string, since: number, orgId: string): Promise<boolean>
  /** Takes projects that were deleted before `before` away for good, with everything that is kept of them. */
  wipeDeletedProjects(before: number): Promise<void>
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
  /** Null when there is none. */
  readLogRow(projectId: string, id: string): Promise<LogRow | null>
  clearLogRows(projectId: string): Promise<void>
  /** Keeps the newest `count` rows of each project that are not older than `olderThan` (epoch milliseconds). */
  pruneLogRows(count: number, olderThan: number): Promise<void>

  /** All rows of a stored list, in the order in which they were inserted. The draft and the published app have rows of their own. */
  readRows(projectId: string, environment: Environment, listId: string): Promise<readonly StoredRow[]>
  /** Keeps all of the changes or none. */
  writeRows(projectId: string, environment: Environment, listId: string, changes: RowChanges): Promise<void>
  /** Empties a stored list. */
  deleteRows(projectId: string, environment: Environment, listId: string): Promise<void>

  /** Keeps a version for good; false when the project has one of this number. */
  saveVersion(version: VersionSummary & { readonly document: Project }): Promise<boolean>
  /** Newest first. */
  listVersions(projectId: string): Promise<readonly VersionSummary[]>
  /** Null when there is none. */
  readVersion(projectId: string, number: number): Promise<StoredVersion | null>
  /** Says which version of a project is published, null for none; false when there is no such project or version. */
  setPublished(projectId: string, number: number | null): Promise<boolean>
  /** The number of the published version, null when none is. */
  readPublished(projectId: string): Promise<number | null>
  listPublished(): Promise<readonly PublishedProject[]>

  /** Keeps a secret in place of the connection's earlier one. */
  saveSecret(secret: SealedSecret): Promise<void>
  /** The sealed text, null when there is none. */
  readSecret(projectId: string, connectionId: string): Promise<string | null>
  deleteSecret(projectId: string, connectionId: string): Promise<void>
  /** The ids of the connections that have a secret. */
  listSecrets(projectId: string): Promise<readonly string[]>

  /** Resolves when storage takes writes; rejects with the reason otherwise. */
  check(): Promise<void>
  /** Finishes what was begun and lets go of the files. */
  close(): Promise<void>
}
