import type { CompiledExpression, CompiledTemplate, PrepareContext, RunContext } from '@halley/engine'
import { idSchema, inOrder, mapById, type Value } from '@halley/model'
import { z } from 'zod'

/** Lines of a name and a template: headers, query. */
export const namedTemplatesSchema = mapById(z.object({ id: idSchema, order: z.string().max(200), name: z.string().trim().max(100), value: z.string().max(4_000) })).default({})

export type NamedTemplates = z.infer<typeof namedTemplatesSchema>

/** A line ready to be written; its template is undefined where it does not check. */
export type PreparedLine = { readonly name: string; readonly template: CompiledTemplate | undefined }

/** Compiles the lines of one config key; a line without a name is a problem. */
export function prepareLines(key: string, lines: NamedTemplates, context: PrepareContext): PreparedLine[] {
  return inOrder(lines).map((line) => {
    if (line.name === '') context.report({ code: 'lines/no_name', severity: 'error', text: 'This line has no name; write one, or delete the line.', path: [key, line.id, 'name'] })
    return { name: line.name, template: context.template([key, line.id, 'value'], line.value) }
  })
}

export type Written = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string; readonly text: string }

/** Writes one value of a template; a text refuses it with what is wrong ("is unknown"). */
export type ValueWriter = (value: Value, at: { readonly index: number; readonly before: string }) => { readonly text: string } | { readonly problem: string }

/** Writes a template with its values as programs read them. `what` names it in an error: "The address". */
export function writeTemplate(template: CompiledTemplate | undefined, context: RunContext, { what, write }: { readonly what: string; readonly write: ValueWriter }): Written {
  let text = ''
  for (const [index, part] of (template?.parts ?? []).entries()) {
    if ('text' in part) {
      text += part.text
      continue
    }
    const value = evaluated(part.expression, context, what)
    if (!value.ok) return value
    const written = write(value.value, { index, before: text })
    if ('problem' in written) return { ok: false, code: 'http/value_invalid', text: `${what} cannot be written: a value in it ${written.problem}.` }
    text += written.text
  }
  return { ok: true, text }
}

function evaluated(expression: CompiledExpression, context: RunContext, what: string): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: string; readonly text: string } {
  const result = context.evaluate(expression)
  return result.ok ? result : { ok: false, code: result.code, text: `${what} could not be computed: ${result.text}` }
}

/** A value as programs read it: a choice by its technical value, a duration in milliseconds, lists and groups of fields as JSON; unknown is empty. */
export function programText(value: Value): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A value that cannot leave the part of an address in which it stands: what means something in an address is written as `%xx`. */
export function addressText(value: Value): string {
  // Half a character has no UTF-8.
  return encodeURIComponent(programText(value).replace(/\p{Surrogate}/gu, '\uFFFD'))
}
