import { mistake, type Builder } from './builder.ts'
import { markingFaults, type Piece } from './frame.ts'
import { requireType } from './json-value.ts'
import { didYouMean } from './nearest-name.ts'
import { fits, isMoment, typeInWords, type ValueType } from './value-type.ts'

/** Checks that an expression gives what its place needs; what only the value tells is checked at run time. */
export function expectType(builder: Builder, piece: Piece, expected: ValueType): Piece {
  if (expected.type === 'choice' && typeof piece.literal === 'string') return expectChoiceValue(builder, piece, { literal: piece.literal, expected })
  const fit = fits(piece.type, expected)
  if (fit === 'never') {
    return mistake(builder, piece, { code: 'wrong-type', message: `Here ${typeInWords(expected)} is needed, but this is ${typeInWords(piece.type)}.`, hint: conversionHint(piece.type, expected) })
  }
  if (fit === 'always') return piece
  const { run } = piece
  return { ...piece, type: expected, run: markingFaults((frame) => requireType(run(frame), expected), piece) }
}

function expectChoiceValue(builder: Builder, piece: Piece, { literal, expected }: { literal: string; expected: ValueType & { type: 'choice' } }): Piece {
  if (expected.values.length === 0 || expected.values.includes(literal)) return { ...piece, type: expected }
  return mistake(builder, piece, {
    code: 'not-a-choice-value',
    message: `\`${literal}\` is not one of the values of this choice.${didYouMean(literal, expected.values)}`,
    hint: `Its values are ${expected.values.slice(0, 10).join(', ')}${expected.values.length > 10 ? ', …' : ''}.`,
  })
}

function conversionHint(actual: ValueType, expected: ValueType): string | undefined {
  if (expected.type === 'text') return 'Write text(…) around it.'
  if (expected.type === 'number' && actual.type === 'text') return 'Write number(…) around it.'
  if (expected.type === 'date' && (actual.type === 'dateTime' || actual.type === 'text')) return 'Write date(…) around it.'
  if (expected.type === 'dateTime' && (actual.type === 'date' || actual.type === 'text')) return 'Write dateTime(…) around it.'
  if (expected.type === 'duration' && actual.type === 'number') return 'Say how long: days(1), hours(2), minutes(30), seconds(10).'
  if (expected.type === 'yesNo' && !isMoment(actual)) return 'Compare it with something, for example with `==`.'
  return undefined
}
