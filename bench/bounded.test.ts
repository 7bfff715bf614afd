import { describe, expect, it } from 'vitest'
import { DID_NOT_END, round } from './bounded.ts'

describe('a round of the benchmark', () => {
  it('gives its figures', async () => {
    expect(await round({ name: 'quick', limitMs: 60_000, fallback: DID_NOT_END }, () => Promise.resolve(3))).toBe(3)
  })

  it('that does not end is given up, is told to stop, and leaves its place in the row', async () => {
    let stopped = false
    const figure = await round({ name: 'stuck', limitMs: 1, fallback: DID_NOT_END }, (signal) => {
      signal.addEventListener('abort', () => void (stopped = true))
      return new Promise<number>(() => undefined)
    })
    expect([figure, stopped]).toEqual([Number.NaN, true])
  })

  it('that breaks leaves its place too, and the run goes on', async () => {
    expect(await round({ name: 'broken', limitMs: 60_000, fallback: DID_NOT_END }, () => Promise.reject(new Error('A frame was lost.')))).toBeNaN()
  })
})
