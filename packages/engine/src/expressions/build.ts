import { UnsignedInt } from '@marcbachmann/cel-js/evaluator'
import { mistake, noteReference, refuseForbiddenName, variableOf, type Builder } from './builder.ts'
import { buildCall } from './calls.ts'
import { ExpressionFault, type SourceRange } from './expression-error.ts'
import { markingFaults, type Piece, type Run } from './frame.ts'
import { functionLibrary } from './functions/function-library.ts'
import { hintForWord } from './habit-hints.ts'
import { isForbiddenName } from './forbidden-names.ts'
import { isPlainRecord, readField } from './json-value.ts'
import { buildAnd, buildChoice, buildNot, buildOr } from './logic.ts'
import { didYouMean, NAMES_TRIED } from './nearest-name.ts'
import { buildMinus, buildOperator } from './operators.ts'
import { buildEquality, buildMembership } from './equality.ts'
import { nameAt, type SyntaxNode } from './syntax.ts'
import { ANY, joinTypes, NUMBER, TEXT, typeInWords, UNKNOWN, YES_NO, type DescribedType, type Scope, type ValueType } from './value-type.ts'

/** Checks one piece of a syntax tree and makes it runnable. */
export function build(builder: Builder, node: SyntaxNode): Piece {
  const piece = buildStep(builder, node)
  noteReference(builder, piece.path)
  return piece
}

// Does not note the reference: of `Ticket.subject` only the whole path counts.
function buildStep(builder: Builder, node: SyntaxNode): Piece {
  const at = rangeOf(node)
  switch (node.op) {
    case 'value': return buildLiteral(builder, node.args, at)
    case 'id': return buildName(builder, nameAt(node, builder.source), at)
    case '.': return buildField(builder, buildStep(builder, node.args[0]), { name: node.args[1], at: { from: node.pos, to: node.end } })
    case '[]': return buildIndex(builder, buildStep(builder, node.args[0]), build(builder, node.args[1]))
    case 'call': return buildCall(builder, { name: nameOfCall(builder, node.args[0], node), at, receiver: undefined, arguments: node.args[1] }, build)
    case 'rcall': return buildCall(builder, { name: node.args[0], at, receiver: node.args[1], arguments: node.args[2] }, build)
    case 'list': return buildList(builder, node.args.map((item) => build(builder, item)), at)
    case 'map': return buildRecord(builder, node.args, at)
    case '?:': return buildChoice(builder, build(builder, node.args[0]), { yes: build(builder, node.args[1]), no: build(builder, node.args[2]) })
    case '&&': return buildAnd(builder, build(builder, node.args[0]), build(builder, node.args[1]))
    case '||': return buildOr(builder, build(builder, node.args[0]), build(builder, node.args[1]))
    case '!_': return buildNot(builder, build(builder, node.args), at)
    case '-_': return buildMinus(builder, build(builder, node.args), at)
    case '==':
    case '!=': return buildEquality(builder, node.op, [build(builder, node.args[0]), build(builder, node.args[1])])
    case 'in': return buildMembership(builder, build(builder, node.args[0]), build(builder, node.args[1]))
    case '+': case '-': case '*': case '/': case '%':
    case '<': case '<=': case '>': case '>=':
      return buildOperator(builder, node.op, [build(builder, node.args[0]), build(builder, node.args[1])])
    default: return mistake(builder, at, { code: 'not-supported', message: 'This is not part of the language.' })
  }
}

function rangeOf(node: SyntaxNode): SourceRange {
  return { from: node.start, to: node.end }
}

// A call's name may be a stand-in for a reserved word; it begins where the call begins.
function nameOfCall(builder: Builder, name: string, node: SyntaxNode): string {
  return builder.source.slice(node.start, node.start + name.length)
}

function buildLiteral(builder: Builder, value: unknown, at: SourceRange): Piece {
  if (value === null) return { ...at, type: UNKNOWN, run: () => null, literal: null }
  if (typeof value === 'string') return { ...at, type: TEXT, run: () => value, literal: value }
  if (typeof value === 'boolean') return { ...at, type: YES_NO, run: () => value, literal: value }
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof UnsignedInt) {
    const number = typeof value === 'number' ? value : Number(value instanceof UnsignedInt ? value.value : value)
    if (Math.abs(number) > Number.MAX_SAFE_INTEGER) return mistake(builder, at, { code: 'number-too-large', message: 'This number is too large.', hint: `The largest is ${Number.MAX_SAFE_INTEGER}.` })
    return { ...at, type: NUMBER, run: () => number, literal: number }
  }
  return mistake(builder, at, { code: 'not-supported', message: 'Bytes are not part of the language.', hint: 'Remove the `b` before the quote.' })
}

