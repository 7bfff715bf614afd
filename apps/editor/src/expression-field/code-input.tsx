import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Annotation, Compartment, EditorState, Prec, type Extension } from '@codemirror/state'
import { EditorView, hoverTooltip, keymap, placeholder as placeholderText, tooltips } from '@codemirror/view'
import type { HoverHelp } from '@halley/engine'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useMayChange } from '../stores/project-store.ts'
import './code-input.css'
import { codeColours } from './code-colours.ts'

/** A mistake to underline; character offsets, `to` exclusive. */
export type CodeMistake = { readonly from: number; readonly to: number; readonly message: string }

export type CodeInputProps = {
  readonly mode: 'expression' | 'template'
  readonly value: string
  readonly onChange: (value: string) => void
  readonly labelledBy: string
  readonly describedBy: string
  readonly invalid: boolean
  readonly mistakes: readonly CodeMistake[]
  readonly complete: CompletionSource
  readonly help: (source: string, position: number) => HoverHelp | undefined
  readonly placeholder?: string | undefined
  readonly autoFocus?: boolean
  /** Enter starts a new line; else only Shift+Enter does. */
  readonly multiline?: boolean
  readonly onBlur?: () => void
  /** Offsets to select, when a problem's place was jumped to. */
  readonly reveal?: { readonly from: number; readonly to: number } | undefined
}

// Marks a change that came from outside, so that it is not reported back as typing.
const fromOutside = Annotation.define<boolean>()

/** A code field that looks like a one-line input and grows: CodeMirror, set up so that Tab always leaves it. */
export function CodeInput(props: CodeInputProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(props)
  const attributes = useRef(new Compartment())

  useLayoutEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (host.current === null) return undefined
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: latest.current.value, extensions: extensionsOf(latest, attributes.current) }),
    })
    view.current = created
    if (latest.current.autoFocus === true) created.focus()
    return () => {
      created.destroy()
      view.current = null
    }
  }, [])

  useEffect(() => {
    const current = view.current
    if (current === null || current.state.doc.toString() === props.value) return
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: props.value }, annotations: fromOutside.of(true) })
  }, [props.value])

  const { labelledBy, describedBy, invalid, placeholder } = props
  const isReadOnly = !useMayChange()
  useEffect(() => {
    view.current?.dispatch({ effects: attributes.current.reconfigure([accessibility({ labelledBy, describedBy, invalid, placeholder }), isReadOnly ? lookOnly : []]) })
  }, [labelledBy, describedBy, invalid, placeholder, isReadOnly])

  useEffect(() => {
    const current = view.current
    if (current === null) return
    const end = current.state.doc.length
    const diagnostics = props.mistakes.map((mistake) => {
      const from = Math.max(0, Math.min(mistake.from, end))
      return { from, to: Math.max(from, Math.min(mistake.to, end)), severity: 'error' as const, message: mistake.message }
    })
    current.dispatch(setDiagnostics(current.state, diagnostics))
  }, [props.mistakes])

  useEffect(() => {
    const current = view.current
    if (current === null || props.reveal === undefined) return
    const end = current.state.doc.length
    current.dispatch({ selection: { anchor: Math.min(props.reveal.from, end), head: Math.min(props.reveal.to, end) }, scrollIntoView: true })
    current.focus()
  }, [props.reveal])

  return <div ref={host} className="code-input" data-mode={props.mode} data-invalid={props.invalid} />
}

// Still to be selected and copied from.
const lookOnly: Extension = [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ tabindex: '0', 'aria-readonly': 'true' })]

function accessibility({ labelledBy, describedBy, invalid, placeholder }: Pick<CodeInputProps, 'labelledBy' | 'describedBy' | 'invalid' | 'placeholder'>): Extension {
  return [
    EditorView.contentAttributes.of({ 'aria-labelledby': labelledBy, 'aria-describedby': describedBy, 'aria-invalid': String(invalid), spellcheck: 'false' }),
    placeholder === undefined || placeholder === '' ? [] : placeholderText(placeholder),
  ]
}

function extensionsOf(latest: { readonly current: CodeInputProps }, attributes: Compartment): Extension {
  const { mode } = latest.current
  return [
    history(),
    EditorView.lineWrapping,
    codeColours(mode),
    bracketMatching(),
    // In the body, so that no pane cuts the completions off.
    tooltips({ parent: document.body, position: 'fixed' }),
    mode === 'expression' ? closeBrackets() : [],
    // They come a moment after typing: who has left the field by then wants none, and nothing would close them.
    autocompletion({ override: [(context) => (context.view?.hasFocus === false ? null : latest.current.complete(context))], icons: false, activateOnTyping: true }),
    hoverTooltip((shown, position) => {
      const found = latest.current.help(shown.state.doc.toString(), position)
      return found === undefined ? null : { pos: found.from, end: found.to, above: true, create: () => ({ dom: helpElement(found) }) }
    }),
    attributes.of(accessibility(latest.current)),
    // Completion's own Enter comes first (its keymap has the highest precedence while its list is open).
    keymap.of([...completionKeymap, ...closeBracketsKeymap]),
    Prec.low(keymap.of([{ key: 'Enter', run: (target) => latest.current.multiline !== true || insertNewline(target), shift: insertNewline }])),
    // Without Tab, Mod-Enter and Escape: Tab leaves the field, the others belong to the editor around it.
    Prec.lowest(keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Enter' && key !== 'Escape'), ...historyKeymap])),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(fromOutside) === true)) return
      latest.current.onChange(update.state.doc.toString())
    }),
    EditorView.domEventHandlers({
      blur: () => latest.current.onBlur?.(),
      // The editor's single-key commands (canvas) must not hear what is typed here.
      keydown: (event) => {
        if (event.key !== 'Tab' && event.key !== 'Escape' && !/^F\d/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation()
        return false
      },
    }),
  ]
}

function helpElement(help: HoverHelp): HTMLElement {
  const element = document.createElement('div')
  element.className = 'code-help'
  const title = document.createElement('code')
  title.textContent = help.detail
  const text = document.createElement('p')
  text.textContent = [help.title, help.help].filter((part) => part !== '').join('. ')
  element.append(title, text)
  return element
}
