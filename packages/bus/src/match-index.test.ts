import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches, MatchIndex } from './index.ts'

const EMPTY = { subscriptions: 0, nodes: 1, tokens: 0, edges: 0 }

const token = fc.constantFrom('a', 'b', 'color', 'red', 'x-1')
const place = fc.oneof({ weight: 3, arbitrary: token }, { weight: 2, arbitrary: fc.constant('*') })
const pattern = fc.tuple(fc.array(place, { minLength: 2, maxLength: 9 }), fc.boolean()).map(([tokens, open]) => [...tokens, ...(open ? ['>'] : [])].join('.'))
const topic = fc.array(token, { minLength: 2, maxLength: 9 }).map((tokens) => tokens.join('.'))
const filters = fc.dictionary(token, token, { maxKeys: 3 })

type Step = { type: 'add' | 'remove'; pattern: string; subscriber: number } | { type: 'match'; topic: string; filters: Record<string, string> }

/** Few patterns and topics, so that they meet again and the memory of hot topics is used. */
const story = fc.tuple(fc.array(pattern, { minLength: 1, maxLength: 6 }), fc.array(topic, { minLength: 1, maxLength: 4 })).chain(([patterns, topics]) =>
  fc.array(fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ type: fc.constantFrom('add' as const, 'remove' as const), pattern: fc.constantFrom(...patterns), subscriber: fc.nat(2) }),
    fc.record({ type: fc.constant('match' as const), topic: fc.constantFrom(...topics), filters }),
  ), { maxLength: 60 }))

describe('the matching index', () => {
  it('finds after any changes what the definition finds, and keeps nothing of what was removed', () => {
    fc.assert(fc.property(story, (steps) => {
      const index = new MatchIndex<number>()
      const found: { actual: number[]; expected: number[] }[] = []
      const model: { pattern: string; subscriber: number }[] = []
      for (const step of steps) {
        if (step.type === 'match') {
          const expected = model.filter((one) => matches(one.pattern, step.topic, step.filters)).map((one) => one.subscriber)
          found.push({ actual: [...index.match(step.topic, step.filters)].sort(), expected: expected.sort() })
          continue
        }
        const at = model.findIndex((one) => one.pattern === step.pattern && one.subscriber === step.subscriber)
        const isChange = step.type === 'add' ? at < 0 : at >= 0
        expect(index[step.type](step.pattern, step.subscriber)).toEqual({ ok: true, changed: isChange })
        if (isChange && step.type === 'add') model.push(step)
        if (isChange && step.type === 'remove') model.splice(at, 1)
      }
      expect(found.map((one) => one.actual)).toEqual(found.map((one) => one.expected))
      for (const one of model) index.remove(one.pattern, one.subscriber)
      expect(index.size()).toMatchObject(EMPTY)
    }), { numRuns: 1_500 })
  })

  it('refuses what is no pattern, by token', () => {
    expect(new MatchIndex<number>().add('a.b*', 1)).toMatchObject({ ok: false, code: 'topic_invalid', tokenIndex: 1 })
  })

  it('holds 20,000 subscriptions under 4,000 patterns, finds each, and is empty after the last has left', () => {
    const index = new MatchIndex<number>()
    const patternOf = (number: number): string => `events.org.app_${number % 40}.${number % 3 === 0 ? '*' : `channel_with_a_long_name_${number % 100}`}.m.k_${number % 4_000}`
    for (let number = 0; number < 20_000; number++) index.add(patternOf(number), number)
    expect(index.size().subscriptions).toBe(20_000)
    for (let number = 0; number < 20_000; number += 97) expect(index.match(patternOf(number).replace('*', 'any'))).toContain(number)
    for (let number = 0; number < 20_000; number += 2) index.remove(patternOf(number), number)
    for (let number = 1; number < 20_000; number += 98) expect(index.match(patternOf(number).replace('*', 'any'))).toContain(number)
    for (let number = 1; number < 20_000; number += 2) index.remove(patternOf(number), number)
    expect(index.size()).toMatchObject(EMPTY)
  })

  it('lets a subscriber leave a pattern that thousands share', () => {
    const index = new MatchIndex<number>()
    for (let number = 0; number < 5_000; number++) index.add('events.>', number)
    for (let number = 0; number < 4_990; number++) expect(index.remove('events.>', number)).toEqual({ ok: true, changed: true })
    expect([...index.match('events.a')].sort()).toEqual([4_990, 4_991, 4_992, 4_993, 4_994, 4_995, 4_996, 4_997, 4_998, 4_999])
  })

  it('never changes a result that it gave out', () => {
    const index = new MatchIndex<number>()
    index.add('events.>', 1)
    const results = [index.match('events.a'), index.match('events.a'), index.match('events.a')]
    index.add('events.a', 2)
    index.remove('events.>', 1)
    expect(results).toEqual([[1], [1], [1]])
    expect(index.match('events.a')).toEqual([2])
  })

  it('keeps a bounded number of hot topics, however many there are', () => {
    const index = new MatchIndex<number>()
    index.add('events.>', 1)
    for (let number = 0; number < 30_000; number++) for (let times = 0; times < 3; times++) index.match(`events.t_${number}`)
    expect(index.size().topics).toBeGreaterThan(0)
    expect(index.size().topics).toBeLessThanOrEqual(8_192)
  })
})
