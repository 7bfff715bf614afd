import type { Edit } from '../edit.ts'
import type { Project } from '../project.ts'
import { applyPatches } from './apply-edit.ts'
import type { DonePatch } from './document-patcher.ts'
import { recordApplied, type Recipe } from './record-edit.ts'
import { undoPatches, withoutEdit, withRebased, withStep, type UndoStep } from './undo-steps.ts'

/** An edit made here that the server has not confirmed yet, with what it gives on top of everything before it. */
export type PendingEdit = { readonly edit: Edit; readonly after: Project }

/** An edit as the server ordered it; the wire's form fits. */
export type Ordered = { readonly revision: number; readonly edit: Edit }

/**
 * One tab's view of one project: the confirmed document, the edits pending on top, and what undo and redo would do.
 * All functions return a new session; `current` is the very same object as before when nothing in it changed.
 */
export type EditSession = {
  readonly confirmed: Project
  /** The revision of `confirmed`. */
  readonly revision: number
  readonly pending: readonly PendingEdit[]
  /** What people see: confirmed with the pending edits applied. */
  readonly current: Project
  readonly undoSteps: readonly UndoStep[]
  readonly redoSteps: readonly UndoStep[]
  /** Ordered edits that came before one that is still missing, by revision. */
  readonly early: Readonly<Record<number, Edit>>
}

/** Opens a document, with edits that an earlier tab left unsent (their undo steps are gone; the edits are not). */
export function beginSession(document: Project, revision: number, unsent: readonly Edit[] = []): EditSession {
  const empty: EditSession = { confirmed: document, revision, pending: [], current: document, undoSteps: [], redoSteps: [], early: {} }
  return rebased(empty, document, unsent)
}

export type MakeEdit = {
  readonly id: string
  readonly label: string
  readonly recipe: Recipe
  /** Consecutive edits with the same key within a second are one undo step: typing. Needs `atMs`. */
  readonly mergeKey?: string
  /** Milliseconds on any steady clock. */
  readonly atMs?: number
}

/** Applies a gesture at once and queues it. `edit` is null, and the session the same, when it changed nothing. */
export function makeEdit(session: EditSession, { id, label, recipe, mergeKey, atMs }: MakeEdit): { readonly session: EditSession; readonly edit: Edit | null } {
  const { project, applied } = recordApplied(session.current, recipe)
  if (applied.length === 0) return { session, edit: null }
  const edit: Edit = { id, label, patches: applied.map((done) => done.patch) }
  const next: EditSession = { ...session, pending: [...session.pending, { edit, after: project }], current: project }
  const undoSteps = withStep(session.undoSteps, { label, edits: [{ editId: id, applied }], ...(mergeKey !== undefined && { mergeKey }), ...(atMs !== undefined && { atMs }) }, session.redoSteps.length === 0)
  return { session: { ...next, undoSteps, redoSteps: [] }, edit }
}

/** The label of what undo would take back, and of what redo would bring back; null when there is nothing. */
export function undoLabel(session: EditSession): string | null {
  return session.undoSteps.at(-1)?.label ?? null
}
export function redoLabel(session: EditSession): string | null {
  return session.redoSteps.at(-1)?.label ?? null
}

/** `edit` is null when there was nothing to take back, or nothing of it that others have not changed since; `leftOut` counts those places. */
export type Undone = { readonly session: EditSession; readonly edit: Edit | null; readonly label: string | null; readonly leftOut: number }

/** Takes this person's last step back by a new edit. Places that somebody else changed since keep their work. */
export function undo(session: EditSession, id: string): Undone {
  return takeBack(session, id, 'undo')
}
/** Brings back what undo took, by a new edit, under the same rule. */
export function redo(session: EditSession, id: string): Undone {
  return takeBack(session, id, 'redo')
}

function takeBack(session: EditSession, id: string, direction: 'undo' | 'redo'): Undone {
  const [from, to] = direction === 'undo' ? [session.undoSteps, session.redoSteps] : [session.redoSteps, session.undoSteps]
  const step = from.at(-1)
  if (step === undefined) return { session, edit: null, label: null, leftOut: 0 }
  const stacks = (left: readonly UndoStep[], right: readonly UndoStep[]) => (direction === 'undo' ? { undoSteps: left, redoSteps: right } : { redoSteps: left, undoSteps: right })
  const { patches, leftOut } = undoPatches(session.current, step)
  if (patches.length === 0) return { session: { ...session, ...stacks(from.slice(0, -1), to) }, edit: null, label: step.label, leftOut }
  const edit: Edit = { id, label: `${direction === 'undo' ? 'Undo' : 'Redo'}: ${step.label}`.slice(0, 200), patches }
  const { project, applied } = applyPatches(session.current, patches)
  const next: EditSession = { ...session, pending: [...session.pending, { edit, after: project }], current: project }
  const back: UndoStep = { label: step.label, edits: [{ editId: id, applied }] }
  return { session: { ...next, ...stacks(from.slice(0, -1), [...to, back]) }, edit, label: step.label, leftOut }
}

