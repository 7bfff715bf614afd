import type { Value } from '@halley/model'

/** A JSON object as it is written into an export. */
export type JsonObject = { readonly [name: string]: Value }

/** Writes JSON as people read it, with a line break at the end. */
export function jsonText(value: Value): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
