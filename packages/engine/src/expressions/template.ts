import type { NameUse } from './builder.ts'
import { shiftError, type ExpressionError } from './expression-error.ts'
import type { CompiledExpression, ExpressionLanguage, RefusedExpression } from './language.ts'
import { plainText } from './plain-text.ts'
import { cutTemplate } from './template-parts.ts'
import type { Scope, ValueType } from './value-type.ts'

/** Writes a known value for people, such as the label of a choice; undefined leaves it to the plain way. */
export type ValueFormatter = (value: unknown, type: ValueType) => string | undefined

export type TemplateResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: ExpressionError }

/** A text with `{expression}` parts that was checked. */
export type CompiledTemplate = {
  readonly ok: true
  /** Writes the text. Unknown is empty; what fails gives its error with the position in the template. Never throws. */
  readonly evaluate: (values: Readonly<Record<string, unknown>>, format?: ValueFormatter, under?: Readonly<Record<string, unknown>>) => TemplateResult
  readonly references: readonly (readonly string[])[]
  /** Where names of data stand, as offsets in the template. */
  readonly nameUses: readonly NameUse[]
  /** Does it read `now`? Values without it do for all others. */
  readonly readsNow: boolean
  /** Its pieces in order, for those who write values in a way of their own: into an address, for instance. */
  readonly parts: readonly RunnablePart[]
}

/** A piece of a template: text as it is, or an expression and where it begins. */
export type RunnablePart = { readonly text: string } | { readonly expression: CompiledExpression; readonly from: number }

/** Checks a text with `{expression}` parts; errors have offsets in the template. Never throws. */
export function compileTemplate(language: Pick<ExpressionLanguage, 'compile' | 'limits'>, source: string, scope: Scope): CompiledTemplate | RefusedExpression {
  const { limits } = language
  if (source.length > limits.templateLength) {
    return { ok: false, errors: [{ code: 'too-long', message: `This text has ${source.length} characters; the limit is ${limits.templateLength}.`, from: limits.templateLength, to: source.length }] }
  }
  const cut = cutTemplate(source)
  const errors: ExpressionError[] = [...cut.errors]
  const parts: RunnablePart[] = []
  const nameUses: NameUse[] = []
  const references = new Map<string, readonly string[]>()
  for (const part of cut.parts) {
    if (part.type === 'text') {
      parts.push({ text: part.text })
      continue
    }
    // The rest of a text behind an unclosed brace is no expression.
    if (cut.errors.length > 0 && part.to === source.length) continue
    const expression = language.compile(part.source, scope)
    if (expression.ok) {
      parts.push({ expression, from: part.from })
      for (const path of expression.references) references.set(path.join('.'), path)
      for (const use of expression.nameUses) nameUses.push({ ...use, from: use.from + part.from, to: use.to + part.from })
    } else {
      for (const error of expression.errors) errors.push(shiftError(error.code === 'empty' ? emptyPart(error, part.source) : error, part.from))
    }
  }
  const expressionCount = parts.filter((part) => 'expression' in part).length
  if (expressionCount > limits.templateParts) {
    errors.push({ code: 'too-complex', message: `This text has ${expressionCount} expressions; the limit is ${limits.templateParts}.`, from: 0, to: source.length })
  }
  if (errors.length > 0) return { ok: false, errors: errors.toSorted((left, right) => left.from - right.from) }
  return {
    ok: true,
    parts,
    references: [...references.values()],
    nameUses,
    readsNow: parts.some((part) => 'expression' in part && part.expression.readsNow),
    evaluate: (values, format, under) => writeParts(parts, { values, under, format, textLength: limits.textLength, to: source.length }),
  }
}

function emptyPart(error: ExpressionError, source: string): ExpressionError {
  return { ...error, message: 'There is nothing between these braces.', hint: 'Write a name, such as {Ticket.subject}, or `{{` and `}}` for braces as text.', from: -1, to: source.length + 1 }
}

function writeParts(
  parts: readonly RunnablePart[],
  { values, under, format, textLength, to }: { values: Readonly<Record<string, unknown>>; under: Readonly<Record<string, unknown>> | undefined; format: ValueFormatter | undefined; textLength: number; to: number },
): TemplateResult {
  let text = ''
  for (const part of parts) {
    if ('text' in part) {
      text += part.text
      continue
    }
    const result = part.expression.evaluate(values, under)
    if (!result.ok) return { ok: false, error: shiftError(result.error, part.from) }
    text += result.value === null ? '' : (format?.(result.value, part.expression.type) ?? plainText(result.value, part.expression.type))
    if (text.length > textLength) return { ok: false, error: { code: 'text-too-long', message: `The text has more than ${textLength} characters.`, from: 0, to } }
  }
  return { ok: true, text }
}
