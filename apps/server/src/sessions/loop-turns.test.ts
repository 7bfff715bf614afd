import { expect, it } from 'vitest'
import { LoopTurns } from './loop-turns.ts'

it('work of many parts lets others be served every five milliseconds, and short work goes on at once', async () => {
  let nowMs = 0
  const servedAt: number[] = []
  const turns = new LoopTurns({
    monotonicMs: () => nowMs,
    othersServed: () => {
      servedAt.push(nowMs)
      nowMs += 100
      return Promise.resolve()
    },
  })
  for (let part = 0; part < 8; part += 1) {
    await turns.next()
    nowMs += 2
  }
  expect(servedAt).toEqual([6, 112])
})
