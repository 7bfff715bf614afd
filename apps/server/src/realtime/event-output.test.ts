import type { BusEvent } from '@halley/bus'
import { describe, expect, it } from 'vitest'
import type { Line } from './engine-line.ts'
import { FrameMaker, replayFrame, type Frame } from './event-frames.ts'
import { EventOutput, MAX_WAITING_BYTES, MAX_WAITING_MS, type SlowPolicy } from './event-output.ts'
import { TurnWriter, type Batch } from './turn-writer.ts'

/** A line whose client reads only when told to. */
class SlowLine implements Line {
  readonly sent: Frame[] = []
  readonly writes: Buffer[] = []
  isReading = true
  isDoneAtOnce = false
  isCut = false
  done: () => void = () => undefined

  send(batch: Batch): boolean {
    this.sent.push(...batch.frames)
    this.writes.push(batch.bytes)
    if (this.isDoneAtOnce) this.done()
    return this.isReading
  }

  cut(): void {
    this.isCut = true
  }
}

const frames = new FrameMaker()

function deliveryOf(seq: number, text = '', topic = 'events.a.b') {
  const event: BusEvent = { id: `e${seq}`, source: 's', type: 't', subject: topic, time: '2026-01-01T00:00:00Z', datacontenttype: 'application/json', data: { text }, sequence: String(seq), org: 'o', hops: 0, filters: {}, encrypted: false }
  return { seq, epoch: 'epoch', prev: seq - 1, subscriptions: ['s1'], replay: false, event }
}

function setUp(policy: SlowPolicy) {
  const line = new SlowLine()
  const time = { nowMs: 0 }
  const dropped: number[] = []
  const waits: boolean[] = []
  const writer = new TurnWriter()
  const output = new EventOutput({
    writer, nowMs: () => time.nowMs, policyOf: () => policy, waits: (isWaiting) => waits.push(isWaiting), onDropped: (count) => dropped.push(count),
    line: (done) => {
      line.done = done
      return line
    },
  })
  /** Sends in a turn of its own, as a bus does. */
  const send = (...parameters: Parameters<typeof deliveryOf>): void => {
    output.live(frames.live(deliveryOf(...parameters)))
    output.endTurn()
  }
  /** The client reads everything. */
  const readAll = (): void => {
    line.isReading = true
    line.done()
  }
  const seqs = (): string[] => line.sent.map((frame) => (frame.text().includes('"notice"') ? `dropped ${/"count":(\d+)/.exec(frame.text())?.[1] ?? ''} to ${frame.seq}` : String(frame.seq)))
  return { line, time, dropped, waits, output, send, readAll, seqs, writer }
}

/** A quarter of what may wait, so that four are too much with their envelopes. */
const quarter = 'x'.repeat(MAX_WAITING_BYTES / 4)

