import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { Field } from './field.tsx'
import { TextInput } from './text-input.tsx'

export type ChipsFieldProps = {
  readonly label: string
  readonly help: string
  readonly error?: string | null | undefined
  /** Shown while there is none. */
  readonly placeholder: string
  /** What one is called, with its article: "a role". */
  readonly one: string
  readonly chips: readonly string[]
  /** What is offered while typing. */
  readonly suggestions: readonly string[]
  /** What people read in the place of a chip; the chip itself where it is left out. */
  readonly nameOf?: (chip: string) => string
  /** The chip that was meant by what was typed, such as by a name. */
  readonly chipOf?: (typed: string) => string
  readonly maxLength?: number
  readonly disabled?: boolean
  /** Of the input. */
  readonly className?: string
  readonly onChange: (chips: readonly string[]) => void
}

/** A set of short texts: typed and added by Enter or a comma, offered, and taken away one by one. */
export function ChipsField({ label, help, error, placeholder, one, chips, suggestions, nameOf = asItIs, chipOf = asItIs, maxLength = 80, disabled = false, className, onChange }: ChipsFieldProps) {
  const [typed, setTyped] = useState('')
  const listId = useId()
  const add = (text: string) => {
    // A name that was taken from the offers may hold a comma itself.
    const typedChips = chipOf(text.trim()) === text.trim() ? text.split(',') : [text]
    const added = [...new Set(typedChips.map((chip) => chip.trim()).filter((chip) => chip !== '').map(chipOf))].filter((chip) => !chips.includes(chip))
    if (added.length > 0) onChange([...chips, ...added])
    setTyped('')
  }
  return (
    <div className="flex flex-col gap-1">
      <Field label={label} help={help} error={error}>
        <TextInput
          value={typed}
          list={listId}
          maxLength={maxLength}
          disabled={disabled}
          className={className}
          placeholder={chips.length === 0 ? placeholder : `Add ${one}`}
          onChange={(text) => (text.includes(',') ? add(text) : setTyped(text))}
          onBlur={() => add(typed)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && typed.trim() !== '') {
              // Adds it; the form around is sent by the next Enter.
              event.preventDefault()
              add(typed)
            }
            if (event.key === 'Backspace' && typed === '' && chips.length > 0) onChange(chips.slice(0, -1))
          }}
        />
      </Field>
      <datalist id={listId}>{suggestions.filter((chip) => !chips.includes(chip)).map((chip) => <option key={chip} value={nameOf(chip)}>{nameOf(chip)}</option>)}</datalist>
      {chips.length === 0 ? null : (
        <ul aria-label={`${label}: chosen`} className="flex flex-wrap gap-1">
          {chips.map((chip) => (
            <li key={chip} className="inline-flex h-6 items-center rounded-full bg-accent-soft pl-2 text-xs text-accent">
              <span title={nameOf(chip) === chip ? undefined : chip}>{nameOf(chip)}</span>
              <button type="button" disabled={disabled} aria-label={`Remove ${nameOf(chip)}`} className="inline-flex size-6 items-center justify-center rounded-full hover:bg-hover" onClick={() => onChange(chips.filter((other) => other !== chip))}>
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function asItIs(text: string): string {
  return text
}
