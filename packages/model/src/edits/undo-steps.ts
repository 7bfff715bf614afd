import type { Patch } from '../edit.ts'
import type { Project } from '../project.ts'
import { documentPatcher, type DonePatch } from './document-patcher.ts'
import { sameJson } from './same-json.ts'

/** One step of a person's undo or redo: the edits it is made of (several while typing), with what each changed. */
export type UndoStep = {
  readonly label: string
  readonly edits: readonly { readonly editId: string; readonly applied: readonly DonePatch[] }[]
  readonly mergeKey?: string
  /** When the last edit of the step was made. */
  readonly atMs?: number
}

/** Milliseconds within which edits with the same merge key are one step: a pause of a second ends a word. */
const MERGE_WINDOW_MS = 1_000

/** Steps kept per tab: more than anybody takes back one by one, and each holds the values it replaced. */
const STEPS = 500

/** Puts a step on top, or into the top one when both are typing in the same place and nothing lies between. */
export function withStep(steps: readonly UndoStep[], step: UndoStep, mayMerge: boolean): readonly UndoStep[] {
  const top = steps.at(-1)
  const merges = mayMerge && top?.mergeKey !== undefined && top.mergeKey === step.mergeKey
    && top.atMs !== undefined && step.atMs !== undefined && step.atMs - top.atMs <= MERGE_WINDOW_MS
  if (merges) return [...steps.slice(0, -1), { ...step, edits: [...top.edits, ...step.edits] }]
  return [...steps, step].slice(-STEPS)
}

/**
 * The patches that take a step back on this document, in order. A place that no longer holds what the step left there
 * was changed by somebody else and is left out, so that both sides' work is kept.
 */
export function undoPatches(current: Project, step: UndoStep): { readonly patches: Patch[]; readonly leftOut: number } {
  const patcher = documentPatcher(current)
  const patches: Patch[] = []
  let leftOut = 0
  for (const { applied } of step.edits.toReversed()) {
    for (const { patch, inverse } of applied.toReversed()) {
      const left = patch.op === 'remove' ? undefined : patch.value
      const untouched = sameJson(patcher.valueAt(patch.path), left)
      if (untouched && patcher.apply(inverse) !== undefined) patches.push(inverse)
      else leftOut += 1
    }
  }
  return { patches, leftOut }
}

/** Takes an edit that the server refused out of the steps. */
export function withoutEdit(steps: readonly UndoStep[], editId: string): readonly UndoStep[] {
  if (!steps.some((step) => step.edits.some((edit) => edit.editId === editId))) return steps
  return steps.map((step) => ({ ...step, edits: step.edits.filter((edit) => edit.editId !== editId) })).filter((step) => step.edits.length > 0)
}

/** Gives steps whose edits were replayed on another document what those edits now replaced. */
export function withRebased(steps: readonly UndoStep[], replayed: ReadonlyMap<string, readonly DonePatch[]>): readonly UndoStep[] {
  if (replayed.size === 0 || !steps.some((step) => step.edits.some((edit) => replayed.has(edit.editId)))) return steps
  return steps.map((step) => ({ ...step, edits: step.edits.map((edit) => ({ ...edit, applied: replayed.get(edit.editId) ?? edit.applied })) }))
}
