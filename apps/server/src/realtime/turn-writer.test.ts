import { describe, expect, it } from 'vitest'
import type { Frame } from './event-frames.ts'
import { TurnWriter, type Batch, type TurnMember } from './turn-writer.ts'

/** An event loop whose turns end when they are told to, and in which writing takes time. */
function setUp({ writingMs }: { readonly writingMs: number }) {
  const time = { nowMs: 1_000 }
  const ends: (() => void)[] = []
  const writer = new TurnWriter({ nowMs: () => time.nowMs, atEnd: (callback) => void ends.push(callback) })
  const written: number[] = []
  let batch: Batch | null = null
  const member: TurnMember = {
    endTurn: () => {
      written.push(batch?.frames.length ?? 0)
      batch = null
      time.nowMs += writingMs
    },
  }
  const add = (sizeBytes = 100): void => {
    const frame: Frame = { bytes: Buffer.alloc(sizeBytes), text: () => '', seq: 1, topic: '' }
    const isFirst = batch === null
    batch = (batch ?? writer.empty).with(frame)
    if (isFirst) writer.join(member)
    writer.grew(batch)
  }
  /** The turn ends, and took so long. */
  const end = (tookMs = 0): void => {
    time.nowMs += tookMs
    for (const callback of ends.splice(0)) callback()
  }
  return { add, end, written, time }
}

describe('what is to be written', () => {
  it('is written at the end of its turn', () => {
    const { add, end, written, time } = setUp({ writingMs: 10 })
    for (let turn = 0; turn < 3; turn += 1) {
      add()
      add()
      end()
      time.nowMs += 50
    }
    expect(written).toEqual([2, 2, 2])
  })

  it('waits under full load for the turns that follow at once, as long as they bring something', () => {
    const { add, end, written } = setUp({ writingMs: 10 })
    add()
    end()
    for (let turn = 0; turn < 3; turn += 1) {
      add()
      end()
    }
    expect(written).toEqual([1])
    end()
    expect(written).toEqual([1, 3])
  })

  it('waits so for 5 ms at most', () => {
    const { add, end, written } = setUp({ writingMs: 10 })
    add()
    end()
    for (let turn = 0; turn < 5; turn += 1) {
      add()
      end(1)
    }
    expect(written).toEqual([1, 5])
  })

  it('does not wait when it is long already', () => {
    const { add, end, written } = setUp({ writingMs: 10 })
    add()
    end()
    add(100_000)
    end()
    expect(written).toEqual([1, 1])
  })
})
