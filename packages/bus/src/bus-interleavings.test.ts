import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BusCore, matches, MAX_RESUMED_EVENTS } from './index.ts'
import type { BusConnection, ClassReceiver, Delivery, From, Position, Refusal, Subscribed } from './index.ts'

const TOPICS = ['events.a', 'events.b', 'events.a.b.c.d.e', 'events.b.b.c.d.e'] as const
const PATTERNS = ['events.a', 'events.*', 'events.>', '*.b', 'events.*.b.c.d.e.color.red', 'events.b.>'] as const
const MAX_EVENTS = 12

type Step =
  | { type: 'publish'; topic: string; isRed: boolean; id: number }
  | { type: 'subscribe'; client: number; patterns: string[]; from: 'new' | 'earliest' | 'last' }
  | { type: 'unsubscribe'; client: number }
  | { type: 'disconnect'; client: number }
  | { type: 'resume'; client: number; patterns: string[] }
  /** From now on, the client's next delivery does this step in the middle of it. */
  | { type: 'react'; client: number; step: Step }

const CLIENTS = 4

const client = fc.nat(CLIENTS - 1)
const patterns: fc.Arbitrary<string[]> = fc.uniqueArray(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 })

function storyOf(wanted: fc.Arbitrary<string[]>): fc.Arbitrary<Step[]> {
  const plain: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant('publish' as const), topic: fc.constantFrom(...TOPICS), isRed: fc.boolean(), id: fc.nat(60) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('subscribe' as const), client, patterns: wanted, from: fc.constantFrom('new' as const, 'earliest' as const, 'last' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('unsubscribe' as const), client }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('disconnect' as const), client }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('resume' as const), client, patterns: wanted }) },
  )
  return fc.array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: fc.record({ type: fc.constant('react' as const), client, step: plain }) }), { maxLength: 60 })
}

const story = storyOf(patterns)

/** Most of what the clients hold is equal, and all begin with the same: so they are together, leave each other, and meet again. */
const storyTogether = storyOf(fc.constantFrom(['events.>'], ['events.a', 'events.>'], ['events.*']))
  .map((steps): Step[] => [...Array.from({ length: CLIENTS }, (_, index): Step => ({ type: 'subscribe', client: index, patterns: ['events.a', 'events.>'], from: 'new' })), ...steps])

interface Accepted {
  readonly seq: number
  readonly topic: string
  readonly filters: Record<string, string>
}

/** A client as the SDK will be: it trusts `prev` to notice a gap, and nothing else. */
class Client {
  readonly #core: BusCore
  readonly #classes: Classes | null
  readonly faults: string[] = []
  readonly patternOf = new Map<string, string>()
  /** Live deliveries by subscription, with where each subscription began, for comparing with the model. */
  readonly live = new Map<string, { after: number; until: number; seqs: number[] }>()
  readonly reactions: Step[] = []
  connection: BusConnection
  highest = 0
  #lastReplayed = 0
  readonly #asked = new Map<string, number>()

  constructor(core: BusCore, classes: Classes | null) {
    this.#core = core
    this.#classes = classes
    this.connection = this.connect()
  }

