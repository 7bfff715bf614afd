import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Line } from './engine-line.ts'
import type { Frame } from './event-frames.ts'
import { EventOutput, MAX_WAITING_BYTES, MAX_WAITING_MS, type SlowPolicy } from './event-output.ts'
import { OutputClass } from './output-class.ts'
import { TurnWriter } from './turn-writer.ts'

const CLIENTS = 3

type Step =
  /** A live event that is for all: small, or such that few of them are too much. */
  | { readonly type: 'event'; readonly isLarge: boolean; readonly isOther: boolean }
  | { readonly type: 'endTurn' }
  /** The connection gets what the others get, or what is for it by itself: the same in the end. */
  | { readonly type: 'join' | 'leave'; readonly client: number }
  | { readonly type: 'gate' | 'give' | 'replay' | 'close'; readonly client: number }
  /** The client stops reading, or reads all that was sent. */
  | { readonly type: 'stop' | 'read'; readonly client: number }
  | { readonly type: 'wait' }

const client = fc.nat(CLIENTS - 1)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ type: fc.constant('event' as const), isLarge: fc.boolean(), isOther: fc.boolean() }) },
    { weight: 3, arbitrary: fc.constant({ type: 'endTurn' as const }) },
    { weight: 8, arbitrary: fc.record({ type: fc.constantFrom('join' as const, 'leave' as const), client }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('gate' as const, 'give' as const, 'replay' as const), client }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('stop' as const, 'read' as const), client }) },
    { weight: 1, arbitrary: fc.oneof(fc.record({ type: fc.constant('close' as const), client }), fc.constant({ type: 'wait' as const })) },
  ),
  { maxLength: 80 },
)

