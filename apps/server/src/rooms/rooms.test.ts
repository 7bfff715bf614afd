import { afterEach, describe, expect, it, vi } from 'vitest'
import { TestConnection } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { agentOf, LOBBY, PROJECT_ID, roomApp, serveRooms, TICKET } from './room-app.test-fixture.ts'

/** How long is waited for what comes by and by, on a busy machine. */
const WAITING = { timeout: 25_000 }

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('a room', () => {
  it('keeps what people write and tells all who look, with unread marks that are theirs', async () => {
    const { person, row } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    expect(await ada.open()).toMatchObject({ name: 'lobby', messages: [], more: false, me: 'Ada', readTo: 0, unread: 0, moreParticipants: 0 })
    expect((await ben.open()).participants.map(({ name, isHere }) => [name, isHere])).toEqual([['Ada', true], ['Ben', true]])
    expect(await ada.posts('Hello @ben')).toBe(1)
    expect(await ben.hears('message')).toMatchObject({ message: { seq: 1, text: 'Hello @ben', author: { type: 'person', id: 'Ada', name: 'Ada' }, mentions: ['Ben'], state: 'complete', reason: null }, unread: 1 })
    expect(await ada.hears('message')).toMatchObject({ message: { seq: 1 }, unread: 0 })
    expect(await ada.hears('read')).toEqual({ type: 'read', readTo: 1, unread: 0 })
    await ben.does('markRoomRead', { ...LOBBY, readTo: 1 })
    expect(await ben.hears('read')).toEqual({ type: 'read', readTo: 1, unread: 0 })
    await ada.hears('participants', ({ participants }) => participants.find(({ id }) => id === 'Ben')?.readTo === 1)
    expect(await row(/^Posted in lobby/)).toMatchObject({ type: 'log', level: 'info', session: { persona: 'Ada' } })
  })

  it('is there with its unread marks after everybody left and the server was started again', async () => {
    const first = await serveRooms(cleanUps)
    const [ada, ben] = [await first.person('Ada'), await first.person('Ben')]
    await ben.open()
    await ben.posts('One')
    await ada.open()
    await ada.does('markRoomRead', { ...LOBBY, readTo: 1 })
    ada.connection.close()
    await ben.posts('Two')
    await ben.posts('Three')
    await first.server.close()
    const second = await serveRooms(cleanUps, roomApp(), { dataFolder: first.dataFolder })
    const again = await second.person('Ada')
    expect(await again.open()).toMatchObject({ messages: [{ seq: 1, text: 'One' }, { seq: 2, text: 'Two' }, { seq: 3, text: 'Three' }], readTo: 1, unread: 2, participants: [{ id: 'Ada', isHere: true }, { id: 'Ben', isHere: false, readTo: 3 }] })
  })

  it('has one mark for all devices of a person', async () => {
    const { person } = await serveRooms(cleanUps)
    const [phone, laptop, ben] = [await person('Ada'), await person('Ada'), await person('Ben')]
    await phone.open()
    await laptop.open()
    await ben.open()
    await ben.posts('Hello')
    await Promise.all([phone.hears('message', ({ unread }) => unread === 1), laptop.hears('message', ({ unread }) => unread === 1)])
    await phone.does('markRoomRead', { ...LOBBY, readTo: 1 })
    expect(await laptop.hears('read')).toEqual({ type: 'read', readTo: 1, unread: 0 })
    expect((await laptop.open()).participants.filter(({ id }) => id === 'Ada')).toHaveLength(1)
  })

  it('takes a post that is sent twice once, and none under the id of somebody else', async () => {
    const { person } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    expect(await Promise.all([ada.posts('Once', LOBBY, 'same'), ada.posts('Once', LOBBY, 'same')])).toEqual([1, 1])
    expect(await ben.refused('postToRoom', { ...LOBBY, id: 'same', text: 'Mine' })).toMatchObject({ code: 'room/id_taken' })
    expect(await ada.posts('Next')).toBe(2)
    expect((await ada.open()).messages.map(({ text }) => text)).toEqual(['Once', 'Next'])
  })

  it('is paged back to its beginning', async () => {
    const clock = new ManualClock()
    const { person } = await serveRooms(cleanUps, roomApp(), { clock })
    const ada = await person('Ada')
    for (let index = 1; index <= 57; index += 1) {
      // No faster than people may.
      clock.advance(50)
      await ada.posts(`Message ${index}`)
    }
    const state = await ada.open()
    expect([state.messages[0]?.seq, state.messages.length, state.more]).toEqual([8, 50, true])
    expect(await ada.does('roomPage', { ...LOBBY, beforeSeq: 8, limit: 5 })).toMatchObject({ more: true, messages: [{ seq: 3 }, { seq: 4 }, { seq: 5 }, { seq: 6 }, { seq: 7 }] })
    expect(await ada.does('roomPage', { ...LOBBY, beforeSeq: 3, limit: 5 })).toMatchObject({ more: false, messages: [{ seq: 1 }, { seq: 2 }] })
  })

  it('is only for whom a screen shows it, with its roles, by its key', async () => {
    const { person } = await serveRooms(cleanUps)
    const [ada, eve] = [await person('Ada'), await person('Eve')]
    expect(await ada.open(TICKET)).toMatchObject({ name: 'Support (T-1)' })
    expect(await eve.refused('openRoom', TICKET)).toMatchObject({ code: 'forbidden', message: 'Eve may not be in "Support"; it needs the role "officer" or "customer".' })
    expect(await eve.refused('postToRoom', { ...TICKET, id: 'x', text: 'In' })).toMatchObject({ code: 'forbidden' })
    expect(await ada.refused('openRoom', { ...TICKET, key: 'T-2' })).toMatchObject({ code: 'forbidden', message: 'No screen here shows this room.' })
    expect(await ada.refused('postToRoom', { ...TICKET, key: 'T-2', id: 'x', text: 'In' })).toMatchObject({ code: 'forbidden' })
    expect(await ada.refused('openRoom', { roomId: 'support', key: null })).toMatchObject({ code: 'room/missing' })
    expect(await ada.refused('openRoom', { roomId: 'lobby', key: 'k' })).toMatchObject({ code: 'room/missing' })
    expect(await ada.refused('openRoom', { roomId: 'none', key: null })).toMatchObject({ code: 'room/missing' })
    expect(await ada.refused('roomPage', { ...LOBBY, beforeSeq: 5, limit: 5 })).toMatchObject({ code: 'room/not_open' })
    expect(await ada.refused('markRoomRead', { ...LOBBY, readTo: 5 })).toMatchObject({ code: 'room/not_open' })
  })

  it('is closed to those who lose the right, and for all when it is deleted', async () => {
    const { person, edit } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open(TICKET)
    await ben.open(TICKET)
    await edit('roles', [{ op: 'replace', path: ['rooms', 'support', 'roles'], value: ['officer'] }])
    expect(await ada.hears('closed')).toMatchObject({ text: 'Ada may not be in "Support"; it needs the role "officer".' })
    await ben.posts('Still here', TICKET)
    expect(ada.news.filter(({ type }) => type === 'message')).toEqual([])
    await edit('delete', [{ op: 'remove', path: ['rooms', 'support'] }])
    await ben.hears('closed')
    expect(await ben.refused('postToRoom', { ...TICKET, id: 'x', text: 'In' })).toMatchObject({ code: 'room/missing' })
  })

  it('shows who types to the others, until they post or say no more', async () => {
    const { person } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ben.open()
    await ada.does('typingInRoom', { ...LOBBY, isTyping: true })
    const seen = await ben.hears('participants', ({ participants }) => participants.some(({ isTyping }) => isTyping))
    expect(seen.participants.find(({ id }) => id === 'Ada')).toMatchObject({ isTyping: true })
    await ada.posts('There')
    await ben.hears('participants', (news) => news.participants.every(({ isTyping }) => !isTyping) && ben.news.indexOf(news) > ben.news.indexOf(seen))
    expect(ada.news.every((news) => news.type !== 'participants' || news.participants.every(({ id, isTyping }) => id !== 'Ada' || !isTyping))).toBe(true)
  })

  it('takes hostile texts as texts, and refuses what is too long or empty', async () => {
    const { person } = await serveRooms(cleanUps)
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('NUL \u0000, half \ud800, bell \u0007, <script>alert(1)</script>\r\nnext')
    expect((await ada.hears('message')).message.text).toBe('NUL �, half �, bell �, <script>alert(1)</script>\nnext')
    expect(await ada.refused('postToRoom', { ...LOBBY, id: 'long', text: 'x'.repeat(8_001) })).toMatchObject({ code: 'wire/malformed' })
    expect(await ada.refused('postToRoom', { ...LOBBY, id: 'empty', text: ' \n ' })).toMatchObject({ code: 'room/text_empty' })
    expect(await ada.refused('postToRoom', { ...LOBBY, id: '__proto__', text: 'x' })).toMatchObject({ code: 'wire/malformed' })
    expect(await ada.posts('😀'.repeat(4_000))).toBe(2)
  })

  it('refuses more posts than a person may send in a second', async () => {
    const { person } = await serveRooms(cleanUps, roomApp(), { clock: new ManualClock() })
    const ada = await person('Ada')
    const replies = await Promise.all(Array.from({ length: 60 }, (_, index) => ada.connection.request('postToRoom', { ...LOBBY, id: `m${index}`, text: 'x' })))
    expect(replies.filter((reply) => !reply.ok && reply.error.code === 'rate_limited').length).toBeGreaterThan(0)
    expect((await ada.open()).messages.at(-1)?.seq).toBe(replies.filter(({ ok }) => ok).length)
  })
})

