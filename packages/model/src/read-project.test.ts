import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { helpDesk } from './help-desk.test-fixture.ts'
import { LIMITS } from './limits.ts'
import { migrations } from './migrations.ts'
import { SCHEMA_VERSION } from './project.ts'
import { readProject } from './read-project.ts'

const fixtures = readdirSync(new URL('fixtures', import.meta.url)).filter((file) => file.endsWith('.halley.json'))
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const changed = (change: (document: unknown) => void) => {
  const document = JSON.parse(JSON.stringify(helpDesk()))
  change(document)
  return readProject(document)
}

/** The object at a path of a document that is being damaged. */
function at(document: unknown, ...path: string[]): Record<string, unknown> {
  return path.reduce<Record<string, unknown>>((place, step) => place[step] as Record<string, unknown>, document as Record<string, unknown>)
}

describe('opening documents', () => {
  test('there is a frozen document of every version', () => {
    expect(new Set(fixtures.map((file) => Number(/^v(\d+)-/.exec(file)?.[1])))).toStrictEqual(new Set(Array.from({ length: SCHEMA_VERSION + 1 }, (_, version) => version)))
  })

  test.each(fixtures)('%s opens', (file) => {
    const reading = readProject(fixture(file))
    expect(reading).toMatchObject({ ok: true, project: { schemaVersion: SCHEMA_VERSION } })
    // What was opened is what is stored: reading it again changes nothing.
    expect(reading.ok && readProject(JSON.stringify(reading.project))).toStrictEqual({ ...reading, migrated: [] })
  })

  test('every migration has run on a fixture, and each starts at a version of its own', () => {
    const ran = new Set(fixtures.flatMap((file) => { const reading = readProject(fixture(file)); return reading.ok ? reading.migrated : [] }))
    expect(ran).toStrictEqual(new Set(migrations.map((migration) => migration.name)))
    expect(migrations.map((migration) => migration.from)).toStrictEqual(Array.from({ length: SCHEMA_VERSION }, (_, version) => version))
  })

  test('edges-by-exit: arrows of version 0 become a map by exit, and nothing else changes', () => {
    const old = readProject(fixture('v0-help-desk.halley.json'))
    const present = readProject(fixture('v1-help-desk.halley.json'))
    expect(old).toMatchObject({ migrated: ['edges-by-exit', 'connections', 'model-connections', 'rules-and-rooms'] })
    expect(old.ok && old.project).toStrictEqual(present.ok && present.project)
  })

  test('connections: version 2 has a place for connections, flows may have inputs, outputs and an endpoint, and nothing else changes', () => {
    const old = readProject(fixture('v1-help-desk.halley.json'))
    const present = readProject(fixture('v2-help-desk.halley.json'))
    expect(old).toMatchObject({ migrated: ['connections', 'model-connections', 'rules-and-rooms'], project: { connections: {}, flows: { report: { inputs: {}, outputs: {}, endpoint: null } } } })
    expect(old.ok && old.project).toStrictEqual(present.ok && present.project)
  })

  test('model-connections: version 3 may have connections to AI models, and nothing else changes', () => {
    const old = readProject(fixture('v2-help-desk.halley.json'))
    const present = readProject(fixture('v3-help-desk.halley.json'))
    expect(old).toMatchObject({ migrated: ['model-connections', 'rules-and-rooms'] })
    expect(present).toMatchObject({ project: { connections: { assistant: { settings: { type: 'model', model: 'small' } } } } })
    expect(old.ok && old.project).toStrictEqual(present.ok && { ...present.project, connections: {} })
  })

  test('rules-and-rooms: version 4 may have notification rules and rooms, and nothing else changes', () => {
    const old = readProject(fixture('v3-help-desk.halley.json'))
    const present = readProject(fixture('v4-help-desk.halley.json'))
    expect(old).toMatchObject({ migrated: ['rules-and-rooms'], project: { rules: {}, rooms: {} } })
    expect(present).toMatchObject({ migrated: [], project: { rules: { urgent: { priority: 'high' } }, rooms: { support: { agents: { helper: { answers: 'mentioned' } } } } } })
    expect(old.ok && old.project).toStrictEqual(present.ok && { ...present.project, rules: {}, rooms: {} })
  })

  test('a document of the present version opens as it is', () => {
    expect(readProject(helpDesk())).toStrictEqual({ ok: true, project: helpDesk(), migrated: [] })
  })

  test('unknown node kinds are kept', () => {
    expect(changed((document) => { Object.assign(at(document, 'flows', 'report', 'nodes'), { x: { id: 'x', kind: 'from-the-future', version: 9, position: { x: 0, y: 0 }, config: { any: [1, { thing: null }] } } }) })).toMatchObject({
      ok: true, project: { flows: { report: { nodes: { x: { kind: 'from-the-future', config: { any: [1, { thing: null }] } } } } } },
    })
  })

  test('a name used twice and a reference to nothing are problems to mend, not refusals', () => {
    expect(changed((document) => { at(document, 'fields', 'draftSubject')['technicalName'] = 'openTickets'; delete at(document, 'messages')['ticket'] })).toMatchObject({ ok: true })
  })
})

