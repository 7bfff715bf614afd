import { describe, expect, it } from 'vitest'
import { RateLimit } from './rate-limit.ts'

describe('the limit of sends', () => {
  it('lets a burst of one second through, then as many as the time gives', () => {
    const limit = new RateLimit(50, 0)
    const burst = Array.from({ length: 60 }, () => limit.take(0))
    expect(burst.filter(Boolean)).toHaveLength(50)
    expect([limit.take(19), limit.take(20), limit.take(20)]).toEqual([false, true, false])
    expect(Array.from({ length: 60 }, () => limit.take(10_000)).filter(Boolean)).toHaveLength(50)
  })

  it('gives nothing for a clock that goes back', () => {
    const limit = new RateLimit(1, 1_000)
    expect([limit.take(1_000), limit.take(500), limit.take(600)]).toEqual([true, false, false])
  })
})
