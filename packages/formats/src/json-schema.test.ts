import { addMember, createMessage, emptyProject, exampleOf, validatePayload, type Project } from '@halley/model'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportProject } from './export-project.ts'
import { helpDesk } from './help-desk.test-fixture.ts'
import { jsonSchemaDocument } from './json-schema.ts'
import { countingIds, randomProject } from './random-project.test-fixture.ts'

/** Says whether a day exists, as a reader that checks formats does. */
const isDay = (text: string): boolean => {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))
}

function judgeOf(project: Project) {
  // Dividing 0.07 by 0.01 leaves a rest; every reader rounds somewhere.
  const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 6, formats: { date: isDay, 'date-time': (text) => isDay(text) && !Number.isNaN(Date.parse(text)), uri: true } })
  ajv.addSchema(jsonSchemaDocument(project), 'project')
  return (name: string, payload: unknown): boolean => ajv.validate({ $ref: `project#/$defs/${name}` }, payload)
}

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', 'a', 'AB-12', 'ada@example.com', '+44 20', 'https://x.y', 'mailto:a@b', '2026-01-31', '2026-02-30', '2026-01-31T09:30:00Z', '2026-02-30T09:30:00Z', '2026-01-31T25:30:00Z', '2f1c6a3e-9b7d-4c58-8f0a-6d2b1e4c7a90', 0.07, 0.075, 1.5, 1e9),
  fc.integer({ min: -60, max: 110 }), fc.string({ maxLength: 310 }), fc.array(fc.string(), { maxLength: 2 }), fc.constant([]), fc.constant({}),
)

/** Somewhere in a valid payload, something else stands, is missing, or is too much. */
function damaged(payload: unknown, damage: { readonly at: number; readonly value: unknown; readonly what: 'replace' | 'remove' | 'add' | 'none' }): unknown {
  const copy: unknown = structuredClone(payload)
  const places: (() => void)[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const owner = value as Record<string, unknown>
    for (const key of Object.keys(owner)) {
      places.push(() => {
        if (damage.what === 'remove' && !Array.isArray(owner)) delete owner[key]
        else if (damage.what === 'add' && !Array.isArray(owner)) owner['surplus'] = damage.value
        else owner[key] = damage.value
      })
      walk(owner[key])
    }
  }
  walk(copy)
  if (damage.what !== 'none') places[damage.at % Math.max(1, places.length)]?.()
  return copy
}

describe('the JSON Schema document', () => {
  test('has a definition for each message', () => {
    const text = exportProject(helpDesk(), 'jsonschema', { org: 'acme' }).text
    expect(JSON.parse(text)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', anyOf: [{ $ref: '#/$defs/Ticket' }], $defs: { Ticket: { title: 'Ticket', required: ['subject'] } } })
    expect(jsonSchemaDocument(emptyProject({ id: 'x', name: 'X', technicalName: 'x' }))).toEqual({ $schema: expect.any(String), title: 'X', $defs: {} })
  })

  test('allows exactly the payloads that the server takes', () => {
    let [fine, refused] = [0, 0]
    fc.assert(fc.property(randomProject, fc.array(fc.record({ at: fc.nat(), value: scalar, what: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'none' as const) }), { minLength: 8, maxLength: 8 }), (project, damages) => {
      const judge = judgeOf(project)
      for (const message of Object.values(project.messages)) {
        for (const damage of damages) {
          const payload = damaged(exampleOf(project, message.id), damage)
          const { ok } = validatePayload(project, message.id, payload)
          if (ok) fine += 1
          else refused += 1
          expect([JSON.stringify(payload), judge(message.technicalName, payload)]).toEqual([JSON.stringify(payload), ok])
        }
      }
    }), { numRuns: 60 })
    expect(fine).toBeGreaterThan(100)
    expect(refused).toBeGreaterThan(100)
  })

  test('two messages with one technical name are two definitions', () => {
    const project = emptyProject({ id: 'x', name: 'X', technicalName: 'x' })
    const newId = countingIds()
    for (const name of ['One', 'Two']) {
      const id = createMessage(project, { name }, newId)
      addMember(project, { collection: 'messages', id }, { type: 'field', name }, newId)
      Object.assign(project.messages[id] ?? {}, { technicalName: 'Same' })
    }
    expect(Object.keys(jsonSchemaDocument(project)['$defs'] ?? {})).toEqual(['Same', 'Same2'])
  })
})
