import { BusCore, matches, type BusConnection, type Delivery } from '@halley/bus'
import { EventProgress, type ArrivedEvent, type Resubscription, type SubscribeAnswer } from '@halley/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const TOPICS = ['events.a', 'events.a.b', 'other.b'] as const
const PATTERNS = ['events.>', 'events.*', '*.b', 'events.a.>'] as const
const MAX_EVENTS = 14

type Step =
  | { readonly type: 'publish'; readonly topic: string }
  | { readonly type: 'subscribe'; readonly pattern: string; readonly from: 'new' | 'earliest' }
  | { readonly type: 'unsubscribe' }
  /** The client reads so many of the frames that are on their way. */
  | { readonly type: 'read'; readonly count: number }
  | { readonly type: 'ping' }
  | { readonly type: 'cut' }
  | { readonly type: 'connect' }
  /** A live frame gets lost on the way, which TCP does not do; a proxy might. The next live event tells, unless a ping or a replay of the past came between. */
  | { readonly type: 'lose' }

type Ack = { readonly type: 'ack'; readonly due: Resubscription; readonly answer: SubscribeAnswer; readonly firstHeld: number }
type Frame = { readonly type: 'event'; readonly event: ArrivedEvent } | Ack | { readonly type: 'pong'; readonly position: { readonly epoch: string; readonly seq: number } }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('publish' as const), topic: fc.constantFrom(...TOPICS) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('subscribe' as const), pattern: fc.constantFrom(...PATTERNS), from: fc.constantFrom('new' as const, 'earliest' as const) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'unsubscribe' as const }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('read' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.constant({ type: 'ping' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'cut' as const }) },
  { weight: 3, arbitrary: fc.constant({ type: 'connect' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'lose' as const }) },
)

/** A client and its server with a wire between them, on which frames are on their way until the client reads them. */
class Story {
  readonly faults: string[] = []
  readonly #isLossy: boolean
  readonly #accepted: { readonly seq: number; readonly topic: string }[] = []
  readonly #progress = new EventProgress()
  /** What each subscription got since it began, or since it was told that something is lost. */
  readonly #got = new Map<string, { readonly pattern: string; after: number | null; seqs: number[] }>()
  readonly #asking = new Set<string>()
  readonly #core: BusCore
  #wire: Frame[] = []
  #connection: BusConnection | null = null
  #made = 0

  constructor(isLossy: boolean) {
    this.#isLossy = isLossy
    this.#core = new BusCore({ clock: { nowMs: () => 0 }, newId: () => `id${(this.#made += 1)}`, newEpoch: () => 'epoch', onError: (problem) => this.faults.push(problem.type), limits: { maxEvents: MAX_EVENTS } })
  }

