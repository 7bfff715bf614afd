import { z } from 'zod'

/** Keys that would reach an object's prototype; refused as ids, names and data keys everywhere. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Names that every object has without being given them: `flows['toString']` is there in every project. Refused as ids, and so as references. */
export const INHERITED_NAMES: ReadonlySet<string> = new Set([...FORBIDDEN_KEYS, ...Object.getOwnPropertyNames(Object.prototype)])

/** What everything in a project that has an identity is known by: 1 to 40 of `A-Za-z0-9_-`. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'an id is 1 to 40 of A-Z a-z 0-9 _ -')
  .refine((id) => !INHERITED_NAMES.has(id), 'this id is reserved')

export type Id = z.infer<typeof idSchema>

/** A map by id in which every entry carries the id it is filed under. */
export function mapById<T extends z.ZodType<{ id: string }>>(entry: T) {
  return z.record(idSchema, entry).superRefine((map, context) => {
    for (const [id, value] of Object.entries(map)) {
      if (value.id !== id) {
        context.addIssue({ code: 'custom', path: [id, 'id'], message: `is filed under "${id}" but calls itself "${value.id}"` })
      }
    }
  })
}

/** Sorts by the fractional `order` key, then by id, so that every tab shows the same order. */
export function inOrder<T extends { id: string; order: string }>(map: Readonly<Record<string, T>>): T[] {
  return Object.values(map).sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
}
