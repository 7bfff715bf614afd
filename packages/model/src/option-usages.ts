import type { FieldType, Value } from './field-types.ts'
import type { Member } from './members.ts'
import type { Project } from './project.ts'
import { textsOfProject, type TextOfProject } from './project-texts.ts'

type OptionPlace = { readonly choiceId: string; readonly optionId: string }

/** A field, or a member of a message or list, whose default is (or holds) an option. */
export type OptionDefault = { readonly collection: 'fields' | 'messages' | 'lists'; readonly id: string; readonly memberId?: string }

/** The fields and members whose default is an option, or has it among others. */
export function optionDefaults(project: Project, { choiceId, optionId }: OptionPlace): OptionDefault[] {
  const value = project.choices[choiceId]?.options[optionId]?.technicalName
  const holds = (field: { readonly valueType: FieldType; readonly default?: Value | undefined }): boolean =>
    'choiceId' in field.valueType && field.valueType.choiceId === choiceId && value !== undefined && (field.default === value || (Array.isArray(field.default) && field.default.includes(value)))
  return [
    ...Object.values(project.fields).filter(holds).map(({ id }) => ({ collection: 'fields' as const, id })),
    ...(['messages', 'lists'] as const).flatMap((collection) => Object.values(project[collection]).flatMap(({ id, members }) => Object.values<Member>(members).filter((member) => member.type === 'field' && holds(member)).map((member) => ({ collection, id, memberId: member.id })))),
  ]
}

/** The expressions and templates in which an option's technical name stands in quotes. Some may mean another text or choice. */
export function optionTexts(project: Project, { choiceId, optionId }: OptionPlace): { readonly text: TextOfProject; readonly from: number; readonly to: number }[] {
  const value = project.choices[choiceId]?.options[optionId]?.technicalName
  if (value === undefined) return []
  return [...textsOfProject(project, value)].flatMap((text) => text.written.filter((written) => written.text === value).map(({ from, to }) => ({ text, from, to })))
}

/** Is an option a default, or in quotes in an expression? Rows that are stored and sessions that run may hold it all the same. */
export function isOptionUsed(project: Project, option: OptionPlace): boolean {
  return optionDefaults(project, option).length > 0 || optionTexts(project, option).length > 0
}
