import { choiceLabels, plainText, type CompiledTemplate, type RunContext } from '@halley/engine'
import type { Written } from './named-templates.ts'

/**
 * Writes a template for people: choices by their labels, unknown as nothing. Unlike a text on a screen, one that goes out
 * fails when a value in it does. `what` names it in an error: "The title".
 */
export function peopleText(template: CompiledTemplate | undefined, context: RunContext, what: string): Written {
  let text = ''
  for (const part of template?.parts ?? []) {
    if ('text' in part) {
      text += part.text
      continue
    }
    const result = context.evaluate(part.expression)
    if (!result.ok) return { ok: false, code: result.code, text: `${what} could not be written: ${result.text}` }
    if (result.value !== null) text += choiceLabels(result.value, part.expression.type) ?? plainText(result.value, part.expression.type)
  }
  return { ok: true, text: text.trim() }
}
