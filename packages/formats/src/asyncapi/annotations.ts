import { membersIn, messageJsonSchema, type FieldMember, type Members, type Message, type Project, type Value } from '@halley/model'
import type { JsonObject } from '../json-text.ts'

/** Says of a field's schema which type was drawn; an import takes it where the schema beside it still says the same. */
export const FIELD_NOTE = 'x-halley-field'
/** Says of a channel what AsyncAPI has no word for. */
export const CHANNEL_NOTE = 'x-halley-channel'
/** Says of a choice's schema which options it has, with colours and icons. */
export const CHOICE_NOTE = 'x-halley-choice'

/** The schema of a message's payload, with the drawn type noted beside each field. */
export function notedPayloadSchema(project: Project, message: Message, choiceNames: ReadonlyMap<string, string>): JsonObject {
  const { $schema: _dialect, ...schema } = messageJsonSchema(project, message.id) ?? {}
  return notedRecord(schema, { members: message.members, parentId: null, choiceNames })
}

type Place = { readonly members: Members; readonly parentId: string | null; readonly choiceNames: ReadonlyMap<string, string> }

function notedRecord(schema: JsonObject, place: Place): JsonObject {
  const properties = schema['properties']
  if (!isObject(properties)) return schema
  const noted = Object.fromEntries(membersIn(place.members, place.parentId).map((member): [string, Value] => {
    const inner = properties[member.technicalName] ?? {}
    if (!isObject(inner)) return [member.technicalName, inner]
    if (member.type === 'field') return [member.technicalName, { ...inner, [FIELD_NOTE]: fieldNote(member, place.choiceNames) }]
    const items = inner['items']
    return [member.technicalName, isObject(items) ? { ...inner, items: notedRecord(items, { ...place, parentId: member.id }) } : inner]
  }))
  return { ...schema, properties: noted }
}

// The choice by its name: ids are of this project alone.
function fieldNote({ valueType, required }: FieldMember, choiceNames: ReadonlyMap<string, string>): JsonObject {
  // In one order, whichever the document has: it is the same type.
  if (valueType.type !== 'singleChoice' && valueType.type !== 'multipleChoice') return { ...Object.fromEntries(Object.entries(valueType).sort(([a], [b]) => (a < b ? -1 : 1))), required }
  return { type: valueType.type, choice: choiceNames.get(valueType.choiceId ?? '') ?? null, required }
}

/** Says whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
