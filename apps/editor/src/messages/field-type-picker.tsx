import { createChoice, fieldTypeLabels, inOrder, linkSchemes, textPresets, type FieldType, type FieldTypeName } from '@halley/model'
import { ListChecks } from 'lucide-react'
import { Button, Checkbox, Field, Select, TextInput } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { change, useProject } from '../stores/project-store.ts'
import { showTab } from '../stores/view-store.ts'
import { NumberInput } from './number-input.tsx'

const typeNames = Object.keys(fieldTypeLabels).filter(isTypeName)
const presetLabels: Readonly<Record<(typeof textPresets)[number], string>> = { email: 'E-mail address', phone: 'Phone number', url: 'Web address', uuid: 'UUID' }

export type FieldTypePickerProps = {
  readonly value: FieldType
  readonly onChange: (type: FieldType) => void
  /** What a new choice is called when the picker makes one. */
  readonly choiceName?: string
  /** Leads to the options of the choice; false where that would leave a dialog behind. */
  readonly opensChoices?: boolean
}

/** Chooses a field's type and the limits that this type has. */
export function FieldTypePicker({ value, onChange, choiceName = 'Choice', opensChoices = true }: FieldTypePickerProps) {
  return (
    <div className="flex flex-col gap-3">
      <Field label="Type">
        <Select value={value.type} onChange={(type) => isTypeName(type) && type !== value.type && onChange(freshType(type))} options={typeNames.map((type) => ({ value: type, label: fieldTypeLabels[type] }))} />
      </Field>
      <TypeLimits value={value} onChange={onChange} choiceName={choiceName} opensChoices={opensChoices} />
    </div>
  )
}

function TypeLimits({ value, onChange, choiceName, opensChoices }: Required<FieldTypePickerProps>) {
  switch (value.type) {
    case 'text': {
      const { preset, pattern } = value
      const kind = preset ?? (pattern === undefined ? '' : 'pattern')
      const choose = (next: string) => {
        const known = textPresets.find((candidate) => candidate === next)
        onChange({ type: 'text', ...(value.maxLength !== undefined && { maxLength: value.maxLength }), ...(known !== undefined && { preset: known }), ...(next === 'pattern' && { pattern: '' }) })
      }
      return (
        <>
          <Field label="Longest, in characters">
            <NumberInput value={value.maxLength} min={1} max={65_536} integer placeholder="No limit" onChange={(maxLength) => onChange(without({ ...value, maxLength }))} />
          </Field>
          <Field label="Must look like">
            <Select value={kind} onChange={choose} options={[{ value: '', label: 'Anything' }, ...textPresets.map((name) => ({ value: name, label: presetLabels[name] })), { value: 'pattern', label: 'A pattern of my own' }]} />
          </Field>
          {pattern !== undefined && (
            <Field label="Pattern" help="A regular expression that the whole text must match." error={patternProblem(pattern)}>
              <TextInput mono value={pattern} maxLength={500} placeholder="[A-Z]{3}-\d+" onChange={(next) => onChange({ ...value, pattern: next })} />
            </Field>
          )}
        </>
      )
    }
    case 'richText':
      return (
        <Field label="Longest, in characters">
          <NumberInput value={value.maxLength} min={1} max={65_536} integer placeholder="No limit" onChange={(maxLength) => onChange(without({ ...value, maxLength }))} />
        </Field>
      )
    case 'number':
      return (
        <div className="grid grid-cols-3 gap-2">
          <Field label="Smallest"><NumberInput value={value.min} placeholder="Any" onChange={(min) => onChange(without({ ...value, min }))} /></Field>
          <Field label="Largest" error={value.min !== undefined && value.max !== undefined && value.max < value.min ? 'Below the smallest.' : null}>
            <NumberInput value={value.max} placeholder="Any" onChange={(max) => onChange(without({ ...value, max }))} />
          </Field>
          <Field label="Decimals"><NumberInput value={value.decimals} min={0} max={10} integer placeholder="Any" onChange={(decimals) => onChange(without({ ...value, decimals }))} /></Field>
        </div>
      )
    case 'singleChoice':
    case 'multipleChoice':
      return <ChoicePicker choiceId={value.choiceId} newName={choiceName} opensChoices={opensChoices} onChange={(choiceId) => onChange({ type: value.type, choiceId })} />
    case 'link': {
      const schemes = value.schemes ?? [...linkSchemes]
      return (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-xs font-medium text-ink-soft">Allowed links</legend>
          {linkSchemes.map((scheme) => (
            <Checkbox
              key={scheme}
              label={`${scheme}:`}
              checked={schemes.includes(scheme)}
              // The last one stays: a link that nothing may be is no field.
              disabled={schemes.length === 1 && schemes[0] === scheme}
              onChange={(on) => onChange({ type: 'link', schemes: linkSchemes.filter((candidate) => (candidate === scheme ? on : schemes.includes(candidate))) })}
            />
          ))}
        </fieldset>
      )
    }
    case 'yesNo':
    case 'date':
    case 'dateTime':
    case 'duration':
      return null
  }
}

function ChoicePicker({ choiceId, newName, opensChoices, onChange }: { readonly choiceId: string | null; readonly newName: string; readonly opensChoices: boolean; readonly onChange: (choiceId: string) => void }) {
  const choices = useProject((project) => project.choices)
  const pick = (next: string) => {
    if (next !== '') {
      onChange(next)
      return
    }
    let id = ''
    change(`New choice ${newName}`, (draft) => {
      id = createChoice(draft, { name: newName, options: ['First', 'Second'] }, newId)
    })
    onChange(id)
  }
  const isKnown = choiceId !== null && choices[choiceId] !== undefined
  return (
    <div className="flex flex-col items-start gap-1.5">
      <Field label="Choice" className="self-stretch" error={choiceId !== null && !isKnown ? 'This choice was deleted; choose another one.' : null}>
        <Select value={choiceId} onChange={pick} placeholder="Choose a choice" options={[...inOrder(choices).map((choice) => ({ value: choice.id, label: choice.name })), { value: '', label: 'New choice…' }]} />
      </Field>
      {isKnown && opensChoices ? <Button size="small" icon={<ListChecks size={14} aria-hidden="true" />} onClick={() => showTab({ type: 'choice', choiceId })}>Edit its options</Button> : null}
    </div>
  )
}

/** The type as it is when it has just been chosen: without limits. */
export function freshType(type: FieldTypeName): FieldType {
  switch (type) {
    case 'singleChoice':
    case 'multipleChoice':
      return { type, choiceId: null }
    case 'text':
    case 'richText':
    case 'number':
    case 'yesNo':
    case 'date':
    case 'dateTime':
    case 'duration':
    case 'link':
      return { type }
  }
}

function isTypeName(name: string): name is FieldTypeName {
  return Object.hasOwn(fieldTypeLabels, name)
}

// A limit that is not set is left out of the document, not kept as undefined.
function without<Type extends FieldType>(type: { readonly [Key in keyof Type]: Type[Key] | undefined }): Type {
  return Object.fromEntries(Object.entries(type).filter(([, value]) => value !== undefined)) as Type
}

function patternProblem(pattern: string): string | null {
  if (pattern === '') return 'Write a pattern, or choose Anything.'
  try {
    RegExp(pattern, 'u')
    return null
  } catch (problem) {
    return problem instanceof Error ? `This pattern cannot be read: ${problem.message}.` : 'This pattern cannot be read.'
  }
}
