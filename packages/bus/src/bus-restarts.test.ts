import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ManualJournal } from './conformance/manual-journal.ts'
import { matches, openInProcessBus } from './index.ts'
import type { BusConnection, Delivery, InProcessBus, Position, Published } from './index.ts'

const TOPICS = ['events.a', 'events.b', 'other.b'] as const
const PATTERNS = ['events.a', 'events.>', '*.b'] as const
const MAX_EVENTS = 12
const CLIENTS = 3
/** Events of the end have ids from here on. */
const LAST_IDS = 999

type Step =
  | { type: 'publish'; id: number }
  | { type: 'subscribe'; client: number; pattern: string }
  | { type: 'cut'; client: number }
  | { type: 'resume'; client: number }
  /** The disk takes, or refuses, the oldest append. */
  | { type: 'write' }
  | { type: 'fail' }
  /** What has settled is told. */
  | { type: 'turn' }
  | { type: 'sweep' }
  | { type: 'restart' }
  /** The process dies: what was not written is lost, with the answers. */
  | { type: 'crash' }

const client = fc.nat(CLIENTS - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('publish' as const), id: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('subscribe' as const), client, pattern: fc.constantFrom(...PATTERNS) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cut' as const), client }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('resume' as const), client }) },
  { weight: 6, arbitrary: fc.constant({ type: 'write' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'fail' as const }) },
  { weight: 4, arbitrary: fc.constant({ type: 'turn' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'sweep' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'crash' as const }) },
)

/** What a client has got since it began, or since it was last told that something may be missing. */
interface Got {
  readonly pattern: string
  after: number
  seqs: number[]
  ids: string[]
  highest: number
  epoch: string
}

/** Buses, one after the other over one journal, with clients that resume and publishers that try again. */
class Story {
  readonly faults: string[] = []
  readonly #journal = new ManualJournal()
  readonly #clients: { connection: BusConnection | null; got: Got | null }[] = Array.from({ length: CLIENTS }, () => ({ connection: null, got: null }))
  /** The id of every event that was given out, by its epoch and seq; two in one place are a fault. */
  readonly #given = new Map<string, string>()
  readonly #acknowledged = new Map<string, Published>()
  #bus: InProcessBus | null = null
  #made = 0
  #life = 0

  async perform(next: Step): Promise<void> {
    const bus = this.#bus ?? (await this.#open())
    if (next.type === 'publish') this.#publish(bus, next.id)
    else if (next.type === 'subscribe') await this.#subscribe(bus, next.client, next.pattern)
    else if (next.type === 'cut') this.#cut(next.client)
    else if (next.type === 'resume') await this.#resume(bus, next.client)
    else if (next.type === 'write') this.#journal.write()
    else if (next.type === 'fail') this.#journal.fail()
    else if (next.type === 'turn') await turn()
    else if (next.type === 'sweep') bus.core.sweep()
    else if (next.type === 'restart') await this.#restart(bus)
    else {
      this.#journal.stop()
      await this.#end()
    }
  }

  /** Brings everybody back to a disk that works, after which nothing that was acknowledged is missing anywhere. */
  async finish(): Promise<void> {
    for (const next of [{ type: 'crash' }, { type: 'sweep' }] as const) await this.perform(next)
    this.#journal.isQuick = true
    const bus = this.#bus ?? (await this.#open())
    for (let index = 0; index < CLIENTS; index++) await this.#resume(bus, index)
    for (let id = 0; id < TOPICS.length; id++) this.#publish(bus, LAST_IDS + id)
    await turn()
    for (const [index, { got }] of this.#clients.entries()) if (got !== null) this.#check(index, got)
    // Whoever publishes again is told that it was there, with the first answer.
    for (const [id, first] of this.#acknowledged) {
      const again = await bus.publish(request(id))
      if (!again.ok || !again.duplicate || again.seq !== first.seq) this.faults.push(`${id} was acknowledged as ${first.seq}, and then ${JSON.stringify(again)}`)
    }
    const held = new Set(bus.core.read('acme', { patterns: ['*.>'], before: Number.MAX_SAFE_INTEGER, limit: MAX_EVENTS }).events.map(({ event }) => event.id))
    const newest = [...this.#acknowledged.values()].toSorted((one, other) => other.seq - one.seq).slice(0, MAX_EVENTS / 2)
    if (held.size < MAX_EVENTS) for (const { id } of newest) if (!held.has(id)) this.faults.push(`${id} was acknowledged and is lost`)
  }

  async #open(): Promise<InProcessBus> {
    this.#life++
    this.#bus = await openInProcessBus({ clock: { nowMs: () => 0 }, newId: () => `id_${++this.#made}`, newEpoch: () => `epoch_${++this.#made}`, onError: () => {}, limits: { maxEvents: MAX_EVENTS }, journal: this.#journal })
    return this.#bus
  }

  async #end(): Promise<void> {
    this.#life++
    this.#bus = null
    for (const one of this.#clients) one.connection = null
    await turn()
  }

  async #restart(bus: InProcessBus): Promise<void> {
    this.#journal.isQuick = true
    while (this.#journal.waiting > 0) this.#journal.write()
    await bus.close()
    this.#journal.isQuick = false
    await this.#end()
  }

  #publish(bus: InProcessBus, number: number): void {
    void this.#publishAndNote(bus, `m${number}`)
  }

