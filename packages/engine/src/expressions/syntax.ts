import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js'
import type { ExpressionError } from './expression-error.ts'
import type { ExpressionLimits } from './expression-limits.ts'
import { hintForOperator, hintForWord } from './habit-hints.ts'

export type SyntaxNode = ASTNode

/** Reads source into a syntax tree, or says in plain words where it cannot be read. */
export type SyntaxReader = (source: string) => { readonly ok: true; readonly root: SyntaxNode } | { readonly ok: false; readonly error: ExpressionError }

/**
 * Makes the reader. Only the library's grammar (CEL) is used: what names mean, types and running are ours,
 * because unknown values, one kind of number and the step budget have to hold everywhere.
 */
export function createSyntaxReader(limits: ExpressionLimits): SyntaxReader {
  const grammar = new Environment({
    limits: { maxAstNodes: limits.nodes, maxDepth: limits.depth, maxListElements: limits.literalItems, maxMapEntries: limits.literalItems, maxCallArguments: 20 },
  })
  return (source) => {
    if (source.length > limits.sourceLength) {
      return refused({ code: 'too-long', message: `This expression has ${source.length} characters; the limit is ${limits.sourceLength}.`, from: limits.sourceLength, to: source.length })
    }
    if (source.trim() === '') return refused({ code: 'empty', message: 'There is no expression here yet.', from: 0, to: source.length })
    let readable = source
    // Each round replaces one reserved word that is used as a name, so there can be no more rounds than words.
    for (;;) {
      try {
        return { ok: true, root: grammar.parse(readable).ast }
      } catch (problem) {
        const next = withoutReservedWord(problem, readable)
        if (next === undefined) return refused(explain(problem, source))
        readable = next
      }
    }
  }
}

/** Gives the name at a node as it was typed; the tree may hold a stand-in for a reserved word. */
export function nameAt(node: { readonly start: number; readonly end: number }, source: string): string {
  return source.slice(node.start, node.end)
}

// The grammar reserves words such as `package` or `loop`, which are good technical names. They are read as a name of
// the same length instead; names are taken from the source by position (nameAt).
function withoutReservedWord(problem: unknown, source: string): string | undefined {
  if (!(problem instanceof ParseError) || problem.code !== 'reserved_identifier' || problem.range === undefined) return undefined
  const { start, end } = problem.range
  if (end <= start || end > source.length) return undefined
  return source.slice(0, start) + '_'.repeat(end - start) + source.slice(end)
}

function refused(error: ExpressionError): { ok: false; error: ExpressionError } {
  return { ok: false, error }
}

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  EOF: 'the end', NUMBER: 'a number', STRING: 'a text', BOOLEAN: 'true or false', NULL: 'null', IDENTIFIER: 'a name', IN: '`in`',
  PLUS: '`+`', MINUS: '`-`', MULTIPLY: '`*`', DIVIDE: '`/`', MODULO: '`%`', EQ: '`==`', NE: '`!=`', LT: '`<`', LE: '`<=`', GT: '`>`', GE: '`>=`',
  AND: '`&&`', OR: '`||`', NOT: '`!`', LPAREN: '`(`', RPAREN: '`)`', LBRACKET: '`[`', RBRACKET: '`]`', LBRACE: '`{`', RBRACE: '`}`',
  DOT: '`.`', COMMA: '`,`', COLON: '`:`', QUESTION: '`?`', BYTES: 'bytes',
}

function explain(problem: unknown, source: string): ExpressionError {
  // A stack that is too small (a worker, a deep caller) ends in a RangeError; everything else comes as a ParseError.
  if (!(problem instanceof ParseError)) return { code: 'too-complex', message: 'This expression is nested too deeply.', from: 0, to: source.length }
  const from = Math.max(0, Math.min(problem.range?.start ?? 0, source.length))
  const to = Math.max(from, Math.min(problem.range?.end ?? source.length, source.length))
  const at = (message: string, hint?: string): ExpressionError => ({ code: 'syntax', message, from, to, ...(hint === undefined ? {} : { hint }) })
  const rest = source.slice(from)
  const operatorHint = hintForOperator(source.slice(0, from), rest)
  if (operatorHint !== undefined) return at('This operator is not known here.', operatorHint)
  switch (problem.code) {
    case 'limit_exceeded':
      return { code: 'too-complex', message: 'This expression has too many parts.', from, to, hint: 'Split it: assign a part of it to a field first.' }
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
    case 'newline_in_string':
      return at('This text has no closing quote.', "A text looks like 'this'.")
    case 'unexpected_character':
      if (rest.startsWith('=')) return at('A single `=` does not compare.', 'Write `==` for “is equal to”.')
      if (rest.startsWith('&')) return at('A single `&` means nothing here.', 'Write `&&` for “and”.')
      if (rest.startsWith('|')) return at('A single `|` means nothing here.', 'Write `||` for “or”.')
      if (/^[“”„‘’]/.test(rest)) return at('These are printed quotes.', "Write straight quotes: 'text'.")
      return explainUnexpected(source, from)
    case 'expected_token': {
      const [, expected = '', got = ''] = /Expected (\w+), got (\w+)/.exec(problem.summary) ?? []
      return at(`Here ${TOKEN_WORDS[expected] ?? 'something else'} is needed, but there is ${TOKEN_WORDS[got] ?? 'something else'}.`)
    }
    case 'unexpected_token': {
      const [, got = ''] = /Unexpected token: (\w+)/.exec(problem.summary) ?? []
      return at(got === 'EOF' ? 'The expression is not finished.' : `${capitalised(TOKEN_WORDS[got] ?? 'This')} cannot stand here.`)
    }
    case 'invalid_macro_argument':
      return { code: 'wrong-arguments', message: 'The first thing in the parentheses must be a new name for one row.', from, to, hint: 'For example: lines.filter(line, line.price > 10)' }
    case 'invalid_number':
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_exponent':
    case 'numeric_overflow':
      return at('This is not a number.')
    case 'reserved_identifier':
      return at(`\`${source.slice(from, to)}\` cannot be used as a name here.`)
    default:
      return at(problem.code.includes('escape') ? 'This \\ sequence in the text is not known.' : 'This cannot be read.', problem.code.includes('escape') ? 'Write \\\\ for a single \\.' : undefined)
  }
}

// After a complete value, the grammar stops at the next word and calls it an unexpected character.
function explainUnexpected(source: string, from: number): ExpressionError {
  const rest = source.slice(from)
  const [word] = /^\w+/.exec(rest) ?? []
  if (word === undefined) return { code: 'syntax', message: `\`${String.fromCodePoint(rest.codePointAt(0) ?? 32)}\` is not expected here.`, from, to: Math.min(from + 1, source.length) }
  const [previous = ''] = /\w+(?=\s*$)/.exec(source.slice(0, from)) ?? []
  // `not urgent`: the wrong word is the one before.
  if (hintForWord(word) === undefined && previous === 'not') return { code: 'syntax', message: '`not` is not expected here.', from: source.lastIndexOf('not', from), to: source.lastIndexOf('not', from) + 3, hint: 'Write `!` for “not”.' }
  return { code: 'syntax', message: `\`${word}\` is not expected here.`, from, to: from + word.length, hint: hintForWord(word) ?? 'Between two values an operator is needed, such as `+`, `==` or `&&`.' }
}

function capitalised(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
