/** Characters of a text that a pattern is tried on: what people match are codes and numbers, and trying takes longer than the text is. */
export const PATTERN_TEXT_CHARACTERS = 256

/** Repetitions without a small upper bound that one pattern may have: each multiplies the time by the text's length. */
const OPEN_REPETITIONS = 3

/** A repetition up to this often counts as small. */
const SMALL_REPETITION = 32

export type ReadPattern = { readonly ok: true; readonly expression: RegExp } | { readonly ok: false; readonly text: string }

/**
 * Reads a drawn pattern as a regular expression, and refuses those that could run for hours on a short text that
 * somebody else sends: repetitions of repetitions, of alternatives, and references back. `text` says what to write instead.
 */
export function readPattern(pattern: string): ReadPattern {
  const risk = patternRisk(pattern)
  if (risk !== undefined) return { ok: false, text: risk }
  try {
    return { ok: true, expression: new RegExp(pattern, 'u') }
  } catch (cause) {
    return { ok: false, text: `The pattern cannot be read: ${cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, '') : 'unknown reason'}.` }
  }
}

type Group = { repeats: boolean; alternatives: boolean }

function patternRisk(pattern: string): string | undefined {
  const groups: Group[] = [{ repeats: false, alternatives: false }]
  let openRepetitions = 0
  // Escapes and classes are one character each here; what counts is what repeats what.
  const tokens = pattern.matchAll(/\\k<|\\[1-9]|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+]\??|\?\??|\{\d+(?:,\d*)?\}\??|./gsu)
  let closed: Group | undefined
  for (const [token] of tokens) {
    const innermost = groups.at(-1)
    const repetition = repetitionOf(token)
    if (/^\\(?:[1-9]|k<)/.test(token)) return 'The pattern refers back to a part of itself, which can take very long. Write it without \\1.'
    if (repetition !== undefined) {
      if (repetition.most > 1 && closed !== undefined && (closed.repeats || closed.alternatives)) {
        return 'The pattern repeats a group that itself repeats or has alternatives, which can take very long. Write it without the outer repetition, or with a class such as [a-z-]+.'
      }
      if (repetition.varies && repetition.most > 1 && innermost !== undefined) innermost.repeats = true
      if (repetition.varies && repetition.most > SMALL_REPETITION) openRepetitions += 1
    } else if (token.startsWith('(')) {
      groups.push({ repeats: false, alternatives: false })
    } else if (token === '|' && innermost !== undefined) {
      innermost.alternatives = true
    }
    closed = token === ')' && groups.length > 1 ? groups.pop() : undefined
    const outer = groups.at(-1)
    // A group that repeats inside makes the one around it repeat as well.
    if (closed !== undefined && outer !== undefined) {
      outer.repeats ||= closed.repeats
      outer.alternatives ||= closed.alternatives
    }
  }
  return openRepetitions > OPEN_REPETITIONS ? `The pattern has ${openRepetitions} repetitions without an upper limit; ${OPEN_REPETITIONS} are allowed. Write {1,20} instead of + where that will do.` : undefined
}

function repetitionOf(token: string): { varies: boolean; most: number } | undefined {
  if (/^[*+]/.test(token)) return { varies: true, most: Number.POSITIVE_INFINITY }
  if (token === '?' || token === '??') return { varies: true, most: 1 }
  const range = /^\{(\d+)(,?)(\d*)\}/.exec(token)
  if (range === null) return undefined
  const [, least = '0', comma, most] = range
  return { varies: comma === ',', most: comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most) }
}
