import type { RoomMessage, RoomState } from '@halley/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppServer } from './app-server.test-fixture.ts'
import type { RoomFeed, RoomNow } from './room-feed.ts'
import { memorySecrets, type SecretStore } from './secret-store.ts'
import { until } from './wait-until.test-fixture.ts'

let server: AppServer
const place = { roomId: 'desk', key: null }
const noop = () => {}

const message = (seq: number, part: Partial<RoomMessage> = {}): RoomMessage => ({ id: `m${seq}`, seq, author: { type: 'person', id: 'ben', name: 'Ben' }, text: `words ${seq}`, at: '2026-11-21T10:00:00.000Z', mentions: [], state: 'complete', reason: null, ...part })
const room = (messages: readonly RoomMessage[], part: Partial<RoomState> = {}): RoomState => ({ messages: [...messages], more: false, name: 'Desk', participants: [], moreParticipants: 0, me: 'ann', readTo: 0, unread: 0, ...part })
const say = (news: object, at: object = place) => server.push('room', { ...at, news })
const texts = ({ messages }: Pick<RoomNow, 'messages'>) => messages.map(({ text }) => text)
const isOpen = ({ phase }: RoomNow) => phase === 'open'

beforeEach(async () => {
  server = await AppServer.start()
  server.answers['openRoom'] = () => room([message(1), message(2)])
})
afterEach(() => server.stop())

async function look(secrets: SecretStore = memorySecrets()): Promise<RoomFeed> {
  const client = server.open(secrets)
  await until(client, ({ session }) => session !== null)
  const feed = client.rooms.at(place)
  feed.subscribe(noop)
  await until(feed, isOpen)
  return feed
}

describe('A room', () => {
  it('is opened once for all that show it, and closed when nobody does any more', async () => {
    const client = server.open()
    await until(client, ({ session }) => session !== null)
    const feed = client.rooms.at(place)
    expect(client.rooms.at({ ...place })).toBe(feed)
    const offs = [feed.subscribe(noop), feed.subscribe(noop)]
    await until(feed, isOpen)
    expect(server.askedFor('openRoom')).toEqual([place])
    for (const off of offs) off()
    await server.hears('closeRoom')
    expect(server.askedFor('closeRoom')).toEqual([place])
  })

  it('is opened again after a cut, and what came meanwhile joins what was there', async () => {
    server.answers['openRoom'] = () => room([message(1), message(2)], { more: true })
    const feed = await look()
    server.answers['openRoom'] = () => room([message(2), message(3)], { more: true, readTo: 2, unread: 1 })
    server.cut()
    const now = await until(feed, ({ unread }) => unread === 1)
    expect(texts(now)).toEqual(['words 1', 'words 2', 'words 3'])
    expect(now.newAfter).toBe(2)
  })

  it('shows the newest alone when too much came meanwhile to join it', async () => {
    const feed = await look()
    server.answers['openRoom'] = () => room([message(60), message(61)], { more: true })
    server.cut()
    const now = await until(feed, ({ messages }) => messages.at(-1)?.seq === 61)
    expect(texts(now)).toEqual(['words 60', 'words 61'])
    expect(now.more).toBe(true)
  })

  it('of another key has news of its own', async () => {
    const feed = await look()
    say({ type: 'message', message: message(3, { text: 'elsewhere' }), unread: 1 }, { roomId: 'desk', key: '7' })
    say({ type: 'message', message: message(3, { text: 'here' }), unread: 1 })
    expect(texts(await until(feed, ({ messages }) => messages.length === 3)).at(-1)).toBe('here')
  })

  it('that is refused says why, and is asked for again when other screens are shown', async () => {
    server.answers['openRoom'] = () => ({ ok: false, error: { code: 'forbidden', message: 'Only officers.' } })
    const client = server.open()
    await until(client, ({ session }) => session !== null)
    const feed = client.rooms.at(place)
    feed.subscribe(noop)
    expect((await until(feed, ({ phase }) => phase === 'failed')).problem).toBe('Only officers.')
    server.answers['openRoom'] = () => room([message(1)])
    const screen = { id: 'screen', runId: 'r', flowId: 'f', nodeId: 'n', title: '', overlay: null, message: null, version: 1, widgets: [] }
    server.push('screens', { main: screen, overlays: [], navigation: [] })
    await until(feed, isOpen)
  })

  it('that was closed says so', async () => {
    const feed = await look()
    say({ type: 'closed', text: 'You may not look at it any more.' })
    expect((await until(feed, ({ phase }) => phase === 'closed')).problem).toBe('You may not look at it any more.')
  })

  it('gives earlier pages, and asks for one at a time', async () => {
    server.answers['openRoom'] = () => room([message(3)], { more: true })
    server.answers['roomPage'] = () => ({ messages: [message(1), message(2)], more: false })
    const feed = await look()
    await Promise.all([feed.loadEarlier(), feed.loadEarlier()])
    expect(texts(feed.get())).toEqual(['words 1', 'words 2', 'words 3'])
    expect(server.askedFor('roomPage')).toEqual([{ ...place, beforeSeq: 3, limit: 50 }])
    await feed.loadEarlier()
    expect(server.askedFor('roomPage')).toHaveLength(1)
  })
})

