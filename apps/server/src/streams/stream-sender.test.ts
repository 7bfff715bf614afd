import { createInProcessBus } from '@halley/bus'
import type { EffectResult } from '@halley/engine'
import { LIMITS, type Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { LiveView } from '../live/live-view.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { DeliveryLedger } from '../sessions/delivery-ledger.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { createStreams } from './create-streams.ts'
import type { SourceEnd, SourceReading } from './stream-source.ts'
import type { StreamEffect } from './stream-sender.ts'
import { streamingApp } from './streaming-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A sender whose source the test plays. */
async function sending(changes: Partial<StreamEffect> = {}, { change = (project: Project) => project, roles = [] as readonly string[], mayTake = true } = {}) {
  const clock = new ManualClock()
  const mistakes: unknown[] = []
  const onFailure = (error: unknown): void => void mistakes.push(error)
  const storage = await createSqlStorage(openSqlite(':memory:'))
  cleanUps.push(() => storage.close())
  const bus = createInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: onFailure })
  cleanUps.push(() => bus.close())
  const project = streamingApp({}, { change })
  const rows = new Map<string, LogRow>()
  const live = new LiveView(project.id, { storage, clock, armed: () => [], waiting: () => [], onFailure })
  live.enter('tab', (event, payload) => {
    if (event === 'logRows' && 'rows' in payload) for (const row of payload.rows) rows.set(row.id, row)
  })
  let reading: SourceReading | undefined
  let finish: (end: SourceEnd) => void = () => undefined
  const streams = createStreams({ bus, clock, onFailure, read: (_source, given) => {
    reading = given
    return new Promise((resolve) => {
      finish = resolve
      given.signal.addEventListener('abort', () => resolve({ ok: false, code: 'http/cancelled', text: 'cut' }))
    })
  } })
  const controller = new AbortController()
  const effect: StreamEffect = {
    type: 'stream', effectId: 'e1', streamId: 's-1-e1', runId: 'r1', flowId: 'ask', nodeId: 'stream', channelId: 'answers', messageId: 'answer', memberId: 'text', key: null, payload: { subject: 'Hi', text: 'old' }, deliverTo: { type: 'all' }, hops: 0, causationId: null,
    source: { type: 'text', text: 'x', wordMs: 0 }, limitMs: 60_000, idleMs: 10_000, ...changes,
  }
  const result = streams.send(effect, { label: { sessionId: 's-1', persona: 'Ann', slot: 1 }, user: { id: 'ann', name: 'Ann', roles }, project, runsIn: { org: 'local', environment: 'draft' }, bus, ledger: new DeliveryLedger(live), sendProblem: () => (mayTake ? undefined : 'Slow down.') }, controller.signal)
  const row = async (): Promise<LogRow | undefined> => {
    await live.log.flush()
    return rows.get('s-1-e1')
  }
  return { clock, streams, bus, result, row, mistakes, cancel: (reason: string) => controller.abort(reason), says: (text: string) => reading?.onText(text), isAlive: () => reading?.onAlive(), ends: (end: SourceEnd) => finish(end), isReading: () => reading !== undefined && !reading.signal.aborted }
}

const refusal = (result: EffectResult): string => (result.ok ? 'fine' : result.code)