  connect(): BusConnection {
    this.highest = 0
    this.#lastReplayed = 0
    this.patternOf.clear()
    this.#asked.clear()
    const classes = this.#classes
    this.connection = this.#core.connect({
      org: 'acme',
      deliver: (delivery) => {
        this.note(delivery)
        this.react()
      },
      ...(classes !== null && { openClass: classes.open }),
    })
    classes?.clients.set(this.connection, this)
    return this.connection
  }

  subscribe(wanted: readonly string[], from: From, subscribed: (answer: Subscribed | Refusal) => void): void {
    const { connection } = this
    this.#core.subscribe(connection, { patterns: wanted.map((pattern) => (this.#classes === null ? { pattern } : { pattern, id: this.#idFor(pattern) })), from }, (answer) => {
      // Each replay ends with its answer.
      this.#lastReplayed = 0
      if (answer.ok && connection === this.connection) {
        this.highest = Math.max(this.highest, answer.prev)
        for (const [index, id] of answer.ids.entries()) {
          this.patternOf.set(id, wanted[index] ?? '')
          this.live.set(id, { after: answer.position.seq, until: Infinity, seqs: [] })
        }
      }
      subscribed(answer)
    })
  }

  replayed: number[] = []
  onReaction: (step: Step) => void = () => {}

  /** The same for everybody with the same patterns, as programs have it, or nobody would share a class. */
  #idFor(pattern: string): string {
    this.#asked.set(pattern, (this.#asked.get(pattern) ?? 0) + 1)
    return `${pattern} ${this.#asked.get(pattern)}`
  }

  note(delivery: Delivery): void {
    if (delivery.replay) {
      if (delivery.seq <= this.#lastReplayed) this.faults.push(`replay went back to ${delivery.seq}`)
      this.#lastReplayed = delivery.seq
      this.replayed.push(delivery.seq)
    } else {
      if (delivery.prev !== this.highest) this.faults.push(`gap: ${delivery.seq} follows ${delivery.prev}, but ${this.highest} was the highest`)
      if (delivery.seq <= this.highest) this.faults.push(`${delivery.seq} came after ${this.highest}`)
      for (const id of delivery.subscriptions) this.live.get(id)?.seqs.push(delivery.seq)
    }
    this.highest = Math.max(this.highest, delivery.seq)
  }

  react(): void {
    const step = this.reactions.shift()
    if (step !== undefined) this.onReaction(step)
  }
}

/** Takes events for several clients at once, as a server does for programs. */
class Classes {
  readonly clients = new WeakMap<BusConnection, Client>()
  /** Deliveries that were for more than one. */
  shared = 0

  readonly open = (): ClassReceiver => {
    const members = new Set<Client>()
    const clientOf = (connection: BusConnection): Client => {
      const one = this.clients.get(connection)
      if (one === undefined) throw new Error('A connection of nobody joined a class.')
      return one
    }
    return {
      join: (connection) => {
        const one = clientOf(connection)
        if (members.has(one) || one.connection !== connection) one.faults.push('joined where it is, or after its end')
        members.add(one)
      },
      leave: (connection) => {
        const one = clientOf(connection)
        if (!members.delete(one)) one.faults.push('left where it was not')
      },
      deliver: (delivery) => {
        const all = [...members]
        if (all.length > 1) this.shared += 1
        for (const one of all) one.note(delivery)
        for (const one of all) one.react()
      },
    }
  }
}

