import { emptyProject, type Project } from '@halley/model'
import type { Presence } from '@halley/protocol'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** How much of what was drawn is safe with the server. `count` is the number of edits that are only here. */
export type SaveStatus =
  | { readonly type: 'saved' }
  | { readonly type: 'saving'; readonly count: number }
  | { readonly type: 'offline'; readonly count: number }
  | { readonly type: 'refused'; readonly reason: string; readonly count: number }

/** One named step of this tab's history; `done` is false for a step that was undone and can be redone. */
export type HistoryStep = { readonly id: string; readonly label: string; readonly done: boolean }

/** The open project. `project` is the confirmed document with this tab's pending edits on top. */
export type ProjectState = {
  readonly phase: 'loading' | 'ready' | 'missing' | 'failed'
  /** Why the phase is `failed`, in words. */
  readonly failure: string | null
  readonly projectId: string
  readonly project: Project
  readonly revision: number
  readonly save: SaveStatus
  readonly undoLabel: string | null
  readonly redoLabel: string | null
  /** Oldest first. */
  readonly history: readonly HistoryStep[]
  /** Everybody in this project, this tab included. */
  readonly people: readonly Presence[]
  /** What the server calls this tab; null until it was opened. */
  readonly clientId: string | null
  /** False for somebody who may look only: nothing is changed then, since the server would refuse it. */
  readonly mayChange: boolean
}

export type ChangeOptions = {
  /** Consecutive changes with one key within a second become one step (typing, dragging). */
  readonly mergeKey?: string
}

/** What carries out changes of the open project; sync/ puts one in when a project is opened. */
export type ProjectWriter = {
  readonly change: (label: string, recipe: (draft: Project) => void, options: ChangeOptions) => void
  readonly undo: () => void
  readonly redo: () => void
  /** Undoes or redoes until this step is the newest done one; null undoes everything. */
  readonly goTo: (stepId: string | null) => void
}

/** The state before a project is open. */
export function noProject(projectId = 'none'): ProjectState {
  return {
    phase: 'loading',
    failure: null,
    projectId,
    project: emptyProject({ id: projectId, name: 'Project', technicalName: 'project' }),
    revision: 0,
    save: { type: 'saved' },
    undoLabel: null,
    redoLabel: null,
    history: [],
    people: [],
    clientId: null,
    mayChange: true,
  }
}

export const projectStore: StoreApi<ProjectState> = createStore<ProjectState>(() => noProject())

let writer: ProjectWriter | null = null

/** Says who carries out changes from now on; null while no project is open. */
export function setProjectWriter(next: ProjectWriter | null): void {
  writer = next
}

/** Reads a slice of the project; the component is drawn again when the slice is another object or value. */
export function useProject<T>(select: (project: Project) => T): T {
  return useStore(projectStore, (state) => select(state.project))
}

/** As useProject, for slices that are made anew at each call: compared one level deep. */
export function useProjectShallow<T>(select: (project: Project) => T): T {
  return useStore(projectStore, useShallow((state: ProjectState) => select(state.project)))
}

/** Reads a slice of everything about the open project. */
export function useProjectState<T>(select: (state: ProjectState) => T): T {
  return useStore(projectStore, select)
}

/** May whoever is here change the project? */
export function useMayChange(): boolean {
  return useStore(projectStore, (state) => state.mayChange)
}

let onForbidden: () => void = () => undefined

/** Says what happens when somebody who may only look tries to change something by a way that is not hidden from them. */
export function setForbiddenNotice(notice: () => void): void {
  onForbidden = notice
}

function allowedWriter(): ProjectWriter | null {
  if (projectStore.getState().mayChange) return writer
  onForbidden()
  return null
}

/**
 * Changes the project: one gesture, one named step of the history. The change shows at once and is sent to the server.
 * A recipe that throws changes nothing and lets the error through; without an open project, or for somebody who may only look, nothing happens.
 */
export function change(label: string, recipe: (draft: Project) => void, options: ChangeOptions = {}): void {
  allowedWriter()?.change(label, recipe, options)
}

/** Takes back this person's newest step. */
export function undo(): void {
  allowedWriter()?.undo()
}

/** Brings back the step that was taken back last. */
export function redo(): void {
  allowedWriter()?.redo()
}

/** Walks the history to a step. */
export function goToStep(stepId: string | null): void {
  allowedWriter()?.goTo(stepId)
}
