import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

afterEach(() => vi.useRealTimers())

const DAY_MS = 86_400_000

describe("the machine's clock", () => {
  it('a timer of thirty days fires after thirty days, not at once', () => {
    vi.useFakeTimers()
    const fire = vi.fn()
    systemClock.setTimer(30 * DAY_MS, fire)
    vi.advanceTimersByTime(30 * DAY_MS - 1)
    expect(fire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fire).toHaveBeenCalledTimes(1)
  })

  it('a cancelled timer never fires, also in its second part', () => {
    vi.useFakeTimers()
    const fire = vi.fn()
    const cancel = systemClock.setTimer(30 * DAY_MS, fire)
    vi.advanceTimersByTime(26 * DAY_MS)
    cancel()
    vi.advanceTimersByTime(10 * DAY_MS)
    expect(fire).not.toHaveBeenCalled()
  })
})
