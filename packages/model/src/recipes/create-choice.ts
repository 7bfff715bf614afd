import { deriveTechnicalName, freeName } from '../names.ts'
import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'
import { orderAt } from './order-keys.ts'

/** Adds a choice with options by their labels. Returns its id. */
export function createChoice(draft: Project, options: NewResource & { readonly options?: readonly string[] }, newId: NewId): string {
  const base = newResource(draft, 'choices', options, newId)
  draft.choices[base.id] = { ...base, options: {} }
  for (const name of options.options ?? []) addChoiceOption(draft, base.id, name, newId)
  return base.id
}

/** Adds an option at the end of a choice. Returns its id, or null when the choice is gone. */
export function addChoiceOption(draft: Project, choiceId: string, name: string, newId: NewId): string | null {
  const choice = draft.choices[choiceId]
  if (choice === undefined) return null
  const siblings = Object.values(choice.options)
  const free = freeName(name, new Set(siblings.map((option) => option.name)))
  const technicalName = deriveTechnicalName(free, 'lower', new Set(siblings.map((option) => option.technicalName)))
  const id = newId()
  choice.options[id] = { id, order: orderAt(siblings), name: free, technicalName, technicalNameSetByHand: false }
  return id
}
