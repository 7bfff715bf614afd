import { readProject } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { helpdesk, openFolder } from './call-halley.test-fixture.ts'

const lamps = `
asyncapi: 3.0.0
info: {title: Lamps}
channels:
  light:
    address: lamps/{lampId}/light
    messages: {measured: {$ref: '#/components/messages/measured'}}
components:
  messages:
    measured: {payload: {type: object, properties: {lumens: {type: integer}}}}
`

describe('halley import', () => {
  test('makes a project that can be opened, checked and exported again', async () => {
    const { write, read, call } = openFolder()
    write('lamps.yaml', lamps)
    expect(await call('import', 'lamps.yaml', '-o', 'lamps.halley.json')).toEqual({ code: 0, out: 'lamps.yaml: 1 message, 1 channel, 0 choices, written to lamps.halley.json\n', error: '' })
    expect(readProject(read('lamps.halley.json'))).toMatchObject({ ok: true, migrated: [], project: { name: 'Lamps', technicalName: 'lamps' } })
    expect((await call('check', 'lamps.halley.json')).code).toBe(0)
    expect((await call('export', 'lamps.halley.json', '--format', 'typescript')).out).toContain("'events.local.lamps.light.measured': Measured")
  })

  test('lists what is not carried with its place, and ends with 1', async () => {
    const { write, call } = openFolder()
    write('lamps.yaml', lamps.replace('lumens: {type: integer}', 'lumens: {type: integer}, "\u202Eodd": {type: array, items: {type: string}}'))
    const { code, error, out } = await call('import', 'lamps.yaml', '--json')
    expect(code).toBe(1)
    expect(error).toMatch(/^lamps\.yaml#\/components\/messages\/measured\/payload\/properties\/�odd: A list holds rows/m)
    expect(JSON.parse(out)).toMatchObject({ ok: true, messages: 1, project: { name: 'Lamps' }, findings: expect.arrayContaining([expect.objectContaining({ pointer: '/components/messages/measured/payload/properties/\u202Eodd' })]) })
  })

  test('an export of Halley comes back with nothing lost, but for what every export writes by itself', async () => {
    const { write, read, call } = openFolder()
    write('desk.halley.json', helpdesk())
    await call('export', 'desk.halley.json', '--format', 'asyncapi', '-o', 'desk.yaml')
    expect(await call('import', 'desk.yaml', '-o', 'again.halley.json')).toMatchObject({ code: 0, error: expect.stringMatching(/^desk\.yaml#\/servers: .*every export writes it anew.*\ndesk\.yaml#\/operations: .*\ndesk\.yaml#\/components\/securitySchemes: .*\n$/) })
    await call('export', 'again.halley.json', '--format', 'typescript', '-o', 'again.ts')
    expect(read('again.ts')).toBe((await call('export', 'desk.halley.json', '--format', 'typescript')).out)
  })

  test('an export to which somebody has added a server or an operation ends with 1: that is not in the project', async () => {
    const { write, read, call } = openFolder()
    write('desk.halley.json', helpdesk())
    await call('export', 'desk.halley.json', '--format', 'asyncapi', '-o', 'desk.yaml')
    write('more.yaml', read('desk.yaml').replace('\nservers:\n', '\nservers:\n  broker:\n    host: broker.example.com\n    protocol: mqtt\n').replace('\noperations:\n', '\noperations:\n  audit:\n    action: receive\n'))
    const { code, out } = await call('import', 'more.yaml', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ findings: [{ pointer: '/servers', loses: true }, { pointer: '/operations', loses: true }, { pointer: '/components/securitySchemes', loses: false }] })
  })

  test('a document that cannot be read ends with 2, says where, and writes nothing', async () => {
    const { write, list, call } = openFolder()
    write('broken.yaml', 'asyncapi: 3.0.0\nasyncapi: 3.0.0\n')
    expect(await call('import', 'broken.yaml', '-o', 'x.halley.json')).toMatchObject({ code: 2, out: '', error: expect.stringMatching(/^halley import: broken\.yaml:2:1: The document cannot be read as YAML: Map keys must be unique/) })
    write('proto.json', '{"asyncapi": "3.0.0", "__proto__": {}}')
    expect((await call('import', 'proto.json')).error).toContain('"__proto__" as a name')
    expect(await call('import', 'missing.yaml')).toMatchObject({ code: 2, error: expect.stringContaining('missing.yaml is not there') })
    expect(list()).toEqual(['broken.yaml', 'proto.json'])
  })
})
