import { describe, expect, it } from 'vitest'
import { AttemptLimits } from './attempt-limits.ts'

const MINUTE_MS = 60_000
const begin = (limits: AttemptLimits, email: string, address: string, nowMs = 0) => limits.begin({ email, address }, nowMs)

describe('tries of passwords', () => {
  it('are ten for an address of mail in a quarter of an hour, from wherever they come', () => {
    const limits = new AttemptLimits()
    for (let place = 0; place < 10; place += 1) expect(begin(limits, 'ann@acme.example', `192.0.2.${place}`)).toHaveProperty('succeeded')
    expect(begin(limits, 'ann@acme.example', '198.51.100.1', 5 * MINUTE_MS)).toEqual({ retryAfterSeconds: 600 })
    expect(begin(limits, 'ann@acme.example', '198.51.100.1', 15 * MINUTE_MS)).toHaveProperty('succeeded')
  })

  it('are fifty from one place of the network, for whomever', () => {
    const limits = new AttemptLimits()
    for (let person = 0; person < 50; person += 1) expect(begin(limits, `p${person}@acme.example`, '192.0.2.1')).toHaveProperty('succeeded')
    expect(begin(limits, 'bob@acme.example', '192.0.2.1')).toEqual({ retryAfterSeconds: 900 })
    expect(begin(limits, 'bob@acme.example', '192.0.2.2')).toHaveProperty('succeeded')
  })

  it('do not count when they were right', () => {
    const limits = new AttemptLimits()
    for (let time = 0; time < 200; time += 1) {
      const attempt = begin(limits, 'ann@acme.example', '192.0.2.1')
      if ('succeeded' in attempt) attempt.succeeded()
    }
    expect(begin(limits, 'ann@acme.example', '192.0.2.1')).toHaveProperty('succeeded')
  })
})
