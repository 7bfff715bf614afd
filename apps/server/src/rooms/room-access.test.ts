import { afterEach, describe, expect, it, vi } from 'vitest'
import { startAcme } from '../accounts.test-fixture.ts'
import { TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { agentOf, LOBBY, PROJECT_ID, roomApp, RoomPersonAt, serveRooms, TICKET } from './room-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('who looks at a room', () => {
  it('is held as here while a connection is lost, and opens it again with the session that was resumed', async () => {
    const { person } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ben.open()
    const { resume } = await ben.connection.push('session')
    ben.connection.cut()
    await ada.posts('Are you there?')
    const back = await person('Ben', resume)
    expect(await back.open()).toMatchObject({ unread: 1, messages: [{ text: 'Are you there?' }] })
    expect(ada.news.every((news) => news.type !== 'participants' || news.participants.every(({ isHere }) => isHere))).toBe(true)
  })

  it('loses it when no screen has shown it for ten seconds, and keeps it while a screen is drawn anew', async () => {
    const clock = new ManualClock()
    const { person } = await serveRooms(cleanUps, roomApp(), { clock })
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    const press = async (title: string, label: string): Promise<void> => {
      expect(await ada.device.presses(await ada.device.sees(title), label)).toEqual({ ok: true })
    }
    await press('Rooms', 'Next')
    clock.advance(9_000)
    await press('Empty', 'Back')
    await ada.device.sees('Rooms')
    clock.advance(9_000)
    await ben.posts('Still there?')
    await ada.hears('message')
    await press('Rooms', 'Next')
    await ada.device.sees('Empty')
    expect(await ada.refused('postToRoom', { ...LOBBY, id: 'x', text: 'In' })).toMatchObject({ code: 'forbidden' })
    clock.advance(10_000)
    await ada.hears('closed')
    await ben.posts('And now?')
    expect(ada.news.filter(({ type }) => type === 'message')).toHaveLength(1)
  })

  it('in a published app that asks nobody who they are is a guest, each device one of its own, with read marks of its own', async () => {
    const { call, server } = await serveRooms(cleanUps)
    expect((await call(`projects/${PROJECT_ID}/versions`, { method: 'POST', body: JSON.stringify({ name: 'One', publish: true }) })).status).toBe(201)
    const visit = async (device: string | null): Promise<RoomPersonAt> => {
      const at = new TestPerson(server.url, null, { projectId: PROJECT_ID, environment: 'published', device })
      cleanUps.push(() => at.connection.close())
      await at.sees('Rooms')
      return new RoomPersonAt(at)
    }
    const [one, other, oneAgain] = [await visit('secret-of-the-first'), await visit('secret-of-the-other'), await visit('secret-of-the-first')]
    const [me, they] = [await one.open(), await other.open()]
    await one.posts('Is anybody here?')
    const heard = await other.hears('message')
    expect([heard.unread, heard.message.author]).toEqual([1, { type: 'person', id: me.me, name: expect.stringMatching(/^Guest [0-9A-F]{4}$/) }])
    expect(me.me).toMatch(/^guest-[0-9a-f]{20}$/)
    expect(they.me).not.toBe(me.me)
    expect(JSON.stringify(they)).not.toContain('secret')
    // Another tab of the same device.
    expect(await oneAgain.open()).toMatchObject({ me: me.me, unread: 0, readTo: 1 })
    // A page that keeps no secret is whoever else keeps none.
    expect((await (await visit(null)).open()).me).toBe('guest')
  })

  it('in the published app sees another room than in the draft', async () => {
    const { person, call, server } = await serveRooms(cleanUps)
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('In the draft')
    expect((await call(`projects/${PROJECT_ID}/versions`, { method: 'POST', body: JSON.stringify({ name: 'One', publish: true }) })).status).toBe(201)
    const device = new TestPerson(server.url, 'Ada', { projectId: PROJECT_ID, environment: 'published' })
    cleanUps.push(() => device.connection.close())
    await device.sees('Rooms')
    const published = new RoomPersonAt(device)
    expect(await published.open()).toMatchObject({ messages: [], unread: 0 })
    expect(await published.posts('Published')).toBe(1)
    expect((await ada.open()).messages.map(({ text }) => text)).toEqual(['In the draft'])
  })

  it('is told nothing of it any more when the project is deleted, and finds it as it was when that is brought back', async () => {
    const { person, call } = await serveRooms(cleanUps)
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Kept')
    const { headers } = await call(`projects/${PROJECT_ID}`)
    expect((await call(`projects/${PROJECT_ID}`, { method: 'DELETE', headers: { 'if-match': headers.get('etag') ?? '' } })).status).toBe(204)
    expect((await call(`projects/${PROJECT_ID}/rooms/lobby`)).status).toBe(404)
    expect((await call(`projects/${PROJECT_ID}/restore`, { method: 'POST' })).status).toBe(200)
    expect(await (await person('Ada')).open()).toMatchObject({ messages: [{ text: 'Kept' }], readTo: 1 })
  })

  it('stops answers only where the screen offers it', async () => {
    const { person } = await serveRooms(cleanUps, roomApp({ agents: [agentOf('Helper', { answers: 'always' })], canStop: false }))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('Who are you?')
    const { id } = await ada.hears('grew')
    expect(await ada.refused('stopRoomAnswer', { ...LOBBY, messageId: id })).toMatchObject({ code: 'forbidden' })
    expect(await ada.hearsAll('Helper')).toMatchObject({ state: 'complete' })
  })

  it('may look at no more rooms at once than the limit', async () => {
    const keys = Array.from({ length: 18 }, (_, index) => `T-${index}`)
    const { person } = await serveRooms(cleanUps, roomApp({ keys }))
    const ada = await person('Ada')
    for (const key of keys.slice(0, 16)) await ada.open({ roomId: 'support', key })
    // One that is open already may be opened again.
    await ada.open({ roomId: 'support', key: 'T-3' })
    expect(await ada.refused('openRoom', { roomId: 'support', key: 'T-17' })).toMatchObject({ code: 'room/too_many' })
    await ada.does('closeRoom', { roomId: 'support', key: 'T-0' })
    await ada.open({ roomId: 'support', key: 'T-17' })
  })
})