function run(steps: readonly Step[], classes: Classes | null): string[] {
  let made = 0
  const faults: string[] = []
  const accepted: Accepted[] = []
  const published = new Set<number>()
  const core = new BusCore({ clock: { nowMs: () => 0 }, newId: () => `id_${++made}`, newEpoch: () => 'epoch', onError: ({ type }) => faults.push(type), limits: { maxEvents: MAX_EVENTS } })
  const clients = Array.from({ length: CLIENTS }, () => new Client(core, classes))
  const clientAt = (index: number): Client => clients[index] ?? new Client(core, classes)
  const allLive: { pattern: string; live: { after: number; until: number; seqs: number[] } }[] = []

  /** Ends what the model expects of a subscription: what is accepted later is not for it, what was under way may be cut. */
  const end = (one: Client, id: string): void => {
    const live = one.live.get(id)
    if (live === undefined) return
    live.until = live.seqs.at(-1) ?? live.after
    allLive.push({ pattern: one.patternOf.get(id) ?? '', live })
    one.live.delete(id)
  }

  const resume = (one: Client, wanted: readonly string[]): void => {
    const position: Position = { epoch: 'epoch', seq: one.highest }
    for (const id of one.live.keys()) end(one, id)
    core.disconnect(one.connection)
    one.connect()
    one.replayed = []
    one.subscribe(wanted, { type: 'resume', ...position }, (answer) => {
      if (!answer.ok) return
      const missed = accepted.filter(({ seq, topic, filters }) => seq > position.seq && seq <= answer.position.seq && wanted.some((pattern) => matches(pattern, topic, filters))).map(({ seq }) => seq)
      const isHeld = position.seq >= answer.position.seq - MAX_EVENTS
      if (answer.recovered !== (isHeld && missed.length <= MAX_RESUMED_EVENTS)) faults.push(`recovered is ${answer.recovered} from ${position.seq} at ${answer.position.seq}`)
      // A reaction in the middle of the replay may end subscriptions; what came must then be the beginning of what was missed.
      const isCut = answer.replayed < missed.length && one.patternOf.size < wanted.length
      const expected = answer.recovered === true ? missed : []
      if (!isCut && one.replayed.join() !== expected.join()) faults.push(`replayed ${one.replayed.join()} instead of ${expected.join()}`)
    })
  }

  const perform = (step: Step): void => {
    if (step.type === 'publish') {
      const filters: Record<string, string> = step.isRed ? { color: 'red' } : {}
      const seq = core.position('acme').seq + 1
      const isNew = !published.has(step.id)
      // Noted before the call, because its deliveries may ask in the middle of it what was accepted.
      if (isNew) accepted.push({ seq, topic: step.topic, filters })
      published.add(step.id)
      const answer = core.publish({ org: 'acme', topic: step.topic, id: `p_${step.id}`, source: '/tests', type: 't', data: null, filters })
      if (!answer.ok || answer.duplicate === isNew || (isNew && answer.seq !== seq)) faults.push(`${JSON.stringify(answer)} instead of seq ${seq}, duplicate ${!isNew}`)
      return
    }
    const one = clientAt(step.client)
    if (step.type === 'subscribe') one.subscribe(step.patterns, step.from === 'last' ? { type: 'last', count: 3 } : { type: step.from }, () => {})
    else if (step.type === 'unsubscribe') {
      const id = [...one.live.keys()][0]
      if (id === undefined) return
      core.unsubscribe(one.connection, id)
      end(one, id)
    } else if (step.type === 'disconnect') {
      for (const id of one.live.keys()) end(one, id)
      core.disconnect(one.connection)
      one.connect()
    } else if (step.type === 'resume') resume(one, step.patterns)
    else one.reactions.push(step.step)
  }

  for (const one of clients) one.onReaction = perform
  for (const step of steps) perform(step)
  for (const one of clients) {
    faults.push(...one.faults)
    for (const [id, live] of one.live) allLive.push({ pattern: one.patternOf.get(id) ?? '', live })
  }
  for (const { pattern, live } of allLive) {
    const expected = accepted.filter(({ seq, topic, filters }) => seq > live.after && seq <= live.until && matches(pattern, topic, filters)).map(({ seq }) => seq)
    if (expected.join() !== live.seqs.join()) faults.push(`${pattern} got ${live.seqs.join()} instead of ${expected.join()}`)
  }
  for (const one of clients) core.disconnect(one.connection)
  if (core.size().subscriptions > 0 || core.size().connections > 0) faults.push('something is left after all have left')
  return faults
}

describe('any interleaving of publish, subscribe, unsubscribe, disconnect and resume, also in the middle of deliveries', () => {
  it('leaves no gap unnoticed, doubles nothing, keeps the order, and cleans up', () => {
    fc.assert(fc.property(story, (steps) => {
      expect(run(steps, null)).toEqual([])
    }), { numRuns: 3_000 })
  })

  it('does so as well for connections that are given events as a class', () => {
    const classes = new Classes()
    fc.assert(fc.property(fc.oneof(story, storyTogether), (steps) => {
      expect(run(steps, classes)).toEqual([])
    }), { numRuns: 6_000 })
    expect(classes.shared).toBeGreaterThan(1_000)
  })
})
