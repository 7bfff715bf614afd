import type { ExpressionError } from './expression-error.ts'

/** A piece of a template as it is written. `from` and `to` are offsets in the template; of an expression without its braces. */
export type TemplatePart = { readonly type: 'text'; readonly text: string } | { readonly type: 'expression'; readonly source: string; readonly from: number; readonly to: number }

/** Cuts a template into texts and expressions. `{{` and `}}` stand for braces; a single `}` outside of an expression is a brace too. */
export function cutTemplate(source: string): { readonly parts: readonly TemplatePart[]; readonly errors: readonly ExpressionError[] } {
  const parts: TemplatePart[] = []
  const errors: ExpressionError[] = []
  let text = ''
  let position = 0
  const keepText = (): void => {
    if (text !== '') parts.push({ type: 'text', text })
    text = ''
  }
  while (position < source.length) {
    const character = source[position] ?? ''
    if ((character === '{' || character === '}') && source[position + 1] === character) {
      text += character
      position += 2
    } else if (character === '{') {
      keepText()
      const end = endOfExpression(source, position + 1)
      if (end === undefined) {
        errors.push({ code: 'unclosed-part', message: 'This `{` is not closed.', from: position, to: source.length, hint: 'Write `{{` for a brace as text.' })
        parts.push({ type: 'expression', source: source.slice(position + 1), from: position + 1, to: source.length })
        return { parts, errors }
      }
      parts.push({ type: 'expression', source: source.slice(position + 1, end), from: position + 1, to: end })
      position = end + 1
    } else {
      text += character
      position++
    }
  }
  keepText()
  return { parts, errors }
}

// Braces inside of quotes and of written records belong to the expression.
function endOfExpression(source: string, start: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  for (let position = start; position < source.length; position++) {
    const character = source[position]
    if (quote !== undefined) {
      if (character === '\\') position++
      else if (character === quote) quote = undefined
    } else if (character === "'" || character === '"') quote = character
    else if (character === '{') depth++
    else if (character === '}' && depth-- === 0) return position
  }
  return undefined
}