describe('the output of a connection', () => {
  it('writes all frames of a turn at once, and the same bytes for whoever gets the same frames', () => {
    const { output, line, writer } = setUp('dropOldest')
    const otherLine = new SlowLine()
    const other = new EventOutput({ writer, nowMs: () => 0, policyOf: () => 'dropOldest', waits: () => undefined, onDropped: () => undefined, line: () => otherLine })
    for (const seq of [1, 2, 3]) {
      const delivery = deliveryOf(seq)
      for (const one of [output, other]) one.live(frames.live({ ...delivery, subscriptions: ['s1'] }))
    }
    for (const one of [output, other]) one.endTurn()
    expect(line.writes).toHaveLength(1)
    expect(otherLine.writes[0]).toBe(line.writes[0])
  })

  it('frames what is short, longer, and very long as WebSocket clients read it', () => {
    for (const length of [0, 200, 70_000]) {
      const { bytes, text } = frames.live(deliveryOf(1, 'ü'.repeat(length)))
      const head = bytes[1] === 127 ? 10 : bytes[1] === 126 ? 4 : 2
      const said = head === 10 ? Number(bytes.readBigUInt64BE(2)) : head === 4 ? bytes.readUInt16BE(2) : bytes[1]
      expect([bytes[0], said]).toEqual([0x81, bytes.length - head])
      expect(bytes.toString('utf8', head)).toBe(`4${text()}`)
      expect(JSON.parse(text().slice('2/events,'.length))).toMatchObject(['event', { seq: 1, data: { text: 'ü'.repeat(length) } }])
    }
  })

  it('drops the oldest of more than 1 MiB, and says how many in their place', () => {
    const { line, dropped, output, send, readAll, seqs } = setUp('dropOldest')
    line.isReading = false
    send(1)
    for (let seq = 2; seq <= 7; seq += 1) send(seq, quarter)
    expect(output.undeliveredBytes).toBeLessThanOrEqual(MAX_WAITING_BYTES)
    readAll()
    send(8)
    expect(dropped.reduce((sum, count) => sum + count)).toBe(4)
    expect(seqs()).toEqual(['1', 'dropped 4 to 5', '6', '7', '8'])
    expect(output.undeliveredBytes).toBe(0)
  })

  it('keeps only the newest of a topic', () => {
    const { line, send, readAll, seqs } = setUp('newestOnly')
    line.isReading = false
    send(1)
    send(2, '', 'events.other')
    for (let seq = 3; seq <= 6; seq += 1) send(seq, quarter)
    readAll()
    expect(seqs()).toEqual(['1', '2', 'dropped 3 to 5', '6'])
  })

  it('ends the connection, which may come back and resume', () => {
    const { line, send } = setUp('disconnect')
    line.isReading = false
    send(1)
    for (let seq = 2; seq <= 4; seq += 1) send(seq, quarter)
    expect(line.isCut).toBe(false)
    send(5, quarter)
    expect(line.isCut).toBe(true)
  })

  it.each([['dropOldest', false], ['newestOnly', false], ['disconnect', true]] as const)('lets nothing wait for more than 10 s: %s', (policy, isCut) => {
    const { line, time, output, send, readAll, seqs } = setUp(policy)
    line.isReading = false
    send(1)
    send(2)
    time.nowMs = 5_000
    send(3)
    time.nowMs = MAX_WAITING_MS + 1
    output.checkAge()
    expect(line.isCut).toBe(isCut)
    if (isCut) return
    readAll()
    expect(seqs()).toEqual(['1', 'dropped 1 to 2', '3'])
  })

  it('is cut by a client that does not read even what it asked for of the past', () => {
    const { line, time, output } = setUp('dropOldest')
    line.isReading = false
    for (let seq = 1; seq <= 100; seq += 1) output.replay(() => replayFrame({ ...deliveryOf(seq, quarter), replay: true }))
    // However long, the past is not what a reader is too slow for.
    expect([line.isCut, output.undeliveredBytes < MAX_WAITING_BYTES]).toEqual([false, true])
    time.nowMs = MAX_WAITING_MS + 1
    output.checkAge()
    expect(line.isCut).toBe(true)
  })

  it('waits for an acknowledgement that has its place among the events', () => {
    const { output, send, seqs, line } = setUp('dropOldest')
    send(1)
    const give = output.gate()
    send(2)
    expect(seqs()).toEqual(['1'])
    let before = 0
    give(() => {
      before = line.sent.length
    })
    expect([before, seqs()]).toEqual([1, ['1', '2']])
  })

  it('goes on when its line is done before it has returned', () => {
    const { line, output, send, seqs } = setUp('dropOldest')
    line.isReading = false
    line.isDoneAtOnce = true
    for (let seq = 1; seq <= 3; seq += 1) send(seq)
    expect([seqs(), output.undeliveredBytes]).toEqual([['1', '2', '3'], 0])
  })

  it('is looked at only while something waits', () => {
    const { line, waits, send, readAll } = setUp('dropOldest')
    send(1)
    line.isReading = false
    send(2)
    send(3)
    readAll()
    expect(waits).toEqual([true, false])
  })
})
