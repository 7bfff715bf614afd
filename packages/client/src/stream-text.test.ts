import { describe, expect, it } from 'vitest'
import { EventStreams, type EventStream } from './event-streams.ts'
import { afterStep } from './stream-text.ts'

const running = (text: string) => ({ text, state: 'running' as const, reason: null })

describe('The text of a stream', () => {
  it('begins with the whole of it, and then grows', () => {
    expect(afterStep(undefined, { op: 'open', index: 0, text: '' })).toEqual(running(''))
    expect(afterStep(running('ab'), { op: 'append', index: 2, text: 'cd' })).toEqual(running('abcd'))
    expect(afterStep(running('ab'), { op: 'update', index: 0, text: 'abcd' })).toEqual(running('abcd'))
  })

  it('does not take in again what came already', () => {
    expect(afterStep(running('abcd'), { op: 'append', index: 2, text: 'cd' })).toEqual(running('abcd'))
    expect(afterStep(running('abcd'), { op: 'append', index: 2, text: 'cdef' })).toEqual(running('abcdef'))
  })

  it('has a gap where something between is missing', () => {
    expect(afterStep(running('ab'), { op: 'append', index: 3, text: 'd' })).toBeNull()
    expect(afterStep(undefined, { op: 'append', index: 0, text: 'a' })).toBeNull()
    expect(afterStep(undefined, { op: 'complete' })).toBeNull()
  })

  it('ends with why', () => {
    expect(afterStep(running('ab'), { op: 'cancelled', reason: 'stopped by Bob' })).toEqual({ text: 'ab', state: 'cancelled', reason: 'stopped by Bob' })
  })
})

describe('The streams of a program', () => {
  const head = { id: 's1', topic: 'events.local.app.answers.Answer._', seq: 1 }
  const following = (...patterns: readonly string[]) => {
    const got: EventStream[] = []
    const streams = new EventStreams(() => patterns.map((pattern) => ({ pattern, onStream: (stream) => void got.push(stream) })), (call) => call())
    return { streams, got }
  }

  it('are given once to each subscription that they match, and to no other', () => {
    const { streams, got } = following('events.local.app.answers.Answer.*', 'events.local.>', 'events.local.app.answers.Other.*', 'events.local.app.answers.Answer.*.kind.urgent', 'events.local.app.answers.*')
    streams.arrived({ ...head, op: 'open', index: 0, text: '' })
    streams.arrived({ ...head, op: 'append', index: 0, text: 'a' })
    expect(got.map(({ text }) => text)).toEqual(['a', 'a', 'a'])
  })

  it('give their text in pieces, to slow readers more at once, and end', async () => {
    const { streams, got } = following('events.>')
    streams.arrived({ ...head, op: 'update', index: 0, text: 'ab' })
    const pieces = got[0]?.[Symbol.asyncIterator]()
    expect(await pieces?.next()).toEqual({ done: false, value: 'ab' })
    const next = pieces?.next()
    streams.arrived({ ...head, op: 'append', index: 2, text: 'c' })
    expect(await next).toEqual({ done: false, value: 'c' })
    streams.arrived({ ...head, op: 'append', index: 3, text: 'd' })
    streams.arrived({ ...head, op: 'append', index: 4, text: 'e' })
    streams.arrived({ ...head, op: 'complete' })
    expect(await pieces?.next()).toEqual({ done: false, value: 'de' })
    expect(await pieces?.next()).toEqual({ done: true, value: undefined })
    expect(await got[0]?.ended).toEqual({ text: 'abcde', state: 'complete', reason: null })
  })

  it('go on after a cut with the whole text, or end by the event of the whole message, or as lost', async () => {
    const { streams, got } = following('events.>')
    for (const id of ['goes-on', 'ended', 'lost']) streams.arrived({ ...head, id, op: 'update', index: 0, text: 'ab' })
    streams.cut()
    streams.arrived({ ...head, id: 'goes-on', op: 'update', index: 0, text: 'abc' })
    streams.completed({ id: 'ended', data: { subject: 'x', text: 'abcd' } })
    streams.settled()
    expect(got.map(({ text, state }) => [text, state])).toEqual([['abc', 'running'], ['abcd', 'complete'], ['ab', 'failed']])
    expect((await got[2]?.ended)?.reason).toMatch(/cut/)
  })
})
