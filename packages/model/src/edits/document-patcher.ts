import type { Patch } from '../edit.ts'
import { FORBIDDEN_KEYS } from '../ids.ts'
import type { Project } from '../project.ts'

/** A JSON value as patches carry it. */
export type PatchValue = Exclude<Patch['value'], undefined>
type Branch = { [key: string]: PatchValue }

/** A patch that changed something, with the patch that takes it back. */
export type DonePatch = { readonly patch: Patch; readonly inverse: Patch }

/** Applies patches one after the other to a copy of a document that shares everything untouched. */
export type DocumentPatcher = {
  /** The value at a path now, or undefined when there is none. */
  readonly valueAt: (path: readonly string[]) => PatchValue | undefined
  /** Applies one patch; undefined when it is skipped because its place is gone or not allowed. */
  readonly apply: (patch: Patch) => DonePatch | undefined
  /** The document as it is now; the one that came in when nothing was applied. */
  readonly result: () => Project
}

/**
 * Opens a document for patches. Each object on a changed path is copied once, however many patches go through it, so a
 * tidy-up of 5,000 nodes copies their map once. Neither the document that came in nor the patches are changed.
 */
export function documentPatcher(document: Project): DocumentPatcher {
  const copied = new Set<object>()
  // A project is JSON by its schema; here it is only walked by key.
  let root = document as unknown as Branch

  const parentOf = (path: readonly string[]): Branch | undefined => {
    let place: PatchValue | undefined = root
    for (let index = 0; index < path.length - 1; index += 1) place = childOf(place, path[index])
    return isBranch(place) ? place : undefined
  }

  const writableParentOf = (path: readonly string[]): Branch => {
    root = writable(root, copied)
    let place = root
    for (const key of path.slice(0, -1)) {
      const child = place[key]
      // apply() has found every parent on the path before it asks for a writable one.
      if (!isBranch(child)) throw new Error(`no object at "${key}" of a path that was there`)
      const next = writable(child, copied)
      place[key] = next
      place = next
    }
    return place
  }

  return {
    valueAt: (path) => childOf(parentOf(path), path.at(-1)),
    result: () => root as unknown as Project,
    apply: (patch) => {
      const key = patch.path.at(-1)
      if (key === undefined || patch.path.some((step) => FORBIDDEN_KEYS.has(step))) return undefined
      const parent = parentOf(patch.path)
      if (parent === undefined) return undefined
      const before = childOf(parent, key)
      if (before === undefined && patch.op !== 'add') return undefined
      if (patch.op === 'remove') {
        delete writableParentOf(patch.path)[key]
        return { patch, inverse: { op: 'add', path: patch.path, ...(before !== undefined && { value: before }) } }
      }
      if (patch.value === undefined) return undefined
      writableParentOf(patch.path)[key] = patch.value
      return { patch, inverse: before === undefined ? { op: 'remove', path: patch.path } : { op: 'replace', path: patch.path, value: before } }
    },
  }
}

function childOf(place: PatchValue | undefined, key: string | undefined): PatchValue | undefined {
  return key !== undefined && isBranch(place) && Object.hasOwn(place, key) ? place[key] : undefined
}

function writable(branch: Branch, copied: Set<object>): Branch {
  if (copied.has(branch)) return branch
  const copy = { ...branch }
  copied.add(copy)
  return copy
}

/** Is this an object that patches may go through? Arrays are not: they are replaced whole. */
export function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
