import { emptyProject, LIMITS, type Project } from '@halley/model'
import type { ImportedProject } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { endpointOf, flowOf, ordersApp } from '../endpoints/orders-app.test-fixture.ts'
import { startServer } from '../halley-client.test-fixture.ts'
import type { HalleyServer } from '../server-options.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { BUSY_RETRY_S } from './import-desk.ts'
import { readImport, type ImportFile } from './read-import.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const JSON_TYPE = 'application/json'
const YAML_TYPE = 'application/yaml'

/** Milliseconds for a test of several processes, each of which reads the sources first: long enough for a machine with much else to do. */
const PROCESSES_MS = 120_000

type Answer = { readonly status: number; readonly retryAfter: string | null; readonly body: Record<string, unknown> }

async function send(server: HalleyServer, content: string | Uint8Array<ArrayBuffer>, { type = JSON_TYPE, path = '/import' }: { readonly type?: string; readonly path?: string } = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1/projects${path}`, { method: 'POST', headers: { 'content-type': type }, body: content })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() as Record<string, unknown> }
}

const projectOf = async (server: HalleyServer, id: unknown): Promise<Project> => await (await fetch(`${server.url}/api/v1/projects/${String(id)}`)).json() as Project
const countOfProjects = async (server: HalleyServer): Promise<number> => (await (await fetch(`${server.url}/api/v1/projects`)).json() as unknown[]).length

const lamps = `
asyncapi: 3.0.0
info: {title: Lamps}
servers: {broker: {host: broker.example.com, protocol: mqtt}}
channels:
  light:
    address: lamps/{lampId}/light
    messages: {measured: {$ref: '#/components/messages/measured'}}
components:
  messages:
    measured: {payload: {type: object, properties: {lumens: {type: integer}, tags: {type: array, items: {type: string}}}}}
`

const fileOf = (text: string, format: ImportFile['format'] = null): ImportFile => ({ bytes: new TextEncoder().encode(text), format, newId: 'new' })

/** A text of many parts. */
const many = (count: number, part: (index: number) => string, between = ','): string => Array.from({ length: count }, (_, index) => part(index)).join(between)

/** Takes minutes to read: its parser compares every name of an object with all others. */
const endlessYaml = `asyncapi: 3.0.0\nchannels:\n${many(49_000, (index) => `  k${index}: v`, '\n')}`

describe('an AsyncAPI document that is imported', () => {
  it('becomes a project, and what could not be carried is told with its place', async () => {
    const server = await startServer(cleanUps)
    const { status, body } = await send(server, lamps, { type: YAML_TYPE })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Lamps', technicalName: 'lamps', revision: 0, format: 'asyncapi', carried: { messages: 1, channels: 1, choices: 0, flows: 0 }, isStopped: false, migrated: [],
      findings: expect.arrayContaining([
        { pointer: '/servers', text: expect.stringContaining('Not carried'), loses: true },
        { pointer: '/components/messages/measured/payload/properties/tags', text: expect.any(String), loses: true },
      ]),
    } satisfies Partial<Record<keyof ImportedProject, unknown>>)
    expect(Object.values((await projectOf(server, body['id'])).channels)).toMatchObject([{ technicalName: 'light', keyName: 'Lamp id' }])
  })

  it('that cannot be read is refused with the line and the column', async () => {
    const server = await startServer(cleanUps)
    expect(await send(server, 'asyncapi: 3.0.0\nasyncapi: 3.0.0\n', { type: YAML_TYPE })).toMatchObject({ status: 422, body: { code: 'import/unreadable', line: 2, column: 1, detail: expect.stringContaining('unique') } })
    expect(await send(server, '{"asyncapi": "3.0.0", "channels": {')).toMatchObject({ status: 422, body: { code: 'import/unreadable', line: 1 } })
  })
})

describe('a file', () => {
  it('is seen by what is in it, or read as what it is said to be', () => {
    const own = JSON.stringify(emptyProject({ id: 'own', name: 'Own', technicalName: 'own' }))
    expect(readImport(fileOf(own))).toMatchObject({ ok: true, format: 'halley', project: { id: 'own' }, findings: [] })
    expect(readImport(fileOf('{"asyncapi": "3.0.0", "info": {"title": "As JSON"}}'))).toMatchObject({ ok: true, format: 'asyncapi', project: { id: 'new', name: 'As JSON' } })
    expect(readImport(fileOf(own, 'asyncapi'))).toMatchObject({ code: 'import/unreadable', message: expect.stringContaining('not an AsyncAPI document') })
    for (const neither of ['{"name": "neither"}', 'Dear all', '[1]', '']) expect([neither, readImport(fileOf(neither))]).toMatchObject([neither, { code: 'import/unknown_format' }])
    expect(readImport(fileOf(own.slice(0, -20)))).toMatchObject({ code: 'project/not_json', line: 1 })
    expect(readImport({ ...fileOf(''), bytes: Uint8Array.of(0xff, 0xfe, 0x7b, 0) })).toMatchObject({ code: 'import/unreadable', message: expect.stringContaining('UTF-8') })
  })

  it('of another content type or format is refused with those that are taken', async () => {
    const server = await startServer(cleanUps)
    expect(await send(server, lamps, { path: '/import?format=xml' })).toMatchObject({ status: 400, body: { code: 'wire/malformed', detail: expect.stringContaining('halley or asyncapi') } })
    expect(await send(server, lamps, { type: 'image/png' })).toMatchObject({ status: 415, body: { code: 'wire/content_type', detail: expect.stringContaining('application/yaml') } })
  })

  it('whose id is taken becomes a project of its own', async () => {
    const server = await startServer(cleanUps)
    const own = JSON.stringify(emptyProject({ id: 'own', name: 'Own', technicalName: 'own' }))
    await send(server, own)
    const { status, body } = await send(server, own)
    expect(status).toBe(201)
    expect(body['id']).not.toBe('own')
  })

  it('whose technical name another project has is given a free one, and the report says so', async () => {
    const server = await startServer(cleanUps)
    const app = (id: string): Project => ({ ...ordersApp([]), id })
    expect((await send(server, JSON.stringify(app('first')))).body).toEqual(expect.not.objectContaining({ takenName: expect.anything() }))
    expect((await send(server, JSON.stringify(app('second')))).body).toMatchObject({ technicalName: 'tracking2', takenName: 'tracking', findings: [] })
    // A copy is posted as a document.
    expect((await send(server, JSON.stringify({ ...app('third'), name: 'Copy' }), { path: '?copyOf=first' })).status).toBe(201)
    expect((await projectOf(server, 'third')).technicalName).toBe('tracking3')
    // Each is called at an address of its own: that an import is stopped is said by the app.
    for (const name of ['tracking', 'tracking2', 'tracking3']) expect(await (await fetch(`${server.url}/h/${name}/nothing`)).json()).toMatchObject({ code: 'project/stopped' })
  })

  it('that reaches outside of its screens starts stopped', async () => {
    const server = await startServer(cleanUps)
    const app = ordersApp([flowOf('fine', { type: 'endpoint', endpoint: endpointOf('GET', '/fine'), steps: [['ok', 'respond', { answer: 'json', bodyExpression: '1' }]] })])
    expect(await send(server, JSON.stringify(app))).toMatchObject({ status: 201, body: { id: 'orders-project', isStopped: true } })
    const called = await fetch(`${server.url}/h/tracking/fine`)
    expect([called.status, await called.json()]).toMatchObject([503, { code: 'project/stopped' }])
  })
})

describe('a bomb', () => {
  const aliases = `asyncapi: 3.0.0\na: &a [${many(9, () => 'x')}]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${many(9, () => `*${'abcdefghi'[index]}`)}]`).join('\n')}`
  const own = emptyProject({ id: 'own', name: 'Own', technicalName: 'own' })
  const projectWith = (part: string): string => JSON.stringify(own).replace('"fields":{}', part)
  it.each<readonly [what: string, content: () => string, code: string, says: string]>([
    ['of levels, as JSON', () => projectWith(`"fields":${'{"a":'.repeat(400_000)}1${'}'.repeat(400_000)}`), 'project/too_large', '32 levels'],
    ['of levels, as YAML', () => `asyncapi: 3.0.0\n${many(1_000, (index) => `${' '.repeat(index)}a:`, '\n')}`, 'import/too_large', '32 levels'],
    ['of aliases', () => aliases, 'import/too_large', '100 aliases'],
    ['of values', () => projectWith(`"fields":{"a":[${many(500_000, () => '0')}]}`), 'project/too_large', `${LIMITS.projectJsonValues} values`],
    ['of names and values in YAML', () => `asyncapi: 3.0.0\na: [${many(120_000, () => 'x')}]`, 'import/too_large', '100000 names and values'],
    ['of one long text', () => projectWith(`"fields":{"a":"${'x'.repeat(4_000_000)}"}`), 'project/invalid', 'Field "a"'],
    ['of bytes', () => `{"schemaVersion": 3, "name": "${'x'.repeat(LIMITS.projectBytes)}"}`, 'import/too_large', `the limit is ${LIMITS.projectBytes}`],
    ['of a name that could change programs', () => projectWith('"fields":{"__proto__":{"a":1}}'), 'project/invalid', '"__proto__"'],
  ])('%s is refused with what it is over', (_what, content, code, says) => {
    expect(readImport(fileOf(content()))).toMatchObject({ ok: false, code, message: expect.stringContaining(says) })
  })

  it('of a pattern that could be tried for hours is a project with a problem: the pattern is never tried', () => {
    const field = { id: 'a', folderId: null, order: 'a0', name: 'A', technicalName: 'a', technicalNameSetByHand: false, description: '', valueType: { type: 'text', pattern: '(a+)+$' }, default: `${'a'.repeat(60)}!` }
    expect(readImport(fileOf(projectWith(`"fields":{"a":${JSON.stringify(field)}}`)))).toMatchObject({ ok: true, problems: { errors: 1 } })
  })

  it('is refused over HTTP with its limit, and nothing of it is kept', async () => {
    const server = await startServer(cleanUps, { clock: new ManualClock() })
    const before = await countOfProjects(server)
    expect(await send(server, aliases, { type: YAML_TYPE })).toMatchObject({ status: 413, body: { code: 'import/too_large', limit: 100, detail: expect.stringContaining('100 aliases') } })
    expect(await send(server, `{"schemaVersion": 3, "name": "${'x'.repeat(LIMITS.projectBytes)}"}`)).toMatchObject({ status: 413, body: { code: 'import/too_large', limit: LIMITS.projectBytes } })
    expect(await countOfProjects(server)).toBe(before)
  })

  it('that takes too long is ended, and the server answers others meanwhile', { timeout: PROCESSES_MS }, async () => {
    const clock = new ManualClock()
    const server = await startServer(cleanUps, { clock })
    let isAnswered = false
    const bomb = send(server, endlessYaml, { type: YAML_TYPE }).finally(() => (isAnswered = true))
    // A small one is read beside it, which takes as long as a process takes to start: by then the bomb is being read.
    expect(await send(server, lamps, { type: YAML_TYPE })).toMatchObject({ status: 201 })
    for (let round = 0; round < 20; round += 1) expect((await fetch(`${server.url}/api/v1/projects/helpdesk-escalation`)).status).toBe(200)
    expect(isAnswered).toBe(false)
    clock.advance(LIMITS.importMs)
    expect(await bomb).toMatchObject({ status: 422, body: { code: 'import/too_slow', limit: LIMITS.importMs, detail: expect.stringContaining('15 seconds') } })
    expect(await send(server, lamps, { type: YAML_TYPE })).toMatchObject({ status: 201 })
  })

  it('that takes too much memory is ended, by whichever route it comes, and the server goes on', { timeout: PROCESSES_MS }, async () => {
    const server = await startServer(cleanUps, { clock: new ManualClock(), imports: { importMemoryMiB: 48 } })
    const hungry = projectWith(`"fields":{"a":[${many(1_500_000, () => '[]')}]}`)
    for (const path of ['/import', '']) expect([path, await send(server, hungry, { path })]).toMatchObject([path, { status: 422, body: { code: 'import/too_much_memory', limit: 48, detail: expect.stringContaining('48 MiB') } }])
    const replaced = await fetch(`${server.url}/api/v1/projects/helpdesk-escalation`, { method: 'PUT', headers: { 'content-type': JSON_TYPE, 'if-match': '*' }, body: hungry })
    expect([replaced.status, await replaced.json()]).toMatchObject([422, { code: 'import/too_much_memory' }])
    expect(await send(server, lamps, { type: YAML_TYPE })).toMatchObject({ status: 201 })
  })
})

describe('more imports than are read at once', () => {
  it('wait, and beyond the limit are told when to come again; closing the server ends them all', { timeout: PROCESSES_MS }, async () => {
    const clock = new ManualClock()
    const server = await startServer(cleanUps, { clock, imports: { importsAtOnce: 1, importsWaiting: 1 } })
    const answers = [1, 2, 3].map(() => send(server, endlessYaml, { type: YAML_TYPE }))
    const refused = await Promise.race(answers)
    expect(refused).toMatchObject({ status: 503, retryAfter: String(BUSY_RETRY_S), body: { code: 'import/busy', limit: 2 } })
    clock.advance(LIMITS.importMs)
    // The first is ended by time; the one that waited is read then, and ended by the server's end.
    const first = await Promise.race(answers.map(async (answer) => ((await answer).status === 503 ? new Promise<Answer>(() => undefined) : answer)))
    expect(first).toMatchObject({ status: 422, body: { code: 'import/too_slow' } })
    await server.close()
    expect((await Promise.allSettled(answers)).map((end) => (end.status === 'fulfilled' ? end.value.body['code'] : 'cut'))).toEqual(expect.arrayContaining(['import/busy', 'import/too_slow']))
  })
})
