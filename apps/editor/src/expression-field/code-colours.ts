import { RangeSetBuilder, type Extension } from '@codemirror/state'
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view'
import { expressionTokens, templateTokens, type TokenKind } from './expression-tokens.ts'

const marks: Readonly<Record<TokenKind, Decoration>> = {
  text: Decoration.mark({ class: 'code-text' }),
  number: Decoration.mark({ class: 'code-number' }),
  word: Decoration.mark({ class: 'code-word' }),
  name: Decoration.mark({ class: 'code-name' }),
  function: Decoration.mark({ class: 'code-function' }),
  operator: Decoration.mark({ class: 'code-operator' }),
  brace: Decoration.mark({ class: 'code-brace' }),
}

/** Colours expressions, or only the `{expression}` parts of a template. An expression has at most 4,000 characters, so all of it is coloured at once. */
export function codeColours(mode: 'expression' | 'template'): Extension {
  const colour = (view: EditorView): DecorationSet => {
    const source = view.state.doc.toString()
    const builder = new RangeSetBuilder<Decoration>()
    for (const token of mode === 'expression' ? expressionTokens(source) : templateTokens(source)) builder.add(token.from, token.to, marks[token.kind])
    return builder.finish()
  }
  return ViewPlugin.define(
    (view) => ({
      decorations: colour(view),
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = colour(update.view)
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  )
}
