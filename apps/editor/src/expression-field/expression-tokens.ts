/** What a piece of an expression is, for its colour. */
export type TokenKind = 'text' | 'number' | 'word' | 'name' | 'function' | 'operator' | 'brace'
export type Token = { readonly from: number; readonly to: number; readonly kind: TokenKind }

const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in'])
const PIECE = /'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|&&|\|\||[=!<>]=|[-+*/%<>!?:]|[{}]|\S/gy

/** Cuts an expression into coloured pieces; never fails, whatever was typed so far. */
export function expressionTokens(source: string, from = 0, to = source.length): Token[] {
  const tokens: Token[] = []
  for (const piece of pieces(source, from, to)) if (piece.kind !== undefined) tokens.push({ from: piece.from, to: piece.to, kind: piece.kind })
  return tokens
}

/** Cuts a text with `{expression}` parts: only the parts and their braces are coloured. */
export function templateTokens(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('{', at)
    if (open === -1) break
    if (source[open + 1] === '{') {
      at = open + 2
      continue
    }
    const close = closingBrace(source, open + 1)
    tokens.push({ from: open, to: open + 1, kind: 'brace' }, ...expressionTokens(source, open + 1, close))
    if (close < source.length) tokens.push({ from: close, to: close + 1, kind: 'brace' })
    at = close + 1
  }
  return tokens
}

// Braces inside of quotes and of written records belong to the expression.
function closingBrace(source: string, from: number): number {
  let depth = 0
  for (const piece of pieces(source, from, source.length)) {
    const text = source.slice(piece.from, piece.to)
    if (text === '{') depth += 1
    else if (text === '}') {
      if (depth === 0) return piece.from
      depth -= 1
    }
  }
  return source.length
}

function* pieces(source: string, from: number, to: number): Generator<{ from: number; to: number; kind: TokenKind | undefined }> {
  let at = from
  while (at < to) {
    if (/\s/.test(source.charAt(at))) {
      at += 1
      continue
    }
    PIECE.lastIndex = at
    const end = Math.min(to, PIECE.exec(source) === null ? at + 1 : PIECE.lastIndex)
    yield { from: at, to: end, kind: kindOf(source, at, end) }
    at = end
  }
}

function kindOf(source: string, from: number, to: number): TokenKind | undefined {
  const text = source.slice(from, to)
  const first = text.charAt(0)
  if (first === "'" || first === '"') return 'text'
  if (/\d/.test(first)) return 'number'
  if (/[A-Za-z_]/.test(first)) {
    if (WORDS.has(text)) return 'word'
    return /^\s*\(/.test(source.slice(to, to + 8)) ? 'function' : 'name'
  }
  if (first === '{' || first === '}') return 'brace'
  return /[-+*/%<>!?:&|=]/.test(first) ? 'operator' : undefined
}