  async #publishAndNote(bus: InProcessBus, id: string): Promise<void> {
    const life = this.#life
    const answer = await bus.publish(request(id))
    // The answers of a process that died reach nobody.
    if (life !== this.#life || !answer.ok) return
    const first = this.#acknowledged.get(id)
    if (first !== undefined && first.seq !== answer.seq) this.faults.push(`${id} is ${first.seq} and ${answer.seq}`)
    this.#acknowledged.set(id, answer)
  }

  #connect(bus: InProcessBus, index: number): BusConnection {
    this.#cut(index)
    const connection = bus.connect({ org: 'acme', deliver: (delivery) => this.#take(index, connection, delivery) })
    const one = this.#clients[index]
    if (one !== undefined) one.connection = connection
    return connection
  }

  #cut(index: number): void {
    const one = this.#clients[index]
    if (one?.connection !== undefined && one.connection !== null) this.#bus?.core.disconnect(one.connection)
    if (one !== undefined) one.connection = null
  }

  async #subscribe(bus: InProcessBus, index: number, pattern: string): Promise<void> {
    const one = this.#clients[index]
    if (one === undefined) return
    if (one.got !== null) this.#check(index, one.got)
    one.got = null
    const answer = await bus.subscribe(this.#connect(bus, index), pattern)
    if (answer.ok) one.got ??= begin(pattern, answer.position)
  }

  async #resume(bus: InProcessBus, index: number): Promise<void> {
    const one = this.#clients[index]
    if (one === undefined || one.got === null) return
    const { pattern, epoch, highest } = one.got
    const before = one.got
    const answer = await bus.subscribe(this.#connect(bus, index), pattern, { from: { type: 'resume', epoch, seq: highest } })
    if (!answer.ok) return void this.faults.push(answer.message)
    if (answer.recovered === true) return
    // Told that something may be missing, it begins anew.
    this.#check(index, before)
    one.got = begin(pattern, answer.position)
  }

  #take(index: number, connection: BusConnection, { seq, epoch, event }: Delivery): void {
    const one = this.#clients[index]
    if (one === undefined || one.connection !== connection) return
    const place = `${epoch} ${seq}`
    const given = this.#given.get(place) ?? event.id
    if (given !== event.id) this.faults.push(`${place} is ${given} and ${event.id}`)
    this.#given.set(place, event.id)
    const { got } = one
    if (got === null) return
    if (seq <= got.highest) this.faults.push(`${seq} came after ${got.highest}`)
    if (got.ids.includes(event.id)) this.faults.push(`${event.id} came twice`)
    got.seqs.push(seq)
    got.ids.push(event.id)
    got.highest = seq
    got.epoch = epoch
  }

  /** All that was acknowledged, and was for the client while it was told nothing, must have come. */
  #check(index: number, { pattern, after, highest, seqs, epoch }: Got): void {
    for (const [id, first] of this.#acknowledged) {
      const { seq } = first
      if (first.epoch === epoch && seq > after && seq <= highest && matches(pattern, topicOf(id)) && !seqs.includes(seq)) this.faults.push(`client ${index} never got ${id} (${seq})`)
    }
  }
}

function begin(pattern: string, { epoch, seq }: Position): Got {
  return { pattern, after: seq, seqs: [], ids: [], highest: seq, epoch }
}

/** Always the same for an id, as for a publisher that tries again. */
function topicOf(id: string): string {
  return TOPICS[Number(id.slice(1)) % TOPICS.length] ?? ''
}

function request(id: string): Parameters<InProcessBus['publish']>[0] {
  return { org: 'acme', topic: topicOf(id), id, source: '/tests', type: 't', data: null }
}

/** Lets promises that are settled go on. */
async function turn(): Promise<void> {
  for (let tick = 0; tick < 12; tick++) await Promise.resolve()
}

describe('any interleaving of publish, subscribe, cut, resume, clean restart, and crash with appends that are lost', () => {
  it('leaves no gap unnoticed, doubles nothing, keeps the order, and keeps what was acknowledged', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
      const story = new Story()
      for (const one of steps) await story.perform(one)
      await story.finish()
      expect(story.faults).toEqual([])
    }), { numRuns: 1_500 })
  }, 60_000)
})
