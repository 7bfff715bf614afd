import { LIMITS } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function connect(url: string, options: Partial<ConstructorParameters<typeof TestConnection>[2]> = {}): TestConnection {
  const connection = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' }, ...options })
  cleanUps.push(() => connection.close())
  return connection
}

const project = 'helpdesk-escalation'

describe('the wire', () => {
  it('an unknown event is answered with the ones that there are', async () => {
    const { url } = await startServer(cleanUps)
    expect(await connect(url).request('explode', {})).toMatchObject({ ok: false, error: { code: 'wire/unknown_event', message: expect.stringContaining('open, edit') } })
    expect(await connect(url).request('constructor', {})).toMatchObject({ ok: false, error: { code: 'wire/unknown_event' } })
  })

  it.each([
    ['/editor', { protocol: 1, name: 'Ann' }],
    ['/events', { protocol: 1 }],
    ['/app', { protocol: 1, projectId: project, personaId: null, slot: null, resume: null }],
  ])('an event of %s whose name is a number is unknown, and ends nothing', async (namespace, auth) => {
    const { url } = await startServer(cleanUps)
    const connection = new TestConnection(url, namespace, { auth })
    cleanUps.push(() => connection.close())
    const reply = await new Promise((resolve) => connection.socket.emit(1 as unknown as string, {}, resolve))
    expect(reply).toMatchObject({ ok: false, error: { code: 'wire/unknown_event', message: expect.stringContaining('"1"') } })
  })

  it('a malformed request is answered with the place, and changes nothing', async () => {
    const { url } = await startServer(cleanUps)
    const editor = connect(url)
    expect(await editor.request('open', { projectId: 7, since: null })).toMatchObject({ ok: false, error: { code: 'wire/malformed', pointer: '/projectId' } })
    expect(await editor.request('edit', { projectId: project, edit: { id: 'e1', label: 'x', patches: [] } })).toMatchObject({ ok: false, error: { code: 'wire/malformed', pointer: '/edit/patches' } })
    expect(await editor.request('open')).toMatchObject({ ok: false, error: { code: 'wire/malformed' } })
    expect(await editor.request('open', { projectId: project, since: null })).toMatchObject({ ok: true, revision: 0 })
  })

  it('a request over the frame limit is answered with limit and value, and the connection stays', async () => {
    const { url } = await startServer(cleanUps)
    const editor = connect(url)
    const edit = { id: 'big', label: 'Big', patches: [{ op: 'replace', path: ['name'], value: 'x'.repeat(LIMITS.frameBytes) }] }
    expect(await editor.request('edit', { projectId: project, edit })).toMatchObject({ ok: false, error: { code: 'wire/too_large', limit: LIMITS.frameBytes, value: expect.any(Number) } })
    expect(await editor.request('open', { projectId: project, since: null })).toMatchObject({ ok: true, revision: 0 })
  })

  it('a request that is nested too deep is refused before it is looked at', async () => {
    const { url } = await startServer(cleanUps)
    let deep: unknown = 1
    for (let level = 0; level < 2_000; level += 1) deep = [deep]
    expect(await connect(url).request('open', deep)).toMatchObject({ ok: false, error: { code: 'wire/too_deep', limit: LIMITS.jsonDepth } })
    expect(await connect(url).request('open', JSON.parse('{"__proto__": {"projectId": "x"}}'))).toMatchObject({ ok: false })
  })

  it('a request without an acknowledgement is carried out', async () => {
    const { url } = await startServer(cleanUps)
    const editor = connect(url)
    await editor.request('open', { projectId: project, since: null })
    editor.socket.emit('edit', { projectId: project, edit: { id: 'e1', label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: 'Renamed' }] } })
    expect(await editor.push('edited')).toMatchObject({ ordered: { revision: 1 } })
  })

  it('a client of another protocol version, or of another shape, is told so', async () => {
    const { url } = await startServer(cleanUps)
    expect(await connect(url, { auth: { protocol: 2, name: 'Ann' } }).connected()).toMatchObject({ code: 'wire/protocol' })
    expect(await connect(url, { auth: { protocol: 1 } }).connected()).toMatchObject({ code: 'wire/malformed' })
    expect(await new TestPerson(url, null, {}).connection.connected()).toBeUndefined()
    const nowhere = new TestConnection(url, '/app', { auth: { protocol: 1, projectId: 'nowhere', personaId: null, slot: null, resume: null } })
    expect(await nowhere.connected()).toMatchObject({ code: 'project/not_found' })
  })

  it.each([
    ['a page of another site', { origin: 'http://evil.example' }],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }],
    ['a cookie without an Origin', { cookie: 'a=b' }],
    ['a name that was bound to this machine', { host: 'evil.example' }],
  ])('%s cannot connect', async (_who, headers) => {
    const { url } = await startServer(cleanUps)
    expect(await connect(url, { headers }).connected()).toMatchObject({ message: expect.any(String) })
  })

  it('a page of this server connects', async () => {
    const { url } = await startServer(cleanUps)
    expect(await connect(url, { headers: { origin: url } }).connected()).toBeUndefined()
  })
})
