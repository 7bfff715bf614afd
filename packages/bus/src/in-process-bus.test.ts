import { describe, expect, it } from 'vitest'
import { busConformance, createInProcessBus } from './index.ts'
import type { BusLimits, BusProblem, BusUnderTest, InProcessBus } from './index.ts'

interface InProcessUnderTest extends BusUnderTest {
  readonly bus: InProcessBus
}

function createBus(limits: Partial<BusLimits> = {}): InProcessUnderTest {
  let nowMs = Date.parse('2026-05-04T10:00:00.000Z')
  let made = 0
  const problems: BusProblem[] = []
  const bus = createInProcessBus({ clock: { nowMs: () => nowMs }, newId: () => `id_${++made}`, newEpoch: () => `epoch_${++made}`, onError: (problem) => problems.push(problem), limits })
  return {
    bus,
    advance: (durationMs) => {
      nowMs += durationMs
    },
    settle: () => Promise.resolve(),
    problems: () => problems.map((one) => one.type),
  }
}

busConformance({ describe, it, expect }, 'the in-process bus', createBus)

const event = { org: 'acme', topic: 'events.a', source: '/tests', type: 'test', data: 1 }

describe('the in-process bus', () => {
  it('delivers before publish returns when the core is called', () => {
    const { bus } = createBus()
    const got: number[] = []
    const connection = bus.core.connect({ org: 'acme', deliver: ({ seq }) => got.push(seq) })
    bus.core.subscribe(connection, { patterns: [{ pattern: 'events.>' }] }, () => {})
    bus.core.publish(event)
    expect(got).toEqual([1])
  })

  it('holds nothing of connections that left and of logs that expired', async () => {
    const { bus, advance } = createBus()
    for (let count = 0; count < 50; count++) {
      const connection = bus.connect({ org: `org_${count % 5}`, deliver: () => {} })
      await bus.subscribeAll(connection, [{ pattern: 'events.*' }, { pattern: `events.a.b.c.d.${count}.color.red` }], { from: { type: 'earliest' } })
      await bus.publish({ ...event, org: `org_${count % 5}` })
      await bus.disconnect(connection)
    }
    expect(bus.core.size()).toEqual({ orgs: 5, connections: 0, subscriptions: 0, events: 50, rememberedPublishes: 50, unwritten: 0 })
    await advance(120_001)
    bus.core.sweep()
    expect(bus.core.size()).toEqual({ orgs: 0, connections: 0, subscriptions: 0, events: 0, rememberedPublishes: 0, unwritten: 0 })
  })

  it('begins a new epoch with each log', async () => {
    const { bus, advance } = createBus()
    await bus.publish(event)
    const before = await bus.position('acme')
    await advance(120_001)
    bus.core.sweep()
    const connection = bus.connect({ org: 'acme', deliver: () => {} })
    expect(await bus.subscribe(connection, 'events.a', { from: { type: 'resume', ...before } })).toMatchObject({ recovered: false, reason: 'epoch_changed' })
  })

  it('keeps its log in order when the clock goes back', async () => {
    const { bus, advance } = createBus()
    await bus.publish(event)
    await advance(-60_000)
    await bus.publish(event)
    await advance(120_000)
    const connection = bus.connect({ org: 'acme', deliver: () => {} })
    expect(await bus.subscribe(connection, 'events.a', { from: { type: 'earliest' } })).toMatchObject({ replayed: 2 })
  })

  it('reports publishes that it had to forget before their time', async () => {
    const { bus, problems } = createBus({ maxRememberedPublishes: 2 })
    for (let count = 0; count < 3; count++) await bus.publish(event)
    expect(problems()).toEqual(['publishes_forgotten'])
  })

  it('is told that a connection is of another bus, which is a mistake in the program', async () => {
    const connection = createBus().bus.connect({ org: 'acme', deliver: () => {} })
    await expect(createBus().bus.subscribe(connection, 'events.a')).rejects.toThrow('belongs to another bus')
  })
})
