import { mistake, type Builder } from './builder.ts'
import { ExpressionFault, type SourceRange } from './expression-error.ts'
import { markingFaults, type Frame, type Piece } from './frame.ts'
import { kindInWords, joinTypes, typeInWords, YES_NO } from './value-type.ts'
import { kindOfValue } from './json-value.ts'

/** Makes `left && right`: no when one of them is no, else unknown when one is unknown. */
export function buildAnd(builder: Builder, left: Piece, right: Piece): Piece {
  const first = truthOf(builder, left)
  const second = truthOf(builder, right)
  return {
    from: left.from, to: right.to, type: YES_NO,
    run: (frame) => {
      const a = first(frame)
      if (a === false) return false
      const b = second(frame)
      return b === false ? false : a === null ? null : b
    },
  }
}

/** Makes `left || right`: yes when one of them is yes, else unknown when one is unknown. */
export function buildOr(builder: Builder, left: Piece, right: Piece): Piece {
  const first = truthOf(builder, left)
  const second = truthOf(builder, right)
  return {
    from: left.from, to: right.to, type: YES_NO,
    run: (frame) => {
      const a = first(frame)
      if (a === true) return true
      const b = second(frame)
      return b === true ? true : a === null ? null : b
    },
  }
}

/** Makes `!value`; unknown stays unknown. */
export function buildNot(builder: Builder, operand: Piece, at: SourceRange): Piece {
  const truth = truthOf(builder, operand)
  return {
    ...at, type: YES_NO,
    run: (frame) => {
      const value = truth(frame)
      return value === null ? null : !value
    },
  }
}

/** Makes `condition ? yes : no`; unknown when the condition is unknown. */
export function buildChoice(builder: Builder, condition: Piece, { yes, no }: { yes: Piece; no: Piece }): Piece {
  const truth = truthOf(builder, condition)
  return {
    from: condition.from, to: no.to, type: joinTypes(yes.type, no.type),
    run: (frame) => {
      const value = truth(frame)
      return value === null ? null : value ? yes.run(frame) : no.run(frame)
    },
  }
}

/** Reads a piece as yes, no or unknown; a piece that is something else is a mistake. */
export function truthOf(builder: Builder, piece: Piece): (frame: Frame) => boolean | null {
  const { type, run } = piece
  if (type.type !== 'yesNo' && type.type !== 'any' && type.type !== 'unknown') {
    mistake(builder, piece, { code: 'wrong-type', message: `Here yes or no is needed, but this is ${typeInWords(type)}.`, hint: 'Compare it with something, for example with `==`.' })
  }
  const read = markingFaults((frame) => {
    const value = run(frame)
    if (value === null || typeof value === 'boolean') return value
    throw new ExpressionFault('wrong-value', `Here yes or no is needed, but this is ${kindInWords(kindOfValue(value))}.`)
  }, piece)
  return (frame) => {
    const value = read(frame)
    return typeof value === 'boolean' ? value : null
  }
}
