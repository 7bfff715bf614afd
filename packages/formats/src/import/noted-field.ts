import { emptyProject, fieldTypeSchema, messageJsonSchema, sameJson, type FieldMember, type FieldType, type Value } from '@halley/model'
import { FIELD_NOTE, isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'
import type { ImportDraft } from './import-draft.ts'

/** A field as it was drawn. */
export type DrawnField = { readonly valueType: FieldType; readonly required: boolean; readonly default?: Value }

/**
 * The field that an export of ours has noted beside a schema, as long as the schema still says the same; undefined otherwise: somebody
 * has changed the schema since, and it is the schema that counts.
 */
export function notedField(draft: ImportDraft, schema: JsonObject): (DrawnField & { /** The description is what the schema of every such field says. */ readonly saysItself: boolean }) | undefined {
  const note = schema[FIELD_NOTE]
  if (!isObject(note)) return undefined
  const { required, choice, ...type } = note
  const choices: readonly (string | null)[] = typeof choice === 'string' ? (draft.choiceIds.get(choice) ?? []) : [null]
  for (const choiceId of choices) {
    const parsed = fieldTypeSchema.safeParse(choice === undefined ? type : { ...type, choiceId })
    if (!parsed.success) continue
    const drawn: DrawnField = { valueType: parsed.data, required: required === true, ...(schema['default'] !== undefined && { default: schema['default'] }) }
    const expected = schemaOf(draft, drawn)
    if (sameJson(withoutWords(expected), withoutWords(schema))) return { ...drawn, saysItself: expected['description'] === schema['description'] }
  }
  return undefined
}

/** The schema of a field by itself. */
function schemaOf(draft: ImportDraft, drawn: DrawnField): JsonObject {
  const field: FieldMember = { id: 'field', parentId: null, order: 'a0', name: 'Field', technicalName: 'field', technicalNameSetByHand: false, description: '', type: 'field', ...drawn }
  const scratch = { ...emptyProject({ id: 'scratch', name: 'Scratch', technicalName: 'scratch' }), choices: draft.project.choices, messages: { message: { id: 'message', folderId: null, order: 'a0', name: 'Message', technicalName: 'Message', technicalNameSetByHand: false, description: '', members: { field }, hue: 0 } } }
  const properties = messageJsonSchema(scratch, 'message')?.['properties']
  const schema = isObject(properties) ? properties['field'] : undefined
  return isObject(schema) ? schema : {}
}

// What people read says nothing about which values are allowed.
function withoutWords(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([word]) => word !== 'title' && word !== 'description' && word !== FIELD_NOTE))
}
