import { current, isDraft } from 'mutative'
import { deriveTechnicalName, technicalNameProblem } from '../names.ts'
import { isOptionUsed, optionDefaults } from '../option-usages.ts'
import type { Project } from '../project.ts'
import type { Value } from '../field-types.ts'
import type { ChoiceOption } from '../resources.ts'
import { orderAt } from './order-keys.ts'

/** One option of a choice. */
export type OptionRef = { readonly choiceId: string; readonly optionId: string }

/** Parts of an option to change. An empty technical name is derived from the label as it is now, an empty colour or icon is none. */
export type OptionChange = { readonly name?: string; readonly technicalName?: string; readonly color?: string; readonly icon?: string }

/**
 * Changes an option. Its technical name is what expressions, defaults and rows hold: it is derived when the option gets its
 * first label (in place of "Option 3", while nothing uses it) and then stays until it is set by hand. Defaults follow it.
 * One that is taken or wrong is not stored.
 */
export function changeChoiceOption(draft: Project, { choiceId, optionId }: OptionRef, change: OptionChange): void {
  const options = draft.choices[choiceId]?.options
  const option = options?.[optionId]
  if (options === undefined || option === undefined) return
  const taken = new Set(Object.values(options).filter((other) => other.id !== optionId).map((other) => other.technicalName))
  if (change.name !== undefined && change.name.trim() !== '') {
    const isFirst = hasMadeUpName(option) && !isOptionUsed(plain(draft), { choiceId, optionId })
    option.name = change.name.trim()
    if (isFirst) option.technicalName = deriveTechnicalName(option.name, 'lower', taken)
  }
  const wanted = change.technicalName === '' ? deriveTechnicalName(option.name, 'lower', taken) : change.technicalName
  if (wanted !== undefined && technicalNameProblem(wanted, taken) === undefined) {
    option.technicalNameSetByHand = change.technicalName !== ''
    renameInDefaults(draft, { choiceId, optionId }, wanted)
    option.technicalName = wanted
  }
  if (change.color === '') delete option.color
  else if (change.color !== undefined) option.color = change.color
  if (change.icon === '') delete option.icon
  else if (change.icon !== undefined) option.icon = change.icon
}

/** Has it still the label and the name that it was added with, such as "Option 3" and `option3`? A choice that is made for a field begins with "First" and "Second". */
function hasMadeUpName({ name, technicalName, technicalNameSetByHand }: ChoiceOption): boolean {
  return !technicalNameSetByHand && /^(Option( \d+)?|First|Second)$/.test(name) && technicalName === deriveTechnicalName(name, 'lower')
}

function renameInDefaults(draft: Project, ref: OptionRef, technicalName: string): void {
  const before = draft.choices[ref.choiceId]?.options[ref.optionId]?.technicalName
  if (before === undefined || before === technicalName) return
  for (const { collection, id, memberId } of optionDefaults(plain(draft), ref)) {
    const owner = collection === 'fields' ? draft.fields[id] : draft[collection][id]?.members[memberId ?? '']
    if (owner === undefined || !('default' in owner)) continue
    owner.default = Array.isArray(owner.default) ? owner.default.map((value: Value) => (value === before ? technicalName : value)) : technicalName
  }
}

// Reading through a draft opens a draft of everything that is read.
function plain(draft: Project): Project {
  return isDraft(draft) ? current<object>(draft) as Project : draft
}

/** Moves an option to a place among the others (0 is the first). */
export function moveChoiceOption(draft: Project, { choiceId, optionId }: OptionRef, index: number): void {
  const options = draft.choices[choiceId]?.options
  const option = options?.[optionId]
  if (options === undefined || option === undefined) return
  option.order = orderAt(Object.values(options).filter((other) => other.id !== optionId), index)
}

/** Deletes an option. Defaults and expressions that name it become problems that say so. */
export function deleteChoiceOption(draft: Project, { choiceId, optionId }: OptionRef): void {
  delete draft.choices[choiceId]?.options[optionId]
}
