import { mistake, type Builder } from './builder.ts'
import { ExpressionFault, type SourceRange } from './expression-error.ts'
import { keepListShort, markingFaults, spend, spendOnReading, type Frame, type Piece, type Run } from './frame.ts'
import { isOfKind, isStoredAs, kindOfValue } from './json-value.ts'
import { DAY_MS, durationText, instantOf, isDateText, isDateTimeText, moveMoment } from './moments.ts'
import { ANY, DATE, DATE_TIME, DURATION, isMoment, joinTypes, kindInWords, NUMBER, TEXT, typeInWords, YES_NO, type Kind, type ValueType } from './value-type.ts'

export type Operator = '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>='

// Dates and texts cost more than numbers, which are free outside of loops.
const STEPS_PER_OPERATION = 0.25

type Apply = (left: never, right: never, frame: Frame) => unknown
type Rule = { readonly left: Kind; readonly right: Kind; readonly result: ValueType; readonly apply: (left: unknown, right: unknown, frame: Frame) => unknown }

// The kinds are looked at before a rule is applied, so the operands have the JavaScript types of their kinds.
function rule(kinds: readonly [Kind, Kind], result: ValueType, apply: Apply): Rule {
  return { left: kinds[0], right: kinds[1], result, apply: apply as Rule['apply'] }
}

const add = (a: number, b: number): number => tidy(a + b)
const subtract = (a: number, b: number): number => tidy(a - b)
const multiply = (a: number, b: number): number => tidy(a * b)
const divide = (a: number, b: number): number => inRange(a / notZero(b))
const between = (a: string, b: string): number => instantOf(a) - instantOf(b)

const ARITHMETIC: Readonly<Record<'+' | '-' | '*' | '/' | '%', readonly Rule[]>> = {
  '+': [
    rule(['number', 'number'], NUMBER, add),
    rule(['text', 'text'], TEXT, joinTexts),
    rule(['list', 'list'], { type: 'list', of: ANY }, joinLists),
    rule(['date', 'duration'], DATE, (a: string, b: number) => moveMoment(a, b)),
    rule(['dateTime', 'duration'], DATE_TIME, (a: string, b: number) => moveMoment(a, b)),
    rule(['duration', 'date'], DATE, (a: number, b: string) => moveMoment(b, a)),
    rule(['duration', 'dateTime'], DATE_TIME, (a: number, b: string) => moveMoment(b, a)),
    rule(['duration', 'duration'], DURATION, add),
  ],
  '-': [
    rule(['number', 'number'], NUMBER, subtract),
    rule(['date', 'date'], DURATION, between),
    rule(['dateTime', 'dateTime'], DURATION, between),
    rule(['date', 'dateTime'], DURATION, between),
    rule(['dateTime', 'date'], DURATION, between),
    rule(['date', 'duration'], DATE, (a: string, b: number) => moveMoment(a, -b)),
    rule(['dateTime', 'duration'], DATE_TIME, (a: string, b: number) => moveMoment(a, -b)),
    rule(['duration', 'duration'], DURATION, subtract),
  ],
  '*': [rule(['number', 'number'], NUMBER, multiply), rule(['duration', 'number'], DURATION, multiply), rule(['number', 'duration'], DURATION, multiply)],
  '/': [rule(['number', 'number'], NUMBER, divide), rule(['duration', 'number'], DURATION, divide), rule(['duration', 'duration'], NUMBER, divide)],
  '%': [rule(['number', 'number'], NUMBER, (a: number, b: number) => inRange(a % notZero(b)))],
}

type Order = (difference: number) => boolean
const ORDERS: Readonly<Record<'<' | '<=' | '>' | '>=', Order>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
}

function orderRules(operator: '<' | '<=' | '>' | '>='): readonly Rule[] {
  const holds = ORDERS[operator]
  const moments = (a: string, b: string): boolean => holds(instantOf(a) - instantOf(b))
  return [
    rule(['number', 'number'], YES_NO, (a: number, b: number) => holds(a - b)),
    rule(['text', 'text'], YES_NO, (a: string, b: string, frame) => {
      spendOnReading(frame, a)
      return holds(a < b ? -1 : a > b ? 1 : 0)
    }),
    rule(['duration', 'duration'], YES_NO, (a: number, b: number) => holds(a - b)),
    rule(['date', 'date'], YES_NO, moments),
    rule(['dateTime', 'dateTime'], YES_NO, moments),
    rule(['date', 'dateTime'], YES_NO, moments),
    rule(['dateTime', 'date'], YES_NO, moments),
  ]
}