describe('Sending a stream', () => {
  it('puts the whole message into the log when its source has ended, under the id of the stream', async () => {
    const sent = await sending()
    const got: unknown[] = []
    const connection = sent.bus.connect({ org: 'local', deliver: ({ event }) => void got.push([event.id, event.data]) })
    await sent.bus.subscribe(connection, 'events.local.>')
    sent.says('one ')
    sent.says('two')
    expect((await sent.row())?.message).toMatchObject({ seq: 0, stream: { state: 'running' } })
    sent.ends({ ok: true, note: 'cut at its limit' })
    expect(await sent.result).toEqual({ ok: true, value: { state: 'complete', text: 'one two', reason: 'cut at its limit' } })
    expect(got).toEqual([['s-1-e1', { subject: 'Hi', text: 'one two' }]])
    expect((await sent.row())?.message).toMatchObject({ seq: 1, payload: { subject: 'Hi', text: 'one two' }, stream: { state: 'complete', characters: 7, reason: 'cut at its limit' } })
    expect([sent.streams.board.size, sent.mistakes]).toEqual([0, []])
  })

  it('is given up when the source is silent for too long; that it lives is enough', async () => {
    const sent = await sending()
    sent.says('one')
    sent.clock.advance(9_000)
    sent.isAlive()
    sent.clock.advance(9_000)
    expect(sent.isReading()).toBe(true)
    sent.clock.advance(1_000)
    expect(refusal(await sent.result)).toBe('stream/silent')
    expect((await sent.row())).toMatchObject({ level: 'error', message: { seq: 0, payload: { text: 'one' }, stream: { state: 'failed', reason: 'The source gave nothing new for 10 s.' } } })
  })

  it('is given up after its time limit, however much it says', async () => {
    const sent = await sending({ limitMs: 30_000 })
    for (let at = 0; at < 30; at += 1) {
      sent.says('x')
      sent.clock.advance(1_000)
    }
    expect(refusal(await sent.result)).toBe('stream/too_long')
    expect(sent.isReading()).toBe(false)
  })

  it('that is stopped ends its source, and keeps what was sent', async () => {
    const sent = await sending()
    sent.says('so far')
    sent.streams.board.find('s-1-e1')?.stop('stopped by Bob')
    expect(await sent.result).toEqual({ ok: true, value: { state: 'cancelled', text: 'so far', reason: 'stopped by Bob' } })
    expect(sent.isReading()).toBe(false)
    sent.says('too late')
    expect((await sent.row())?.message).toMatchObject({ payload: { text: 'so far' }, stream: { state: 'cancelled' } })
  })

  it('counts the bytes of the message as JSON has them, to the last', async () => {
    const room = LIMITS.messageDataBytes - JSON.stringify({ subject: 'Hi', text: '' }).length
    const fits = await sending()
    fits.says('"'.repeat(Math.floor(room / 2)))
    fits.says('x'.repeat(room % 2))
    fits.ends({ ok: true })
    expect(refusal(await fits.result)).toBe('fine')
    const over = await sending()
    over.says('"'.repeat(Math.floor(room / 2)))
    over.says('xx')
    expect(refusal(await over.result)).toBe('too_large')
  })

  it('a character that comes in halves is whole', async () => {
    const sent = await sending()
    sent.says('\uD83D')
    sent.says('\uDE00!')
    sent.ends({ ok: true })
    expect(await sent.result).toMatchObject({ value: { text: '😀!' } })
  })

  it.each<[string, Partial<StreamEffect>, Parameters<typeof sending>[1], string]>([
    ['a channel that is gone', { channelId: 'gone' }, {}, 'comet/channel_missing'],
    ['a text that is gone', { memberId: 'gone' }, {}, 'comet/message_missing'],
    ['a message that may not travel there', {}, { change: (project) => ({ ...project, channels: { answers: { ...project.channels['answers'], messageIds: ['other'] } as never } }) }, 'forbidden'],
    ['a channel that asks for a role', {}, { change: (project) => ({ ...project, channels: { answers: { ...project.channels['answers'], sendRoles: ['boss'] } as never } }) }, 'forbidden'],
    ['other fields that are wrong', { payload: { subject: 7 } }, {}, 'schema_invalid'],
    ['a key that is too long', { key: 'k'.repeat(100) }, {}, 'topic_invalid'],
    ['too many messages', {}, { mayTake: false }, 'rate_limited'],
  ])('is refused for %s, before its source is asked', async (_what, changes, around, code) => {
    const sent = await sending(changes, around)
    expect(refusal(await sent.result)).toBe(code)
    expect([sent.isReading(), sent.streams.board.size, await sent.row()]).toEqual([false, 0, undefined])
  })

  it('that breaks the rules of its message at the end fails, and no event is in the log', async () => {
    const sent = await sending()
    sent.ends({ ok: true })
    expect(refusal(await sent.result)).toBe('schema_invalid')
    expect((await sent.bus.position('local')).seq).toBe(0)
  })

  it('was given up before it began', async () => {
    const sent = await sending()
    sent.cancel('its session has ended')
    expect(await sent.result).toMatchObject({ ok: true, value: { state: 'cancelled', reason: 'its session has ended' } })
  })
})
