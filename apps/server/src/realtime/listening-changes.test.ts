import { connect, type EndedSubscription } from '@halley/client'
import { afterEach, describe, expect, it } from 'vitest'
import { newToken, programOf, startAcme, type Acme } from '../accounts.test-fixture.ts'
import type { TestConnection } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { withoutNotifications } from '../notifications/help-desk-rules.test-fixture.ts'
import { EventReader } from '../programs/program-calls.test-fixture.ts'
import { relationOf } from './listening-changes.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'
const channel = 'events.acme.helpdesk.escalation'
const topic = `${channel}.Ticket._`
const allow = ['publish', 'subscribe'].map((action) => ({ action, pattern: 'events.acme.>' }))

/** Acme, whose published help desk is for officers; `publishFor` publishes a version for other roles. */
async function helpDesk() {
  const acme = await startAcme(cleanUps, { clock: new ManualClock() })
  expect(await acme.ann.send('POST', `projects/${projectId}/edits`, withoutNotifications)).toMatchObject({ status: 200 })
  let number = 0
  const publishFor = async (...listenRoles: string[]): Promise<void> => {
    number += 1
    expect(await acme.ann.send('POST', `projects/${projectId}/edits`, { id: `roles-${number}`, label: 'Roles', patches: [{ op: 'replace', path: ['channels', 'escalation', 'listenRoles'], value: listenRoles }] })).toMatchObject({ status: 200 })
    expect((await acme.ann.send('POST', `projects/${projectId}/versions`, { name: `Version ${number}`, publish: true })).status).toBe(201)
  }
  await publishFor('officer')
  return { acme, publishFor }
}

const tokenOf = async (acme: Acme, ...appRoles: string[]): Promise<string> => (await newToken(acme, { allow, appRoles })).token
/** Everything but keys, in the order in which it came. */
const heard = (connection: TestConnection): unknown[] => connection.pushes.map(({ event, payload }) => [event, event === 'event' ? Object(payload).data.subject : Object(payload).code])
const send = (connection: TestConnection, subject: string) => connection.request('publish', { topic, data: { subject, priority: 'high' } })

