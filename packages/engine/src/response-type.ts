import { FORBIDDEN_KEYS, jsonBoundsProblem, type Value } from '@halley/model'
import type { DescribedType, ValueType } from './expressions/index.ts'
import { joinTypes } from './expressions/value-type.ts'

/** Characters of a pasted example: more shows nothing more of its shape. */
export const EXAMPLE_CHARACTERS = 64 * 1024

/** Levels and values of an example: the shape of any answer that people map by hand. */
const EXAMPLE_BOUNDS = { depth: 16, values: 5_000 } as const

/** Rows of a list that are looked at for its type. */
const ROWS_LOOKED_AT = 50

export type ExampleReading = { readonly ok: true; readonly value: Value | undefined } | { readonly ok: false; readonly text: string }

/** Reads a pasted example answer; `value` is undefined where nothing was pasted. */
export function readExample(example: string): ExampleReading {
  if (example.trim() === '') return { ok: true, value: undefined }
  if (example.length > EXAMPLE_CHARACTERS) return { ok: false, text: `The example has ${example.length.toLocaleString('en')} characters; the limit is ${EXAMPLE_CHARACTERS.toLocaleString('en')}. A part of the answer does.` }
  let value: unknown
  try {
    value = JSON.parse(example)
  } catch (cause) {
    return { ok: false, text: `The example is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}` }
  }
  const bounds = jsonBoundsProblem(value, EXAMPLE_BOUNDS)
  if (bounds !== undefined) return { ok: false, text: bounds.reason === 'key' ? `The example uses "${bounds.key ?? ''}" as a name, which is refused.` : `The example is too ${bounds.reason === 'depth' ? `deep; the limit is ${bounds.limit} levels` : `large; the limit is ${bounds.limit} values`}. A part of the answer does.` }
  // What JSON.parse gives is JSON.
  return { ok: true, value: value as Value }
}

/** The type that `response` has in the expressions of an HTTP Request: its body as the example has it, or any. */
export function responseType(example: string): DescribedType {
  const reading = readExample(example)
  const body = reading.ok && reading.value !== undefined ? typeOfExample(reading.value) : ANY
  return {
    type: 'record',
    label: 'What the service answered',
    fields: {
      status: { type: 'number', label: 'Status code', help: 'Such as 200 or 404.' },
      headers: { ...ANY, label: 'Headers', help: 'By their names in small letters: response.headers["content-type"].' },
      body: { ...body, label: 'Body', help: 'JSON where it is JSON, else text.' },
    },
  }
}

const ANY: ValueType = { type: 'any' }

/** Dates are told from texts by nobody but the person who maps them. */
const LIKE_A_DATE = /^\d{4}-\d{2}-\d{2}/

/** The type of an example value. What an example leaves open (null, an empty list, a text that may be a date) is any. */
export function typeOfExample(value: Value): ValueType {
  if (value === null) return ANY
  if (typeof value === 'string') return LIKE_A_DATE.test(value) ? ANY : { type: 'text' }
  if (typeof value === 'number') return { type: 'number' }
  if (typeof value === 'boolean') return { type: 'yesNo' }
  if (isList(value)) {
    const [first, ...rest] = value.slice(0, ROWS_LOOKED_AT).map(typeOfExample)
    return { type: 'list', of: first === undefined ? ANY : rest.reduce(joinTypes, first) }
  }
  return { type: 'record', fields: Object.fromEntries(Object.entries(value).filter(([name]) => !FORBIDDEN_KEYS.has(name)).map(([name, part]) => [name, typeOfExample(part)])) }
}

function isList(value: Value): value is readonly Value[] & Value {
  return Array.isArray(value)
}
