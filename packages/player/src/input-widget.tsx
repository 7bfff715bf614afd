import type { WidgetView } from '@halley/model'
import { useId } from 'react'
import { ChoiceControl } from './choice-control.tsx'
import { textOf } from './input-text.ts'
import { stands, type Draft } from './screen-drafts.ts'

export type InputView = Extract<WidgetView, { kind: 'input' }>
export type InputProps = {
  readonly widget: InputView
  readonly version: number
  readonly draft: Draft | undefined
  readonly error: string | undefined
  readonly onType: (draft: Draft) => void
}

/** One input with its label, the control that its type asks for, and what is wrong with it. */
export function InputWidget({ widget, version, draft, error, onType }: InputProps) {
  const id = useId()
  const errorId = `${id}-error`
  const { control, label } = widget
  const current = stands(draft, version) ? draft : undefined
  const value = current?.type === 'value' ? current.value : widget.value
  const text = current?.type === 'text' ? current.text : textOf(control, value)
  const describing = { 'aria-invalid': error === undefined ? undefined : (true as const), 'aria-describedby': error === undefined ? undefined : errorId, 'data-widget': widget.id }
  const onText = (next: string) => onType({ type: 'text', text: next, storedInVersion: null })
  const problem = error === undefined ? null : <p id={errorId} className="halley-error">{error}</p>

  if (control.type === 'yesNo') {
    return (
      <div className="halley-field">
        <label className="halley-option">
          <input type="checkbox" checked={value === true} aria-required={widget.required || undefined} {...describing} onChange={(event) => onType({ type: 'value', value: event.target.checked, storedInVersion: null })} />
          <span data-required={widget.required || undefined}>{label}</span>
        </label>
        {problem}
      </div>
    )
  }
  if (control.type === 'choice') {
    return (
      <ChoiceControl
        label={label} control={control} placeholder={widget.placeholder} required={widget.required} value={value} describing={describing} problem={problem}
        onChange={(next) => onType({ type: 'value', value: next, storedInVersion: null })}
      />
    )
  }
  const shared = { id, value: text, required: widget.required, placeholder: widget.placeholder, className: 'halley-input', ...describing }
  return (
    <div className="halley-field">
      <label htmlFor={id} className="halley-label" data-required={widget.required || undefined}>{label}</label>
      {control.type === 'text' && control.multiline ? (
        <textarea {...shared} rows={3} onChange={(event) => onText(event.target.value)} />
      ) : (
        <input {...shared} {...attributesOf(control, widget.placeholder)} onChange={(event) => onText(event.target.value)} />
      )}
      {problem}
    </div>
  )
}

function attributesOf(control: Exclude<InputView['control'], { type: 'yesNo' | 'choice' }>, placeholder: string) {
  switch (control.type) {
    case 'text': return { type: control.inputType, autoComplete: 'off' }
    // A text field: a number field drops what it cannot read, and then nobody can say what is wrong with it.
    case 'number': return { type: 'text', inputMode: 'decimal' as const, autoComplete: 'off' }
    case 'date': return { type: 'date' }
    case 'dateTime': return { type: 'datetime-local' }
    case 'duration': return { type: 'text', autoComplete: 'off', placeholder: placeholder === '' ? '1 h 30 min' : placeholder }
  }
}
