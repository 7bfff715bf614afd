import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, matches } from './index.ts'

const TOPIC = 'events.acme.shop.orders.placed.o_1'

describe('matching a pattern with a topic', () => {
  it('compares token by token, and case matters', () => {
    expect(matches(TOPIC, TOPIC)).toBe(true)
    expect(matches('events.acme.shop.orders.placed.O_1', TOPIC)).toBe(false)
    expect(matches('events.acme.shop.orders.placed', TOPIC)).toBe(false)
  })

  it('takes * for exactly one token and > for one or more', () => {
    expect(matches('events.*.shop.*.placed.*', TOPIC)).toBe(true)
    expect(matches('events.*.placed.*', TOPIC)).toBe(false)
    expect(matches('events.acme.>', TOPIC)).toBe(true)
    expect(matches('events.acme.shop.orders.placed.>', TOPIC)).toBe(true)
    expect(matches(`${TOPIC}.>`, TOPIC)).toBe(false)
    expect(matches('*.*.>', TOPIC)).toBe(true)
  })

  it('is false for what is no pattern or no topic', () => {
    expect(matches('>', TOPIC)).toBe(false)
    expect(matches('events.>', 'events.*')).toBe(false)
  })
})

describe('filter pairs', () => {
  it('must all hold, in any order', () => {
    const filters = { color: 'red', size: 'l', country: 'de' }
    expect(matches(`${TOPIC}.color.red`, TOPIC, filters)).toBe(true)
    expect(matches(`${TOPIC}.size.l.color.red`, TOPIC, filters)).toBe(true)
    expect(matches(`${TOPIC}.color.red.size.m`, TOPIC, filters)).toBe(false)
    expect(matches(`${TOPIC}.color.red`, TOPIC)).toBe(false)
  })

  it('are ignored by a pattern without pairs', () => {
    expect(matches(TOPIC, TOPIC, { color: 'red' })).toBe(true)
    expect(matches('events.>', TOPIC, { color: 'red' })).toBe(true)
  })

  it('go together with * before them, and ask only for the key with * as the value', () => {
    expect(matches('events.acme.*.*.*.*.color.red', TOPIC, { color: 'red' })).toBe(true)
    expect(matches(`${TOPIC}.color.*`, TOPIC, { color: 'blue' })).toBe(true)
    expect(matches(`${TOPIC}.color.*`, TOPIC, { size: 'l' })).toBe(false)
  })

  it('are not made by > or by * as a key: those tokens are places in a longer topic', () => {
    expect(matches(`${TOPIC}.>`, TOPIC, { color: 'red' })).toBe(false)
    expect(matches(`${TOPIC}.color.>`, TOPIC, { color: 'red' })).toBe(false)
    expect(matches(`${TOPIC}.*.red`, TOPIC, { color: 'red' })).toBe(false)
    expect(matches(`${TOPIC}.color.>`, `${TOPIC}.color.red`)).toBe(true)
  })

  it('are places too when the topic itself has more than six tokens', () => {
    expect(matches(`${TOPIC}.color.red`, `${TOPIC}.color.red`)).toBe(true)
    expect(matches(`${TOPIC}.color.red`, `${TOPIC}.color.blue`, { color: 'red' })).toBe(false)
    expect(matches(TOPIC, `${TOPIC}.color.red`)).toBe(false)
  })

  it('do not hold for names that every object has', () => {
    expect(matches(`${TOPIC}.constructor.*`, TOPIC, {})).toBe(false)
  })
})

describe('a granted pattern', () => {
  it('covers what is narrower, and nothing wider', () => {
    expect(covers('events.acme.>', 'events.acme.shop.*.placed')).toBe(true)
    expect(covers('events.acme.>', 'events.acme.>')).toBe(true)
    expect(covers('events.acme.>', 'events.*.>')).toBe(false)
    expect(covers('events.acme.*', 'events.acme.>')).toBe(false)
    expect(covers('events.acme.shop.orders.placed.*.color.red', `${TOPIC}.size.l.color.red`)).toBe(false)
    expect(covers('events.acme.>', `${TOPIC}.color.red`)).toBe(true)
    expect(covers(`${TOPIC}.>`, `${TOPIC}.color.red`)).toBe(false)
  })

  it('matches everything that a covered pattern matches', () => {
    // Each is made wider out of the one before it, so that most of them do cover.
    const topic = fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 9 })
    const widen = (tokens: readonly string[]): fc.Arbitrary<string[]> =>
      fc.tuple(fc.array(fc.boolean(), { minLength: tokens.length, maxLength: tokens.length }), fc.nat(tokens.length * 3)).map(([stars, cut]) => {
        const wider = tokens.map((token, index) => (stars[index] === true && token !== '>' ? '*' : token))
        return cut > 0 && cut < tokens.length ? [...wider.slice(0, cut), '>'] : wider
      })
    const chain = topic.chain((tokens) => widen(tokens).chain((asked) => widen(asked).map((granted) => ({ topic: tokens.join('.'), asked: asked.join('.'), granted: granted.join('.') }))))
    const filters = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('a', 'b'))
    fc.assert(fc.property(chain, filters, (one, held) => {
      const topics = [one.topic, one.topic.split('.').slice(0, 6).join('.')]
      expect(topics.filter((text) => covers(one.granted, one.asked) && matches(one.asked, text, held) && !matches(one.granted, text, held))).toEqual([])
    }), { numRuns: 2_000 })
  })
})