describe('what is posted in a room with roles', () => {
  it('reaches programs that have one of them, and no others', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', 'projects?run=allowed', roomApp())
    const tokenOf = async (name: string, appRoles: readonly string[]) => String((await acme.ann.send('POST', 'tokens', { name, allow: [{ action: 'subscribe', pattern: 'events.acme.>' }], appRoles })).json['token'])
    const heardBy = async (token: string) => {
      const program = new TestConnection(acme.url, '/events', { auth: { protocol: 1, token } })
      cleanUps.push(() => program.close())
      expect(await program.connected()).toBeUndefined()
      const heard: string[] = []
      program.socket.on('event', ({ data }: { data: { text: string } }) => heard.push(data.text))
      expect(await program.request('subscribe', { pattern: 'events.acme.*.*.message_posted.*' })).toMatchObject({ ok: true })
      return { heard }
    }
    const [officer, other] = [await heardBy(await tokenOf('Officer', ['officer'])), await heardBy(await tokenOf('Other', ['guest']))]
    const app = acme.ann.open('/app', { projectId: PROJECT_ID, personaId: 'Ben', environment: 'draft', slot: 1, flowId: null, resume: null }, cleanUps)
    await app.push('screens', ({ main }) => main?.title === 'Rooms')
    for (const [room, text] of [[TICKET, 'For few'], [LOBBY, 'For all']] as const) expect(await app.request('postToRoom', { ...room, id: text.replace(' ', ''), text })).toMatchObject({ ok: true })
    await vi.waitFor(() => expect([officer.heard, other.heard]).toEqual([['For few', 'For all'], ['For all']]), { timeout: 25_000 })
  })

  it('in a published app is read, exported and taken away by those alone whom the room is for, and by an owner', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', 'projects?run=allowed', roomApp())
    expect((await acme.ann.send('POST', `projects/${PROJECT_ID}/versions`, { name: 'One', publish: true })).status).toBe(201)
    const [vic, eddy, olga] = [await acme.join('Vic', 'viewer'), await acme.join('Eddy', 'editor'), await acme.join('Olga', 'viewer', { appRoles: ['officer'] })]
    const statuses = (room: string) => Promise.all([vic, eddy, olga, acme.ann].map(async (person) => {
      const ways = ['', '/messages', '/export', '/export?format=csv'].map((way) => `projects/${PROJECT_ID}/rooms/${room}${way}${way.includes('?') ? '&' : '?'}environment=published`)
      return [...new Set(await Promise.all(ways.map(async (way) => (await person.send('GET', way)).status)))]
    }))
    expect(await statuses('support')).toEqual([[403], [403], [200], [200]])
    expect(await statuses('lobby')).toEqual([[200], [200], [200], [200]])
    // Of a room that is in no model, nobody knows whom it was for.
    expect(await statuses('gone')).toEqual([[403], [403], [403], [200]])
    expect((await eddy.send('DELETE', `projects/${PROJECT_ID}/rooms/support?environment=published&key=T-1`)).json).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('officer') })
  })
})
