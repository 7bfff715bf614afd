import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countingIds, helpDesk } from './help-desk.test-fixture.ts'
import type { FieldType } from './field-types.ts'
import { LIMITS } from './limits.ts'
import { exampleOf } from './payload-example.ts'
import { messageJsonSchema } from './payload-schema.ts'
import type { Project } from './project.ts'
import { addMember } from './recipes/members.ts'
import { validatePayload, valueProblem } from './validate-payload.ts'

const desk = helpDesk()
const check = (value: unknown, project: Project = desk) => validatePayload(project, 'ticket', value)

/** A desk whose ticket has one field of each type besides. */
function deskOf(types: readonly FieldType[], required = false): Project {
  const project = helpDesk()
  const newId = countingIds('extra')
  for (const [index, valueType] of types.entries()) addMember(project, { collection: 'messages', id: 'ticket' }, { type: 'field', name: `Extra ${index}`, valueType, required }, newId)
  return project
}
const allTypes: readonly FieldType[] = [
  { type: 'text' }, { type: 'text', maxLength: 3 }, { type: 'text', pattern: '^[A-Z]{2}-\\d+$' }, { type: 'text', preset: 'email' }, { type: 'text', preset: 'phone' }, { type: 'text', preset: 'url' }, { type: 'text', preset: 'uuid' },
  { type: 'richText', maxLength: 20 }, { type: 'number' }, { type: 'number', min: 2, max: 5 }, { type: 'number', decimals: 0 }, { type: 'number', max: -3 }, { type: 'yesNo' }, { type: 'date' }, { type: 'dateTime' }, { type: 'duration' },
  { type: 'singleChoice', choiceId: 'priority' }, { type: 'multipleChoice', choiceId: 'priority' }, { type: 'link' }, { type: 'link', schemes: ['mailto'] },
]

describe('checking a payload', () => {
  test('what may be unknown becomes null, and a list that was left out is empty', () => {
    expect(check({ subject: 'Printer' })).toStrictEqual({ ok: true, value: { subject: 'Printer', priority: null, lines: [] } })
  })

  test('defaults are filled in where nothing was given, also for a required field', () => {
    const project = helpDesk()
    Object.assign(project.messages['ticket']?.members['subject'] ?? {}, { default: 'No subject' })
    expect(check({}, project)).toMatchObject({ ok: true, value: { subject: 'No subject' } })
    expect(check({ subject: null }, project)).toMatchObject({ ok: false, pointer: '/subject', text: 'Subject is required.' })
  })

  test.each<[string, unknown, string, string]>([
    ['a required field is missing', {}, '/subject', 'Subject is required.'],
    ['a required text is empty', { subject: '' }, '/subject', 'Subject is required.'],
    ['a text is too long', { subject: 'x'.repeat(101) }, '/subject', 'Subject has 101 characters; the limit is 100.'],
    ['a text is a number', { subject: 5 }, '/subject', 'Subject has to be a text.'],
    ['a choice is not one of its options', { subject: 'x', priority: 'urgent' }, '/priority', 'Priority is "urgent"; it has to be one of low, high.'],
    ['a field is not known', { subject: 'x', extra: 1 }, '/extra', 'Ticket has no field "extra".'],
    ['a list is not a list', { subject: 'x', lines: {} }, '/lines', 'Lines has to be a list.'],
    ['a row is not an object', { subject: 'x', lines: [1] }, '/lines/0', 'Lines, row 1 has to be an object with named values.'],
    ['a number in a row is over its limit', { subject: 'x', lines: [{ count: 1 }, { count: 100 }] }, '/lines/1/count', 'Count is 100; the most is 99.'],
    ['a number has decimals', { subject: 'x', lines: [{ count: 1.5 }] }, '/lines/0/count', 'Count is 1.5; it has to be a whole number.'],
    ['a list has too many rows', { subject: 'x', lines: Array.from({ length: 201 }, () => ({ count: 1 })) }, '/lines', 'Lines has 201 rows; the limit is 200.'],
    ['it is no object', 'Printer', '', 'Ticket has to be an object with named values.'],
    ['it has a forbidden key', JSON.parse('{"subject": "x", "__proto__": {}}'), '', '"__proto__" cannot be the name of a field.'],
  ])('%s: the field is named', (_what, value, pointer, text) => {
    expect(check(value)).toMatchObject({ ok: false, pointer, text })
  })

  test('a message that is gone is refused in words', () => {
    expect(validatePayload(desk, 'gone', {})).toMatchObject({ ok: false, text: expect.stringMatching(/not in the project/) })
  })

  test('a payload nested far too deep is refused and overflows nothing', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level += 1) deep = { deep }
    expect(check(deep)).toMatchObject({ ok: false, text: expect.stringMatching(/too deep/) })
  })

  test.each<[FieldType, unknown, boolean]>([
    [{ type: 'date' }, '2026-02-28', true], [{ type: 'date' }, '2026-02-30', false], [{ type: 'dateTime' }, '2026-01-31T09:30:00Z', true], [{ type: 'dateTime' }, '2026-01-31T25:30:00Z', false], [{ type: 'dateTime' }, '2026-01-31', false],
    [{ type: 'duration' }, 1_500, true], [{ type: 'duration' }, 1.5, false], [{ type: 'number', decimals: 2 }, 0.07, true], [{ type: 'number', decimals: 2 }, 0.075, false], [{ type: 'number', decimals: 2 }, 1e-7, false], [{ type: 'number' }, Number.NaN, false],
    [{ type: 'multipleChoice', choiceId: 'priority' }, ['low', 'high'], true], [{ type: 'multipleChoice', choiceId: 'priority' }, ['low', 'low'], false], [{ type: 'singleChoice', choiceId: null }, 'low', false],
    [{ type: 'link' }, 'javascript:alert(1)', false], [{ type: 'link' }, 'https://example.com', true], [{ type: 'link', schemes: ['mailto'] }, 'https://example.com', false], [{ type: 'text', preset: 'email' }, 'ada@example.com', true], [{ type: 'text', preset: 'email' }, 'ada', false],
    [{ type: 'text', maxLength: 2 }, '👩👩', true], [{ type: 'text', pattern: '^\\d+$' }, '12', true], [{ type: 'text', pattern: '^\\d+$' }, 'x', false], [{ type: 'text', pattern: '(' }, 'x', true], [{ type: 'date' }, null, true],
  ])('%j takes %j: %s', (type, value, fits) => {
    expect(valueProblem(desk, type, value) === undefined).toBe(fits)
  })
})

