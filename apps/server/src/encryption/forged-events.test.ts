import { join } from 'node:path'
import { createInProcessBus, DEFAULT_BUS_LIMITS, type EventBus, type PublishRequest } from '@halley/bus'
import { newSession, type IncomingDelivery } from '@halley/engine'
import type { Project, Value } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import type { EncryptedData, LogRow, SessionLabel } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { LiveView } from '../live/live-view.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { DeliveryLedger } from '../sessions/delivery-ledger.ts'
import { publicationOf } from '../sessions/message-context.ts'
import { forgeryOf } from '../sessions/receive-delivery.ts'
import { publishMessage, type Sender } from '../sessions/publish-message.ts'
import { SessionInbox } from '../sessions/session-inbox.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import type { DataKeysOptions } from './data-keys.ts'
import { encryptionOver } from './encryption.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const runsIn = { org: 'local', environment: 'draft' } as const
const CANARY = 'canary-44c1'
const officer = { id: 'officer', name: 'Officer', roles: ['officer'] }
const sent: SessionLabel = { sessionId: 's-sender', persona: 'Customer', slot: 1 }
const listens: SessionLabel = { sessionId: 's-officer', persona: 'Officer', slot: 2 }

function helpdesk(): Project {
  const project = exampleProjects().find(({ id }) => id === 'helpdesk-escalation')
  const escalation = project?.channels['escalation']
  if (project === undefined || escalation === undefined) throw new Error('The helpdesk is an example.')
  return { ...project, channels: { ...project.channels, escalation: { ...escalation, keyName: 'Ticket' } } }
}

/** A session that sends encrypted tickets and one that listens, over a bus in which somebody changes what passes. */
async function wire(forge: (request: PublishRequest) => PublishRequest = (request) => request, keyOptions: Partial<DataKeysOptions> = {}) {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const clock = new ManualClock()
  const onFailure = (error: unknown): never => {
    throw error
  }
  const working = createInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: () => undefined })
  cleanUps.push(() => working.close())
  const bus: EventBus = { ...working, publish: (request) => working.publish(forge(request)) }
  let project = helpdesk()
  const live = new LiveView(project.id, { storage, clock, armed: () => [], waiting: () => [], onFailure })
  const ledger = new DeliveryLedger(live)
  const { encryption } = encryptionOver(storage, clock, keyOptions)
  const state = newSession({ sessionId: listens.sessionId, user: officer }, project)
  const rows: Pick<LogRow, 'type' | 'level' | 'text' | 'code'>[] = []
  const handled: (Promise<IncomingDelivery | null> | IncomingDelivery | null)[] = []
  const inbox = new SessionInbox({
    label: listens, surroundings: { ledger, encryption, runsIn, isService: false }, project: () => project, state: () => state, isFull: () => false, hasClient: () => true,
    log: (row) => void rows.push(row), handle: (open) => void handled.push(open()),
  })
  const connection = working.connect({ org: 'local', deliver: (delivery) => inbox.receive(delivery) })
  await working.subscribe(connection, 'events.local.>')
  const sender = (): Sender => ({ label: sent, user: { id: 'customer', name: 'Customer', roles: ['customer'] }, project, runsIn, bus, ledger, encryption, nowMs: clock.nowMs(), sendProblem: () => undefined } as Sender)
  let effects = 0
  const send = async (payload: Value = { subject: CANARY }, key = 'k1') => {
    effects += 1
    return publishMessage({ type: 'publish', effectId: `e${effects}`, runId: 'r1', flowId: 'report', nodeId: 'escalate', channelId: 'escalation', messageId: 'ticket', key, payload, secure: true, deliverTo: { type: 'all' }, hops: 0, causationId: null }, sender())
  }
  const received = async (): Promise<Value[]> => (await Promise.all(handled)).flatMap((delivery) => (delivery === null ? [] : [delivery.payload]))
  const receivers = async () => (await live.log.read(null, 100)).rows.flatMap(({ message }) => message?.receivers.map(({ outcome, response }) => [outcome, response]) ?? [])
  return { clock, working, storage, live, send, received, receivers, rows, setProject: (next: Project) => void (project = next), project: () => project }
}

/** The text with the last of its bytes changed. */
function changed(text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes.toString('base64url')
}

const envelopeOf = ({ data }: PublishRequest) => data as EncryptedData
const refusedAs = (words: string) => ({ level: 'error', code: 'encryption/not_authentic', text: expect.stringContaining(words) })

