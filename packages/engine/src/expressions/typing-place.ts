import { isLoop } from './loops.ts'
import { cutTokens, endsValue, openBrackets, startOfValue, type SourceToken } from './source-tokens.ts'
import { ANY, type Scope, type ValueType } from './value-type.ts'

/** Gives the type of a piece of source in a scope; 'any' when it is not right (yet). */
export type TypeReader = (source: string, scope: Scope) => ValueType

/** What is being typed at an offset. `from` and `to` are what a completion replaces. */
export type TypingPlace = {
  readonly from: number
  readonly to: number
  /** What is already there of the word, up to the offset and without its quote. */
  readonly typed: string
  /** The scope with the row names of the loops around. */
  readonly scope: Scope
  readonly wanted:
    | { readonly type: 'member'; readonly of: ValueType }
    | { readonly type: 'operand'; readonly besides: ValueType | undefined }
    | { readonly type: 'text'; readonly besides: ValueType | undefined }
    | { readonly type: 'operator' }
    | { readonly type: 'newName' }
}

/** Works out what is being typed at an offset of unfinished source. */
export function findTypingPlace({ source, offset, scope }: { source: string; offset: number; scope: Scope }, typeOf: TypeReader): TypingPlace {
  const tokens = cutTokens(source)
  const current = tokens.findIndex((token) => token.from < offset && (offset < token.to || (offset === token.to && (token.type === 'name' || token.isOpen))))
  const word = tokens[current]
  const isWord = word?.type === 'name' || word?.type === 'text'
  // The index of the first token at or behind the place.
  const here = isWord ? current : tokens.filter((token) => token.to <= offset).length
  const range = isWord ? { from: word.from, to: word.to } : { from: offset, to: offset }
  const typed = isWord ? source.slice(word.type === 'text' ? word.from + 1 : word.from, offset) : ''
  const extended = withRowNames({ tokens, here, source, scope }, typeOf)
  const typeBefore = (last: number): ValueType => typeOfValue({ tokens, last, source, scope: extended }, typeOf)
  const before = tokens[here - 1]
  const place = (wanted: TypingPlace['wanted']): TypingPlace => ({ ...range, typed, scope: extended, wanted })
  const besides = typeBesides(tokens, here, typeBefore)
  if (word?.type === 'text') return place({ type: 'text', besides })
  if (before?.text === '.' && before.type === 'symbol') return place({ type: 'member', of: typeBefore(here - 2) })
  if (isRowNamePlace(tokens, here)) return place({ type: 'newName' })
  if (before !== undefined && endsValue(before) && before.from < range.from) return place({ type: 'operator' })
  return place({ type: 'operand', besides })
}

function typeOfValue({ tokens, last, source, scope }: { tokens: readonly SourceToken[]; last: number; source: string; scope: Scope }, typeOf: TypeReader): ValueType {
  const first = startOfValue(tokens, last)
  const [start, end] = [first === undefined ? undefined : tokens[first], tokens[last]]
  return start === undefined || end === undefined ? ANY : typeOf(source.slice(start.from, end.to), scope)
}

// The value on the other side of `==` or `!=`, or before `in [`.
function typeBesides(tokens: readonly SourceToken[], here: number, typeBefore: (last: number) => ValueType): ValueType | undefined {
  const before = tokens[here - 1]
  if (before?.text === '==' || before?.text === '!=') return typeBefore(here - 2)
  if (before?.text !== '[' && before?.text !== ',') return undefined
  const bracket = openBrackets(tokens, here).at(-1)
  if (bracket === undefined || tokens[bracket]?.text !== '[' || tokens[bracket - 1]?.text !== 'in') return undefined
  return typeBefore(bracket - 2)
}

function isRowNamePlace(tokens: readonly SourceToken[], here: number): boolean {
  return tokens[here - 1]?.text === '(' && tokens[here - 3]?.text === '.' && isLoop(tokens[here - 2]?.text ?? '')
}

function withRowNames({ tokens, here, source, scope }: { tokens: readonly SourceToken[]; here: number; source: string; scope: Scope }, typeOf: TypeReader): Scope {
  let extended = scope
  for (const bracket of openBrackets(tokens, here)) {
    const row = tokens[bracket + 1]
    if (bracket + 2 >= here || row?.type !== 'name' || tokens[bracket + 2]?.text !== ',' || !isRowNamePlace(tokens, bracket + 1)) continue
    const list = typeOfValue({ tokens, last: bracket - 3, source, scope: extended }, typeOf)
    const rowType = { ...(list.type === 'list' ? list.of : ANY), help: 'The row that is being looked at.' }
    // Named twice: the first gives it the first place in the list, the last lets it win over a variable of the same name.
    extended = { variables: Object.fromEntries([[row.text, rowType], ...Object.entries(extended.variables), [row.text, rowType]]) }
  }
  return extended
}