  perform(next: Step): void {
    if (next.type === 'publish') this.#publish(next.topic)
    else if (next.type === 'subscribe') {
      const key = `s${this.#got.size}`
      this.#got.set(key, { pattern: next.pattern, after: null, seqs: [] })
      this.#progress.add(key, { type: this.#isLossy ? 'new' : next.from })
      this.#askAll()
    } else if (next.type === 'unsubscribe') this.#unsubscribe()
    else if (next.type === 'read') for (let count = 0; count < next.count; count += 1) this.#read()
    else if (next.type === 'ping') {
      if (this.#connection !== null && !this.#isLossy) this.#wire.push({ type: 'pong', position: this.#core.position('o') })
    } else if (next.type === 'cut') this.#cut()
    else if (next.type === 'connect') this.#connect()
    else this.#lose()
  }

  /** Reads everything, with a last event for every pattern by which what is missing is noticed; then all must have come. */
  finish(): void {
    this.#connect()
    for (let round = 0; round < 3; round += 1) {
      for (const topic of TOPICS) this.#publish(topic)
      while (this.#wire.length > 0) this.#read()
      this.#connect()
    }
    while (this.#wire.length > 0) this.#read()
    for (const key of this.#got.keys()) this.#check(key, true)
    this.#cut()
    if (this.#core.size().subscriptions + this.#core.size().connections > 0) this.faults.push('something is left')
  }

  #publish(topic: string): void {
    // Before the call: it delivers at once.
    this.#accepted.push({ seq: this.#core.position('o').seq + 1, topic })
    this.#core.publish({ org: 'o', topic, source: 's', type: 't', data: null })
  }

  #connect(): void {
    if (this.#connection !== null) return
    this.#connection = this.#core.connect({ org: 'o', deliver: (delivery) => this.#wire.push({ type: 'event', event: eventOf(delivery) }) })
    this.#askAll()
  }

  #cut(): void {
    if (this.#connection === null) return
    this.#core.disconnect(this.#connection)
    this.#connection = null
    this.#wire = []
    this.#asking.clear()
    this.#progress.cut()
  }

  #askAll(): void {
    for (const due of this.#progress.due()) if (!due.keys.some((key) => this.#asking.has(key))) this.#ask(due)
  }

  /** The acknowledgement goes out before the replay, as the server keeps it. */
  #ask(due: Resubscription): void {
    if (this.#connection === null) return
    for (const key of due.keys) this.#asking.add(key)
    const before = this.#wire
    this.#wire = []
    const firstHeld = Math.max(1, this.#core.position('o').seq - MAX_EVENTS + 1)
    this.#core.subscribe(this.#connection, { patterns: due.keys.map((key) => ({ pattern: this.#got.get(key)?.pattern ?? '' })), from: due.from }, (answer) => {
      if (!answer.ok) return void this.faults.push(answer.message)
      this.#wire = [...before, { type: 'ack', due, answer, firstHeld }, ...this.#wire]
    })
  }

  #unsubscribe(): void {
    const [key] = [...this.#got.keys()].filter((one) => !this.#asking.has(one))
    if (key === undefined) return
    const id = this.#progress.remove(key)
    if (id !== null && this.#connection !== null) this.#core.unsubscribe(this.#connection, id)
    this.#check(key, false)
    // Keys are counted by what was there.
    this.#got.set(key, { pattern: 'gone.x', after: null, seqs: [] })
  }

  #lose(): void {
    const index = this.#wire.findIndex((frame) => frame.type === 'event' && frame.event.replay !== true)
    if (this.#isLossy && index >= 0) this.#wire.splice(index, 1)
  }

  #read(): void {
    const frame = this.#wire.shift()
    if (frame === undefined) return
    if (frame.type === 'pong') this.#progress.settled(frame.position)
    else if (frame.type === 'ack') this.#readAck(frame)
    else {
      const verdict = this.#progress.arrived(frame.event)
      if (verdict.type === 'gap') {
        if (!this.#isLossy) this.faults.push(`a gap before ${frame.event.seq} where none is`)
        this.#cut()
        this.#connect()
      } else for (const key of verdict.keys) this.#got.get(key)?.seqs.push(frame.event.seq)
    }
  }

  #readAck({ due, answer, firstHeld }: Ack): void {
    const lost = this.#progress.subscribed(due, answer)
    for (const key of due.keys) {
      this.#asking.delete(key)
      const got = this.#got.get(key)
      if (got === undefined) continue
      if (due.from.type === 'resume' && lost === undefined) continue
      // It begins, or begins anew after something was lost that it was told of.
      this.#check(key, false)
      got.after = due.from.type === 'earliest' ? firstHeld - 1 : answer.position.seq
      got.seqs = []
    }
  }

  /** What a subscription got must be the beginning of what was for it, or all of it. */
  #check(key: string, isAll: boolean): void {
    const { pattern, after, seqs } = this.#got.get(key) ?? { pattern: '', after: null, seqs: [] }
    const expected = after === null ? [] : this.#accepted.filter(({ seq, topic }) => seq > after && matches(pattern, topic)).map(({ seq }) => seq)
    if (seqs.join() !== expected.slice(0, isAll ? undefined : seqs.length).join()) this.faults.push(`${key} ${pattern} got ${seqs.join()} instead of ${expected.join()}`)
  }
}

function eventOf({ seq, prev, subscriptions, replay }: Delivery): ArrivedEvent {
  return { seq, prev, subs: subscriptions, ...(replay && { replay }) }
}

describe('any interleaving of publish, subscribe, unsubscribe, cut and resume', () => {
  it.each([['', false], [', with frames that get lost', true]])('leaves no gap unnoticed, doubles nothing, and keeps the order%s', (_name, isLossy) => {
    fc.assert(fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const story = new Story(isLossy)
      for (const one of steps) story.perform(one)
      story.finish()
      expect(story.faults).toEqual([])
    }), { numRuns: 3_000 })
  })
})