/** Turns that end when they are told to. */
class Turns {
  readonly #callbacks: (() => void)[] = []
  readonly writer = new TurnWriter({ nowMs: () => 0, atEnd: (callback) => void this.#callbacks.push(callback) })

  end(): void {
    for (const callback of this.#callbacks.splice(0)) callback()
  }
}

/** One client with its connection, as it is in a class or as it is by itself. */
class Client {
  readonly said: string[] = []
  readonly output: EventOutput
  readonly gives: ((give: () => void) => void)[] = []
  isReading = true
  isInFlight = false
  isClosed = false
  dropped = 0
  #done: () => void = () => undefined

  constructor({ writer }: Turns, policy: SlowPolicy, time: { readonly nowMs: number }) {
    const line: Line = {
      send: (batch) => {
        this.said.push(...batch.frames.map((frame) => `${frame.topic} ${frame.seq} ${frame.text()}`))
        this.isInFlight = !this.isReading
        return this.isReading
      },
      cut: () => {
        this.said.push('cut')
        this.isClosed = true
      },
    }
    this.output = new EventOutput({
      writer, nowMs: () => time.nowMs, policyOf: (topic) => (topic === 'events.other' ? 'dropOldest' : policy), waits: () => undefined, onDropped: (count) => (this.dropped += count),
      line: (done) => {
        this.#done = done
        return line
      },
    })
  }

  read(): void {
    this.isReading = true
    if (!this.isInFlight) return
    this.isInFlight = false
    this.#done()
  }

  get state(): unknown {
    return { said: this.said, dropped: this.dropped, ...(!this.isClosed && { undeliveredBytes: this.output.undeliveredBytes }) }
  }
}

/** Bytes of events: nobody reads what is in them. Four of the large are too much together. */
const small = Buffer.alloc(100)
const large = Buffer.alloc(MAX_WAITING_BYTES / 4)

function frameOf(seq: number, { isLarge, isOther }: { readonly isLarge: boolean; readonly isOther: boolean } = { isLarge: false, isOther: false }): Frame {
  return { bytes: isLarge ? large : small, text: () => '', seq, topic: isOther ? 'events.other' : 'events.a.b' }
}

/** The same story for connections in a class and for such that are each by itself; gives where they differ. */
function differences(story: readonly Step[], { policy, joinedFirst }: { readonly policy: SlowPolicy; readonly joinedFirst: number }): { readonly differences: unknown[]; readonly inClass: number } {
  const time = { nowMs: 0 }
  const [together, alone] = [new Turns(), new Turns()]
  const inClass = Array.from({ length: CLIENTS }, () => new Client(together, policy, time))
  const alones = Array.from({ length: CLIENTS }, () => new Client(alone, policy, time))
  const outputs = new OutputClass(together.writer)
  const joined = new Set<Client>(inClass.slice(0, joinedFirst))
  for (const { output } of joined) outputs.join(output)
  let seq = 0
  let count = 0
  const found: unknown[] = []
  const endTurn = (): void => {
    together.end()
    alone.end()
    for (const [index, one] of inClass.entries()) if (JSON.stringify(one.state) !== JSON.stringify(alones[index]?.state)) found.push([index, one.state, alones[index]?.state])
  }
  const both = (index: number, act: (one: Client) => void): void => {
    for (const one of [inClass[index], alones[index]]) if (one !== undefined) act(one)
  }
  for (const step of story) {
    if (step.type === 'event') {
      const frame = frameOf((seq += 1), step)
      if (joined.size > 0) outputs.live(frame)
      count += joined.size
      for (const one of inClass) if (!joined.has(one)) one.output.live(frame)
      for (const one of alones) one.output.live(frame)
      continue
    }
    if (step.type === 'endTurn' || step.type === 'wait') {
      endTurn()
      if (step.type === 'endTurn') continue
      time.nowMs += MAX_WAITING_MS / 2
      for (const one of [...inClass, ...alones]) one.output.checkAge()
      continue
    }
    const { client: index } = step
    const one = inClass[index]
    if (one === undefined || one.isClosed) continue
    // Within a turn the one has handed to its line what the other hands over at the end: that is compared where both have done so.
    if (step.type === 'stop' || step.type === 'read' || step.type === 'give') endTurn()
    if (step.type === 'join' && !joined.has(one) && one.output.class === null) {
      joined.add(one)
      outputs.join(one.output)
    } else if (step.type === 'leave' && joined.delete(one)) outputs.leave(one.output)
    else if (step.type === 'gate') both(index, (each) => each.gives.push(each.output.gate()))
    else if (step.type === 'give') both(index, (each) => each.gives.shift()?.(() => void each.said.push('given')))
    else if (step.type === 'replay') both(index, ({ output }) => output.replay(() => frameOf(1_000)))
    else if (step.type === 'stop') both(index, (each) => (each.isReading = false))
    else if (step.type === 'read') both(index, (each) => each.read())
    else if (step.type === 'close') {
      both(index, (each) => {
        each.isClosed = true
        each.output.close()
      })
      if (joined.delete(one)) outputs.leave(one.output)
    }
  }
  endTurn()
  return { differences: found, inClass: count }
}

describe('connections that get the same events', () => {
  it('get as a class exactly what each would get by itself, however they join, leave, wait, are read and are slow', () => {
    let inClass = 0
    fc.assert(fc.property(steps, fc.record({ policy: fc.constantFrom<SlowPolicy>('disconnect', 'dropOldest', 'newestOnly'), joinedFirst: fc.nat(CLIENTS) }), (story, world) => {
      const answer = differences(story, world)
      inClass += answer.inClass
      expect(answer.differences).toEqual([])
    }), { numRuns: 3_000 })
    expect(inClass).toBeGreaterThan(1_000)
  })

  it('are written the same bytes, put together once', () => {
    const turns = new Turns()
    const { writer } = turns
    const written: Buffer[] = []
    const outputs = new OutputClass(writer)
    for (let index = 0; index < 3; index += 1) {
      const line: Line = { send: (batch) => written.push(batch.bytes) > 0, cut: () => undefined }
      outputs.join(new EventOutput({ writer, nowMs: () => 0, policyOf: () => 'disconnect', waits: () => undefined, onDropped: () => undefined, line: () => line }))
    }
    const sent = [frameOf(1), frameOf(2)]
    for (const frame of sent) outputs.live(frame)
    turns.end()
    expect(written).toHaveLength(3)
    expect(new Set(written).size).toBe(1)
    expect(written[0]).toEqual(Buffer.concat(sent.map(({ bytes }) => bytes)))
  })
})