const RULES: Readonly<Record<Operator, readonly Rule[]>> = { ...ARITHMETIC, '<': orderRules('<'), '<=': orderRules('<='), '>': orderRules('>'), '>=': orderRules('>=') }

/** Makes an arithmetic or ordering operator. With unknown the result is unknown. */
export function buildOperator(builder: Builder, operator: Operator, operands: readonly [Piece, Piece]): Piece {
  const [left, right] = [asMoment(operands[0], operands[1]), asMoment(operands[1], operands[0])]
  const at = { from: left.from, to: right.to }
  const candidates = RULES[operator].filter((candidate) => mayBe(left.type, candidate.left) && mayBe(right.type, candidate.right))
  const [only] = candidates
  if (only === undefined) return mistake(builder, at, { code: 'wrong-type', ...explainOperands(operator, left.type, right.type) })
  if (operator === '+' && left.type.type === 'list' && right.type.type === 'list') {
    return { ...at, type: joinTypes(left.type, right.type), run: markingFaults(runOne([left, right], only), at) }
  }
  if (candidates.length === 1) {
    const run = only.left === 'number' ? runNumbers(operator, left.run, right.run) : runOne([left, right], only)
    return { ...at, type: only.result, run: markingFaults(run, at) }
  }
  return { ...at, type: commonResult(candidates), run: markingFaults(runAny([left, right], candidates), at) }
}

/** Makes `-value`. */
export function buildMinus(builder: Builder, operand: Piece, at: SourceRange): Piece {
  const kind = operand.type.type
  if (typeof operand.literal === 'number') {
    const value = operand.literal === 0 ? 0 : -operand.literal
    return { ...at, type: NUMBER, run: () => value, literal: value }
  }
  if (kind !== 'number' && kind !== 'duration' && kind !== 'any' && kind !== 'unknown') {
    return mistake(builder, at, { code: 'wrong-type', message: `A minus needs a number, but this is ${typeInWords(operand.type)}.` })
  }
  const run = markingFaults((frame) => {
    const value = operand.run(frame)
    if (value === null) return null
    if (typeof value !== 'number') throw new ExpressionFault('wrong-value', `A minus needs a number, but this is ${kindInWords(kindOfValue(value))}.`)
    return value === 0 ? 0 : -value
  }, at)
  return { ...at, type: operand.type, run }
}

/** Reads a written text as a date when it stands beside a date: `due < '2026-01-31'`. */
export function asMoment(piece: Piece, beside: Piece): Piece {
  if (typeof piece.literal !== 'string' || !isMoment(beside.type)) return piece
  if (isDateText(piece.literal)) return { ...piece, type: DATE }
  return isDateTimeText(piece.literal) ? { ...piece, type: DATE_TIME } : piece
}

function mayBe(type: ValueType, kind: Kind): boolean {
  return type.type === kind || type.type === 'any' || type.type === 'unknown' || (type.type === 'choice' && kind === 'text')
}

function commonResult(candidates: readonly Rule[]): ValueType {
  const [first, ...others] = candidates
  return first !== undefined && others.every((candidate) => candidate.result.type === first.result.type) ? first.result : ANY
}

// The quick way for what is most common.
function runNumbers(operator: Operator, left: Run, right: Run): Run {
  const both = (apply: (a: number, b: number) => unknown): Run => (frame) => {
    const a = left(frame)
    const b = right(frame)
    return typeof a === 'number' && typeof b === 'number' ? apply(a, b) : unknownOrFault(a, b, 'number')
  }
  switch (operator) {
    case '+': return both(add)
    case '-': return both(subtract)
    case '*': return both(multiply)
    case '/': return both(divide)
    case '%': return both((a, b) => inRange(a % notZero(b)))
    case '<': return both((a, b) => a < b)
    case '<=': return both((a, b) => a <= b)
    case '>': return both((a, b) => a > b)
    case '>=': return both((a, b) => a >= b)
  }
}