// Scopes and types never change, and listing the names of a large one takes longer than comparing with them.
const listedNames = new WeakMap<object, readonly string[]>()

function namesIn(named: Scope['variables']): readonly string[] {
  const known = listedNames.get(named) ?? Object.keys(named).slice(0, NAMES_TRIED)
  listedNames.set(named, known)
  return known
}

/** Reads a name from the values, or from those under them where they do not have it. */
function readName(name: string): Run {
  return ({ values, under }) => {
    if (under === undefined) return readField(values, name)
    if (!isPlainRecord(values)) return readField(under, name)
    // Looked at before it is asked for: most names are of what lies under, and a read that finds nothing is the cheaper one.
    const value = values[name]
    return value !== undefined && Object.hasOwn(values, name) ? value : readField(under, name)
  }
}

/** Mistakes of one expression for which the name that was meant is looked for. */
const GUESSES = 3

function buildName(builder: Builder, name: string, at: SourceRange): Piece {
  const forbidden = refuseForbiddenName(builder, at, name)
  if (forbidden !== undefined) return forbidden
  const row = builder.loopNames.findLast((loop) => loop.name === name)
  if (row !== undefined) {
    const { slot, type, path } = row
    return { ...at, type, run: (frame) => frame.loopRows?.[slot] ?? null, ...(path === undefined ? {} : { path }) }
  }
  const type = variableOf(builder.scope, name)
  if (type === undefined) {
    const names = builder.errors.length < GUESSES ? ['now', 'true', 'false', 'null', ...builder.loopNames.map((loop) => loop.name), ...namesIn(builder.scope.variables)] : []
    const guess = didYouMean(name, names)
    return mistake(builder, at, { code: 'unknown-name', message: `There is no \`${name}\` here.${guess}`, hint: hintForWord(name) ?? (guess === '' ? `A text needs quotes: '${name}'` : undefined) })
  }
  const path = [name]
  builder.nameUses.push({ ...at, path })
  return { ...at, type, path, run: readName(name) }
}

function buildField(builder: Builder, owner: Piece, field: { name: string; at: SourceRange }): Piece {
  const at = { from: owner.from, to: field.at.to }
  const { name } = field
  const forbidden = refuseForbiddenName(builder, field.at, name)
  if (forbidden !== undefined) return forbidden
  const type = fieldType(owner.type, name)
  if (type === undefined) {
    noteReference(builder, owner.path)
    const what = owner.path === undefined ? typeInWords(owner.type) : `\`${owner.path.join('.')}\``
    if (owner.type.type !== 'record') {
      const isFunction = functionLibrary.some((doc) => doc.name === name)
      const hint = isFunction ? `Write ${name}(…) to use the function.` : owner.type.type === 'list' ? 'Take one row first, for example with first(…), or use map(…).' : undefined
      return mistake(builder, field.at, { code: 'unknown-field', message: `${owner.path === undefined ? 'This' : what} is ${typeInWords(owner.type)} and has no fields.`, hint })
    }
    const { absent } = owner.type
    if (absent !== undefined && Object.hasOwn(absent, name)) return mistake(builder, field.at, { code: 'unknown-field', message: absent[name] ?? '' })
    return mistake(builder, field.at, { code: 'unknown-field', message: `${owner.path === undefined ? 'This group of fields' : what} has no \`${name}\`.${didYouMean(name, builder.errors.length < GUESSES ? namesIn(owner.type.fields) : [])}` })
  }
  const path = owner.path === undefined ? undefined : [...owner.path, name]
  if (path !== undefined) builder.nameUses.push({ ...field.at, path })
  const { run } = owner
  return { ...at, type, ...(path === undefined ? {} : { path }), run: (frame) => readField(run(frame), name) }
}

/** Gives the type of a field; undefined when there is none. Of what could be anything, every field could be there. */
function fieldType(owner: ValueType, name: string): DescribedType | undefined {
  if (owner.type === 'any' || owner.type === 'unknown') return ANY
  if (owner.type !== 'record' || !Object.hasOwn(owner.fields, name)) return undefined
  return owner.fields[name]
}