describe('the JSON Schema', () => {
  test('says names, limits, choices and rows, and closes every object', () => {
    expect(messageJsonSchema(desk, 'ticket')).toStrictEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Ticket',
      type: 'object',
      properties: {
        subject: { title: 'Subject', type: 'string', maxLength: 100, minLength: 1 },
        priority: { title: 'Priority', type: ['string', 'null'], enum: ['low', 'high', null] },
        lines: { title: 'Lines', type: ['array', 'null'], maxItems: LIMITS.listRows, items: { type: 'object', properties: { count: { title: 'Count', type: 'integer', minimum: 1, maximum: 99 } }, required: ['count'], additionalProperties: false } },
      },
      required: ['subject'],
      additionalProperties: false,
    })
    expect(messageJsonSchema(desk, 'gone')).toBeUndefined()
  })

  test('an example fits the schema and the check, whatever the types are', () => {
    // A pattern is the one thing for which no example can be made up.
    const types = allTypes.filter((type) => !('pattern' in type))
    const project = deskOf(types, true)
    const example = exampleOf(project, 'ticket')
    expect(check(example, project)).toStrictEqual({ ok: true, value: example })
    expect(schemaOf(project)(example)).toBe(true)
  })

  test('allows exactly what the check allows', () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(null, true, false, '', 'low', 'high', 'AB-12', 'abcd', 'ada@example.com', '+44 20', 'https://x.y', 'mailto:a@b', '2026-01-31', '2026-01-31T09:30:00Z', '2f1c6a3e-9b7d-4c58-8f0a-6d2b1e4c7a90', ['low'], ['low', 'low'], {}, []),
      fc.integer({ min: -6, max: 6 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ maxLength: 30 }), fc.array(fc.string(), { maxLength: 2 }),
    )
    for (const required of [false, true]) {
      for (const type of allTypes) {
        const project = deskOf([type], required)
        const validate = schemaOf(project)
        fc.assert(fc.property(fc.option(value, { nil: undefined }), (given) => {
          const payload = { subject: 'x', ...(given !== undefined && { extra0: given }) }
          expect([JSON.stringify(payload), validate(payload)]).toStrictEqual([JSON.stringify(payload), check(payload, project).ok])
        }), { numRuns: 60 })
      }
    }
  })
})

function schemaOf(project: Project) {
  return new Ajv2020({ strict: false, validateFormats: false }).compile(messageJsonSchema(project, 'ticket') ?? {})
}
