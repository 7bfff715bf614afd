import { FORBIDDEN_KEYS, LIMITS, TECHNICAL_NAME } from '@halley/model'
import { isObject } from '../asyncapi/annotations.ts'

/** Characters of a description that the project keeps. */
const DESCRIPTION_CHARACTERS = 2_000

/** The first of some texts that can be a Name, cut to its length. */
export function nameOf(...wanted: readonly unknown[]): string {
  for (const text of wanted) {
    const name = typeof text === 'string' ? text.trim().slice(0, LIMITS.nameCharacters).trim() : ''
    if (name !== '') return name
  }
  return 'Unnamed'
}

/** A text under a key of an object; undefined when there is none. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return typeof text === 'string' ? text : undefined
}

/** The description of something, as long as it may be. */
export function descriptionOf(value: unknown): string {
  return (textAt(value, 'description') ?? '').slice(0, DESCRIPTION_CHARACTERS)
}

/** A text as a technical name, when it is one. */
export function technicalNameOf(text: unknown): string | undefined {
  return typeof text === 'string' && TECHNICAL_NAME.test(text) && !FORBIDDEN_KEYS.has(text) ? text : undefined
}

/** A key of JSON as people read it: `orderLines` and `order_lines` are "Order lines". */
export function readable(key: string): string {
  const words = key.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join(' ').toLowerCase()
  return words === '' ? key : words.charAt(0).toUpperCase() + words.slice(1)
}