function buildIndex(builder: Builder, owner: Piece, index: Piece): Piece {
  const at = { from: owner.from, to: index.to }
  if (owner.type.type === 'record' || typeof index.literal === 'string') {
    if (typeof index.literal === 'string') return buildField(builder, owner, { name: index.literal, at: { from: index.from, to: index.to } })
    if (index.type.type === 'text' || index.type.type === 'choice' || index.type.type === 'any') return readByName(owner, index, at)
    return mistake(builder, index, { code: 'wrong-type', message: `A field is chosen by its name, but this is ${typeInWords(index.type)}.` })
  }
  if (owner.type.type !== 'list' && owner.type.type !== 'any' && owner.type.type !== 'unknown') {
    return mistake(builder, at, { code: 'wrong-type', message: `Only a list has rows to choose from, but this is ${typeInWords(owner.type)}.` })
  }
  if (owner.type.type === 'any' && index.type.type !== 'number') return readByName(owner, index, at)
  if (index.type.type !== 'number' && index.type.type !== 'any' && index.type.type !== 'unknown') {
    return mistake(builder, index, { code: 'wrong-type', message: `A row is chosen by its number, but this is ${typeInWords(index.type)}.`, hint: 'The first row has the number 0.' })
  }
  const type = owner.type.type === 'list' ? owner.type.of : ANY
  const run = markingFaults((frame) => {
    const list = owner.run(frame)
    const position = index.run(frame)
    if (list === null || position === null) return null
    if (!Array.isArray(list) || typeof position !== 'number') throw new ExpressionFault('wrong-value', 'Only a list has rows, and they are chosen by number.')
    return list[position] ?? null
  }, at)
  return { ...at, type, run, ...(owner.path === undefined ? {} : { path: owner.path }) }
}

// A key that is known only at run time: own fields, and never a way to a prototype.
function readByName(owner: Piece, index: Piece, at: SourceRange): Piece {
  const run = markingFaults((frame) => {
    const record = owner.run(frame)
    const name = index.run(frame)
    if (record === null || name === null) return null
    if (Array.isArray(record) && typeof name === 'number') return record[name] ?? null
    if (typeof name !== 'string' || isForbiddenName(name) || !isPlainRecord(record)) throw new ExpressionFault('wrong-value', 'There is no field with this name.')
    return readField(record, name)
  }, at)
  return { ...at, type: ANY, run, ...(owner.path === undefined ? {} : { path: owner.path }) }
}

function buildList(builder: Builder, items: readonly Piece[], at: SourceRange): Piece {
  let of: ValueType = UNKNOWN
  for (const item of items) of = joinTypes(of, item.type)
  const runs = items.map((item) => item.run)
  if (items.every((item) => item.literal !== undefined)) {
    const list = items.map((item) => item.literal)
    return { ...at, type: { type: 'list', of }, run: () => list, literal: list }
  }
  return { ...at, type: { type: 'list', of }, run: (frame) => runs.map((run) => run(frame)) }
}

function buildRecord(builder: Builder, entries: readonly (readonly [SyntaxNode, SyntaxNode])[], at: SourceRange): Piece {
  const fields = new Map<string, { type: ValueType; run: Piece['run'] }>()
  for (const [key, value] of entries) {
    const piece = build(builder, value)
    const name: unknown = key.op === 'value' ? key.args : undefined
    if (typeof name !== 'string') {
      mistake(builder, rangeOf(key), { code: 'wrong-type', message: 'The name of a field is a text in quotes.', hint: "For example: {'name': 'Ann'}" })
    } else if (refuseForbiddenName(builder, rangeOf(key), name) === undefined) {
      if (fields.has(name)) mistake(builder, rangeOf(key), { code: 'wrong-arguments', message: `\`${name}\` is there twice.` })
      fields.set(name, piece)
    }
  }
  const runs = [...fields].map(([name, field]) => [name, field.run] as const)
  const types = Object.fromEntries([...fields].map(([name, field]) => [name, field.type]))
  return { ...at, type: { type: 'record', fields: types }, run: (frame) => Object.fromEntries(runs.map(([name, run]) => [name, run(frame)])) }
}

