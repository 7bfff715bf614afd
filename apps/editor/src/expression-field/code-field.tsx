import type { CompletionSource } from '@codemirror/autocomplete'
import type { HoverHelp } from '@halley/engine'
import { useId, useMemo } from 'react'
import { CodeInput } from './code-input.tsx'
import type { CodeFieldProps } from './expression-field.tsx'

type Mistake = { readonly from: number; readonly to: number; readonly message: string; readonly hint?: string | undefined }

/** Label, code and what is to say below: the first mistake with its position, else the type and the last value. */
export function CodeField(
  props: CodeFieldProps & {
    readonly mode: 'expression' | 'template'
    readonly mistakes: readonly Mistake[]
    readonly complete: CompletionSource
    readonly hover: (source: string, position: number) => HoverHelp | undefined
    readonly note: string | undefined
    /** What it would give with what the last run left, as text. */
    readonly lastValue: string | undefined
    readonly multiline?: boolean | undefined
  },
) {
  const id = useId()
  const labelId = `${id}-label`
  const messageId = `${id}-message`
  const [first] = props.mistakes
  const mistakes = useMemo(() => props.mistakes.map(({ from, to, message, hint }) => ({ from, to, message: hint === undefined ? message : `${message} ${hint}` })), [props.mistakes])
  const note = [props.note, props.lastValue === undefined ? undefined : `in the last run: ${props.lastValue}`].filter((part) => part !== undefined).join(' · ')
  return (
    <div className="code-field">
      <span id={labelId} className={props.hideLabel === true ? 'sr-only' : 'code-field-label'}>
        {props.label}
      </span>
      <CodeInput
        mode={props.mode}
        value={props.value}
        onChange={props.onChange}
        labelledBy={labelId}
        describedBy={props.describedBy === undefined ? messageId : `${messageId} ${props.describedBy}`}
        invalid={first !== undefined}
        mistakes={mistakes}
        complete={props.complete}
        help={props.hover}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        autoFocus={props.autoFocus === true}
        multiline={props.multiline === true}
        {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
        reveal={props.reveal}
      />
      <p id={messageId} className="code-field-message" data-tone={first === undefined ? 'quiet' : 'error'}>
        {first === undefined ? (note === '' ? props.help : note) : `${props.value.trim() === '' ? '' : `${positionInWords(props.value, first.from)}: `}${first.message}${first.hint === undefined ? '' : ` ${first.hint}`}`}
      </p>
    </div>
  )
}

/** Says where in a source an offset is: "Character 5", or "Line 2, character 5". Both count from 1. */
function positionInWords(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n')
  const character = (before.at(-1)?.length ?? 0) + 1
  return before.length === 1 ? `Character ${character}` : `Line ${before.length}, character ${character}`
}
