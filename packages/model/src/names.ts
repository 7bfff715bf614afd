import { z } from 'zod'
import { FORBIDDEN_KEYS, INHERITED_NAMES } from './ids.ts'
import { LIMITS } from './limits.ts'

/** What expressions, topics and exports call a thing: a letter, then letters, digits and `_`, 63 at most. */
export const TECHNICAL_NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/

/** Words of the expression language; a thing named so could not be reached in an expression. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...INHERITED_NAMES,
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let',
  'loop', 'package', 'namespace', 'return', 'var', 'void', 'while', 'size', 'has', 'all', 'exists', 'map', 'filter', 'list', 'string', 'bytes',
  'int', 'uint', 'double', 'bool', 'type', 'timestamp', 'duration', 'dyn', 'any', 'google',
  'session', 'user', 'event', 'error', 'now', 'received', 'row', 'current', 'presence',
])

export const nameSchema = z.string().trim().min(1, 'a name cannot be empty').max(LIMITS.nameCharacters, `a name has at most ${LIMITS.nameCharacters} characters`)

export const technicalNameSchema = z
  .string()
  .regex(TECHNICAL_NAME, 'a technical name starts with a letter and has only letters, digits and _ (63 at most)')
  .refine((name) => !FORBIDDEN_KEYS.has(name), 'this technical name is reserved')

/** How a kind of thing is written in expressions: messages are `Ticket`, everything else is `dueDate`. */
export type NameCase = 'upper' | 'lower'

/**
 * Derives a technical name from a Name ("Printer on fire!" → `printerOnFire`, or `PrinterOnFire` for messages),
 * avoiding those that are taken by adding a number. Always returns a valid, free one.
 */
export function deriveTechnicalName(name: string, nameCase: NameCase, taken: ReadonlySet<string> = new Set()): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const joined = words
    .map((word, index) => (index === 0 && nameCase === 'lower' ? word.charAt(0).toLowerCase() + word.slice(1) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
  const fallback = nameCase === 'upper' ? 'Item' : 'item'
  const lettered = joined === '' ? fallback : /^[A-Za-z]/.test(joined) ? joined : `${fallback}${joined}`
  return freeTechnicalName(lettered.slice(0, LIMITS.technicalNameCharacters), taken)
}

/** Returns the name itself when it is free, else the first free one with a number behind it. */
export function freeTechnicalName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted) && !RESERVED_NAMES.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const suffix = String(number)
    const candidate = wanted.slice(0, LIMITS.technicalNameCharacters - suffix.length) + suffix
    if (!taken.has(candidate)) return candidate
  }
}

/**
 * Gives out free technical names one after the other; each is taken from then on. Goes on where it stopped: a file in which
 * 40,000 things have one name asks for as many.
 */
export function technicalNamesFree(taken: ReadonlySet<string>): (wanted: string) => string {
  const gone = new Set(taken)
  const triedTo = new Map<string, number>()
  return (wanted) => {
    for (let number = triedTo.get(wanted) ?? 2; ; number += 1) {
      const suffix = String(number)
      const candidate = wanted.slice(0, LIMITS.technicalNameCharacters - suffix.length) + suffix
      if (gone.has(candidate)) continue
      gone.add(candidate)
      triedTo.set(wanted, number + 1)
      return candidate
    }
  }
}

/** Says what of a Name nobody can read, such as control characters or half a character; undefined when all can be read. */
export function unreadableIn(name: string): string | undefined {
  const found = /[\p{Cc}\p{Cs}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u.exec(name)?.[0]
  return found === undefined ? undefined : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Returns the Name itself when no sibling has it, else "Name 2", "Name 3", … */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const suffix = ` ${number}`
    const candidate = wanted.slice(0, LIMITS.nameCharacters - suffix.length) + suffix
    if (!taken.has(candidate)) return candidate
  }
}

/** Says what is wrong with a technical name, in words for the person who typed it; undefined when nothing is. */
export function technicalNameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') return 'A technical name is needed; expressions and topics use it.'
  if (!/^[A-Za-z]/.test(name)) return 'A technical name starts with a letter.'
  if (!TECHNICAL_NAME.test(name)) return 'Only letters, digits and _ are allowed, 63 at most.'
  if (RESERVED_NAMES.has(name)) return `\`${name}\` is a word of the expression language.`
  if (taken.has(name)) return `\`${name}\` is taken; \`${freeTechnicalName(name, taken)}\` is free.`
  return undefined
}