describe('When a channel is for other roles than before', () => {
  it('the subscription that names it is ended, and the program is told at its place among the events; it is asked for anew when the role is right again', async () => {
    const { acme, publishFor } = await helpDesk()
    const [officer, boss] = [programOf(acme.url, await tokenOf(acme, 'officer'), cleanUps), programOf(acme.url, await tokenOf(acme, 'boss'), cleanUps)]
    const subscribed = await officer.request<{ id: string }>('subscribe', { pattern: topic })
    expect(subscribed).toMatchObject({ ok: true })
    const id = subscribed.ok ? subscribed.id : ''
    await send(officer, 'for officers')
    await publishFor('boss')
    expect(await send(boss, 'for bosses')).toMatchObject({ ok: true, matched: 0 })
    await publishFor('officer')
    expect(await send(officer, 'for officers again')).toMatchObject({ ok: true, matched: 0 })
    await officer.request('ping', {})
    expect(heard(officer)).toEqual([['event', 'for officers'], ['notice', 'subscription_ended']])
    expect(officer.pushes.at(-1)?.payload).toMatchObject({ pattern: topic, topic: channel, subs: [id], text: expect.stringContaining('"boss"') })
    expect(await officer.request('unsubscribe', { id })).toMatchObject({ ok: false })
    expect(await officer.request('subscribe', { pattern: topic })).toMatchObject({ ok: true })
    expect(await send(officer, 'asked for anew')).toMatchObject({ ok: true, matched: 1 })
  })

  it('a subscription by a wildcard stays, and is told from where to where its events were left out', async () => {
    const { acme, publishFor } = await helpDesk()
    const [officer, boss] = [programOf(acme.url, await tokenOf(acme, 'officer'), cleanUps), programOf(acme.url, await tokenOf(acme, 'boss'), cleanUps)]
    const subscribed = await officer.request<{ ids: string[] }>('subscribe', { pattern: ['events.acme.helpdesk.>', 'events.acme.outside.>'] })
    await send(officer, 'before')
    await publishFor('boss')
    await send(boss, 'meanwhile')
    await publishFor('officer', 'boss')
    await send(boss, 'after')
    await publishFor('officer')
    await officer.request('ping', {})
    expect(heard(officer)).toEqual([['event', 'before'], ['notice', 'channel_closed'], ['notice', 'channel_opened'], ['event', 'after']])
    expect(officer.pushes[1]?.payload).toMatchObject({ topic: channel, subs: subscribed.ok ? subscribed.ids.slice(0, 1) : [] })
  })

  it('nobody is told anything whose roles are as good as before, nor by an edit of something else', async () => {
    const { acme, publishFor } = await helpDesk()
    const boss = programOf(acme.url, await tokenOf(acme, 'officer', 'boss'), cleanUps)
    await boss.request('subscribe', { pattern: [topic, 'events.acme.>'] })
    await publishFor('boss')
    await publishFor()
    await publishFor('boss', 'officer')
    await boss.request('ping', {})
    expect(heard(boss)).toEqual([])
  })

  it('the same holds for a room and what is posted there', async () => {
    const acme = await startAcme(cleanUps, { clock: new ManualClock() })
    const room = 'events.acme.draft-chat-room.conversation.message_posted'
    const program = programOf(acme.url, await tokenOf(acme, 'officer'), cleanUps)
    expect(await program.request('subscribe', { pattern: [`${room}.*`, 'events.acme.draft-chat-room.>'] })).toMatchObject({ ok: true })
    const patches = [{ op: 'replace', path: ['rooms', 'conversation', 'roles'], value: ['boss'] }]
    expect((await acme.ann.send('POST', 'projects/chat-room/edits', { id: 'roles', label: 'Roles', patches })).status).toBe(200)
    expect(await program.request('subscribe', { pattern: `${room}.*` })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('"boss"') } })
    expect(program.pushes.map(({ payload }) => payload)).toMatchObject([{ code: 'subscription_ended', topic: room, pattern: `${room}.*` }, { code: 'channel_closed', topic: room }])
  })

  it('a stream over HTTP is told, and ends with the last subscription that it has', async () => {
    const { acme, publishFor } = await helpDesk()
    const authorization = `Bearer ${await tokenOf(acme, 'officer')}`
    const open = async (query: string): Promise<Response> => {
      const gone = new AbortController()
      cleanUps.push(() => gone.abort())
      return fetch(`${acme.url}/api/v1/events?${query}`, { headers: { authorization }, signal: gone.signal })
    }
    const named = new EventReader(await open(`topic=${topic}`))
    const both = new EventReader(await open(`topic=${topic}&topic=events.acme.helpdesk.answers.%3E`))
    await Promise.all([named.next(), both.next()])
    await publishFor('boss')
    const ended = { event: 'notice', data: { code: 'subscription_ended', pattern: topic, topic: channel } }
    expect([await named.next(), await named.next()]).toMatchObject([ended, undefined])
    expect(await both.next()).toMatchObject(ended)
    expect((await open(`topic=${topic}`)).status).toBe(403)
    await publishFor('officer')
    const wide = new EventReader(await open('topic=events.acme.helpdesk.%3E'))
    await wide.next()
    await publishFor('boss')
    await publishFor('officer')
    expect([await wide.next(), await wide.next()]).toMatchObject([{ data: { code: 'channel_closed', topic: channel } }, { data: { code: 'channel_opened', topic: channel } }])
  })

  it('the SDK tells the handler of the subscription after all that came before, and does not take it up again after a cut', async () => {
    const { acme, publishFor } = await helpDesk()
    const client = connect(acme.url, { token: await tokenOf(acme, 'officer') })
    cleanUps.push(() => client.close())
    const told: unknown[] = []
    const ended = new Promise<EndedSubscription>((resolve) => {
      void client.subscribe(topic, ({ data }) => told.push(Object(data).subject), { onEnded: resolve }).ready
    })
    await client.subscribe('events.acme.outside.>', () => undefined).ready
    await client.publish(topic, { subject: 'before', priority: 'high' })
    await publishFor('boss')
    expect(await ended).toMatchObject({ pattern: topic, code: 'subscription_ended', text: expect.stringContaining('"boss"') })
    expect(told).toEqual(['before'])
    await publishFor('officer')
    client.disconnect()
    client.connect()
    expect(await client.publish(topic, { subject: 'after', priority: 'high' })).toMatchObject({ ok: true, matched: 0 })
  })

  it('the SDK tells the handler, too, when the right was lost while the connection was cut', async () => {
    const { acme, publishFor } = await helpDesk()
    const client = connect(acme.url, { token: await tokenOf(acme, 'officer') })
    cleanUps.push(() => client.close())
    const notices: unknown[] = []
    client.onNotice(({ code }) => notices.push(code))
    let tell: (ended: EndedSubscription) => void = () => undefined
    const ended = new Promise<EndedSubscription>((resolve) => {
      tell = resolve
    })
    expect(await client.subscribe(topic, () => undefined, { onEnded: (one) => tell(one) }).ready).toMatchObject({ ok: true })
    client.disconnect()
    await publishFor('boss')
    client.connect()
    expect(await ended).toMatchObject({ pattern: topic, code: 'forbidden', text: expect.stringContaining('"boss"') })
    expect(notices).toEqual(['subscription_ended'])
  })
})

describe('A pattern', () => {
  it.each([
    [`${channel}.>`, 'names'], [topic, 'names'], [`${channel}.*._.region.eu`, 'names'], ['events.acme.>', 'covers'], ['events.*.helpdesk.escalation.>', 'covers'],
    ['events.acme.helpdesk.*.Ticket._', 'covers'], ['events.acme.helpdesk.answers.>', 'none'], ['events.acme.helpdesk', 'none'], ['tasks.>', 'none'],
  ] as const)('%s %s the topics of a channel', (pattern, relation) => {
    expect(relationOf(pattern, channel)).toBe(relation)
  })
})