describe('An answer that streams', () => {
  const answer = (text: string, state: RoomMessage['state'] = 'running') => message(3, { id: 'a', text, state, author: { type: 'agent', id: 'helper', name: 'Helper' } })

  it('grows beside the list, which stays as it is until the end', async () => {
    const feed = await look()
    say({ type: 'message', message: answer(''), unread: 1 })
    const before = (await until(feed, ({ messages }) => messages.length === 3)).messages
    say({ type: 'grew', id: 'a', index: 0, text: 'It ' })
    say({ type: 'grew', id: 'a', index: 0, text: 'It ' })
    say({ type: 'grew', id: 'a', index: 3, text: 'works' })
    await until(feed.growing, (all) => all.get('a') === 'It works')
    expect(feed.get().messages).toBe(before)
    say({ type: 'message', message: answer('It works.', 'complete'), unread: 1 })
    expect(texts(await until(feed, ({ messages }) => messages.at(-1)?.state === 'complete')).at(-1)).toBe('It works.')
    expect(feed.growing.get().size).toBe(0)
  })

  it('of which a part is missing has the room asked for anew', async () => {
    const feed = await look()
    say({ type: 'message', message: answer('It '), unread: 1 })
    server.answers['openRoom'] = () => room([message(1), message(2), answer('It works wel')])
    say({ type: 'grew', id: 'a', index: 9, text: 'wel' })
    // What comes while the room is asked for is not lost.
    say({ type: 'grew', id: 'a', index: 12, text: 'l' })
    await until(feed.growing, (all) => all.get('a') === 'It works well')
    expect(server.askedFor('openRoom')).toHaveLength(2)
  })

  it('before which a message is missing has the room asked for anew', async () => {
    const feed = await look()
    server.answers['openRoom'] = () => room([message(1), message(2), message(3), message(4)])
    say({ type: 'message', message: message(4), unread: 1 })
    expect(texts(await until(feed, ({ messages }) => messages.length === 4))).toEqual(['words 1', 'words 2', 'words 3', 'words 4'])
  })
})

