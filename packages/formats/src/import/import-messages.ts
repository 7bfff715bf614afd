import { createMessage } from '@halley/model'
import { isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'
import type { ImportDraft, Placed } from './import-draft.ts'
import { importMembers, wholeSchema } from './import-members.ts'
import { descriptionOf, nameOf, readable, technicalNameOf, textAt } from './written-names.ts'

/** Messages of one import: each costs more the more there are. */
const MAX_MESSAGES = 1_000

/** Makes the messages that a document has among its components. */
export function importMessages(draft: ImportDraft): void {
  const components = draft.document['components']
  for (const { key, at } of draft.entries({ value: isObject(components) ? components['messages'] : undefined, pointer: '/components/messages' })) importMessage(draft, key, at)
}

/** The message that something describes, made where it is not there yet; several for alternatives. */
export function importMessage(draft: ImportDraft, key: string, at: Placed): readonly string[] {
  const found = draft.resolve(at)
  if (found === undefined) return []
  const known = draft.messageIds.get(found.pointer)
  if (known !== undefined) return [known]
  if (!isObject(found.value)) {
    draft.note(found.pointer, 'This is no message; it was left out.')
    return []
  }
  const alternatives = found.value['oneOf']
  if (Array.isArray(alternatives)) return alternatives.flatMap((value, index) => importMessage(draft, `${key}${index + 1}`, { value, pointer: `${found.pointer}/oneOf/${index}` }))
  if (Object.keys(draft.project.messages).length >= MAX_MESSAGES) {
    draft.note(found.pointer, `There are more than ${MAX_MESSAGES} messages; the rest were left out.`)
    return []
  }
  return [makeMessage(draft, key, { value: found.value, pointer: found.pointer })]
}

function makeMessage(draft: ImportDraft, key: string, { value, pointer }: { readonly value: JsonObject; readonly pointer: string }): string {
  const ownName = textAt(value, 'name') ?? key
  const id = createMessage(draft.project, { name: nameOf(textAt(value, 'title'), readable(ownName)), technicalName: technicalNameOf(ownName), description: descriptionOf(value) || (textAt(value, 'summary') ?? '').slice(0, 2_000) }, draft.newId)
  draft.messageIds.set(pointer, id)
  const headers = value['headers']
  const lost = ['correlationId', 'bindings', 'traits', ...(isObject(headers) && isOurAttributes(headers) ? [] : ['headers'])].filter((word) => value[word] !== undefined)
  if (lost.length > 0) draft.note(pointer, `Not carried: ${lost.join(', ')}. A message is its payload.`)
  const contentType = textAt(value, 'contentType')
  if (contentType !== undefined && !/[/+]json\b/i.test(contentType)) draft.note(`${pointer}/contentType`, `Messages are JSON here, not ${contentType.slice(0, 80)}.`)
  if (value['payload'] !== undefined) importPayload(draft, id, { message: value, pointer })
  return id
}

function importPayload(draft: ImportDraft, messageId: string, { message, pointer }: { readonly message: JsonObject; readonly pointer: string }): void {
  const payload: Placed = { value: message['payload'], pointer: `${pointer}/payload` }
  const found = draft.resolve(payload)
  if (found === undefined) return
  const wrapped = isObject(found.value) && found.value['schemaFormat'] !== undefined && found.value['schema'] !== undefined ? found.value : undefined
  const format = textAt(wrapped ?? message, 'schemaFormat')
  if (format !== undefined && !/asyncapi|schema\+json|schema\+yaml|openapi/i.test(format)) return draft.note(found.pointer, `A payload described as ${format.slice(0, 80)} is not read; describe it by JSON Schema.`)
  const at: Placed = wrapped === undefined ? payload : { value: wrapped['schema'], pointer: `${found.pointer}/schema` }
  const schema = wholeSchema(draft, at)
  if (schema === undefined) return
  const isRecord = isObject(schema.schema['properties']) || schema.schema['type'] === 'object'
  if (!isRecord) return draft.note(schema.pointer, 'The payload is no object with named values, so the message has no fields.')
  importMembers(draft, { messageId, parentId: null, level: 0, path: [], within: [] }, at)
}

// The attributes of events, which every message has.
function isOurAttributes(headers: JsonObject): boolean {
  return headers['$ref'] === '#/components/schemas/event.attributes'
}
