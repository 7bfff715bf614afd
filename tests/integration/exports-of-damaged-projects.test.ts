import { exportFormats, exportProject, importAsyncApi } from '@halley/formats'
import { readProject } from '@halley/model'
import { describeNode, exampleProjects } from '@halley/nodes'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** Every place of a document, as the object and the key there. */
function placesOf(value: unknown): { readonly owner: Record<string, unknown>; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Record<string, unknown>
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...placesOf(owner[key])])
}

test('whatever project can be opened can be exported in every format, and what was exported can be imported', () => {
  const project = fc.constantFrom(...exampleProjects())
  const value = fc.constantFrom<unknown>(null, '', 'gone', '_', 0, 'toString', [], {}, 'Ticket', 'ticket', 'priorities', '\ud800', 'x'.repeat(80), { type: 'duration' }, { type: 'singleChoice', choiceId: 'gone' })
  let opened = 0
  fc.assert(fc.property(project, fc.array(fc.record({ at: fc.nat(), from: fc.nat(), value, what: fc.constantFrom('replace', 'copy', 'remove') }), { minLength: 1, maxLength: 6 }), (example, damages) => {
    const document = structuredClone(example)
    for (const damage of damages) {
      const places = placesOf(document)
      const [place, other] = [places[damage.at % places.length], places[damage.from % places.length]]
      if (place === undefined || other === undefined) continue
      if (damage.what === 'remove') Reflect.deleteProperty(place.owner, place.key)
      else place.owner[place.key] = structuredClone(damage.what === 'copy' ? other.owner[other.key] : damage.value)
    }
    const reading = readProject(JSON.parse(JSON.stringify(document)))
    if (!reading.ok) return
    opened += 1
    for (const format of exportFormats) expect(exportProject(reading.project, format, { org: 'acme', describeNode }).text).not.toBe('')
    expect(importAsyncApi(exportProject(reading.project, 'asyncapi', { org: 'acme' }).text, { projectId: 'again' })).toMatchObject({ ok: true })
  }), { numRuns: 150 })
  // Most damages are refused; that none of so many opens would mean that nothing was tried.
  expect(opened).toBeGreaterThan(0)
})
