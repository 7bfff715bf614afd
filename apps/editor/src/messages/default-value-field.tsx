import { inOrder, type FieldType, type Project, type Value } from '@halley/model'
import { Checkbox, Field, Select, TextInput } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { NumberInput } from './number-input.tsx'

export type DefaultValueFieldProps = { readonly type: FieldType; readonly value: Value | undefined; readonly onChange: (value: Value | undefined) => void; /** What the value is called, where it is no default. */ readonly label?: string; readonly error?: string | null; /** Those of another version than the one that is open. */ readonly choices?: Project['choices'] }

/** A value of a type, such as the one a field starts with; the control follows the type, and empty means unknown. */
export function DefaultValueField({ type, value, onChange, label = 'Default', error = null, choices: givenChoices }: DefaultValueFieldProps) {
  const openChoices = useProject((project) => project.choices)
  const choices = givenChoices ?? openChoices
  const text = typeof value === 'string' ? value : ''
  const change = (next: string) => onChange(next === '' ? undefined : next)
  switch (type.type) {
    case 'yesNo':
      return (
        <Field label={label} error={error}>
          <Select value={value === undefined ? '' : String(value)} onChange={(next) => onChange(next === '' ? undefined : next === 'true')} options={[{ value: '', label: 'Unknown' }, { value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]} />
        </Field>
      )
    case 'number':
      return <Field label={label} error={error}><NumberInput value={typeof value === 'number' ? value : undefined} placeholder="Unknown" onChange={onChange} {...(type.min !== undefined && { min: type.min })} {...(type.max !== undefined && { max: type.max })} integer={type.decimals === 0} /></Field>
    case 'duration':
      return <Field label={`${label}, in seconds`} error={error}><NumberInput value={typeof value === 'number' ? value / 1000 : undefined} min={0} placeholder="Unknown" onChange={(seconds) => onChange(seconds === undefined ? undefined : seconds * 1000)} /></Field>
    case 'singleChoice': {
      const options = inOrder(choices[type.choiceId ?? '']?.options ?? {})
      return <Field label={label} error={error}><Select value={text} onChange={change} options={[{ value: '', label: 'Unknown' }, ...options.map((option) => ({ value: option.technicalName, label: option.name }))]} /></Field>
    }
    case 'multipleChoice': {
      const chosen = Array.isArray(value) ? value : []
      return (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-xs font-medium text-ink-soft">{label}</legend>
          {inOrder(choices[type.choiceId ?? '']?.options ?? {}).map(({ id, name, technicalName }) => (
            <Checkbox key={id} label={name} checked={chosen.includes(technicalName)} onChange={(on) => {
              const next = on ? [...chosen, technicalName] : chosen.filter((other) => other !== technicalName)
              onChange(next.length === 0 ? undefined : next)
            }} />
          ))}
          {error === null ? null : <p role="alert" className="text-xs text-danger">{error}</p>}
        </fieldset>
      )
    }
    case 'date':
      return <Field label={label} error={error}><TextInput type="date" value={text} onChange={change} /></Field>
    case 'dateTime':
      return <Field label={label} error={error}><TextInput type="datetime-local" value={localTimeOf(text)} onChange={(next) => onChange(next === '' ? undefined : new Date(next).toISOString())} /></Field>
    case 'text':
    case 'richText':
    case 'link':
      return <Field label={label} error={error}><TextInput value={text} placeholder="Unknown" onChange={change} /></Field>
  }
}

/** A point in time as its control writes it: on the clock of whoever looks, as all times are shown. */
function localTimeOf(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
