import { inOrder, LIMITS, membersByParent, type Choice, type DataList, type FieldType, type Members, type Project } from '@halley/model'
import type { DescribedType, Scope, ValueType } from './expressions/index.ts'

/** The type that a field has in expressions. */
export function valueTypeOf(fieldType: FieldType, project: Pick<Project, 'choices'>): ValueType {
  switch (fieldType.type) {
    case 'text':
    case 'richText':
    case 'link':
      return { type: 'text' }
    case 'number':
      return { type: 'number' }
    case 'yesNo':
      return { type: 'yesNo' }
    case 'date':
      return { type: 'date' }
    case 'dateTime':
      return { type: 'dateTime' }
    case 'duration':
      return { type: 'duration' }
    case 'singleChoice':
      return choiceType(project.choices[fieldType.choiceId ?? ''])
    case 'multipleChoice':
      return { type: 'list', of: choiceType(project.choices[fieldType.choiceId ?? '']) }
  }
}

function choiceType(choice: Choice | undefined): ValueType {
  if (choice === undefined) return { type: 'choice', values: [] }
  const options = inOrder(choice.options)
  return {
    type: 'choice',
    values: options.map((option) => option.technicalName),
    labels: Object.fromEntries(options.map((option) => [option.technicalName, option.name])),
    choiceId: choice.id,
  }
}

/** The record that a message's or a list row's members make. */
export function recordOf(members: Members, project: Pick<Project, 'choices'>, parentId: string | null = null): ValueType & { type: 'record' } {
  const inside = membersByParent(members)
  const recordAt = (at: string | null, level: number): ValueType & { type: 'record' } => {
    const fields: Record<string, DescribedType> = {}
    for (const member of inside.get(at) ?? []) {
      // Deeper ones are a problem of the document; here they only must not cost the stack.
      const type: ValueType = member.type === 'field' ? valueTypeOf(member.valueType, project) : { type: 'list', of: level < LIMITS.listLevels ? recordAt(member.id, level + 1) : { type: 'any' } }
      fields[member.technicalName] = { ...type, label: member.name, ...(member.description === '' ? {} : { help: member.description }) }
    }
    return { type: 'record', fields }
  }
  return recordAt(parentId, 0)
}

/** The record that a row of a list makes; rows of a stored list also have an `id` and when they were last modified. */
export function rowOf({ storage, members }: DataList, project: Pick<Project, 'choices'>): ValueType & { type: 'record' } {
  const row = recordOf(members, project)
  if (storage === 'session') return row
  return { ...row, fields: { ...row.fields, id: { type: 'text', label: 'Id of the row' }, lastModified: { type: 'dateTime', label: 'When the row was last modified' } } }
}

/** `event` in a run that a message started. */
export const eventRecord: DescribedType = {
  type: 'record',
  label: 'The message that started this run',
  help: 'Unknown in a run that no message started.',
  fields: {
    channel: { type: 'text' }, key: { type: 'text' }, message: { type: 'text' }, id: { type: 'text' }, seq: { type: 'number' }, sentAt: { type: 'dateTime' }, sender: { type: 'text' },
    stream: { type: 'text', label: 'Id of the stream that a text of the message comes by; unknown for a message that came whole' },
  },
}

/** The names that are always there, whatever the project holds. */
const alwaysThere: Readonly<Record<string, DescribedType>> = {
  session: { type: 'record', label: 'This session', fields: { id: { type: 'text', label: 'Id of the session' } } },
  user: {
    type: 'record',
    label: 'Who uses this session',
    fields: { id: { type: 'text' }, name: { type: 'text' }, roles: { type: 'list', of: { type: 'text' } } },
  },
  event: eventRecord,
  error: { type: 'record', label: 'The last error of this run', fields: { code: { type: 'text' }, text: { type: 'text' }, node: { type: 'text' } } },
}

/** Who is on the channels that have presence, where this session listens to them. */
function presenceOf(project: Project): DescribedType {
  const member: ValueType = {
    type: 'record',
    fields: {
      id: { type: 'text', label: 'Id of this presence: of a person in one client' }, userId: { type: 'text', label: 'Id of the person' }, name: { type: 'text', label: 'Name' },
      since: { type: 'dateTime', label: 'Since when' }, keys: { type: 'list', of: { type: 'text' }, label: 'Keys of the channel that they listen to, of those that this session listens to' },
    },
  }
  const fields: Record<string, DescribedType> = {}
  const absent: Record<string, string> = {}
  for (const channel of inOrder(project.channels)) {
    if (!channel.presence) absent[channel.technicalName] = `Presence is off for the channel "${channel.name}"; switch it on in the properties of the channel.`
    else {
      fields[channel.technicalName] = {
        type: 'record', label: `Who is on ${channel.name}`, help: 'Unknown while this session does not listen there.',
        fields: { count: { type: 'number', label: 'How many are there' }, members: { type: 'list', of: member, label: 'Those who are there, the first who came first', help: `Unknown when they are more than ${LIMITS.presenceMembers}.` } },
      }
    }
  }
  return { type: 'record', label: 'Who is on the channels that this session listens to', help: 'Of channels that have presence.', fields, absent }
}

/**
 * Everything that expressions of a project may name: session fields and lists, messages (`Ticket.subject`),
 * `received.Ticket.…`, `current.Orders.…`, and what is always there. `extra` adds names such as `row`.
 */
export function scopeOf(project: Project, extra: Readonly<Record<string, DescribedType>> = {}): Scope {
  const variables: Record<string, DescribedType> = {}
  for (const field of inOrder(project.fields)) variables[field.technicalName] = { ...valueTypeOf(field.valueType, project), label: field.name }
  const current: Record<string, DescribedType> = {}
  for (const list of inOrder(project.lists)) {
    const row = rowOf(list, project)
    variables[list.technicalName] = { type: 'list', of: row, label: list.name }
    current[list.technicalName] = { ...row, label: `The current row of ${list.name}` }
  }
  const received: Record<string, DescribedType> = {}
  for (const message of inOrder(project.messages)) {
    const type: DescribedType = { ...recordOf(message.members, project), label: message.name }
    variables[message.technicalName] = type
    received[message.technicalName] = { ...type, label: `The last ${message.name} that arrived` }
  }
  return {
    variables: { ...variables, ...alwaysThere, received: { type: 'record', label: 'The last message of each kind that arrived', fields: received }, current: { type: 'record', label: 'The current row of each list', help: 'The one that a List action went to or added last.', fields: current }, presence: presenceOf(project), ...extra },
  }
}
