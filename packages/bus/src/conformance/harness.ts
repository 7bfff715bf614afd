import type { BusLimits } from '../bus-limits.ts'
import type { BusConnection, EventBus } from '../event-bus.ts'
import type { BusEvent, Delivery, PublishRequest } from '../event.ts'

/** What the suites need of a test runner; vitest's own functions fit. */
export interface TestKit {
  describe(name: string, body: () => void): void
  it(name: string, body: () => Promise<void>): void
  expect(actual: unknown): { toEqual(expected: unknown): void; toBe(expected: unknown): void; toMatchObject(expected: object): void }
}

/** A bus under test. */
export interface BusUnderTest {
  readonly bus: EventBus
  /** Lets time pass for the bus's clock. */
  advance(durationMs: number): Promise<void> | void
  /** Waits until everything accepted so far was delivered. */
  settle(): Promise<void>
  /** What the bus reported as gone wrong, by `type`. */
  problems(): readonly string[]
}

/** Makes an empty bus; its log begins at seq 1 with an epoch of its own. */
export type BusFactory = (limits?: Partial<BusLimits>) => Promise<BusUnderTest> | BusUnderTest

/** A connection that keeps what it is given. */
export interface Listener {
  readonly connection: BusConnection
  readonly deliveries: Delivery[]
}

/** Connects and keeps deliveries; `then` is called after each. */
export function listen(bus: EventBus, org = 'acme', then: (delivery: Delivery) => void = () => {}, accepts?: (event: BusEvent) => boolean): Listener {
  const deliveries: Delivery[] = []
  const connection = bus.connect({
    org,
    ...(accepts === undefined ? null : { accepts }),
    deliver: (delivery) => {
      deliveries.push(delivery)
      then(delivery)
    },
  })
  return { connection, deliveries }
}

/** A publish on a topic of the org `acme`; `data` is the topic unless given. */
export function message(topic: string, more: Partial<PublishRequest> = {}): PublishRequest {
  return { org: 'acme', topic, source: '/tests', type: 'test.message', data: topic, ...more }
}

/** The seqs of deliveries, in their order. */
export function seqs(deliveries: readonly Delivery[]): number[] {
  return deliveries.map((one) => one.seq)
}

/** The links of a chain of deliveries: what each says came before it, and itself. */
export function links(deliveries: readonly Delivery[]): [number, number][] {
  return deliveries.map((one) => [one.prev, one.seq])
}
