import type { SourceRange } from './expression-error.ts'

/** A word of the source while it is being typed. Unlike the grammar it never fails: an open text is a token as well. */
export type SourceToken = SourceRange & { readonly type: 'name' | 'number' | 'text' | 'symbol'; readonly text: string; readonly isOpen: boolean }

const TOKEN_FORM = /([A-Za-z_]\w*)|(\d+(?:\.\d+)?)|('(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?)|(==|!=|<=|>=|&&|\|\||[^\s])/g

/** Cuts source into words for completion and hover. */
export function cutTokens(source: string): readonly SourceToken[] {
  return Array.from(source.matchAll(TOKEN_FORM), (match) => {
    const [text, name, number, quoted] = match
    const type = name !== undefined ? 'name' : number !== undefined ? 'number' : quoted !== undefined ? 'text' : 'symbol'
    return { type, text, from: match.index, to: match.index + text.length, isOpen: type === 'text' && (text.length < 2 || !text.endsWith(text.slice(0, 1))) }
  })
}

/** Gives the index of the first token of the value that ends with token `last`: of `a.b(c)[0]` that of `a`; undefined when none ends there. */
export function startOfValue(tokens: readonly SourceToken[], last: number): number | undefined {
  let index = last
  for (;;) {
    const token = tokens[index]
    if (token === undefined) return undefined
    if (token.text === ')' || token.text === ']') {
      const open = openingOf(tokens, index)
      if (open === undefined) return undefined
      const before = tokens[open - 1]
      const isGroup = token.text === ')' ? before?.type !== 'name' : before === undefined || !endsValue(before)
      if (isGroup) return open
      index = open - 1
      if (token.text === ']') continue
    } else if (token.type === 'symbol') return undefined
    if (tokens[index - 1]?.text !== '.') return index
    index -= 2
  }
}

/** Holds for tokens behind which a value is complete. */
export function endsValue(token: SourceToken): boolean {
  return (token.type !== 'symbol' && token.text !== 'in') || token.text === ')' || token.text === ']' || token.text === '}'
}

function openingOf(tokens: readonly SourceToken[], close: number): number | undefined {
  let depth = 0
  for (let index = close; index >= 0; index--) {
    const text = tokens[index]?.type === 'symbol' ? tokens[index]?.text : undefined
    if (text === ')' || text === ']' || text === '}') depth++
    else if (text === '(' || text === '[' || text === '{') {
      depth--
      if (depth === 0) return index
    }
  }
  return undefined
}

/** Gives the indexes of the brackets that are open before token `end`, outermost first. */
export function openBrackets(tokens: readonly SourceToken[], end: number): readonly number[] {
  const open: number[] = []
  for (let index = 0; index < end; index++) {
    const token = tokens[index]
    if (token?.type !== 'symbol') continue
    if (token.text === '(' || token.text === '[' || token.text === '{') open.push(index)
    else if (token.text === ')' || token.text === ']' || token.text === '}') open.pop()
  }
  return open
}
