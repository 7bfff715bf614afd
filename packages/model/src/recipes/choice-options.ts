import { deriveTechnicalName, technicalNameProblem } from '../names.ts'
import type { Project } from '../project.ts'
import { orderAt } from './order-keys.ts'

/** One option of a choice. */
export type OptionRef = { readonly choiceId: string; readonly optionId: string }

/** Parts of an option to change. An empty technical name follows the label again, an empty colour or icon is none. */
export type OptionChange = { readonly name?: string; readonly technicalName?: string; readonly color?: string; readonly icon?: string }

/** Changes an option; its technical name follows the label until it was set by hand, and one that is taken or wrong is not stored. */
export function changeChoiceOption(draft: Project, { choiceId, optionId }: OptionRef, change: OptionChange): void {
  const options = draft.choices[choiceId]?.options
  const option = options?.[optionId]
  if (options === undefined || option === undefined) return
  const taken = new Set(Object.values(options).filter((other) => other.id !== optionId).map((other) => other.technicalName))
  if (change.name !== undefined && change.name.trim() !== '') {
    option.name = change.name.trim()
    if (!option.technicalNameSetByHand) option.technicalName = deriveTechnicalName(option.name, 'lower', taken)
  }
  if (change.technicalName === '') {
    option.technicalNameSetByHand = false
    option.technicalName = deriveTechnicalName(option.name, 'lower', taken)
  } else if (change.technicalName !== undefined && technicalNameProblem(change.technicalName, taken) === undefined) {
    option.technicalNameSetByHand = true
    option.technicalName = change.technicalName
  }
  if (change.color === '') delete option.color
  else if (change.color !== undefined) option.color = change.color
  if (change.icon === '') delete option.icon
  else if (change.icon !== undefined) option.icon = change.icon
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
