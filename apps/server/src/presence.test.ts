import { connect, type ChannelPresence, type EventsClient, type EventsOptions } from '@halley/client'
import type { WidgetView } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme } from './accounts.test-fixture.ts'
import { startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const CHANNEL = 'events.local.draft-chat-room.room'

function program(url: string, options: EventsOptions = {}): EventsClient {
  const client = connect(url, options)
  cleanUps.push(() => client.close())
  return client
}

/** Resolves when a list is as it should be. */
function until<T>(list: { get(): T; subscribe(listener: () => void): () => void }, fits: (now: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      const now = list.get()
      if (!fits(now)) return
      end()
      resolve(now)
    }
    const end = list.subscribe(look)
    look()
  })
}

const names = (presence: ChannelPresence) => presence.get().members?.map(({ name }) => name).toSorted()

async function inRoom(url: string, personaId: string, slot: number, room = 'lobby'): Promise<TestPerson> {
  const person = new TestPerson(url, personaId, { projectId: 'chat-room', slot })
  cleanUps.push(() => person.connection.close())
  await person.presses(await person.sees('Choose a room'), 'Enter', { Room: room })
  return person
}

const shownOn = (widgets: readonly WidgetView[]) => widgets.find((widget) => widget.kind === 'presence')

/** Waits until somebody's presence list shows these people. */
async function seesPeople(person: TestPerson, ...people: readonly string[]): Promise<void> {
  await person.connection.push('screens', (payload) => payload === person.connection.all('screens').at(-1) && JSON.stringify(shownOn(payload.main?.widgets ?? [])?.people.map(({ name }) => name).toSorted()) === JSON.stringify(people.toSorted()))
}

function namesSeenBy(person: TestPerson): string[] | undefined {
  return shownOn(person.now?.main?.widgets ?? [])?.people.map(({ name }) => name)
}

describe('presence of people in an app', () => {
  it('who is in a room sees who else is, live, and not who is in another', async () => {
    const { url } = await startServer(cleanUps)
    const ann = await inRoom(url, 'ann', 1)
    await seesPeople(ann, 'Ann')
    const ben = await inRoom(url, 'ben', 2)
    await seesPeople(ann, 'Ann', 'Ben')
    await seesPeople(ben, 'Ann', 'Ben')
    const other = await inRoom(url, 'ben', 3, 'garden')
    await seesPeople(other, 'Ben')
    await ben.presses(await ben.sees('Room'), 'Leave the room')
    await seesPeople(ann, 'Ann')
    expect(namesSeenBy(other)).toEqual(['Ben'])
  })

  it('who waves does not vanish and come back', async () => {
    const { url } = await startServer(cleanUps)
    const ann = await inRoom(url, 'ann', 1)
    const ben = await inRoom(url, 'ben', 2)
    await seesPeople(ann, 'Ann', 'Ben')
    const before = ann.connection.all('screens').length
    await ben.presses(await ben.sees('Room'), 'Wave')
    await ann.connection.push('screens', ({ overlays }) => JSON.stringify(overlays).includes('**Ben** waves.'))
    for (const { main } of ann.connection.all('screens').slice(before)) expect(shownOn(main?.widgets ?? [])?.people).toHaveLength(2)
  })

  it('who waves listens on, which is no news in the log', async () => {
    const { url } = await startServer(cleanUps)
    const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ed' } })
    cleanUps.push(() => editor.close())
    await editor.request('open', { projectId: 'chat-room', since: null })
    const started = async () => {
      const reply = await editor.request<{ rows: { text: string }[] }>('log', { before: null, limit: 100 })
      return reply.ok ? reply.rows.filter(({ text }) => text.startsWith('Started listening')).map(({ text }) => text) : null
    }
    const ann = await inRoom(url, 'ann', 1)
    await ann.sees('Room')
    const before = await started()
    for (const count of [1, 2]) {
      await ann.presses(await ann.sees('Room'), 'Wave')
      await ann.connection.push('screens', ({ main }) => JSON.stringify(main).includes(`You waved (${count}).`))
    }
    expect(before).toHaveLength(1)
    expect(await started()).toEqual(before)
  })

  it('who may no longer listen on the channel has left at once, and is back when that is over', async () => {
    const { url } = await startServer(cleanUps)
    const setRoles = async (...value: string[]) => {
      const headers = { 'content-type': 'application/json' }
      const edit = { id: `roles-${value.length}`, label: 'Roles', patches: [{ op: 'replace', path: ['channels', 'room', 'listenRoles'], value }] }
      expect((await fetch(`${url}/api/v1/projects/chat-room/edits`, { method: 'POST', headers, body: JSON.stringify(edit) })).status).toBe(200)
    }
    const onlooker = program(url).presence(CHANNEL, { isWatching: true })
    await inRoom(url, 'ann', 1)
    await until(onlooker, () => names(onlooker)?.join() === 'Ann')
    await setRoles('nobody')
    await until(onlooker, () => names(onlooker)?.length === 0)
    await setRoles()
    await until(onlooker, () => names(onlooker)?.join() === 'Ann')
  })

  it('who leaves for good has left at once', async () => {
    const { url } = await startServer(cleanUps)
    const ann = await inRoom(url, 'ann', 1)
    const ben = await inRoom(url, 'ben', 2)
    await seesPeople(ann, 'Ann', 'Ben')
    ben.connection.close()
    await seesPeople(ann, 'Ann')
    expect(namesSeenBy(ann)).toEqual(['Ann'])
  })
})

