import { mistake, type Builder } from './builder.ts'
import { ExpressionFault } from './expression-error.ts'
import { markingFaults, spend, spendOnComparing, spendOnReading, type Frame, type Piece, type Run } from './frame.ts'
import { areEqual } from './json-value.ts'
import { asMoment } from './operators.ts'
import { instantOf, readInstant } from './moments.ts'
import { didYouMean } from './nearest-name.ts'
import { DATE, DATE_TIME, isMoment, isTextual, TEXT, typeInWords, YES_NO, type ValueType } from './value-type.ts'

// Sixteen pairs of values are compared in the time of one step.
const STEPS_PER_PAIR = 1 / 16

type SameCheck = (left: unknown, right: unknown, frame: Frame) => boolean

/** Makes `left == right` and `left != right`. With unknown it is unknown, but against a written `null` it is yes or no. */
export function buildEquality(builder: Builder, operator: '==' | '!=', operands: readonly [Piece, Piece]): Piece {
  const [left, right] = [asMoment(operands[0], operands[1]), asMoment(operands[1], operands[0])]
  const at = { from: left.from, to: right.to }
  const equals = operator === '=='
  if (left.type.type === 'unknown' || right.type.type === 'unknown') {
    return { ...at, type: YES_NO, run: (frame) => ((left.run(frame) ?? null) === (right.run(frame) ?? null)) === equals }
  }
  checkComparable(builder, left, right)
  checkChoiceValue(builder, left, right)
  checkChoiceValue(builder, right, left)
  return { ...at, type: YES_NO, run: equalityRun([left, right], equals, at) }
}

function equalityRun([left, right]: readonly [Piece, Piece], equals: boolean, at: { from: number; to: number }): Run {
  const [readLeft, readRight] = [left.run, right.run]
  if (isSimple(left.type) && isSimple(right.type)) {
    return (frame) => {
      const a = readLeft(frame)
      const b = readRight(frame)
      if (a === null || b === null) return null
      spendOnComparing(frame, a, b)
      return (a === b) === equals
    }
  }
  const same = sameCheck(left.type, right.type)
  return markingFaults((frame) => {
    const a = readLeft(frame)
    const b = readRight(frame)
    return a === null || b === null ? null : same(a, b, frame) === equals
  }, at)
}

/** Makes `value in list` (also a part of a text, or the name of a field in a group of fields). */
export function buildMembership(builder: Builder, needle: Piece, list: Piece): Piece {
  const haystack = asMoments(list, needle)
  const at = { from: needle.from, to: haystack.to }
  if (haystack.type.type !== 'list' && haystack.type.type !== 'any' && haystack.type.type !== 'unknown') {
    return mistake(builder, haystack, { code: 'wrong-type', message: `After \`in\` a list is needed, but this is ${typeInWords(haystack.type)}.`, hint: "For a part of a text write contains(text, 'part')." })
  }
  const of: ValueType = haystack.type.type === 'list' ? haystack.type.of : { type: 'any' }
  if (!areComparable(needle.type, of)) {
    mistake(builder, at, { code: 'wrong-type', message: `${capitalised(typeInWords(needle.type))} is never in ${typeInWords(haystack.type)}.` })
  }
  if (Array.isArray(haystack.literal)) for (const item of haystack.literal) checkChoiceValue(builder, needle, { ...haystack, type: { type: 'text' }, literal: item })
  checkChoiceValue(builder, { ...haystack, type: of }, needle)
  const same = sameCheck(needle.type, of)
  const run = markingFaults((frame) => {
    const value = needle.run(frame)
    const rows = haystack.run(frame)
    if (value === null || rows === null) return null
    if (!Array.isArray(rows)) throw new ExpressionFault('wrong-value', 'After `in` a list is needed.')
    spendOnReading(frame, rows)
    return rows.some((item) => item !== null && item !== undefined && same(value, item, frame))
  }, at)
  return { ...at, type: YES_NO, run }
}

// `due in ['2026-01-31']`: written dates in a list are dates as well.
function asMoments(list: Piece, beside: Piece): Piece {
  if (!Array.isArray(list.literal) || list.type.type !== 'list') return list
  const types = list.literal.map((literal: unknown) => asMoment({ ...list, type: TEXT, literal }, beside).type)
  return types.length > 0 && types.every(isMoment) ? { ...list, type: { type: 'list', of: types.every((type) => type.type === 'date') ? DATE : DATE_TIME } } : list
}

/** Gives how two known values of these types are compared. */
function sameCheck(left: ValueType, right: ValueType): SameCheck {
  if (isSimple(left) && isSimple(right)) {
    return (a, b, frame) => {
      spendOnComparing(frame, a, b)
      return a === b
    }
  }
  if (left.type === 'dateTime' || right.type === 'dateTime' || left.type !== right.type && (isMoment(left) || isMoment(right))) {
    return (a, b) => a === b || (typeof a === 'string' && typeof b === 'string' && instantOf(a) === readInstant(b))
  }
  return (a, b, frame) => areEqual(a, b, (x, y) => {
    spend(frame, STEPS_PER_PAIR)
    spendOnComparing(frame, x, y)
  })
}

function isSimple(type: ValueType): boolean {
  return type.type === 'number' || type.type === 'yesNo' || type.type === 'duration' || type.type === 'date' || isTextual(type)
}

function areComparable(left: ValueType, right: ValueType): boolean {
  const [a, b] = [left.type, right.type]
  if (a === 'any' || b === 'any' || a === 'unknown' || b === 'unknown') return true
  if (isTextual(left) && isTextual(right)) return true
  if (isMoment(left) && isMoment(right)) return true
  if (left.type === 'list' && right.type === 'list') return areComparable(left.of, right.of)
  return a === b
}

function checkComparable(builder: Builder, left: Piece, right: Piece): void {
  if (areComparable(left.type, right.type)) return
  mistake(builder, { from: left.from, to: right.to }, { code: 'wrong-type', message: `${capitalised(typeInWords(left.type))} and ${typeInWords(right.type)} are never equal.` })
}

/** Notes a written text that is none of the values of the choice that it is compared with. */
function checkChoiceValue(builder: Builder, choice: Piece, written: Piece): void {
  if (choice.type.type !== 'choice' || typeof written.literal !== 'string' || choice.type.values.includes(written.literal)) return
  const values = choice.type.values
  // A choice that is missing or has no values yet is said elsewhere.
  if (values.length === 0) return
  mistake(builder, written, {
    code: 'not-a-choice-value',
    message: `\`${written.literal}\` is not one of the values of this choice.${didYouMean(written.literal, values)}`,
    hint: `Its values are ${values.slice(0, 10).join(', ')}${values.length > 10 ? ', …' : ''}.`,
  })
}

function capitalised(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
