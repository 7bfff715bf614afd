import { mistake, noteReference, type Builder, type LoopName } from './builder.ts'
import { ExpressionFault, type SourceRange } from './expression-error.ts'
import { isForbiddenName } from './forbidden-names.ts'
import { keepListShort, markingFaults, spend, type Frame, type Piece, type Run } from './frame.ts'
import type { FunctionDoc } from './functions/function-definition.ts'
import { truthOf } from './logic.ts'
import { nameAt, type SyntaxNode } from './syntax.ts'
import { ANY, typeInWords, YES_NO, type ValueType } from './value-type.ts'

type LoopKind = 'map' | 'filter' | 'exists' | 'all' | 'count'

/** What people read about the functions that look at every row. */
export const loopDocs: readonly FunctionDoc[] = [
  { name: 'map', group: 'List', signature: 'list.map(row, value): a list', help: 'Makes a list with one value for every row.', example: 'lines.map(line, line.price * line.count)' },
  { name: 'filter', group: 'List', signature: 'list.filter(row, condition): a list', help: 'Keeps the rows for which the condition is yes.', example: 'lines.filter(line, line.price > 10)' },
  { name: 'exists', group: 'List', signature: 'list.exists(row, condition): yes or no', help: 'Says whether the condition is yes for at least one row.', example: 'lines.exists(line, line.price > 10)' },
  { name: 'all', group: 'List', signature: 'list.all(row, condition): yes or no', help: 'Says whether the condition is yes for every row.', example: 'lines.all(line, line.price > 10)' },
  { name: 'count', group: 'List', signature: 'list.count(row, condition): a number', help: 'Counts the rows for which the condition is yes.', example: 'lines.count(line, line.done)' },
]

/** Holds for the functions whose last argument is worked out for every row. */
export function isLoop(name: string): name is LoopKind {
  return loopDocs.some((doc) => doc.name === name)
}

type LoopCall = { readonly kind: LoopKind; readonly at: SourceRange; readonly list: SyntaxNode | undefined; readonly arguments: readonly SyntaxNode[] }

/** Makes `list.map(row, …)` and its like; `build` makes the parts. */
export function buildLoop(builder: Builder, call: LoopCall, build: (builder: Builder, node: SyntaxNode) => Piece): Piece {
  const { kind, at } = call
  const [listNode, nameNode, bodyNode, ...others] = call.list === undefined ? call.arguments : [call.list, ...call.arguments]
  if (listNode === undefined || nameNode === undefined || bodyNode === undefined || others.length > 0) {
    return mistake(builder, at, { code: 'wrong-arguments', message: `\`${kind}\` needs a list, a name for one row, and what to do with it.`, hint: loopDocs.find((doc) => doc.name === kind)?.example })
  }
  const name = nameAt(nameNode, builder.source)
  if (nameNode.op !== 'id' || isForbiddenName(name)) {
    return mistake(builder, { from: nameNode.start, to: nameNode.end }, { code: 'wrong-arguments', message: 'Here a new name for one row is needed.', hint: loopDocs.find((doc) => doc.name === kind)?.example })
  }
  const slot = builder.loopNames.length
  if (slot >= builder.limits.loopDepth) {
    return mistake(builder, at, { code: 'too-complex', message: `More than ${builder.limits.loopDepth} of map, filter, exists, all and count inside each other are not possible.` })
  }
  const list = build(builder, listNode)
  if (list.type.type !== 'list' && list.type.type !== 'any' && list.type.type !== 'unknown') {
    return mistake(builder, list, { code: 'wrong-type', message: `\`${kind}\` needs a list, but this is ${typeInWords(list.type)}.` })
  }
  const rowType: ValueType = list.type.type === 'list' ? list.type.of : ANY
  const row: LoopName = { name, slot, type: rowType, path: list.path }
  const body = build({ ...builder, loopNames: [...builder.loopNames, row] }, bodyNode)
  noteReference(builder, list.path)
  // A longer body costs more steps per round, so that the budget bounds the time.
  const stepsPerRound = 1 + Math.floor((bodyNode.end - bodyNode.start) / CHARACTERS_PER_STEP)
  const walk = (frame: Frame, visit: (item: unknown) => boolean | undefined): boolean => walkRows(frame, { list: list.run(frame), slot, stepsPerRound, visit })
  const finish = (type: ValueType, run: Run, path?: readonly string[]): Piece => ({ ...at, type, run: markingFaults(run, at), ...(path === undefined ? {} : { path }) })
  if (kind === 'map') return finish({ type: 'list', of: body.type }, runMap(walk, body.run), undefined)
  const truth = truthOf(builder, body)
  switch (kind) {
    case 'filter': return finish({ type: 'list', of: rowType }, runFilter(walk, truth), list.path)
    case 'count': return finish({ type: 'number' }, runCount(walk, truth))
    case 'exists': return finish(YES_NO, runQuantifier(walk, truth, true))
    case 'all': return finish(YES_NO, runQuantifier(walk, truth, false))
  }
}

const CHARACTERS_PER_STEP = 80

type Walk = (frame: Frame, visit: (item: unknown) => boolean | undefined) => boolean
type Truth = (frame: Frame) => boolean | null

// False when the list is unknown. A visit that answers true ends the walk.
function walkRows(frame: Frame, { list, slot, stepsPerRound, visit }: { list: unknown; slot: number; stepsPerRound: number; visit: (item: unknown) => boolean | undefined }): boolean {
  if (list === null) return false
  if (!Array.isArray(list)) throw new ExpressionFault('wrong-value', 'Here a list is needed.')
  keepListShort(frame, list.length)
  const rows = (frame.loopRows ??= [])
  for (const item of list) {
    spend(frame, stepsPerRound)
    rows[slot] = item ?? null
    if (visit(item ?? null) === true) break
  }
  return true
}

function runMap(walk: Walk, body: Run): Run {
  return (frame) => {
    const made: unknown[] = []
    return walk(frame, () => void made.push(body(frame))) ? made : null
  }
}

function runFilter(walk: Walk, truth: Truth): Run {
  return (frame) => {
    const kept: unknown[] = []
    return walk(frame, (item) => void (truth(frame) === true && kept.push(item))) ? kept : null
  }
}

function runCount(walk: Walk, truth: Truth): Run {
  return (frame) => {
    let count = 0
    return walk(frame, () => void (truth(frame) === true && count++)) ? count : null
  }
}

// `exists` looks for a yes, `all` for a no; when it is not found and something was unknown, the answer is unknown.
function runQuantifier(walk: Walk, truth: Truth, wanted: boolean): Run {
  return (frame) => {
    let isFound = false
    let isUnknown = false
    const isWalked = walk(frame, () => {
      const value = truth(frame)
      if (value === null) isUnknown = true
      isFound = value === wanted
      return isFound
    })
    if (!isWalked) return null
    if (isFound) return wanted
    return isUnknown ? null : !wanted
  }
}
