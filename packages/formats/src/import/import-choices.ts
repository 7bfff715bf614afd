import { createChoice, orderAt, type Value } from '@halley/model'
import { CHOICE_NOTE, isObject } from '../asyncapi/annotations.ts'
import type { ImportDraft } from './import-draft.ts'
import { descriptionOf, nameOf, readable, technicalNameOf, textAt } from './written-names.ts'

/** Choices of one import: each costs more the more there are. */
const MAX_CHOICES = 1_000
const MAX_OPTIONS = 500

/** Makes the choices that an export of ours has written down, with the names of their options. */
export function importChoices(draft: ImportDraft): void {
  const components = draft.document['components']
  for (const { key, at } of draft.entries({ value: isObject(components) ? components['schemas'] : undefined, pointer: '/components/schemas' })) {
    const note = isObject(at.value) ? at.value[CHOICE_NOTE] : undefined
    const options = isObject(note) ? note['options'] : undefined
    if (!isObject(note) || !Array.isArray(options)) continue
    draft.resolve(at)
    const made = makeChoice(draft, {
      name: nameOf(textAt(at.value, 'title'), key), technicalName: technicalNameOf(note['technicalName']), description: descriptionOf(at.value),
      options: options.flatMap((option: Value) => {
        const value = technicalNameOf(textAt(option, 'technicalName'))
        return value === undefined ? [] : [{ value, name: nameOf(textAt(option, 'name'), value), color: textAt(option, 'color')?.slice(0, 20), icon: textAt(option, 'icon')?.slice(0, 40) }]
      }),
    }, at.pointer)
    const known = key.replace(/^.*?choice\./, '')
    if (made !== undefined) draft.choiceIds.set(known, [...(draft.choiceIds.get(known) ?? []), made])
  }
}

/** The choice with exactly these values: one that is there, or a new one. Undefined, with a finding, when they cannot be those of a choice. */
export function choiceOf(draft: ImportDraft, { values, name }: { readonly values: readonly Value[]; readonly name: string }, pointer: string): string | undefined {
  const names = values.map(technicalNameOf)
  if (values.length === 0 || names.some((one) => one === undefined) || new Set(values).size < values.length) {
    draft.note(pointer, 'Its values are not all of letters, digits and _ beginning with a letter, so they are no choice.')
    return undefined
  }
  if (values.length > MAX_OPTIONS) {
    draft.note(pointer, `There are more than ${MAX_OPTIONS} values, so they are no choice.`)
    return undefined
  }
  return draft.choicesByValues.get(JSON.stringify(values)) ?? makeChoice(draft, { name, technicalName: undefined, description: '', options: names.flatMap((value) => (value === undefined ? [] : [{ value, name: nameOf(readable(value)) }])) }, pointer)
}

type NewChoice = {
  readonly name: string
  readonly technicalName: string | undefined
  readonly description: string
  readonly options: readonly { readonly value: string; readonly name: string; readonly color?: string | undefined; readonly icon?: string | undefined }[]
}

function makeChoice(draft: ImportDraft, { name, technicalName, description, options }: NewChoice, pointer: string): string | undefined {
  if (Object.keys(draft.project.choices).length >= MAX_CHOICES) {
    draft.note(pointer, `There are more than ${MAX_CHOICES} choices; the rest were left out.`)
    return undefined
  }
  const id = createChoice(draft.project, { name, technicalName }, draft.newId)
  const choice = draft.project.choices[id]
  if (choice === undefined) return undefined
  choice.description = description
  for (const { value, name: label, color, icon } of options.slice(0, MAX_OPTIONS)) {
    const optionId = draft.newId()
    choice.options[optionId] = { id: optionId, order: orderAt(Object.values(choice.options)), name: label, technicalName: value, technicalNameSetByHand: true, ...(color !== undefined && { color }), ...(icon !== undefined && { icon }) }
  }
  const values = JSON.stringify(options.map(({ value }) => value))
  if (!draft.choicesByValues.has(values)) draft.choicesByValues.set(values, id)
  return id
}
