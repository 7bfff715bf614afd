import { readPattern, type FieldType, type Value } from '@halley/model'
import type { JsonObject } from '../json-text.ts'

/** What a schema without properties is as a field. A choice is still to be found or made. */
export type FieldReading = { readonly type: FieldType | { readonly type: 'choiceOf'; readonly many: boolean; readonly values: readonly Value[] }; readonly mayBeNull: boolean }

/** Says what of a schema is not carried. */
export type Note = (text: string) => void

/** Words that say nothing about which values are allowed, and those that are read wherever they stand. */
const understood: ReadonlySet<string> = new Set(['type', 'title', 'description', 'default', 'examples', 'example', '$comment', '$id', '$schema', 'deprecated', 'readOnly', 'writeOnly', 'nullable', 'externalDocs', 'enum', 'const'])

const textFormats: Readonly<Record<string, FieldType>> = {
  'date': { type: 'date' }, 'date-time': { type: 'dateTime' }, 'uri': { type: 'link' }, 'url': { type: 'link' }, 'email': { type: 'text', preset: 'email' }, 'uuid': { type: 'text', preset: 'uuid' },
}

/** The longest text that a field may ask for. */
const LONGEST_TEXT = 65_536

/** Reads a schema as the type of a field; undefined, with a note, when no field is like it. */
export function fieldTypeOfSchema(schema: JsonObject, note: Note): FieldReading | undefined {
  const types = typesOf(schema)
  const values = valuesOf(schema)
  const mayBeNull = types.has('null') || schema['nullable'] === true || values?.includes(null) === true
  const given = [...types].filter((type) => type !== 'null')
  const type = given.length === 2 && types.has('integer') && types.has('number') ? 'number' : given.length === 1 ? given[0] : given.length === 0 ? typeOfValues(values) : undefined
  const carried = new Set<string>()
  const reading = ((): FieldReading['type'] | undefined => {
    switch (type) {
      case 'string': return textType(schema, { values, carried, note })
      case 'integer':
      case 'number': return numberType(schema, { isWhole: type === 'integer', carried, note })
      case 'boolean': return { type: 'yesNo' }
      case 'array': return listType(schema, { carried, note })
      default: return undefined
    }
  })()
  if (reading === undefined) {
    // Of a list it is said already.
    if (type !== 'array') note(given.length > 1 ? `Several types (${given.slice(0, 5).join(', ')}) are no field; it was left out.` : 'No field is like this; it was left out.')
    return undefined
  }
  if (type !== 'string' && (schema['enum'] !== undefined || schema['const'] !== undefined)) note('That only some values are allowed is not carried.')
  const lost = Object.keys(schema).filter((word) => !understood.has(word) && !carried.has(word) && !word.startsWith('x-'))
  if (lost.length > 0) note(`Not carried: ${lost.slice(0, 10).map((word) => word.slice(0, 40)).join(', ')}.`)
  return { type: reading, mayBeNull }
}

/** The types that a schema names. */
export function typesOf(schema: JsonObject): ReadonlySet<string> {
  const type = schema['type']
  return new Set((Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string'))
}

function valuesOf(schema: JsonObject): readonly Value[] | undefined {
  const listed = schema['enum']
  return Array.isArray(listed) ? listed : schema['const'] === undefined ? undefined : [schema['const']]
}

function typeOfValues(values: readonly Value[] | undefined): string | undefined {
  const known = (values ?? []).filter((value) => value !== null)
  return known.length > 0 && known.every((value) => typeof value === 'string') ? 'string' : undefined
}

type Reading = { readonly carried: Set<string>; readonly note: Note }

function textType(schema: JsonObject, { values, carried, note }: Reading & { readonly values: readonly Value[] | undefined }): FieldReading['type'] {
  if (values !== undefined) return { type: 'choiceOf', many: false, values: values.filter((value) => value !== null) }
  // One character at least is what "required" asks for.
  const least = schema['minLength']
  if (least === 0 || least === 1) carried.add('minLength')
  const length = schema['maxLength']
  const limit = typeof length === 'number' && Number.isInteger(length) && length >= 1 && length <= LONGEST_TEXT ? { maxLength: length } : {}
  if ('maxLength' in limit || (typeof length === 'number' && length > LONGEST_TEXT)) carried.add('maxLength')
  if (schema['contentMediaType'] === 'text/markdown') {
    carried.add('contentMediaType')
    return { type: 'richText', ...limit }
  }
  const format = schema['format']
  const special = typeof format === 'string' && Object.hasOwn(textFormats, format) ? textFormats[format] : undefined
  if (special !== undefined) carried.add('format')
  if (special !== undefined && special.type !== 'text') {
    if (special.type === 'link') note('Links begin with https:, http: or mailto: here.')
    return special
  }
  const pattern = schema['pattern']
  if (typeof pattern !== 'string') return { type: 'text', ...limit, ...special }
  carried.add('pattern')
  const read = pattern.length > PATTERN_CHARACTERS ? { ok: false, text: 'The pattern is too long.' } as const : readPattern(pattern)
  if (!read.ok) note(`${read.text} It was left out.`)
  return { type: 'text', ...limit, ...special, ...(read.ok && { pattern }) }
}

/** Characters of a pattern that a field may have. */
const PATTERN_CHARACTERS = 500

/** Decimals that a field may have. */
const MOST_DECIMALS = 10

function numberType(schema: JsonObject, { isWhole, carried, note }: Reading & { readonly isWhole: boolean }): FieldType {
  const bound = (inclusive: string, exclusive: string, step: number): number | undefined => {
    const [given, open] = [schema[inclusive], schema[exclusive]]
    if (typeof given === 'number') carried.add(inclusive)
    // Next to an open bound of whole numbers is a closed one.
    if (typeof open === 'number' && isWhole && Number.isInteger(open)) {
      carried.add(exclusive)
      return typeof given === 'number' && (given - open) * step > 0 ? given : open + step
    }
    return typeof given === 'number' ? given : undefined
  }
  const [min, max] = [bound('minimum', 'exclusiveMinimum', 1), bound('maximum', 'exclusiveMaximum', -1)]
  const decimals = isWhole ? 0 : decimalsOf(schema['multipleOf'])
  if (decimals !== undefined && schema['multipleOf'] !== undefined && (!isWhole || schema['multipleOf'] === 1)) carried.add('multipleOf')
  if (typeof schema['format'] === 'string' && ['int32', 'int64', 'float', 'double'].includes(schema['format'])) carried.add('format')
  if (isWhole && min === Number.MIN_SAFE_INTEGER && max === Number.MAX_SAFE_INTEGER) return { type: 'number', decimals: 0 }
  if (min !== undefined && max !== undefined && min > max) note('The least is above the most; nothing fits.')
  return { type: 'number', ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...(decimals !== undefined && { decimals }) }
}

function decimalsOf(step: Value | undefined): number | undefined {
  if (typeof step !== 'number') return undefined
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) if (step === Number(`1e-${decimals}`)) return decimals
  return undefined
}

function listType(schema: JsonObject, { carried, note }: Reading): FieldReading['type'] | undefined {
  const items = schema['items']
  const inner = typeof items === 'object' && items !== null && !Array.isArray(items) ? valuesOf(items as JsonObject) : undefined
  if (inner === undefined) {
    note('A list holds rows with named values; one of single values was left out.')
    return undefined
  }
  for (const word of ['items', 'uniqueItems']) carried.add(word)
  return { type: 'choiceOf', many: true, values: inner.filter((value) => value !== null) }
}