describe('an encrypted message', () => {
  it('reaches a session that listens, in the clear; log and flights have ciphertext', async () => {
    const desk = await wire()
    expect(await desk.send()).toEqual({ ok: true })
    expect(await desk.received()).toMatchObject([{ subject: CANARY }])
    expect(JSON.stringify((await desk.live.log.read(null, 100)).rows)).not.toContain(CANARY)
  })

  it.each([
    ['ciphertext', (request: PublishRequest) => ({ ...request, data: { ...envelopeOf(request), ct: changed(envelopeOf(request).ct) } })],
    ['initialisation vector', (request: PublishRequest) => ({ ...request, data: { ...envelopeOf(request), iv: changed(envelopeOf(request).iv) } })],
    ['form', (request: PublishRequest) => ({ ...request, data: { ...envelopeOf(request), more: 1 } })],
  ])('is refused when its %s was changed on the bus', async (_what, forge) => {
    const desk = await wire(forge)
    await desk.send()
    expect(await desk.received()).toEqual([])
    expect(desk.rows).toMatchObject([refusedAs('was not delivered')])
    expect(await desk.receivers()).toEqual([['schema_rejected', expect.stringContaining('refused')]])
  })

  it('is refused when its key id was changed', async () => {
    const desk = await wire((request) => ({ ...request, data: { ...envelopeOf(request), kid: 'k-other' } }))
    await desk.send()
    expect([await desk.received(), desk.rows]).toMatchObject([[], [{ code: 'encryption/no_key' }]])
  })

  it('is refused when its data is that of another message, key or id', async () => {
    let first: EncryptedData | null = null
    const desk = await wire((request) => ({ ...request, data: (first ??= envelopeOf(request)) }))
    await desk.send()
    await desk.send({ subject: 'second' }, 'k1')
    await desk.send({ subject: 'third' }, 'k2')
    expect(await desk.received()).toMatchObject([{ subject: CANARY }])
    expect(desk.rows).toMatchObject([refusedAs('another topic or id'), refusedAs('another topic or id')])
  })

  it('is refused when it is moved to another channel', async () => {
    const desk = await wire((request) => ({ ...request, topic: request.topic.replace('.escalation.', '.status.') }))
    await desk.send()
    expect([await desk.received(), desk.rows]).toMatchObject([[], [refusedAs('another topic')]])
  })

  it('is refused when it comes a second time, after the bus has forgotten the first', async () => {
    let recorded: PublishRequest | null = null
    const desk = await wire((request) => (recorded = request))
    await desk.send()
    desk.clock.advance(DEFAULT_BUS_LIMITS.duplicateWindowMs + 1)
    desk.working.core.sweep()
    if (recorded === null) throw new Error('Nothing was sent.')
    expect(await desk.working.publish(recorded)).toMatchObject({ ok: true, duplicate: false })
    expect(await desk.received()).toHaveLength(1)
    expect(desk.rows).toMatchObject([refusedAs('a second time')])
  })

  it('is refused in the name of somebody else, and under an id that nobody sent', async () => {
    let recorded: PublishRequest | null = null
    const desk = await wire((request) => (recorded = request))
    await desk.send()
    if (recorded === null) throw new Error('Nothing was sent.')
    const { id = '' }: PublishRequest = recorded
    await desk.working.publish({ ...(recorded as PublishRequest), source: 'program/other' })
    await desk.working.publish({ ...(recorded as PublishRequest), id: `${id}x` })
    expect(await desk.received()).toHaveLength(1)
    expect(desk.rows.map(({ text }) => text)).toEqual([expect.stringContaining('not known'), expect.stringContaining('not known')])
  })

  it('is refused when it comes in clear text', async () => {
    const desk = await wire((request) => ({ ...request, encrypted: false, datacontenttype: 'application/json', data: { subject: 'forged' } }))
    await desk.send()
    expect([await desk.received(), desk.rows]).toMatchObject([[], [refusedAs('came in clear text')]])
  })

  it('is refused in clear text also when it is older than what the server remembers', async () => {
    let recorded: PublishRequest | null = null
    const desk = await wire((request) => {
      recorded = request
      return { ...request, id: `${request.id ?? ''}-lost` }
    })
    await desk.send()
    if (recorded === null) throw new Error('Nothing was sent.')
    const { org, topic: subject, id = '', source, context }: PublishRequest = recorded
    const event = { id, source, org, subject, type: 'Ticket', time: '', datacontenttype: 'application/json', data: { subject: 'forged' }, sequence: '1', hops: 0, filters: {}, encrypted: false }
    const delivery = { event, context, seq: 1, epoch: 'e', prev: 0, subscriptions: [], replay: true }
    const publication = publicationOf(delivery)
    expect(publication?.encrypted).toBe(true)
    expect(publication && forgeryOf(delivery, publication, 1)).toContain('came in clear text')
  })

  it('is not decrypted for a session that may not listen', async () => {
    const desk = await wire()
    const project = desk.project()
    const escalation = project.channels['escalation']
    if (escalation === undefined) throw new Error('There is such a channel.')
    desk.setProject({ ...project, channels: { ...project.channels, escalation: { ...escalation, listenRoles: ['chief'] } } })
    await desk.send()
    expect([await desk.received(), await desk.receivers()]).toEqual([[], [['forbidden', 'may not listen on "escalation" any more']]])
  })

  it('is not sent at all when it cannot be encrypted: Error says why, and nothing is on the bus', async () => {
    let count = 0
    const failures: string[] = []
    const desk = await wire((request) => {
      count += 1
      return request
    }, { onFailure: (_error, what) => void failures.push(what) })
    await desk.storage.close()
    expect(await desk.send()).toEqual({ ok: false, code: 'unavailable', text: expect.stringContaining('was not sent, because it cannot be encrypted') })
    expect(failures).toHaveLength(1)
    expect(count).toBe(0)
  })

  it('that does not fit is refused without the value that is wrong', async () => {
    const desk = await wire()
    const answer = await desk.send({ subject: 'Fire', priority: CANARY })
    expect(answer).toMatchObject({ ok: false, code: 'schema_invalid', text: expect.stringContaining('/priority') })
    expect(JSON.stringify(answer)).not.toContain(CANARY)
  })
})
