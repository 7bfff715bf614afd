import type { InputControl } from '@halley/model'
import { useId, type ReactNode } from 'react'
import type { InputValue } from './input-text.ts'

type ChoiceProps = {
  readonly label: string
  readonly control: Extract<InputControl, { type: 'choice' }>
  readonly placeholder: string
  readonly required: boolean
  readonly value: InputValue
  readonly describing: { readonly 'aria-invalid': true | undefined; readonly 'aria-describedby': string | undefined; readonly 'data-widget': string }
  readonly problem: ReactNode
  readonly onChange: (value: InputValue) => void
}

/** Options that are all shown at once; more are in a list that opens. */
const SHOWN_AT_ONCE = 4

/** One of a few as radio buttons, one of many as a list, several as checkboxes. */
export function ChoiceControl({ label, control, placeholder, required, value, describing, problem, onChange }: ChoiceProps) {
  const id = useId()
  const { options, multiple } = control
  if (!multiple && options.length > SHOWN_AT_ONCE) {
    const known = options.some((option) => option.value === value)
    return (
      <div className="halley-field">
        <label htmlFor={id} className="halley-label" data-required={required || undefined}>{label}</label>
        <select id={id} className="halley-input" required={required} {...describing} value={known ? String(value) : ''} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
          <option value="">{placeholder === '' ? 'Choose…' : placeholder}</option>
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
        {problem}
      </div>
    )
  }
  const chosen = Array.isArray(value) ? value : [value]
  const toggle = (option: string, isOn: boolean) => {
    if (!multiple) onChange(option)
    else onChange(options.filter((other) => (other.value === option ? isOn : chosen.includes(other.value))).map((other) => other.value))
  }
  return (
    <fieldset className="halley-field" role={multiple ? undefined : 'radiogroup'} aria-required={!multiple && required ? true : undefined} aria-describedby={describing['aria-describedby']}>
      <legend className="halley-label" data-required={required || undefined}>{label}</legend>
      <div className="halley-options">
        {options.map((option) => (
          <label key={option.value} className="halley-option">
            <input type={multiple ? 'checkbox' : 'radio'} name={id} value={option.value} checked={chosen.includes(option.value)} {...describing} onChange={(event) => toggle(option.value, event.target.checked)} />
            {option.color === undefined || option.color === '' ? null : <span aria-hidden="true" className="halley-option-color" data-color={option.color} />}
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {problem}
    </fieldset>
  )
}
