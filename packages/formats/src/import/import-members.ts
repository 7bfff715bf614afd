import { addMember, LIMITS, sameJson, valueProblem, type FieldMember } from '@halley/model'
import { isObject } from '../asyncapi/annotations.ts'
import type { JsonObject } from '../json-text.ts'
import { fieldTypeOfSchema, typesOf } from './field-type-of-schema.ts'
import { choiceOf } from './import-choices.ts'
import type { ImportDraft, Placed } from './import-draft.ts'
import { notedField, type DrawnField } from './noted-field.ts'
import { descriptionOf, nameOf, readable, technicalNameOf, textAt } from './written-names.ts'

/** Fields and lists of one message. */
const MAX_MEMBERS = 200

/** Objects inside objects, and parts that a schema is put together of. */
const MAX_NESTING = 8

/** Where members go: the message, the list in it, and what is put before the names of what was an object inside. */
export type MembersPlace = { readonly messageId: string; readonly parentId: string | null; readonly level: number; readonly path: readonly string[]; /** The schemas that it is inside of, by their places. */ readonly within: readonly string[] }

/** Makes fields and lists of the properties of a schema; what there is no field for is found. */
export function importMembers(draft: ImportDraft, place: MembersPlace, schema: Placed): void {
  const whole = wholeSchema(draft, schema)
  if (whole === undefined) return
  const inside = { ...place, within: [...place.within, whole.pointer] }
  const required = new Set(Array.isArray(whole.schema['required']) ? whole.schema['required'] : [])
  for (const { key, at } of draft.entries({ value: whole.schema['properties'], pointer: `${whole.pointer}/properties` })) {
    const from = whole.places.get(key) ?? at
    const property = wholeSchema(draft, from)
    if (property !== undefined) importMember(draft, inside, { key, ...property, from: from.pointer, isRequired: required.has(key) })
  }
  const extra = ['patternProperties', 'dependentRequired', 'if', 'not', 'minProperties', 'maxProperties', 'propertyNames'].filter((word) => whole.schema[word] !== undefined)
  if (extra.length > 0) draft.note(schema.pointer, `Not carried: ${extra.join(', ')}.`)
}

type Property = { readonly key: string; readonly schema: JsonObject; readonly raw: JsonObject; readonly pointer: string; /** Where it is spoken of. */ readonly from: string; readonly isRequired: boolean }

function importMember(draft: ImportDraft, place: MembersPlace, { key, schema, raw, pointer, from, isRequired }: Property): void {
  const message = draft.project.messages[place.messageId]
  if (message === undefined) return
  if (Object.keys(message.members).length >= MAX_MEMBERS) return draft.note(pointer, `${message.name} has more than ${MAX_MEMBERS} fields and lists; the rest were left out.`)
  const name = nameOf(textAt(schema, 'title'), readable(key))
  const noted = notedField(draft, raw)
  const owner = { collection: 'messages', id: place.messageId } as const
  const add = (member: { readonly type: 'list' } | ({ readonly type: 'field' } & Pick<DrawnField, 'valueType' | 'required'>)): string | null => {
    const id = addMember(draft.project, owner, { ...member, name: nameOf([...place.path, name].join(' ')), technicalName: technicalNameOf([...place.path, key].join('_')), parentId: place.parentId }, draft.newId)
    const made = message.members[id ?? '']
    if (made === undefined) return null
    made.description = noted?.saysItself === true ? '' : descriptionOf(schema)
    if (made.technicalName !== key) draft.note(pointer, `"${key.slice(0, 80)}" is called ${made.technicalName} here, so payloads look different.`)
    return made.id
  }

  const endless = (inner: string): boolean => {
    if (!place.within.includes(inner)) return false
    draft.note(from, 'A schema that is inside itself has no end; it was left out.')
    return true
  }
  if (isRecord(schema)) {
    if (endless(pointer)) return
    if (place.path.length >= MAX_NESTING) return draft.note(pointer, `Objects are nested deeper than ${MAX_NESTING} levels; the rest was left out.`)
    draft.note(pointer, 'An object inside a message became fields of the message itself.')
    return importMembers(draft, { ...place, path: [...place.path, key] }, { value: schema, pointer })
  }
  const items = isObject(schema['items']) ? wholeSchema(draft, { value: schema['items'], pointer: `${pointer}/items` }) : undefined
  if (items !== undefined && typesOf(schema).has('array') && isRecord(items.schema)) {
    if (endless(items.pointer)) return
    if (place.level >= LIMITS.listLevels) return draft.note(pointer, `Lists are nested deeper than ${LIMITS.listLevels} levels; this one was left out.`)
    const id = add({ type: 'list' })
    const lost = ['minItems', 'uniqueItems', 'contains'].filter((word) => schema[word] !== undefined)
    if (lost.length > 0) draft.note(pointer, `Not carried: ${lost.join(', ')}.`)
    if (id !== null) importMembers(draft, { messageId: place.messageId, parentId: id, level: place.level + 1, path: [], within: place.within }, { value: items.schema, pointer: items.pointer })
    return
  }
  const drawn = noted ?? drawnField(draft, { schema: items === undefined ? schema : { ...schema, items: items.schema }, pointer, name, isRequired })
  if (drawn === undefined) return
  const made = message.members[add({ type: 'field', valueType: drawn.valueType, required: drawn.required }) ?? '']
  if (made?.type === 'field') giveDefault(draft, made, { drawn, pointer })
}

function giveDefault(draft: ImportDraft, field: FieldMember, { drawn, pointer }: { readonly drawn: DrawnField; readonly pointer: string }): void {
  if (drawn.default === undefined) return
  const problem = valueProblem(draft.project, field.valueType, drawn.default)
  if (problem === undefined) field.default = drawn.default
  else draft.note(pointer, `The default ${problem}; it was left out.`)
}

