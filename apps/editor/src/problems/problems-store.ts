import { checkProject, type Program } from '@halley/engine'
import { countNodes, type Diagnostic, type Place, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { projectStore } from '../stores/project-store.ts'
import { problemsOfPaused, runStateStore } from '../safety/run-state-store.ts'
import { checkElsewhere, forgetChecksElsewhere } from './check-elsewhere.ts'
import { whenIdle } from './when-idle.ts'

/** What a marker on a node or a row of a tree says: the worst of its problems and all their texts. */
export type ProblemMark = { readonly severity: Diagnostic['severity']; readonly texts: readonly string[] }

export type ProblemsState = {
  /** Errors first. */
  readonly diagnostics: readonly Diagnostic[]
  /** By `flowId/nodeId`. */
  readonly worstOfNode: ReadonlyMap<string, ProblemMark>
  /** By `collection/id`; a flow also has those of its nodes. */
  readonly worstOfResource: ReadonlyMap<string, ProblemMark>
  readonly counts: Readonly<Record<Diagnostic['severity'], number>>
  /** The program that was compiled on the way; null before the first check, and where a worker checked. */
  readonly program: Program | null
  /** The project that was checked last; null before the first check. */
  readonly checkedId: string | null
  /** Is the newest change not checked yet? */
  readonly checking: boolean
}

const noProblems: ProblemsState = { diagnostics: [], worstOfNode: new Map(), worstOfResource: new Map(), counts: { error: 0, warning: 0, hint: 0 }, program: null, checkedId: null, checking: false }

export const problemsStore: StoreApi<ProblemsState> = createStore<ProblemsState>(() => noProblems)

let readers = 0
let stopFollowing: (() => void) | null = null

// The first reader begins the checking, the last one ends it.
const read: StoreApi<ProblemsState> = {
  ...problemsStore,
  subscribe: (listener) => {
    readers += 1
    if (readers === 1) stopFollowing = followProblems()
    const off = problemsStore.subscribe(listener)
    return () => {
      off()
      readers -= 1
      if (readers > 0) return
      stopFollowing?.()
      stopFollowing = null
    }
  },
}

/** Reads a slice of the problems. The open project is checked for as long as somebody reads. */
export function useProblems<T>(select: (problems: ProblemsState) => T): T {
  return useStore(read, select)
}

/** Milliseconds after the last change: typing is not slowed, and the markers do not flicker. */
const SETTLE_MS = 150

/** Checks the open project whenever it has changed, off the typing path. Returns what ends it. */
export function followProblems(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let cancelIdle: (() => void) | null = null
  const soon = () => {
    if (timer !== null) clearTimeout(timer)
    if (!problemsStore.getState().checking) problemsStore.setState({ checking: true })
    timer = setTimeout(() => {
      timer = null
      cancelIdle?.()
      cancelIdle = whenIdle(checkNow)
    }, SETTLE_MS)
  }
  const off = projectStore.subscribe((state, before) => {
    if (state.project !== before.project || state.phase !== before.phase) soon()
  })
  const offPaused = runStateStore.subscribe((state, before) => {
    if (state.paused !== before.paused) soon()
  })
  soon()
  return () => {
    off()
    offPaused()
    if (timer !== null) clearTimeout(timer)
    cancelIdle?.()
  }
}

/** Checks the project as it is now. What did not change since the last check is not compiled again. */
export function checkNow(): void {
  const { project, phase } = projectStore.getState()
  if (phase !== 'ready') {
    problemsStore.setState(noProblems)
    return
  }
  if (countNodes(project) > NODES_CHECKED_HERE) {
    checkElsewhere(project, (diagnostics) => show(diagnostics, null), () => checkHere(project))
    return
  }
  forgetChecksElsewhere()
  checkHere(project)
}

function checkHere(project: Project): void {
  const { program, diagnostics } = checkProject(project, catalog, problemsStore.getState().program ?? undefined)
  show(diagnostics, program)
}

/** Nodes of a project up to which a check takes a frame or two; larger ones are checked in a worker. */
const NODES_CHECKED_HERE = 400

function show(checked: readonly Diagnostic[], program: Program | null): void {
  // Said by the server of what ran; at the node all the same, and first.
  const diagnostics = [...problemsOfPaused(runStateStore.getState().paused), ...checked]
  const before = problemsStore.getState()
  problemsStore.setState({
    diagnostics,
    program,
    checkedId: projectStore.getState().projectId,
    checking: false,
    worstOfNode: kept(before.worstOfNode, marksBy(diagnostics, nodeKey)),
    worstOfResource: kept(before.worstOfResource, marksBy(diagnostics, resourceKey)),
    counts: countBySeverity(diagnostics),
  })
}

function nodeKey(place: Place): string | null {
  return place.type === 'node' ? `${place.flowId}/${place.nodeId}` : null
}

function resourceKey(place: Place): string | null {
  return place.type === 'node' ? `flows/${place.flowId}` : place.type === 'resource' ? `${place.collection}/${place.id}` : null
}

/** Gathers the problems of each place; diagnostics come with the worst first. */
export function marksBy(diagnostics: readonly Diagnostic[], keyOf: (place: Place) => string | null): Map<string, ProblemMark> {
  const marks = new Map<string, { severity: Diagnostic['severity']; texts: string[] }>()
  for (const { place, severity, text } of diagnostics) {
    const key = keyOf(place)
    if (key === null) continue
    const mark = marks.get(key)
    if (mark === undefined) marks.set(key, { severity, texts: [text] })
    else mark.texts.push(text)
  }
  return marks
}

// Marks that say the same stay the same objects, so that their nodes are not drawn again.
function kept(before: ReadonlyMap<string, ProblemMark>, after: Map<string, ProblemMark>): ReadonlyMap<string, ProblemMark> {
  for (const [key, mark] of after) {
    const old = before.get(key)
    if (old !== undefined && old.severity === mark.severity && old.texts.length === mark.texts.length && old.texts.every((text, at) => text === mark.texts[at])) after.set(key, old)
  }
  return after
}

function countBySeverity(diagnostics: readonly Diagnostic[]): ProblemsState['counts'] {
  const counts = { error: 0, warning: 0, hint: 0 }
  for (const { severity } of diagnostics) counts[severity] += 1
  return counts
}
