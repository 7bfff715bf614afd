import { mistake, noteReference, type Builder } from './builder.ts'
import { ExpressionFault, type SourceRange } from './expression-error.ts'
import { markingFaults, spend, spendOnReading, type Piece, type Run } from './frame.ts'
import type { FunctionDefinition, Parameter } from './functions/function-definition.ts'
import { documentFunction } from './functions/function-definition.ts'
import { functionsByName, functionLibrary } from './functions/function-library.ts'
import { isStoredAs, kindOfValue } from './json-value.ts'
import { hintForFunction } from './habit-hints.ts'
import { buildLoop, isLoop } from './loops.ts'
import { isDateText, isDateTimeText } from './moments.ts'
import { didYouMean } from './nearest-name.ts'
import type { SyntaxNode } from './syntax.ts'
import { isTextual, kindInWords, typeInWords, type ValueType } from './value-type.ts'

type Call = { readonly name: string; readonly at: SourceRange; readonly receiver: SyntaxNode | undefined; readonly arguments: readonly SyntaxNode[] }

/** Makes a function call; `first.name(…)` means the same as `name(first, …)`. */
export function buildCall(builder: Builder, call: Call, build: (builder: Builder, node: SyntaxNode) => Piece): Piece {
  const { name, at } = call
  if (isLoop(name)) return buildLoop(builder, { kind: name, at, list: call.receiver, arguments: call.arguments }, build)
  const nodes = call.receiver === undefined ? call.arguments : [call.receiver, ...call.arguments]
  const given = nodes.map((node) => build(builder, node))
  const definition = functionsByName.get(name)
  if (definition === undefined) return mistake(builder, rangeOfName(builder, call), explainMissing(name))
  return applyFunction(builder, definition, { given, at })
}

function applyFunction(builder: Builder, definition: FunctionDefinition, { given, at }: { given: readonly Piece[]; at: SourceRange }): Piece {
  const { parameters, repeats } = definition
  const needed = parameters.filter((parameter) => parameter.optional !== true).length
  if (given.length < needed || (repeats !== true && given.length > parameters.length)) {
    return mistake(builder, at, { code: 'wrong-arguments', message: `\`${definition.name}\` needs ${amount(needed, parameters.length, repeats === true)}, but ${given.length} ${given.length === 1 ? 'is' : 'are'} given.`, hint: documentFunction(definition).signature })
  }
  if (definition.readsNow === true) noteReference(builder, ['now'])
  let isRight = true
  for (const [index, piece] of given.entries()) {
    const parameter = parameters[Math.min(index, parameters.length - 1)]
    if (parameter === undefined || accepts(parameter, piece)) continue
    isRight = false
    const kinds = parameter.accepts.map(kindInWords).join(' or ')
    mistake(builder, piece, { code: 'wrong-type', message: `\`${definition.name}\` needs ${kinds} here, but this is ${typeInWords(piece.type)}.`, hint: documentFunction(definition).example })
  }
  const types = given.map((piece) => piece.type)
  const type: ValueType = !isRight ? { type: 'any' } : typeof definition.result === 'function' ? definition.result(types) : definition.result
  const path = definition.keepsPath === true ? given[0]?.path : undefined
  return { ...at, type, run: markingFaults(runFunction(definition, given), at), ...(path === undefined ? {} : { path }) }
}

function runFunction(definition: FunctionDefinition, pieces: readonly Piece[]): Run {
  const { apply, seesUnknown, parameters, name } = definition
  const types = pieces.map(({ type }) => type)
  const checks = pieces.map((piece, index) => ({ run: piece.run, kinds: parameters[Math.min(index, parameters.length - 1)]?.accepts ?? [] }))
  return (frame) => {
    const given: unknown[] = []
    let isUnknown = false
    for (const { run, kinds } of checks) {
      const value = run(frame)
      if (value === null) isUnknown = true
      else if (kinds[0] !== 'any' && !kinds.some((kind) => isStoredAs(value, kind))) {
        throw new ExpressionFault('wrong-value', `\`${name}\` needs ${kinds.map(kindInWords).join(' or ')} here, but this is ${kindInWords(kindOfValue(value))}.`)
      }
      given.push(value)
    }
    if (isUnknown && seesUnknown !== true) return null
    spend(frame, 1)
    for (const value of given) spendOnReading(frame, value)
    const result = apply(given, frame, types)
    spendOnReading(frame, result)
    return result
  }
}

function accepts(parameter: Parameter, piece: Piece): boolean {
  const { type } = piece
  if (type.type === 'any' || type.type === 'unknown' || parameter.accepts.includes('any') || parameter.accepts.includes(type.type)) return true
  if (isTextual(type) && parameter.accepts.includes('text')) return true
  if (typeof piece.literal !== 'string') return false
  return (parameter.accepts.includes('date') && isDateText(piece.literal)) || (parameter.accepts.includes('dateTime') && isDateTimeText(piece.literal))
}

function amount(needed: number, most: number, repeats: boolean): string {
  const things = (count: number): string => `${count} ${count === 1 ? 'value' : 'values'}`
  if (repeats) return `at least ${things(needed)}`
  return needed === most ? things(needed) : `${needed} to ${things(most)}`
}

function rangeOfName(builder: Builder, { name, at, receiver }: Call): SourceRange {
  const from = receiver === undefined ? at.from : builder.source.indexOf(name, receiver.end)
  return from < 0 ? at : { from, to: from + name.length }
}

function explainMissing(name: string): { code: 'unknown-function' | 'not-supported'; message: string; hint: string | undefined } {
  const hint = hintForFunction(name)
  if (name === 'matches') {
    return { code: 'not-supported', message: 'Regular expressions are not part of the language.', hint }
  }
  const guess = hint === undefined ? didYouMean(name, functionLibrary.map((doc) => doc.name)) : ''
  return { code: 'unknown-function', message: `There is no function \`${name}\`.${guess}`, hint }
}
