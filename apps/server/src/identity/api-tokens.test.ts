import { isPattern, isTopic, matches } from '@halley/bus'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grantProblem } from '../realtime/event-grants.ts'
import { capabilityProblem } from './api-tokens.ts'

const token = fc.constantFrom('events', 'acme', 'globex', 'app', 'channel', 'a', '$sys')
const topic = fc.array(token, { minLength: 1, maxLength: 8 }).map((tokens) => tokens.join('.'))
const pattern = fc.array(fc.oneof(token, fc.constantFrom('*', '>')), { minLength: 1, maxLength: 8 }).map((tokens) => tokens.join('.'))

describe('what an API token may do', () => {
  it('is inside of its organisation, whatever pattern is given: nothing that it covers is anywhere else', () => {
    fc.assert(fc.property(pattern, topic, (given, published) => {
      if (capabilityProblem({ token: 'acme' }, { action: 'subscribe', pattern: given }) !== undefined || !isTopic(published) || !matches(given, published)) return
      expect(published.startsWith('events.acme.')).toBe(true)
    }), { numRuns: 20_000 })
  })

  it('covers every pattern that it lets a program subscribe to: what such a pattern matches, the token grants', () => {
    fc.assert(fc.property(pattern, pattern, topic, (granted, wanted, published) => {
      if (!isPattern(granted) || !isPattern(wanted) || !isTopic(published)) return
      if (grantProblem([granted], wanted, 'subscribe to') !== undefined || !matches(wanted, published)) return
      expect([granted, wanted, published, matches(granted, published)]).toEqual([granted, wanted, published, true])
    }), { numRuns: 20_000 })
  })

  it.each([['events.acme.>', undefined], ['events.acme.app.*.Ticket.>', undefined], ['events.acme', 'forbidden'], ['events.*.app.>', 'forbidden'], ['events.>', 'forbidden'], ['events.acmes.>', 'forbidden'], ['events.acme*.>', 'topic_invalid'], ['acme', 'topic_invalid'], ['', 'topic_invalid']])('the pattern %j is refused by %j', (given, code) => {
    expect(capabilityProblem({ token: 'acme' }, { action: 'publish', pattern: given })?.code).toBe(code)
  })
})
