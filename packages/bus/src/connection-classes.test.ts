import { describe, expect, it } from 'vitest'
import { BusCore } from './index.ts'
import type { BusConnection, BusEvent, ClassReceiver, Delivery, EventHistory, From } from './index.ts'

/** What a connection got, as `prev→seq`, with `*` for what it got together with others. */
type Got = { readonly connection: BusConnection; readonly links: string[] }

function setUp({ history }: { readonly history?: EventHistory } = {}) {
  let made = 0
  const problems: string[] = []
  const core = new BusCore({ clock: { nowMs: () => 0 }, newId: () => `id${++made}`, newEpoch: () => 'epoch', onError: ({ type }) => problems.push(type), ...(history && { history }), limits: { maxEvents: 3 } })
  const gots = new Map<BusConnection, string[]>()
  const opened: Set<BusConnection>[] = []
  const openClass = (): ClassReceiver => {
    const members = new Set<BusConnection>()
    opened.push(members)
    return {
      join: (connection) => void members.add(connection),
      leave: (connection) => void members.delete(connection),
      deliver: ({ prev, seq }) => {
        for (const member of members) gots.get(member)?.push(`${prev}→${seq}*`)
      },
    }
  }
  const connect = (patterns: readonly string[], { accepts, open = openClass, from = { type: 'new' } }: { readonly accepts?: (event: BusEvent) => boolean; readonly open?: () => ClassReceiver; readonly from?: From } = {}): Got => {
    const links: string[] = []
    const connection = core.connect({ org: 'acme', deliver: ({ prev, seq, replay }: Delivery) => void links.push(`${prev}→${seq}${replay ? ' again' : ''}`), openClass: open, ...(accepts && { accepts }) })
    gots.set(connection, links)
    core.subscribe(connection, { patterns: patterns.map((pattern) => ({ pattern, id: pattern })), from }, () => undefined)
    return { connection, links }
  }
  const publish = (topic = 'events.a'): unknown => core.publish({ org: 'acme', topic, source: '/tests', type: 't', data: null })
  return { core, connect, publish, problems, opened }
}

describe('connections that would get the same', () => {
  it('get the first event each by itself, and the next ones together', () => {
    const { connect, publish } = setUp()
    const [one, other] = [connect(['events.a']), connect(['events.a'])]
    for (let count = 0; count < 3; count++) publish()
    expect([one.links, other.links]).toEqual([['0→1', '1→2*', '2→3*'], ['0→1', '1→2*', '2→3*']])
  })

  it('counts as many connections as there are, and says which they are', () => {
    const { core, connect, publish } = setUp()
    const [one, other] = [connect(['events.a', 'events.*']), connect(['events.*', 'events.a'])]
    publish()
    connect(['events.a'])
    expect(publish()).toMatchObject({ matched: 3 })
    expect(core.receivers('acme', 'events.a').filter(({ connection }) => connection === one.connection || connection === other.connection).map(({ subscriptions }) => subscriptions.toSorted())).toEqual([['events.*', 'events.a'], ['events.*', 'events.a']])
    expect(core.size()).toMatchObject({ connections: 3, subscriptions: 5 })
  })

  it('are joined by who comes later, after an event with a prev of its own', () => {
    const { connect, publish } = setUp()
    const one = connect(['events.a'])
    publish()
    const late = connect(['events.a'])
    const back = connect(['events.a'], { from: { type: 'resume', epoch: 'epoch', seq: 0 } })
    publish()
    publish()
    expect([one.links, late.links, back.links]).toEqual([['0→1', '1→2', '2→3*'], ['0→2', '2→3*'], ['0→1 again', '1→2', '2→3*']])
  })

  it('are left by who subscribes to more or ends a subscription, and keeps its prev', () => {
    const { core, connect, publish } = setUp()
    const [one, more, less] = [connect(['events.a', 'events.b']), connect(['events.a', 'events.b']), connect(['events.a', 'events.b'])]
    publish()
    core.subscribe(more.connection, { patterns: [{ pattern: 'events.c' }] }, () => undefined)
    core.unsubscribe(less.connection, 'events.a')
    publish()
    publish('events.b')
    expect([one.links, more.links, less.links]).toEqual([['0→1', '1→2*', '2→3*'], ['0→1', '1→2', '2→3'], ['0→1', '1→3']])
  })

  it('are not those that accept other events, nor those of another kind, nor those with very many subscriptions', () => {
    const { connect, publish, opened } = setUp()
    const accepts = (): boolean => true
    const many = Array.from({ length: 33 }, (_, index) => `events.*.${index}`)
    connect(['events.a'])
    connect(['events.a'], { accepts })
    connect(['events.a'], { open: () => ({ join: () => undefined, leave: () => undefined, deliver: () => undefined }) })
    for (let count = 0; count < 2; count++) connect([...many, 'events.a'])
    publish()
    publish()
    expect(opened).toEqual([])
    const [one, other] = [connect(['events.a'], { accepts }), connect(['events.a'], { accepts })]
    for (let count = 0; count < 2; count++) publish()
    expect([one.links.at(-1), other.links.at(-1), opened.map(({ size }) => size)]).toEqual(['3→4*', '3→4*', [3]])
  })

  it('are joined only by who has got all that waited while its past was read', async () => {
    let give: () => void = () => undefined
    const history: EventHistory = { read: () => new Promise((resolve) => (give = () => resolve([]))) }
    const { core, connect, publish } = setUp({ history })
    const one = connect(['events.a'])
    for (let count = 0; count < 4; count++) publish()
    const late = connect(['events.a'], { from: { type: 'last', count: 10 } })
    publish()
    give()
    await new Promise((resolve) => setImmediate(resolve))
    for (let count = 0; count < 2; count++) publish()
    expect(late.links).toEqual(['0→2 again', '2→3 again', '3→4 again', '4→5', '5→6', '6→7*'])
    expect(one.links.at(-1)).toBe('6→7*')
    core.disconnect(one.connection)
    core.disconnect(late.connection)
    expect(core.size()).toMatchObject({ connections: 0, subscriptions: 0 })
  })

  it('are reported together when what takes their events throws, and nobody else is harmed', () => {
    const { connect, publish, problems } = setUp()
    const open = (): ClassReceiver => ({
      join: () => undefined,
      leave: () => undefined,
      deliver: () => {
        throw new Error('This receiver is broken.')
      },
    })
    for (let count = 0; count < 2; count++) connect(['events.a'], { open })
    const good = connect(['events.a'])
    for (let count = 0; count < 2; count++) publish()
    expect([problems, good.links]).toEqual([['deliver_threw'], ['0→1', '1→2']])
  })
})
