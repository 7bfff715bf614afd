import { create } from 'mutative'
import type { Patch } from '../edit.ts'
import type { Project } from '../project.ts'
import { inverseOf } from './apply-edit.ts'
import { documentPatcher, isBranch, type DonePatch, type PatchValue } from './document-patcher.ts'
import { sameJson } from './same-json.ts'

/** A gesture as a change of a draft. It may read and change the draft as if it were the document; what it returns is ignored. */
export type Recipe = (draft: Project) => unknown

/** A recorded gesture. `patches` is empty when it changed nothing; `project` then is the very same document. */
export type RecordedEdit = { readonly project: Project; readonly patches: Patch[]; readonly inverse: Patch[] }

/**
 * Runs a recipe on a draft and records it as patches with their inverse. The document it gives is made by those patches
 * with the patcher that the server uses, so that what a tab shows is exactly what the server makes of the edit.
 */
export function recordEdit(project: Project, recipe: Recipe): RecordedEdit {
  const { project: next, applied } = recordApplied(project, recipe)
  return { project: next, patches: applied.map((done) => done.patch), inverse: inverseOf(applied) }
}

/** Records a gesture with each patch beside its inverse, as undo keeps them. */
export function recordApplied(project: Project, recipe: Recipe): { readonly project: Project; readonly applied: readonly DonePatch[] } {
  // The draft's own type would unfold JSON without end; a draft of a Project is used as one.
  const document: object = project
  const [changed, recorded] = create(document, (draft) => { recipe(draft as Project) }, { enablePatches: { pathAsArray: true, arrayLengthAssignment: false } })
  const outcome = documentPatcher(changed as Project)
  const patcher = documentPatcher(project)
  const applied: DonePatch[] = []
  for (const path of placesOf(recorded)) {
    for (const patch of narrowed(path, patcher.valueAt(path), outcome.valueAt(path))) {
      const done = patcher.apply(patch)
      if (done !== undefined) applied.push(done)
    }
  }
  return { project: patcher.result(), applied }
}

// Only the places matter: what is there is read from the outcome. A path through an array ends at the array, and what
// lies inside another changed place is part of it.
function placesOf(recorded: readonly { readonly path: readonly (string | number)[] }[]): string[][] {
  const places = new Map<string, string[]>()
  for (const { path } of recorded) {
    const firstIndex = path.findIndex((step) => typeof step === 'number')
    const place = (firstIndex === -1 ? path : path.slice(0, firstIndex)).map(String)
    places.set(JSON.stringify(place), place)
  }
  return [...places.values()]
}

// An object that was put in place of another of the same type becomes patches of its parts, so that two people who
// change different settings of one node both keep their work. Another `type`, `kind` or `id` is another thing: whole.
function narrowed(path: string[], before: PatchValue | undefined, after: PatchValue | undefined): Patch[] {
  if (sameJson(before, after)) return []
  if (after === undefined) return [{ op: 'remove', path }]
  const value = plain(after)
  if (before === undefined) return [{ op: 'add', path, value }]
  if (!isBranch(before) || !isBranch(value) || ['type', 'kind', 'id'].some((key) => before[key] !== value[key])) return [{ op: 'replace', path, value }]
  const keys = new Set([...Object.keys(before), ...Object.keys(value)])
  return [...keys].flatMap((key) => narrowed([...path, key], before[key], value[key]))
}

// JSON has no undefined; a key set to undefined is a key that is not there.
function plain(value: PatchValue): PatchValue {
  if (Array.isArray(value)) return value.map(plain)
  if (!isBranch(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, child]) => (child === undefined ? [] : [[key, plain(child)]])))
}