describe('refusing documents', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['text that is not JSON', '{"schemaVersion": 1,', 'project/not_json', /cut off/],
    ['something else', '[1, 2]', 'project/invalid', /not a Halley project/],
    ['no version', { name: 'x' }, 'project/invalid', /schemaVersion/],
    ['a version that is no number', { schemaVersion: '1' }, 'project/invalid', /whole number/],
    ['a newer version', { schemaVersion: SCHEMA_VERSION + 1 }, 'project/too_new', /Update this Halley/],
    ['a forbidden key', `{"schemaVersion": 1, "__proto__": {}}`, 'project/invalid', /__proto__/],
    ['too many bytes', `"${'x'.repeat(LIMITS.projectBytes)}"`, 'project/too_large', /5242880/],
    ['too many bytes in few characters', `"${'€'.repeat(LIMITS.projectBytes / 2)}"`, 'project/too_large', /the limit is 5242880/],
    ['too many values', Array.from({ length: LIMITS.projectJsonValues }, () => 0), 'project/too_large', /400000 values/],
  ])('%s', (_what, source, code, message) => {
    expect(readProject(source)).toMatchObject({ ok: false, code, message: expect.stringMatching(message) })
  })

  test('a million brackets', () => {
    expect(readProject('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toMatchObject({ ok: false })
    let deep: unknown = 0
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(readProject({ schemaVersion: 1, deep })).toMatchObject({ ok: false, code: 'project/too_large', message: expect.stringMatching(/32 levels/) })
  })

  test('what does not fit is named by the words of the interface and by a pointer', () => {
    expect(changed((document) => { delete at(document, 'messages', 'ticket', 'members', 'subject')['order'] })).toMatchObject({
      ok: false, code: 'project/invalid', pointer: '/messages/ticket/members/subject/order', message: expect.stringMatching(/^Message "Ticket", member "Subject", "order": /),
    })
  })

  test.each<[string, Record<string, unknown>]>([['of type storedList', { type: 'storedList' }], ['with storage stored', { storage: 'stored' }]])('a list %s in a message, with the reason', (_what, part) => {
    expect(changed((document) => { Object.assign(at(document, 'messages', 'ticket', 'members', 'lines'), part) })).toMatchObject({
      ok: false, code: 'project/stored_list_in_message', pointer: '/messages/ticket/members/lines', message: expect.stringMatching(/^Message "Ticket", member "Lines" is a stored list.*none of a message is stored in the database/),
    })
  })

  test('an arrow filed under another exit', () => {
    expect(changed((document) => { at(document, 'flows', 'report', 'edges', 'log:default')['exit'] = 'other' })).toMatchObject({ ok: false, code: 'project/invalid', pointer: '/flows/report/edges/log:default' })
  })

  test('more nodes than the limit', () => {
    expect(changed((document) => {
      const nodes = at(document, 'flows', 'report', 'nodes')
      for (let index = 0; index < LIMITS.projectNodes; index += 1) Object.assign(nodes, { [`x${index}`]: { ...at(nodes, 'log'), id: `x${index}` } })
    })).toMatchObject({ ok: false, code: 'project/too_large', message: expect.stringMatching(/5005 nodes; the limit is 5000/) })
  })
})
