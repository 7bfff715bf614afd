import { createECDH } from 'node:crypto'
import { connect, type EventsClient, type EventsNotice, type EventsOptions, type ReceivedEvent } from '@halley/client'
import type { Project } from '@halley/model'
import type { WrappedKey } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme } from '../accounts.test-fixture.ts'
import { newDataFolder, startServer, TestConnection } from '../halley-client.test-fixture.ts'
import { HELPDESK, SecuredHelpdesk, ticketTopic } from './helpdesk-secured.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const ticket = { subject: 'Leak in the cellar', priority: 'high' }

function program(url: string, options: EventsOptions = {}): { readonly client: EventsClient; readonly notices: EventsNotice[] } {
  const client = connect(url, options)
  cleanUps.push(() => client.close())
  const notices: EventsNotice[] = []
  client.onNotice((notice) => notices.push(notice))
  return { client, notices }
}

/** Subscribes, and gives events as they come. */
function listening(client: EventsClient, pattern: string, from?: { readonly type: 'earliest' }) {
  const got: ReceivedEvent[] = []
  const waiting = new Set<() => void>()
  const take = (event: ReceivedEvent): void => {
    got.push(event)
    for (const look of waiting) look()
  }
  const subscription = client.subscribe(pattern, take, from === undefined ? {} : { from })
  const until = (count: number) => new Promise<ReceivedEvent[]>((resolve) => {
    const look = (): void => {
      if (got.length >= count) resolve(got)
    }
    waiting.add(look)
    look()
  })
  return { ready: subscription.ready, until, got }
}

async function secured(): Promise<{ readonly url: string; readonly desk: SecuredHelpdesk }> {
  const { url } = await startServer(cleanUps)
  const desk = new SecuredHelpdesk(url, cleanUps)
  await desk.secure()
  return { url, desk }
}

/** The pushes of a raw connection, in their order. */
const pushed = ({ pushes }: TestConnection): string[] => pushes.map(({ event }) => event)

