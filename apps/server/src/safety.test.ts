import { emptyProject, type Project } from '@halley/model'
import type { LogRow, RunState } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { HalleyServer } from './server-options.ts'
import { assign, endpointOf, field, flowOf, ordersApp } from './endpoints/orders-app.test-fixture.ts'
import { newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { readAllowedHost } from './outgoing/allowed-hosts.ts'
import { startService } from './outgoing/local-service.test-fixture.ts'
import { HITS_UNTIL_PAUSED } from './safety/run-permits.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const loopback = readAllowedHost('127.0.0.0/8')
const allowedHosts = loopback === undefined ? [] : [loopback]

/** An app that asks a service when its endpoint is called and when the application starts, and has a flow that runs in a circle. */
function reachingApp(serviceUrl: string): Project {
  const ask = ['ask', 'http-request', { url: `${serviceUrl}/orders` }] as const
  const answer = ['answer', 'respond', { answer: 'json', bodyExpression: "{'answer': answer, 'code': error.code}" }] as const
  return ordersApp([
    flowOf('ask', { type: 'endpoint', endpoint: endpointOf('GET', '/ask'), steps: [[...ask], [...answer], ['broken', 'respond', { answer: 'json', bodyExpression: "{'code': error.code}" }]], arrows: [['ask', 'error', 'broken'], ['broken', 'default', 'end']] }),
    flowOf('fine', { type: 'endpoint', endpoint: endpointOf('GET', '/fine'), steps: [['ok', 'respond', { answer: 'json', bodyExpression: '1' }]] }),
    flowOf('circle', { type: 'endpoint', endpoint: endpointOf('GET', '/circle'), steps: [assign('first', field('weight'), '0'), assign('one', field('weight'), '1'), assign('two', field('weight'), '2')], arrows: [['first', 'default', 'one'], ['one', 'default', 'two'], ['two', 'default', 'one']] }),
    flowOf('again', { type: 'endpoint', endpoint: endpointOf('GET', '/again'), steps: [assign('first', field('weight'), '0'), assign('one', field('weight'), '1'), assign('two', field('weight'), '2')], arrows: [['first', 'default', 'one'], ['one', 'default', 'two'], ['two', 'default', 'one'], ['one', 'error', 'two'], ['two', 'error', 'one']] }),
    flowOf('begin', { type: 'action', steps: [[...ask]] }),
  ], (project) => ({ ...project, settings: { ...project.settings, onApplicationStartFlowId: 'begin' } }))
}

async function post(server: HalleyServer, project: Project, query = ''): Promise<string> {
  const created = await fetch(`${server.url}/api/v1/projects${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
  expect(created.status).toBe(201)
  return (await created.json() as { id: string }).id
}

async function editorOf(server: HalleyServer, projectId = 'orders-project'): Promise<TestConnection> {
  const editor = new TestConnection(server.url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.connected()
  expect(await editor.request('open', { projectId, since: null })).toMatchObject({ ok: true })
  return editor
}

const stateOf = (editor: TestConnection) => editor.request<RunState>('runState', {})
const call = async (server: HalleyServer, path: string) => {
  const response = await fetch(`${server.url}/h/tracking${path}`)
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}
const rowWith = (editor: TestConnection, text: RegExp): Promise<unknown> => editor.push('logRows', ({ rows }) => rows.some((row: LogRow) => text.test(row.text)))

describe('an imported project starts stopped', () => {
  it('asks no service, answers no request and runs nothing by itself, and says what it would do, until a person allows it', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end('{}'))
    const server = await startServer(cleanUps, { allowedHosts })
    await post(server, reachingApp(service.url))
    const editor = await editorOf(server)
    expect(await stateOf(editor)).toMatchObject({ ok: true, isSafe: false, toAllow: { services: [{ name: service.url, address: service.url }], applicationStart: 'begin' } })
    expect(await call(server, '/fine')).toMatchObject({ status: 503, body: { code: 'project/stopped', detail: expect.stringContaining('Allow it to run') } })
    expect(await call(server, '/ask')).toMatchObject({ status: 503 })
    expect(service.requests).toEqual([])

    expect(await editor.request('allowToRun', {})).toMatchObject({ ok: true })
    await editor.push('runState' as 'edited', (push) => 'toAllow' in push && push.toAllow === null)
    await rowWith(editor, /^Started on application start/)
    expect(await call(server, '/fine')).toMatchObject({ status: 200 })
    expect(await call(server, '/ask')).toMatchObject({ status: 200, body: { code: null } })
    expect(service.requests).toEqual(['GET /orders', 'GET /orders'])
  })

  it('runs its screens in the preview, whose requests fail with the reason', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end('{}'))
    const server = await startServer(cleanUps, { allowedHosts })
    await post(server, reachingApp(service.url))
    const person = new TestPerson(server.url, null, { projectId: 'orders-project', flowId: 'begin' })
    cleanUps.push(() => person.connection.close())
    expect(await person.connection.push('runFailed')).toMatchObject({ error: { code: 'project/stopped' } })
    expect(service.requests).toEqual([])
  })

  it('is stopped, and allowed, over restarts of the server', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    await post(first, reachingApp('http://127.0.0.1:9'))
    await first.close()
    const second = await startServer(cleanUps, { dataFolder })
    expect(await call(second, '/fine')).toMatchObject({ status: 503 })
    expect(await (await editorOf(second)).request('allowToRun', {})).toMatchObject({ ok: true })
    await second.close()
    const third = await startServer(cleanUps, { dataFolder })
    expect(await call(third, '/fine')).toMatchObject({ status: 200 })
  })

  it('does not concern what reaches nothing, what a program says may run, and a copy of what may', async () => {
    const server = await startServer(cleanUps)
    const app = reachingApp('http://127.0.0.1:9')
    const harmless = await post(server, emptyProject({ id: 'harmless', name: 'Harmless', technicalName: 'harmless' }))
    const allowed = await post(server, app, '?run=allowed')
    const copy = await post(server, { ...app, id: 'copy', name: 'Copy', technicalName: 'copied' }, `?copyOf=${allowed}`)
    const other = await post(server, { ...reachingApp('http://127.0.0.1:10'), id: 'other', technicalName: 'other' }, `?copyOf=${allowed}`)
    const copyOfOther = await post(server, { ...reachingApp('http://127.0.0.1:10'), id: 'other2', technicalName: 'other2' }, `?copyOf=${other}`)
    const isStopped = async (id: string) => {
      const state = await stateOf(await editorOf(server, id))
      return state.ok && state.toAllow !== null
    }
    expect(await Promise.all([harmless, allowed, copy, other, copyOfOther].map(isStopped))).toEqual([false, false, false, true, true])
  })
})

describe('safe mode', () => {
  it('runs nothing, says so wherever something would run, and lets everything be edited', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const service = await startService(cleanUps, (_request, response) => response.end('{}'))
    const before = await startServer(cleanUps, { dataFolder, allowedHosts })
    await post(before, reachingApp(service.url), '?run=allowed')
    const ann = new TestPerson(before.url, null, { slot: 1 })
    cleanUps.push(() => ann.connection.close())
    const { resume, sessionId } = await ann.connection.push('session')
    await before.close()

    const safe = await startServer(cleanUps, { dataFolder, allowedHosts, isSafe: true })
    const refused = new TestConnection(safe.url, '/app', { auth: { protocol: 1, projectId: 'helpdesk-escalation', personaId: null, environment: 'draft', slot: 1, flowId: null, resume } })
    cleanUps.push(() => refused.close())
    expect(await refused.connected()).toMatchObject({ code: 'server/safe_mode', message: expect.stringContaining('without --safe') })
    expect(await call(safe, '/fine')).toMatchObject({ status: 503, body: { code: 'server/safe_mode' } })
    const editor = await editorOf(safe)
    expect(await stateOf(editor)).toMatchObject({ isSafe: true })
    expect(await editor.request('edit', { projectId: 'orders-project', edit: { id: 'e1', label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: 'Renamed' }] } })).toMatchObject({ ok: true })
    expect(service.requests).toEqual([])
    await safe.close()

    const after = await startServer(cleanUps, { dataFolder, allowedHosts })
    const again = new TestPerson(after.url, null, { slot: 1, resume })
    cleanUps.push(() => again.connection.close())
    expect(await again.connection.push('session')).toMatchObject({ sessionId, recovered: true })
    expect(await call(after, '/fine')).toMatchObject({ status: 200 })
  })
})

/** That of steps, mostly; where the machine is busy, that of time comes first. */
const aGuard = expect.stringMatching(/^guard\/(steps|time)$/)

describe('a runaway flow', () => {
  it('is paused after five guards, with the reason at its node, while others go on; over a restart, until it is resumed', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const server = await startServer(cleanUps, { dataFolder })
    await post(server, reachingApp('http://127.0.0.1:9'), '?run=allowed')
    const editor = await editorOf(server)
    const codes: unknown[] = []
    for (let round = 0; round < HITS_UNTIL_PAUSED + 1; round += 1) codes.push((await call(server, '/circle')).body['code'])
    expect(codes).toEqual([...Array.from({ length: HITS_UNTIL_PAUSED }, () => aGuard), 'flow/paused'])
    expect(await call(server, '/fine')).toMatchObject({ status: 200 })
    await rowWith(editor, /^Paused: the flowchart "circle"/)
    expect(await stateOf(editor)).toMatchObject({ paused: [{ environment: 'draft', flowId: 'circle', nodeId: expect.stringMatching(/^(one|two)$/), code: aGuard, text: expect.stringContaining('5 times within an hour') }] })
    await server.close()

    const again = await startServer(cleanUps, { dataFolder })
    expect(await call(again, '/circle')).toMatchObject({ status: 500, body: { code: 'flow/paused', detail: expect.stringContaining('press Resume') } })
    const later = await editorOf(again)
    expect(await later.request('resumeFlow', { environment: 'draft', flowId: 'circle' })).toMatchObject({ ok: true })
    expect((await call(again, '/circle')).body['code']).toEqual(aGuard)
    expect(await stateOf(later)).toMatchObject({ paused: [] })
  })

  it('counts once for a burst, also when its Error exit leads back into the circle', async () => {
    const server = await startServer(cleanUps)
    await post(server, reachingApp('http://127.0.0.1:9'), '?run=allowed')
    const codes: unknown[] = []
    for (let round = 0; round < HITS_UNTIL_PAUSED + 1; round += 1) codes.push((await call(server, '/again')).body['code'])
    expect(codes).toEqual([...Array.from({ length: HITS_UNTIL_PAUSED }, () => aGuard), 'flow/paused'])
  })
})

describe('the secret of a connection', () => {
  it('is sent to no other address than the one for which it was typed', async () => {
    const seen: (string | undefined)[] = []
    const mine = await startService(cleanUps, (request, response) => {
      seen.push(request.headers.authorization)
      response.end('{}')
    })
    const theirs = await startService(cleanUps, (_request, response) => response.end('{}'))
    const server = await startServer(cleanUps, { allowedHosts })
    const connection = { id: 'bank', folderId: null, order: 'a0', name: 'Bank', technicalName: 'bank', technicalNameSetByHand: false, description: '', settings: { type: 'http' as const, baseUrl: mine.url, auth: { type: 'bearer' as const } } }
    const steps = [['ask', 'http-request', { connectionId: 'bank', url: '/pay' }], ['ok', 'respond', { answer: 'json', bodyExpression: '1' }], ['broken', 'respond', { answer: 'json', bodyExpression: "{'code': error.code}" }]] as const
    const app = ordersApp([flowOf('ask', { type: 'endpoint', endpoint: endpointOf('GET', '/pay'), steps: steps.map(([id, kind, config]) => [id, kind, config] as const), arrows: [['ask', 'error', 'broken'], ['broken', 'default', 'end']] })], (project) => ({ ...project, connections: { bank: connection } }))
    await post(server, app, '?run=allowed')
    expect((await fetch(`${server.url}/api/v1/projects/orders-project/connections/bank/secret`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"secret":"canary"}' })).status).toBe(204)
    expect(await call(server, '/pay')).toMatchObject({ body: 1 })
    const editor = await editorOf(server)
    await editor.request('edit', { projectId: 'orders-project', edit: { id: 'e1', label: 'Move', patches: [{ op: 'replace', path: ['connections', 'bank', 'settings', 'baseUrl'], value: theirs.url }] } })
    expect(await call(server, '/pay')).toMatchObject({ body: { code: 'secret/other_address' } })
    expect({ seen, asked: theirs.requests }).toEqual({ seen: ['Bearer canary'], asked: [] })
  })
})
