import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloudEventOf, readCloudEvent, sourceOf } from './cloud-events.ts'
import { orderEvent } from './program-calls.test-fixture.ts'
import { readFrom } from './read-from.ts'
import { readPublished } from './read-published.ts'
import { readStreamId, streamIdOf } from './stream-frames.ts'

/** Texts without half characters, which have no UTF-8. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => !/\p{Surrogate}/u.test(one))

describe('A CloudEvent', () => {
  it('is published on its topic where it has one, else on its subject', () => {
    expect(readCloudEvent(orderEvent(1, { subject: 'an order', topic: 'events.local.a' }))).toMatchObject({ ok: true, publish: { topic: 'events.local.a' } })
    expect(readCloudEvent(orderEvent(1))).toMatchObject({ ok: true, publish: { topic: 'events.local.outside.orders.placed.o_1' }, source: '/shop/1' })
  })

  it('may leave out its data, and attributes that are not known are left out', () => {
    expect(readCloudEvent(orderEvent(1, { data: undefined, dataschema: 'https://example.com', hops: 3, org: 'acme' }))).toEqual({ ok: true, source: '/shop/1', publish: { topic: 'events.local.outside.orders.placed.o_1', id: 'order-1', data: null } })
  })

  it('says the same in headers as in JSON, whatever is in it', () => {
    fc.assert(fc.property(text, text, fc.jsonValue({ maxDepth: 3 }), (id, correlationid, data) => {
      // Beyond the limits on keys and size, which other tests try.
      fc.pre(!JSON.stringify(data).match(/__proto__|constructor|prototype/))
      const attributes = { specversion: '1.0', id, source: '/shop', type: 'order', subject: 'events.local.a.b', correlationid }
      const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]))
      const binary = readPublished({ 'content-type': 'application/json', ...headers }, Buffer.from(JSON.stringify(data)))
      const structured = readPublished({ 'content-type': 'application/cloudevents+json' }, Buffer.from(JSON.stringify({ ...attributes, data })))
      expect(binary).toEqual(structured)
      expect(binary).toMatchObject({ type: 'one', reading: { ok: true, publish: { id, correlationid } } })
    }))
  })

  it('has a source of its own for each that is given, behind that of the program', () => {
    const given = fc.stringMatching(/^[\x21-\x7e]{1,200}$/)
    fc.assert(fc.property(given, given, (one, other) => {
      fc.pre(one !== other)
      const source = sourceOf('program/shop', one)
      expect(source).not.toBe(sourceOf('program/shop', other))
      expect(source).toMatch(/^program\/shop\/[^/]+$/)
      expect(source.length).toBeLessThan(1_024)
    }))
  })

  it('has our attributes in the plain form that CloudEvents demands', () => {
    const event = { id: 'a', source: 'program/shop', type: 'Order', subject: 'events.local.a.b.c.d', time: '2026-01-01T00:00:00Z', datacontenttype: 'application/json', data: { a: 1 }, sequence: '7', org: 'local', hops: 2, filters: { region: 'eu', tier: 'gold' }, encrypted: false, correlationid: 'c' }
    const attributes: Record<string, unknown> = JSON.parse(JSON.stringify(cloudEventOf(event)))
    expect(attributes).toMatchObject({ specversion: '1.0', filters: 'region=eu,tier=gold', hops: 2, sequence: '7' })
    const { data, ...plain } = attributes
    expect(data).toEqual({ a: 1 })
    expect(Object.entries(plain).filter(([name, value]) => !/^[a-z0-9]{1,20}$/.test(name) || !['string', 'number', 'boolean'].includes(typeof value))).toEqual([])
  })
})

describe('A place in a stream', () => {
  it('is read back from its id', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9_:-]{1,100}$/), fc.nat(), (epoch, seq) => {
      expect(readStreamId(streamIdOf({ epoch, seq }))).toEqual({ epoch, seq })
      expect(readFrom(`resume:${streamIdOf({ epoch, seq })}`)).toEqual({ type: 'resume', epoch, seq })
    }))
  })

  it.each(['', ':1', 'a', 'a:', 'a:-1', 'a:1.5', 'a b:1', `${'a'.repeat(101)}:1`, 'a:1234567890123456'])('is not "%s"', (id) => {
    expect(readStreamId(id)).toBeUndefined()
  })

  it.each(['', 'last', 'last:', 'last:-1', 'seq:x', 'new:1', 'earliest:', 'time:', 'time:0', 'time:2026-02-30T00:00:00Z', 'resume', '__proto__'])('is not begun from "%s"', (from) => {
    expect(readFrom(from)).toBeUndefined()
  })
})
