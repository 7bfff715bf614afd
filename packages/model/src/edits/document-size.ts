import { LIMITS } from '../limits.ts'
import type { Project } from '../project.ts'
import { utf8Bytes } from '../utf8-bytes.ts'

/** How large a document is: values as `jsonBoundsProblem` counts them, and bytes of its JSON text (blanks and escapes not counted). */
export type DocumentSize = { readonly values: number; readonly bytes: number }

// Documents share what an edit did not touch, and nothing in them is ever changed in place: what was measured once stays true.
const measured = new WeakMap<object, DocumentSize>()

/** Measures a JSON value that is within the bounds of depth. Parts that were measured before, in whatever document, cost one look-up. */
export function sizeOf(value: unknown): DocumentSize {
  if (typeof value === 'string') return { values: 1, bytes: utf8Bytes(value) + 2 }
  if (typeof value !== 'object' || value === null) return { values: 1, bytes: String(value).length }
  const known = measured.get(value)
  if (known !== undefined) return known
  let [values, bytes] = [1, 2]
  for (const [key, child] of Object.entries(value)) {
    const size = sizeOf(child)
    values += size.values
    // A comma, and for objects the key in quotes with its colon.
    bytes += size.bytes + 1 + (Array.isArray(value) ? 0 : utf8Bytes(key) + 3)
  }
  const size = { values, bytes }
  measured.set(value, size)
  return size
}

/** Says why a document is too large to be opened again, or undefined when it is not. */
export function documentSizeProblem(project: Project): string | undefined {
  const { values, bytes } = sizeOf(project)
  if (values > LIMITS.projectJsonValues) return `The project would have ${values} values; the limit is ${LIMITS.projectJsonValues}. Split it into several projects.`
  return bytes > LIMITS.projectBytes ? `The project would have ${bytes} bytes; the limit is ${LIMITS.projectBytes}. Split it into several projects.` : undefined
}