/** The server has put an own edit on disk as this revision. Says the same as receiving it from the server's order. */
export function acknowledged(session: EditSession, id: string, revision: number): EditSession {
  const own = session.pending.find((pending) => pending.edit.id === id)
  return own === undefined ? session : receivedRemote(session, { revision, edit: own.edit })
}

/**
 * An edit from the server's order, anybody's. Own ones are known by their id; ones that came before are ignored; ones
 * that come too early wait for those between (see `isMissingEdits`).
 */
export function receivedRemote(session: EditSession, ordered: Ordered): EditSession {
  if (ordered.revision <= session.revision) {
    // The document already holds it (a whole one was opened since): only stop showing it on top.
    const pending = session.pending.filter(({ edit }) => edit.id !== ordered.edit.id)
    return pending.length === session.pending.length ? session : rebased(session, session.confirmed, pending.map(({ edit }) => edit))
  }
  return caughtUp({ ...session, early: { ...session.early, [ordered.revision]: ordered.edit } })
}

// Confirms the edits that came early, as far as none is missing.
function caughtUp(session: EditSession): EditSession {
  let next = session
  for (let edit = next.early[next.revision + 1]; edit !== undefined; edit = next.early[next.revision + 1]) next = confirmNext(next, edit)
  return next
}

function confirmNext(session: EditSession, edit: Edit): EditSession {
  const revision = session.revision + 1
  const { [revision]: _arrived, ...early } = session.early
  const [first, ...others] = session.pending
  const arrived = { ...session, revision, early }
  // The usual case, the oldest own edit comes back: what was shown is what is confirmed, and nothing moves.
  if (first !== undefined && first.edit.id === edit.id) return { ...arrived, confirmed: first.after, pending: others }
  const pending = session.pending.map((entry) => entry.edit).filter((entry) => entry.id !== edit.id)
  return rebased(arrived, applyPatches(session.confirmed, edit.patches).project, pending)
}

/** Has an edit from the server's order been lost on the way? Then the project is to be opened again since `revision`. */
export function isMissingEdits(session: EditSession): boolean {
  return Object.keys(session.early).length > 0
}

/** The server refused an own edit for good: it is taken off, and later ones are applied without it. */
export function refused(session: EditSession, id: string): EditSession {
  const pending = session.pending.filter(({ edit }) => edit.id !== id)
  if (pending.length === session.pending.length) return session
  return rebased({ ...session, undoSteps: withoutEdit(session.undoSteps, id), redoSteps: withoutEdit(session.redoSteps, id) }, session.confirmed, pending.map(({ edit }) => edit))
}

/** What `open` answered: the edits since the revision that was asked for, or a whole document. */
export type Reopened = { readonly revision: number; readonly document: Project | null; readonly edits: readonly Ordered[] }

/**
 * Catches up after a cut. Pending edits stay and are to be sent again in their order; with a whole document some of
 * them may already be in it, which shows when the server answers them with a revision that the document has.
 */
export function reconnected(session: EditSession, reopened: Reopened): EditSession {
  let next = session
  if (reopened.document !== null) {
    const early = Object.fromEntries(Object.entries(session.early).filter(([revision]) => Number(revision) > reopened.revision))
    next = caughtUp(rebased({ ...session, revision: reopened.revision, early }, reopened.document, session.pending.map(({ edit }) => edit)))
  }
  for (const ordered of reopened.edits) next = receivedRemote(next, ordered)
  return next
}

/** The edits to keep on disk and to send, oldest first: plain JSON. */
export function unsentEdits(session: EditSession): readonly Edit[] {
  return session.pending.map(({ edit }) => edit)
}

// Replays the pending edits on another confirmed document, and learns anew what undoing each of them takes.
function rebased(session: EditSession, confirmed: Project, edits: readonly Edit[]): EditSession {
  let current = confirmed
  const pending: PendingEdit[] = []
  const replayed = new Map<string, readonly DonePatch[]>()
  for (const edit of edits) {
    const { project, applied } = applyPatches(current, edit.patches)
    current = project
    pending.push({ edit, after: project })
    replayed.set(edit.id, applied)
  }
  return { ...session, confirmed, pending, current, undoSteps: withRebased(session.undoSteps, replayed), redoSteps: withRebased(session.redoSteps, replayed) }
}

