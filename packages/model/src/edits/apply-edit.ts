import type { Patch } from '../edit.ts'
import type { Project } from '../project.ts'
import { documentPatcher, type DonePatch } from './document-patcher.ts'

/**
 * What applying gave: `applied` in order, each with its inverse; `skipped` are those whose place is gone.
 * Equal documents and equal patches always give equal results, on the server and in every tab.
 */
export type Applied = { readonly project: Project; readonly applied: readonly DonePatch[]; readonly skipped: readonly Patch[] }

/**
 * Applies patches to a document, sharing everything untouched.
 *
 * Rules, chosen so that work on different things commutes and work on the same thing ends with whoever the server put last:
 * - `add` needs its parent to be there; on a key that exists it replaces (two people draw the same exit: the later arrow stays).
 * - `replace` and `remove` need their own place to be there; a change to something deleted is skipped and never revives it.
 * - A path through an array or a plain value, or with a forbidden key, is skipped.
 */
export function applyPatches(project: Project, patches: readonly Patch[]): Applied {
  const patcher = documentPatcher(project)
  const applied: DonePatch[] = []
  const skipped: Patch[] = []
  for (const patch of patches) {
    const done = patcher.apply(patch)
    if (done === undefined) skipped.push(patch)
    else applied.push(done)
  }
  return { project: patcher.result(), applied, skipped }
}

/** The patches that take applied ones back, in the order in which they have to run. */
export function inverseOf(applied: readonly DonePatch[]): Patch[] {
  return applied.map((done) => done.inverse).toReversed()
}