function unknownOrFault(a: unknown, b: unknown, needed: Kind): null {
  if (a === null || b === null) return null
  const wrong = isOfKind(a, needed) ? b : a
  throw new ExpressionFault('wrong-value', `Here ${kindInWords(needed)} is needed, but this is ${kindInWords(kindOfValue(wrong))}.`)
}

function runOne([left, right]: readonly [Piece, Piece], { left: leftKind, right: rightKind, apply }: Rule): Run {
  return (frame) => {
    const a = left.run(frame)
    const b = right.run(frame)
    if (a === null || b === null) return null
    if (!isStoredAs(a, leftKind)) return unknownOrFault(a, a, leftKind)
    if (!isStoredAs(b, rightKind)) return unknownOrFault(b, b, rightKind)
    spend(frame, STEPS_PER_OPERATION)
    return apply(a, b, frame)
  }
}

// When both could be anything, only what the values are counts: a text that looks like a date stays a text.
const BASIC_KINDS: ReadonlySet<Kind> = new Set(['number', 'text', 'list'])

function runAny([left, right]: readonly [Piece, Piece], candidates: readonly Rule[]): Run {
  const bothOpen = left.type.type === 'any' && right.type.type === 'any'
  const rules = bothOpen ? candidates.filter((candidate) => BASIC_KINDS.has(candidate.left) && BASIC_KINDS.has(candidate.right)) : candidates
  return (frame) => {
    const a = left.run(frame)
    const b = right.run(frame)
    if (a === null || b === null) return null
    const found = rules.find((candidate) => isOfKind(a, candidate.left) && isOfKind(b, candidate.right))
    if (found === undefined) throw new ExpressionFault('wrong-value', `${kindInWords(kindOfValue(a))} and ${kindInWords(kindOfValue(b))} do not go together here.`)
    spend(frame, STEPS_PER_OPERATION)
    return found.apply(a, b, frame)
  }
}

function joinTexts(a: string, b: string, frame: Frame): string {
  const joined = a + b
  spendOnReading(frame, joined)
  return joined
}

function joinLists(a: readonly unknown[], b: readonly unknown[], frame: Frame): unknown[] {
  keepListShort(frame, a.length + b.length)
  spendOnReading(frame, a)
  spendOnReading(frame, b)
  return [...a, ...b]
}

function notZero(divisor: number): number {
  if (divisor === 0) throw new ExpressionFault('division-by-zero', 'A number cannot be divided by 0.', 'Check first: count == 0 ? 0 : total / count')
  return divisor
}

// 15 digits are what a double holds exactly: 0.1 + 0.2 is 0.3 for people.
function tidy(value: number): number {
  // Few binary places (whole numbers, halves, quarters, …) are exact already; rounding costs 20 times as much.
  return Number.isInteger(value * 1024) ? inRange(value) : inRange(Number(value.toPrecision(15)))
}

/** Refuses numbers beyond the range in which whole numbers are exact. */
export function inRange(value: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value === 0 ? 0 : value
  throw new ExpressionFault('number-too-large', `The result is too large; the largest number is ${Number.MAX_SAFE_INTEGER}.`)
}

const VERBS: Readonly<Record<Operator, string>> = {
  '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided', '<': 'compared', '<=': 'compared', '>': 'compared', '>=': 'compared',
}

function explainOperands(operator: Operator, left: ValueType, right: ValueType): { message: string; hint?: string } {
  const [a, b] = [typeInWords(left), typeInWords(right)]
  const message = `${a.slice(0, 1).toUpperCase()}${a.slice(1)} and ${b} cannot be ${VERBS[operator]}.`
  const texts = [left, right].filter((type) => type.type === 'text' || type.type === 'choice').length
  if (operator === '+' && texts === 1) return { message, hint: 'To join them as text, write text(…) around the other one.' }
  if ((isMoment(left) && right.type === 'number') || (isMoment(right) && left.type === 'number')) return { message, hint: `Say how long: days(1) is ${durationText(DAY_MS)}, hours(2), minutes(30).` }
  if (texts === 1 && (left.type === 'number' || right.type === 'number')) return { message, hint: 'Write number(…) around the text.' }
  return { message }
}