describe('a program with the SDK', () => {
  it('reads what is sent with Security, and late joiners too', async () => {
    const { url, desk } = await secured()
    const { client } = program(url)
    const live = listening(client, 'events.local.*.escalation.>')
    await live.ready
    await desk.report('Printer on fire')
    expect(await live.until(1)).toMatchObject([{ topic: ticketTopic, encrypted: true, data: { subject: 'Printer on fire' } }])
    const late = listening(program(url).client, 'events.local.*.escalation.>', { type: 'earliest' })
    expect(await late.until(1)).toMatchObject([{ encrypted: true, data: { subject: 'Printer on fire' } }])
  })

  it('publishes encrypted: sessions and programs that may read it do, and it is ciphertext everywhere else', async () => {
    const { url, desk } = await secured()
    const officer = desk.person('officer', { slot: 2 })
    await officer.sees('On duty')
    const raw = desk.connect('/events')
    await raw.request('subscribe', { pattern: ticketTopic })
    const receiver = listening(program(url).client, ticketTopic)
    await receiver.ready
    const { client } = program(url)
    expect(await client.publish(ticketTopic, ticket, { encrypted: true })).toMatchObject({ ok: true, matched: 3 })
    expect(JSON.stringify(await officer.sees('Escalation'))).toContain('Leak in the cellar')
    expect(await receiver.until(1)).toMatchObject([{ encrypted: true, data: ticket }])
    const event = raw.pushes.find((push) => push.event === 'event')?.payload
    expect(event).toMatchObject({ encrypted: true, datacontenttype: 'application/vnd.halley.encrypted+json', data: { v: 1, kid: expect.any(String), iv: expect.any(String), ct: expect.any(String) } })
    expect(JSON.stringify([raw.pushes, await desk.log()])).not.toContain('cellar')
    // What the program leaves out is unknown to whoever shows it, as in a message in clear text.
    expect(await client.publish(ticketTopic, { subject: 'Short' }, { encrypted: true })).toMatchObject({ ok: true })
    const { overlays } = await officer.connection.push('screens', (screens) => JSON.stringify(screens.overlays).includes('Short'))
    expect(JSON.stringify(overlays)).not.toContain('"problem"')
  })

  it('is told the field when what it encrypted does not fit, and which topics have no key', async () => {
    const { url } = await secured()
    const { client } = program(url)
    expect(await client.publish(ticketTopic, { subject: 7 }, { encrypted: true })).toMatchObject({ ok: false, error: { code: 'schema_invalid', pointer: '/data/subject' } })
    expect(await client.publish('events.local.outside.orders.placed._', {}, { encrypted: true })).toMatchObject({ ok: false, error: { code: 'encryption/no_key' } })
    expect(await client.publish(ticketTopic.replace('Ticket', 'Tickets'), {}, { encrypted: true })).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'Tickets' } })
  })

  it('gets encrypted and clear events in the order in which they were published', async () => {
    const { url } = await secured()
    const { client } = program(url)
    const all = listening(client, ticketTopic)
    await all.ready
    const sender = program(url).client
    await Promise.all(Array.from({ length: 20 }, (_, index) => sender.publish(ticketTopic, { subject: `S${index}` }, { encrypted: index % 3 !== 0 })))
    expect((await all.until(20)).map(({ data }) => (data as { subject: string }).subject)).toEqual(Array.from({ length: 20 }, (_, index) => `S${index}`))
  })

  it('reads and publishes what a published app has a key of its own for', async () => {
    const { url } = await secured()
    const post = (path: string, body: unknown) => fetch(`${url}/api/v1/projects/${HELPDESK}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect((await post('versions', { name: 'One', note: '' })).ok).toBe(true)
    expect((await post('versions/1/publish', {})).ok).toBe(true)
    const { client } = program(url)
    const all = listening(client, 'events.local.*.escalation.>')
    await all.ready
    const published = ticketTopic.replace(`draft-${HELPDESK}`, 'helpdesk')
    for (const topic of [published, ticketTopic]) expect(await client.publish(topic, ticket, { encrypted: true })).toMatchObject({ ok: true })
    const events = await all.until(2)
    expect(events.map(({ topic, data }) => [topic, data])).toEqual([[published, expect.objectContaining(ticket)], [ticketTopic, expect.objectContaining(ticket)]])
    // The key of the one is none of the other.
    const raw = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => raw.close())
    const publicKey = createECDH('prime256v1').generateKeys('base64url')
    const kids = await Promise.all([published, ticketTopic].map(async (topic) => {
      const reply = await raw.request<WrappedKey>('key', { topic, publicKey })
      return reply.ok ? reply.kid : ''
    }))
    expect(new Set(kids).size).toBe(2)
  })

  it('goes on with the next key when the one it has is replaced', async () => {
    const { url, desk } = await secured()
    const { client } = program(url)
    const all = listening(client, ticketTopic)
    await all.ready
    const sender = program(url).client
    expect(await sender.publish(ticketTopic, { subject: 'before' }, { encrypted: true })).toMatchObject({ ok: true })
    await desk.change('roles', [[['channels', 'escalation', 'listenRoles'], ['officer']]])
    expect(await sender.publish(ticketTopic, { subject: 'after' }, { encrypted: true })).toMatchObject({ ok: true })
    const events = await all.until(2)
    expect(events.map(({ data }) => data)).toMatchObject([{ subject: 'before' }, { subject: 'after' }])
  })
})

describe('a program that speaks the protocol', () => {
  it('gets the key before the first event that needs it, once; without a key pair it is told how to get one', async () => {
    const { desk } = await secured()
    const raw = desk.connect('/events')
    const without = desk.connect('/events')
    const publicKey = createECDH('prime256v1').generateKeys('base64url')
    expect(await raw.request('subscribe', { pattern: ticketTopic, publicKey })).toMatchObject({ ok: true })
    expect(await without.request('subscribe', { pattern: ticketTopic })).toMatchObject({ ok: true })
    await desk.report('One')
    await desk.report('Two', 2)
    await raw.push('event' as 'screens', () => pushed(raw).filter((event) => event === 'event').length === 2)
    expect(pushed(raw)).toEqual(['key', 'event', 'event'])
    expect(raw.pushes[0]?.payload).toMatchObject({ org: 'local', app: `draft-${HELPDESK}`, channel: 'escalation', kid: expect.stringMatching(/^k-/), publicKey: expect.any(String), wrapped: expect.any(String) })
    await without.push('event' as 'screens', () => pushed(without).filter((event) => event === 'event').length === 2)
    expect(pushed(without).toSorted()).toEqual(['event', 'event', 'notice'])
    expect(without.pushes.find(({ event }) => event === 'notice')?.payload).toMatchObject({ code: 'encrypted', text: expect.stringContaining('"publicKey"') })
  })

  it('is refused with a public key that is none', async () => {
    const { desk } = await secured()
    const raw = desk.connect('/events')
    expect(await raw.request('subscribe', { pattern: ticketTopic, publicKey: 'short' })).toMatchObject({ ok: false, error: { code: 'wire/malformed' } })
    const noPoint = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 3)]).toString('base64url')
    const noJwk = { kty: 'EC', crv: 'P-256', x: Buffer.alloc(32, 3).toString('base64url'), y: Buffer.alloc(32, 3).toString('base64url') }
    const refused = { ok: false, error: { code: 'wire/malformed', message: expect.stringContaining('P-256'), pointer: '/publicKey' } }
    for (const publicKey of [noPoint, noJwk]) {
      expect(await raw.request('key', { topic: ticketTopic, publicKey })).toMatchObject(refused)
      // At once, and not when there is something to read.
      expect(await raw.request('subscribe', { pattern: ticketTopic, publicKey })).toMatchObject(refused)
      expect(await raw.request('history', { pattern: ticketTopic, publicKey })).toMatchObject(refused)
    }
    await desk.report('Leak')
    await raw.request('ping', {})
    expect(pushed(raw)).toEqual([])
  })

  it('cannot publish what another has encrypted, nor under another topic or id, nor with a key that was replaced', async () => {
    const { url, desk } = await secured()
    const spy = desk.connect('/events', { client: 'spy' })
    await spy.request('subscribe', { pattern: 'events.local.>' })
    expect(await program(url).client.publish(ticketTopic, ticket, { id: 'mine', encrypted: true })).toMatchObject({ ok: true })
    const [event] = spy.all('event' as 'screens') as unknown as ReceivedEvent[]
    const again = (change: Record<string, unknown>) => spy.request('publish', { topic: ticketTopic, id: 'mine', data: event?.data, encrypted: true, ...change })
    const refused = { ok: false, error: { code: 'encryption/not_authentic' } }
    expect(await again({})).toMatchObject(refused)
    expect(await again({ id: 'yours' })).toMatchObject(refused)
    expect(await again({ topic: ticketTopic.replace(/_$/, 'k') })).toMatchObject({ ok: false })
    expect(await again({ data: { ...(event?.data as object), iv: 'A'.repeat(16) } })).toMatchObject(refused)
    expect(await again({ data: { subject: 'clear' } })).toMatchObject(refused)
    expect(await again({ id: undefined })).toMatchObject({ ok: false, error: { code: 'wire/malformed', pointer: '/id' } })
    await desk.change('roles', [[['channels', 'escalation', 'listenRoles'], ['officer']]])
    expect(await again({})).toMatchObject({ ok: false, error: { code: 'encryption/key_retired' } })
    expect(spy.all('event' as 'screens')).toHaveLength(1)
  })
})

describe('after a restart', () => {
  it('nobody can publish again what another has encrypted before it, and the other goes on with the next key', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    const desk = new SecuredHelpdesk(first.url, cleanUps)
    await desk.secure()
    const before = desk.connect('/events', { client: 'spy' })
    await before.request('subscribe', { pattern: ticketTopic })
    expect(await program(first.url, { client: 'shop' }).client.publish(ticketTopic, ticket, { id: 'mine', encrypted: true })).toMatchObject({ ok: true })
    const [sent] = before.all('event' as 'screens') as unknown as ReceivedEvent[]
    await first.close()

    const { url } = await startServer(cleanUps, { dataFolder })
    const spy = new TestConnection(url, '/events', { auth: { protocol: 1, client: 'spy' } })
    cleanUps.push(() => spy.close())
    await spy.request('subscribe', { pattern: ticketTopic })
    expect(await spy.request('publish', { topic: ticketTopic, id: 'mine', data: sent?.data, encrypted: true })).toMatchObject({ ok: false, error: { code: 'encryption/key_retired' } })
    const shop = program(url, { client: 'shop' }).client
    expect(await shop.publish(ticketTopic, ticket, { id: 'next', encrypted: true })).toMatchObject({ ok: true, duplicate: false })
    // What it sends again, since no answer came before the restart, is known.
    expect(await shop.publish(ticketTopic, ticket, { id: 'mine', encrypted: true })).toMatchObject({ ok: true, duplicate: true, seq: sent?.seq })
    expect(spy.all('event' as 'screens')).toMatchObject([{ id: 'next' }])
  })
})

describe('a program with an API token', () => {
  it('gets no key of a channel whose roles it does not have; once it is revoked, the next message has another key', async () => {
    const acme = await startAcme(cleanUps)
    const { ann, url } = acme
    const helpdesk = { ...((await ann.send('GET', `projects/${HELPDESK}`)).json as unknown as { document: Project }) }
    const project = ('document' in helpdesk ? helpdesk.document : helpdesk) as Project
    const escalation = project.channels['escalation']
    if (escalation === undefined) throw new Error('The helpdesk has a channel "escalation".')
    const changed = { ...project, channels: { ...project.channels, escalation: { ...escalation, listenRoles: ['officer'] } } }
    const put = await ann.send('PUT', `projects/${HELPDESK}`, changed, { 'if-match': '"0"' })
    expect(put.status).toBe(200)
    const topic = ticketTopic.replace('.local.', '.acme.')
    const make = async (name: string, appRoles: string[]) => {
      const made = await ann.send('POST', 'tokens', { name, allow: [{ action: 'publish', pattern: 'events.acme.>' }, { action: 'subscribe', pattern: 'events.acme.>' }], appRoles, expiresAt: null })
      expect(made.status).toBe(201)
      return { token: String(made.json['token']), id: String((made.json['entry'] as { id?: string })?.id) }
    }
    const officer = await make('Officer', ['officer'])
    const reader = program(url, { token: officer.token })
    const got = listening(reader.client, 'events.acme.>')
    expect(await got.ready).toMatchObject({ ok: true })
    const nosy = new TestConnection(url, '/events', { auth: { protocol: 1, token: (await make('Nosy', [])).token } })
    const second = new TestConnection(url, '/events', { auth: { protocol: 1, token: (await make('Second officer', ['officer'])).token } })
    cleanUps.push(() => second.close())
    await second.connected()
    cleanUps.push(() => nosy.close())
    const publicKey = createECDH('prime256v1').generateKeys('base64url')
    await nosy.request('subscribe', { pattern: 'events.acme.>', publicKey })

    const keyNow = async (): Promise<string> => {
      const reply = await second.request<WrappedKey>('key', { topic, publicKey })
      if (!reply.ok) throw new Error(reply.error.message)
      return reply.kid
    }
    const sender = program(url, { token: (await make('Sender', [])).token }).client
    expect(await sender.publish(topic, ticket, { encrypted: true })).toMatchObject({ ok: true })
    expect(await got.until(1)).toMatchObject([{ encrypted: true, data: ticket }])
    expect(pushed(nosy)).not.toContain('key')
    // It may publish there; the key would open what others send.
    expect(await nosy.request('key', { topic, publicKey })).toMatchObject({ ok: false, error: { code: 'encryption/not_listening' } })
    expect(await nosy.request('publish', { topic, data: ticket, encrypt: true, encrypted: true, id: 'both' })).toMatchObject({ ok: false, error: { pointer: '/encrypt' } })
    const before = await keyNow()
    expect((await ann.send('DELETE', `tokens/${officer.id}`)).status).toBeLessThan(300)
    expect(await keyNow()).not.toBe(before)
    expect(await sender.publish(topic, ticket, { encrypted: true })).toMatchObject({ ok: true })
    expect(got.got).toHaveLength(1)
  })
})
