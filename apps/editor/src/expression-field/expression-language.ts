import type { Completion as CodeCompletion, CompletionSource } from '@codemirror/autocomplete'
import { createExpressionLanguage, type Completion, type Scope } from '@halley/engine'
import { textOffersAt, type OfferedText } from './offered-texts.ts'

/** The one language of all fields: what was checked is kept per scope. */
export const language = createExpressionLanguage()

const icons: Readonly<Record<Completion['kind'], string>> = { variable: 'variable', field: 'property', function: 'function', keyword: 'keyword', value: 'constant' }

/** Offers what the language says can stand at the cursor; before that, texts that the place knows. */
export function completionSource(mode: 'expression' | 'template', scope: Scope, offered: readonly OfferedText[] = []): CompletionSource {
  return (context) => {
    const source = context.state.doc.toString()
    const texts = mode === 'expression' && offered.length > 0 ? textOffersAt(source, context.pos, offered) : null
    if (texts !== null) return { from: texts.from, filter: false, options: texts.options.map(({ name, value, insert }) => ({ label: name, apply: insert, ...(value !== name && { detail: value }), type: 'constant' })) }
    const offers = mode === 'expression' ? language.completionsAt(source, context.pos, scope) : language.templateCompletionsAt(source, context.pos, scope)
    const [first] = offers
    if (first === undefined) return null
    // Operators are offered only when asked for: after every finished value the list would be in the way.
    const before = source.slice(0, context.pos)
    if (!context.explicit && !/[\w.'"{]$|[=!<>&|+\-*/?:,([]\s?$/.test(before)) return null
    return { from: first.from, to: first.to, filter: false, options: offers.map(option) }
  }
}

function option(offer: Completion): CodeCompletion {
  return { label: offer.label, apply: offer.insert, detail: offer.detail, type: icons[offer.kind], ...(offer.help !== '' && { info: offer.help }) }
}