describe('What is written', () => {
  it('is shown at once, until it comes as a message of the room', async () => {
    const feed = await look()
    feed.post('Hello')
    expect(feed.get().posts).toMatchObject([{ text: 'Hello', state: 'sending' }])
    const id = feed.get().posts[0]?.id ?? ''
    say({ type: 'message', message: message(3, { id, text: 'Hello' }), unread: 0 })
    await until(feed, ({ posts }) => posts.length === 0)
    expect(texts(feed.get()).at(-1)).toBe('Hello')
  })

  it('and refused says why, and is sent again with the same id when it is asked for', async () => {
    server.answers['postToRoom'] = () => ({ ok: false, error: { code: 'room/closed', message: 'It is read only.' } })
    const feed = await look()
    feed.post('Hello')
    expect((await until(feed, ({ posts }) => posts[0]?.state === 'failed')).posts[0]?.reason).toBe('It is read only.')
    const id = feed.get().posts[0]?.id ?? ''
    server.answers['postToRoom'] = () => ({ seq: 3 })
    feed.retryPost(id)
    expect(feed.get().posts[0]?.state).toBe('sending')
    await server.hears('postToRoom', 2)
    say({ type: 'message', message: message(3, { id }), unread: 0 })
    await until(feed, ({ posts }) => posts.length === 0)
    expect(server.askedFor('postToRoom')).toEqual([{ ...place, id, text: 'Hello' }, { ...place, id, text: 'Hello' }])
  })

  it('while the connection was cut is sent again after it, once', async () => {
    const client = server.open()
    await until(client, ({ session }) => session !== null)
    const feed = client.rooms.at(place)
    feed.subscribe(noop)
    await until(feed, isOpen)
    server.cut()
    await until(client, ({ connection }) => connection.state === 'reconnecting')
    feed.post('Hello')
    expect((await until(feed, ({ posts }) => posts[0]?.state === 'failed')).posts[0]?.reason).toContain('no connection')
    const id = feed.get().posts[0]?.id ?? ''
    server.answers['postToRoom'] = () => {
      say({ type: 'message', message: message(3, { id, text: 'Hello' }), unread: 0 })
      return { seq: 3 }
    }
    await until(feed, ({ posts }) => posts.length === 0)
    expect(server.askedFor('postToRoom')).toHaveLength(1)
  })

  it('and not sent stays as a draft of who typed it, in this room, over a reload of the page', async () => {
    const secrets = memorySecrets()
    const feed = await look(secrets)
    feed.keepDraft('Hel')
    const reloaded = await look(secrets)
    expect(reloaded.draft.get()).toEqual({ text: 'Hel' })
    expect((await look(memorySecrets())).draft.get()).toEqual({ text: '' })
    server.answers['openRoom'] = () => room([message(1)], { me: 'ben' })
    expect((await look(secrets)).draft.get()).toEqual({ text: '' })
    server.answers['openRoom'] = () => room([message(1)])
    // What was sent, or taken away, is no draft.
    reloaded.keepDraft('')
    expect((await look(secrets)).draft.get()).toEqual({ text: '' })
  })

  it('before it is open stays as it is, and is kept from then on', async () => {
    const secrets = memorySecrets()
    ;(await look(secrets)).keepDraft('Old')
    const client = server.open(secrets)
    await until(client, ({ session }) => session !== null)
    const feed = client.rooms.at(place)
    feed.keepDraft('New')
    feed.subscribe(noop)
    await until(feed, isOpen)
    expect([feed.draft.get(), (await look(secrets)).draft.get()]).toEqual([{ text: 'New' }, { text: 'New' }])
  })

  it('tells of typing only when it begins and ends', async () => {
    const feed = await look()
    feed.noteTyping(false)
    feed.noteTyping(true)
    feed.noteTyping(true)
    feed.noteTyping(false)
    await feed.stopAnswer('after the rest')
    expect(server.askedFor('typingInRoom')).toEqual([{ ...place, isTyping: true }, { ...place, isTyping: false }])
  })
})

describe('What was read', () => {
  it('is told a moment later, as far as it came by then', async () => {
    server.answers['openRoom'] = () => room([message(1), message(2), message(3)], { unread: 3 })
    const feed = await look()
    expect(feed.get().newAfter).toBe(0)
    server.answers['markRoomRead'] = () => {
      say({ type: 'read', readTo: 3, unread: 0 })
      return {}
    }
    feed.markRead(2)
    feed.markRead(3)
    feed.markRead(1)
    await until(feed, ({ unread }) => unread === 0)
    expect(server.askedFor('markRoomRead')).toEqual([{ ...place, readTo: 3 }])
  })

  it('is told before the room is closed', async () => {
    const client = server.open()
    await until(client, ({ session }) => session !== null)
    const feed = client.rooms.at(place)
    const off = feed.subscribe(noop)
    await until(feed, isOpen)
    feed.markRead(2)
    off()
    await server.hears('closeRoom')
    expect(server.asked.map(([event]) => event)).toEqual(['openRoom', 'markRoomRead', 'closeRoom'])
  })
})