describe('an agent of a room', () => {
  it('answers when it is mentioned: its text grows before everybody, and is kept', async () => {
    const { person, row } = await serveRooms(cleanUps, roomApp({ agents: [agentOf('Helper')] }))
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ben.open()
    await ada.posts('Nobody is asked')
    await ada.posts('@helper what is 6 * 7?')
    const begun = await ben.hears('message', ({ message }) => message.author.type === 'agent')
    expect(begun).toMatchObject({ message: { state: 'running', text: '', seq: 3, author: { id: 'Helper', name: 'Helper' } }, unread: 3 })
    const whole = await ben.hearsAll('Helper')
    expect(whole).toMatchObject({ state: 'complete', text: '6 * 7 = 42', id: begun.message.id })
    const grown = ben.news.flatMap((news) => (news.type === 'grew' ? [news] : []))
    expect(grown.length).toBeGreaterThan(0)
    let text = ''
    for (const step of grown) {
      expect(step.index).toBe(text.length)
      text += step.text
    }
    expect(whole.text.startsWith(text)).toBe(true)
    expect((await ada.open()).messages.map((message) => [message.author.name, message.text])).toEqual([['Ada', 'Nobody is asked'], ['Ada', '@helper what is 6 * 7?'], ['Helper', '6 * 7 = 42']])
    await row(/Helper answered Ada in lobby \(10 characters\)/)
  })

  it('shows whoever comes in the middle the text so far', async () => {
    const { person } = await serveRooms(cleanUps, roomApp({ agents: [agentOf('Helper', { answers: 'always' })] }))
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open()
    await ada.posts('Who are you?')
    await ada.hears('grew', ({ index }) => index > 30)
    const state = await ben.open()
    const running = state.messages.at(-1)
    expect(running).toMatchObject({ state: 'running', author: { name: 'Helper' } })
    expect(running?.text.length).toBeGreaterThan(20)
    const next = await ben.hears('grew')
    expect(next.index).toBe(running?.text.length)
    const whole = await ben.hearsAll('Helper')
    expect(whole.text.startsWith((running?.text ?? '') + next.text)).toBe(true)
  })

  it('stops where agents have answered each other as often as the room allows, and the log says so once', async () => {
    const always = (id: string) => agentOf(id, { answers: 'always' })
    const { person, row, editor } = await serveRooms(cleanUps, roomApp({ agents: [always('One'), always('Two')], lobby: { agentHops: 2 } }))
    const ada = await person('Ada')
    await ada.open()
    await ada.posts('1 + 1')
    expect(await row(/did not answer .* in lobby: 2 agents have written in a row, and the limit of the room is 2/)).toMatchObject({ level: 'warning', code: 'room/agent_hops' })
    // Both answer Ada, each answers the other's answer, and nobody answers those.
    await ada.hears('message', ({ message }) => message.seq === 5 && message.state === 'complete')
    const { messages } = await ada.open()
    expect(messages.map(({ author }) => author.name).toSorted()).toEqual(['Ada', 'One', 'One', 'Two', 'Two'])
    expect(editor.all('logRows').flatMap(({ rows }) => rows).filter(({ code }) => code === 'room/agent_hops')).toHaveLength(1)
  })
})