describe('presence of programs', () => {
  it('a program and a person see each other, by name, and the program tells of itself', async () => {
    const { url } = await startServer(cleanUps)
    const ann = await inRoom(url, 'ann', 1)
    const bot = program(url, { client: 'bot' })
    const presence = bot.presence(CHANNEL, { key: 'lobby', data: { status: 'thinking' } })
    expect(await until(presence, ({ members }) => members?.length === 2)).toMatchObject({ count: 2, isLive: true })
    expect(names(presence)).toEqual(['Ann', 'Program bot'])
    await seesPeople(ann, 'Ann', 'Program bot')
    const { me, members } = presence.get()
    expect(members?.find(({ id }) => id === me)?.data).toEqual({ status: 'thinking' })
    const onlooker = program(url).presence(CHANNEL, { isWatching: true })
    await until(onlooker, ({ count }) => count === 2)
    expect(onlooker.get().members?.map(({ keys }) => keys)).toEqual([['lobby'], ['lobby']])
    await presence.update({ status: 'done' })
    await until(onlooker, (now) => now.members?.some(({ data }) => JSON.stringify(data) === '{"status":"done"}') === true)
    await presence.leave()
    await seesPeople(ann, 'Ann')
  })

  it('that lost its right leaves at once: nothing was lost by chance', async () => {
    const acme = await startAcme(cleanUps)
    const channel = 'events.acme.draft-chat-room.room'
    const tokenOf = async (name: string) => (await acme.ann.send('POST', 'tokens', { name, allow: [{ action: 'presence', pattern: `${channel}.>` }], appRoles: [], expiresAt: null })).json
    const [bot, onlooker] = [await tokenOf('Bot'), await tokenOf('Onlooker')]
    const present = program(acme.url, { token: String(bot['token']) }).presence(channel, { key: 'lobby' })
    const seen = program(acme.url, { token: String(onlooker['token']) }).presence(channel, { isWatching: true })
    await until(present, ({ isLive }) => isLive)
    await until(seen, ({ count }) => count === 1)
    expect((await acme.ann.send('DELETE', `tokens/${String(Object(bot['entry']).id)}`)).status).toBe(204)
    // Sooner than the grace, which is longer than a test may take.
    await until(seen, ({ count }) => count === 0)
  })

  it('comes back after a cut without anybody having seen it leave', async () => {
    const { url } = await startServer(cleanUps)
    const bot = program(url, { client: 'bot' })
    const presence = bot.presence(CHANNEL, { key: 'lobby', data: 1 })
    const onlooker = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => onlooker.close())
    await onlooker.connected()
    await until(presence, ({ isLive }) => isLive)
    expect(await onlooker.request('presence', { channel: CHANNEL, key: 'lobby', action: 'watch' })).toMatchObject({ ok: true, count: 1 })
    bot.disconnect()
    await until(presence, ({ isLive }) => !isLive)
    bot.connect()
    await until(presence, ({ isLive }) => isLive)
    await presence.update(2)
    await onlooker.push('presence' as 'session', (change) => JSON.stringify(change).includes('"data":2'))
    expect(onlooker.pushes.filter(({ event }) => event === 'presence').map(({ payload }) => payload)).toMatchObject([{ count: 1, updated: [{ data: 2 }] }])
  })

  const refusals: readonly (readonly [string, object, string])[] = [
    ['a channel that is none', { channel: 'events.local.chat', action: 'enter' }, 'topic_invalid'],
    ['a channel of another org', { channel: 'events.other.draft-chat-room.room', action: 'enter' }, 'forbidden'],
    ['a channel that the app does not have', { channel: 'events.local.draft-chat-room.hall', action: 'watch' }, 'topic_invalid'],
    ['an app that is not here', { channel: 'events.local.nothing.room', action: 'watch' }, 'topic_invalid'],
    ['a channel without presence', { channel: 'events.local.draft-helpdesk-escalation.escalation', action: 'enter' }, 'presence/off'],
    ['data that is too large', { channel: CHANNEL, action: 'enter', data: 'x'.repeat(1_025) }, 'too_large'],
    ['an update from somebody who is not there', { channel: CHANNEL, action: 'update', data: 1 }, 'presence/not_there'],
    ['an action that does not exist', { channel: CHANNEL, action: 'dance' }, 'wire/malformed'],
  ]
  it('says why not', async () => {
    const { url } = await startServer(cleanUps)
    const connection = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => connection.close())
    await connection.connected()
    for (const [what, request, code] of refusals) expect([what, await connection.request('presence', request)]).toMatchObject([what, { ok: false, error: { code } }])
  })

  it('one connection is at no more places than the limit, and leaving makes room', async () => {
    const { url } = await startServer(cleanUps)
    const connection = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => connection.close())
    await connection.connected()
    const at = (index: number, action: string) => connection.request('presence', { channel: CHANNEL, key: `k${index}`, action })
    for (let index = 0; index < 128; index += 1) expect(await at(index, 'enter')).toMatchObject({ ok: true, count: 1 })
    expect(await at(128, 'enter')).toMatchObject({ ok: false, error: { code: 'presence/too_many', limit: 128 } })
    expect(await at(0, 'leave')).toMatchObject({ ok: true, count: 0, me: null })
    expect(await at(128, 'enter')).toMatchObject({ ok: true })
  })
})