type Field = { readonly schema: JsonObject; readonly pointer: string; readonly name: string; readonly isRequired: boolean }

function drawnField(draft: ImportDraft, { schema, pointer, name, isRequired }: Field): DrawnField | undefined {
  const reading = fieldTypeOfSchema(schema, (text) => draft.note(pointer, text))
  if (reading === undefined) return undefined
  const { type, mayBeNull } = reading
  const rest = { required: isRequired && !mayBeNull, ...(schema['default'] !== undefined && { default: schema['default'] }) }
  if (isRequired && mayBeNull) draft.note(pointer, 'It must be there but may be null; here it may be left out, too.')
  if (type.type !== 'choiceOf') return { valueType: type, ...rest }
  const choiceId = choiceOf(draft, { values: type.values, name }, pointer)
  if (choiceId !== undefined) return { valueType: { type: type.many ? 'multipleChoice' : 'singleChoice', choiceId }, ...rest }
  if (!type.many) return { valueType: { type: 'text' }, ...rest }
  draft.note(pointer, 'It was left out.')
  return undefined
}

function isRecord(schema: JsonObject): boolean {
  const types = typesOf(schema)
  return types.has('object') || (types.size === 0 && isObject(schema['properties']))
}

type WholeSchema = { readonly schema: JsonObject; /** As it is written. */ readonly raw: JsonObject; readonly pointer: string; /** Where properties are that come from elsewhere. */ readonly places: ReadonlyMap<string, Placed> }

/** A schema behind its references, with the parts of `allOf` put into it, and `null` as an alternative taken as "may be null". */
export function wholeSchema(draft: ImportDraft, at: Placed, nesting = 0): WholeSchema | undefined {
  const found = draft.resolve(at)
  if (found === undefined) return undefined
  if (!isObject(found.value)) {
    draft.note(found.pointer, 'No field is like this; it was left out.')
    return undefined
  }
  // What we have written ourselves is known without being put together.
  if (notedField(draft, found.value) !== undefined) return { schema: found.value, raw: found.value, pointer: found.pointer, places: new Map() }
  const { allOf, oneOf, anyOf, ...own } = found.value
  const alternatives = [...(Array.isArray(oneOf) ? oneOf : []), ...(Array.isArray(anyOf) ? anyOf : [])]
  const word = Array.isArray(oneOf) ? 'oneOf' : 'anyOf'
  let whole: WholeSchema = { schema: own, raw: found.value, pointer: found.pointer, places: new Map() }
  if (nesting >= MAX_NESTING) {
    draft.note(found.pointer, `Schemas are put together over more than ${MAX_NESTING} levels; the rest was left out.`)
    return whole
  }
  for (const [index, part] of (Array.isArray(allOf) ? allOf : []).entries()) whole = merged(draft, whole, wholeSchema(draft, { value: part, pointer: `${found.pointer}/allOf/${index}` }, nesting + 1))
  const others = alternatives.map((value, index) => ({ value, index })).filter(({ value }) => !(isObject(value) && value['type'] === 'null'))
  const [only] = others
  if (others.length === 1 && only !== undefined) {
    whole = merged(draft, whole, wholeSchema(draft, { value: only.value, pointer: `${found.pointer}/${word}/${only.index}` }, nesting + 1))
    if (alternatives.length > 1) whole = { ...whole, schema: { ...whole.schema, nullable: true } }
  } else if (others.length > 1 && !isObject(own['properties']) && own['type'] === undefined && others.every(({ value }) => isObject(value) && typeof value['const'] === 'string')) {
    // A choice with names for its values.
    whole = { ...whole, schema: { ...whole.schema, type: 'string', enum: others.flatMap(({ value }) => (isObject(value) ? [value['const'] ?? null] : [])) } }
  } else if (others.length > 1) draft.note(found.pointer, 'Alternatives are not carried.')
  return whole
}

/** Words of which one is enough when two parts of a schema have them. */
const wordsForPeople: ReadonlySet<string> = new Set(['title', 'description', 'properties', 'required', 'examples', 'additionalProperties', '$id', '$comment'])

function merged(draft: ImportDraft, whole: WholeSchema, part: WholeSchema | undefined): WholeSchema {
  if (part === undefined) return whole
  const twice = Object.keys(part.schema).filter((word) => !wordsForPeople.has(word) && !word.startsWith('x-') && whole.schema[word] !== undefined && !sameJson(whole.schema[word] ?? null, part.schema[word] ?? null))
  // Of the whole: what else is lost of it is said there, too.
  if (twice.length > 0) draft.note(whole.pointer, `Not carried, since another part of the schema says it too: ${twice.slice(0, 10).map((word) => word.slice(0, 40)).join(', ')}.`)
  const [first, second] = [whole.schema['properties'], part.schema['properties']]
  const required = [whole.schema['required'], part.schema['required']].flatMap((names) => (Array.isArray(names) ? names : []))
  const places = new Map([...part.places, ...Object.entries(isObject(second) ? second : {}).map(([key, value]): [string, Placed] => [key, part.places.get(key) ?? { value, pointer: `${part.pointer}/properties/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` }]), ...whole.places])
  return {
    raw: whole.raw, pointer: whole.pointer, places,
    schema: { ...part.schema, ...whole.schema, ...((isObject(first) || isObject(second)) && { properties: { ...(isObject(second) ? second : {}), ...(isObject(first) ? first : {}) } }), ...(required.length > 0 && { required }) },
  }
}