describe('what is posted in a room', () => {
  it('is an event that programs may listen to, and none that they may send', async () => {
    const { person, server } = await serveRooms(cleanUps)
    const ada = await person('Ada')
    const program = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    await program.connected()
    const heard = new Promise((resolve) => program.socket.on('event', resolve))
    expect(await program.request('subscribe', { pattern: `events.local.draft-${PROJECT_ID}.support.message_posted.*` })).toMatchObject({ ok: true })
    await ada.posts('It burns', TICKET, 'm1')
    expect(await heard).toMatchObject({ topic: `events.local.draft-${PROJECT_ID}.support.message_posted.T-1`, type: 'message_posted', id: 'm1', data: { id: 'm1', seq: 1, text: 'It burns', author: 'Ada', authorId: 'Ada', authorType: 'person', mentions: [] } })
    expect(await program.request('publish', { topic: `events.local.draft-${PROJECT_ID}.support.message_posted.T-1`, data: { text: 'Forged' } })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})

describe('what a room keeps', () => {
  it('is listed, paged and exported over HTTP, and taken away for all who look', async () => {
    const { person, call } = await serveRooms(cleanUps)
    const [ada, ben] = [await person('Ada'), await person('Ben')]
    await ada.open(TICKET)
    for (const text of ['It burns', '=HYPERLINK("http://evil.example")', 'a "b", c\nd']) await ada.posts(text, TICKET)
    await ben.posts('Where?', TICKET)
    const at = `projects/${PROJECT_ID}/rooms/support`
    expect(await (await call(at)).json()).toMatchObject({ total: 1, offset: 0, rooms: [{ key: 'T-1', messages: 4, lastSeq: 4, people: 2 }] })
    expect(await (await call(`${at}?environment=published`)).json()).toMatchObject({ total: 0 })
    expect(await (await call(`${at}/messages?key=T-1&after=1&limit=2`)).json()).toMatchObject({ more: true, messages: [{ seq: 2 }, { seq: 3, author: { type: 'person', id: 'Ada', name: 'Ada' } }] })
    const json = await call(`${at}/export?key=T-1`)
    expect(json.headers.get('content-disposition')).toBe('attachment; filename="room-support-T-1.json"')
    expect((await json.json()).map(({ text }: { text: string }) => text)).toEqual(['It burns', '=HYPERLINK("http://evil.example")', 'a "b", c\nd', 'Where?'])
    const csv = await (await call(`${at}/export?key=T-1&format=csv`)).text()
    expect(csv.split('\r\n').map((line) => line.replace(/"\d{4}-[^"]+"/, '"…"'))).toEqual(['seq,at,author,authorType,authorId,text,state,reason', '"1","…","Ada","person","Ada","It burns","complete",""', '"2","…","Ada","person","Ada","\'=HYPERLINK(""http://evil.example"")","complete",""', '"3","…","Ada","person","Ada","a ""b"", c\nd","complete",""', '"4","…","Ben","person","Ben","Where?","complete",""', ''])
    expect(await (await call(`${at}/export?key=none`)).json()).toEqual([])
    expect((await call(`${at}/messages?key=T-1&limit=0`)).status).toBe(400)
    expect((await call(`${at}?key=none`, { method: 'DELETE' })).status).toBe(404)
    expect((await call(`${at}?key=T-1`, { method: 'DELETE' })).status).toBe(204)
    await ada.hears('closed')
    expect(await ada.open(TICKET)).toMatchObject({ messages: [], readTo: 0, unread: 0 })
    expect(await ada.posts('Anew', TICKET)).toBe(1)
  })

  it('is kept for the days that the model says', async () => {
    const clock = new ManualClock()
    const { person, call } = await serveRooms(cleanUps, roomApp({ lobby: { keepDays: 1 } }), { clock })
    const ada = await person('Ada')
    await ada.posts('Old')
    clock.advance(20 * 60 * 60 * 1_000)
    await ada.posts('New')
    clock.advance(5 * 60 * 60 * 1_000)
    await vi.waitFor(async () => expect(await (await call(`projects/${PROJECT_ID}/rooms/lobby/messages`)).json()).toMatchObject({ messages: [{ seq: 2, text: 'New' }] }), WAITING)
  })
})
