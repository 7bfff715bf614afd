import { FORBIDDEN_KEYS } from '@halley/model'

/** Characters of one event's data that are read as JSON. */
const DATA_CHARACTERS = 256 * 1024

/** Reads JSON; undefined for what is none. Its values are only looked at, never kept. */
export function readJson(data: string): unknown {
  if (data.length > DATA_CHARACTERS) return undefined
  try {
    return JSON.parse(data) as unknown
  } catch {
    return undefined
  }
}

/** The part of a value at a path such as `choices.0.delta.content`; undefined where there is none. */
export function partAt(value: unknown, path: string): unknown {
  let part = value
  for (const name of path.split('.')) {
    if (typeof part !== 'object' || part === null || FORBIDDEN_KEYS.has(name) || !Object.hasOwn(part, name)) return undefined
    part = Reflect.get(part, name)
  }
  return part
}
