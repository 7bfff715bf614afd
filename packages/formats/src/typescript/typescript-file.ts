import { choiceValues, inOrder, membersIn, type FieldMember, type Members, type Message, type Project } from '@halley/model'
import { topicHeads, type TopicPlace } from '../travelling.ts'
import { comment, lineComment, quoted } from './written-text.ts'
import { EVENTS_TYPE, listsIn, rowKey, typeNamesOf, type TypeNames } from './type-names.ts'

/**
 * TypeScript types for programs with `@halley/client`: an interface for each message as it is received, a union for each choice, and
 * `AppEvents`, which `connect<AppEvents>(url)` takes. What may be unknown is `null` when it is received, and may be left out when it is published.
 */
export function typeScriptFile(project: Project, place: TopicPlace): string {
  const names = typeNamesOf(project)
  return [
    lineComment(`Written by "halley export --format typescript" from the project ${project.name}; changes here are overwritten.`),
    ...inOrder(project.choices).map(({ id, name, description }) => [...comment([`${name}.`, description]), `export type ${names.choices.get(id)} = ${choiceType(project, id)}`].join('\n')),
    ...inOrder(project.messages).flatMap((message) => messageTypes(project, message, names)),
    eventsType(project, place, names),
  ].join('\n\n').concat('\n')
}

function messageTypes(project: Project, message: Message, names: TypeNames): string[] {
  const record = (parentId: string | null): string => recordBody({ project, message, members: message.members, parentId, names })
  return [
    [...comment([`The message ${message.name}, as it is received.`, message.description]), `export interface ${names.messages.get(message.id)} ${record(null)}`].join('\n'),
    ...listsIn(message.members).map(({ list }) => [...comment([`A row of ${list.name} of ${message.name}.`, list.description]), `export interface ${names.rows.get(rowKey(message.id, list.id))} ${record(list.id)}`].join('\n')),
  ]
}

type RecordPlace = { readonly project: Project; readonly message: Message; readonly members: Members; readonly parentId: string | null; readonly names: TypeNames }

function recordBody({ project, message, members, parentId, names }: RecordPlace): string {
  // Of two with one technical name, the payload has one; the check takes the last.
  const inside = new Map(membersIn(members, parentId).map((member) => [member.technicalName, member]))
  const lines = [...inside.values()].flatMap((member) => {
    const type = member.type === 'list' ? `readonly ${names.rows.get(rowKey(message.id, member.id)) ?? 'object'}[]` : fieldType(project, member, names)
    const remark = member.type === 'list' ? '' : remarkOf(member)
    return [...comment([`${member.name}${remark}.`, member.description]), `readonly ${member.technicalName}: ${type}`].map((line) => `  ${line}`)
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`
}

function fieldType(project: Project, { valueType, required }: FieldMember, names: TypeNames): string {
  const orUnknown = required ? '' : ' | null'
  switch (valueType.type) {
    case 'text':
    case 'richText':
    case 'link':
    case 'date':
    case 'dateTime':
      return `string${orUnknown}`
    case 'number':
    case 'duration':
      return `number${orUnknown}`
    case 'yesNo':
      return `boolean${orUnknown}`
    case 'singleChoice':
      return `${names.choices.get(valueType.choiceId ?? '') ?? 'never'}${orUnknown}`
    case 'multipleChoice':
      return `readonly ${names.choices.get(valueType.choiceId ?? '') ?? 'never'}[]${orUnknown}`
  }
}

function remarkOf({ valueType }: FieldMember): string {
  switch (valueType.type) {
    case 'richText': return ', Markdown'
    case 'date': return ', a date such as 2026-01-31'
    case 'dateTime': return ', a moment such as 2026-01-31T09:30:00Z'
    case 'duration': return ', in milliseconds'
    case 'link': return ', a link'
    default: return ''
  }
}

function choiceType(project: Project, choiceId: string): string {
  const values = [...new Set(choiceValues(project, choiceId))]
  return values.length === 0 ? 'never' : values.map(quoted).join(' | ')
}

function eventsType(project: Project, place: TopicPlace, names: TypeNames): string {
  const heads = new Map<string, Set<string>>()
  for (const { head, message } of topicHeads(project, place)) heads.set(head, (heads.get(head) ?? new Set()).add(names.messages.get(message.id) ?? 'never'))
  const lines = [...heads].map(([head, types]) => `  ${quoted(head)}: ${[...types].join(' | ')}`)
  return [
    ...comment(['The data of each message by the first five tokens of its topics; the sixth is the key, or `_`.', `\`connect<${EVENTS_TYPE}>(url)\` knows the data of every pattern that names the organisation and the app.`]),
    `export interface ${EVENTS_TYPE} ${lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`}`,
  ].join('\n')
}
