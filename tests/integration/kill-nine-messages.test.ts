import { emptyProject, type Flow, type Project } from '@halley/model'
import { freePort } from '@halley/server/test-services'
import { afterAll, describe, expect, it } from 'vitest'
import { buildServerProgram, newFolder, startProcess, type ServerProcess } from './server-process.test-fixture.ts'

/** How often the server is killed. */
const KILLS = Number(process.env['HALLEY_KILLS'] ?? 12)

/** Milliseconds of publishing before a kill, at most. */
const LIFE_MS = 500

/** Publishers that wait for their answer, so that a kill always meets some. */
const PUBLISHERS = 4

/** Milliseconds between the publishes of one of them: below 50 a second together. */
const PACE_MS = 100

const cleanUps: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
})

type Config = Flow['nodes'][string]['config']

/** An action flowchart of steps in a row. */
function flowOf(id: string, steps: readonly (readonly [id: string, kind: string, config: Config])[]): Flow {
  const all = [['start', 'start', {}] as const, ...steps, ['end', 'end', {}] as const]
  const edges = all.slice(1).map(([to], index) => ({ id: `${all[index]?.[0]}:default`, from: all[index]?.[0] ?? '', exit: 'default', to }))
  return {
    id, name: id, technicalName: id, technicalNameSetByHand: false, description: '', folderId: null, order: `a${id}`, type: 'action',
    nodes: Object.fromEntries(all.map(([nodeId, kind, config], index) => [nodeId, { id: nodeId, kind, version: 1, position: { x: index * 240, y: 0 }, config }])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])), inputs: {}, outputs: {}, endpoint: null,
  }
}

/** A service that keeps a row of every order, sends an echo of it, and keeps a row of every echo. */
function collecting(): Project {
  const base = (id: string, name = id) => ({ id, folderId: null, order: `a${id}`, name, technicalName: name, technicalNameSetByHand: false, description: '' })
  const member = { id: 'n', parentId: null, order: 'a0', name: 'n', technicalName: 'n', technicalNameSetByHand: false, description: '', type: 'field' as const, valueType: { type: 'number' as const }, required: true }
  const message = (id: string, name: string) => ({ ...base(id, name), hue: 0, members: { n: member } })
  const channel = (id: string) => ({ ...base(id), keyName: null, messageIds: [], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' as const }, presence: false, whenTooSlow: 'dropOldest' as const })
  const list = (id: string) => ({ ...base(id), storage: 'stored' as const, members: { n: member } })
  const listen = (id: string, channelId: string, flowId: string) => [id, 'comet-message', { action: 'listen', channelId, listenTo: 'any', response: 'flow', flowId }] as const
  const add = (listId: string, expression: string) => ['add', 'list-action', { list: { type: 'list', listId }, action: 'add', values: { v: { id: 'v', order: 'a0', memberId: 'n', expression } } }] as const
  const flows = [
    flowOf('begin', [listen('orders', 'orders', 'keep'), listen('echoes', 'echoes', 'note')]),
    flowOf('keep', [
      add('kept', 'Order.n'),
      ['copy', 'assignment', { assignments: { line: { id: 'line', order: 'a0', target: { type: 'messageMember', messageId: 'echo', memberId: 'n' }, expression: 'Order.n' } } }],
      ['send', 'comet-message', { action: 'send', channelId: 'echoes', messageId: 'echo' }],
    ]),
    flowOf('note', [add('echoed', 'Echo.n')]),
  ]
  const project = emptyProject({ id: 'collecting', name: 'Collecting', technicalName: 'collecting' })
  return {
    ...project, messages: { order: message('order', 'Order'), echo: message('echo', 'Echo') }, channels: { orders: channel('orders'), echoes: channel('echoes') }, lists: { kept: list('kept'), echoed: list('echoed') },
    flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])), settings: { ...project.settings, onApplicationStartFlowId: 'begin' },
  }
}

describe('killing the server while messages flow to a session that listens', () => {
  it(`handles every acknowledged message once and in order, over ${KILLS} kills`, { timeout: 60_000 + KILLS * 15_000 }, async () => {
    const program = await buildServerProgram(cleanUps)
    const options = { dataFolder: newFolder(cleanUps), port: await freePort(), cleanUps }
    let server = await startProcess(program, options)
    await post(server, 'projects?run=allowed', collecting(), 201)
    await post(server, 'projects/collecting/versions', { name: 'First', publish: true }, 201)

    /** The number of each message by the place that the log acknowledged for it. */
    const acknowledged = new Map<number, number>()
    let sent = 0
    let isAlive = true
    let isOver = false
    const publishOn = async (): Promise<void> => {
      while (!isOver) {
        sent += 1
        await publishUntilTaken(sent)
        await pause(PACE_MS)
      }
    }
    /** As a program does that must not lose anything: with the same id until it is acknowledged. */
    const publishUntilTaken = async (n: number): Promise<void> => {
      for (;;) {
        const answer = isAlive ? await publish(server, n) : undefined
        if (answer !== undefined) return void acknowledged.set(answer, n)
        await pause(10)
      }
    }
    const publishers = Array.from({ length: PUBLISHERS }, publishOn)
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The moment of a kill is the one thing here that has to be a matter of chance and of the clock.
      await pause(Math.random() * LIFE_MS)
      isAlive = false
      await server.kill()
      server = await startProcess(program, options)
      isAlive = true
    }
    // A kill that met nothing proves nothing.
    while (acknowledged.size <= KILLS) await pause(PACE_MS)
    isOver = true
    await Promise.all(publishers)

    const expected = [...acknowledged].toSorted(([one], [other]) => one - other).map(([, n]) => n)
    expect(await rowsOf(server, 'kept', expected.length)).toEqual(expected)
    expect(await rowsOf(server, 'echoed', expected.length)).toEqual(expected)
  })
})

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

async function post(server: ServerProcess, path: string, body: unknown, status: number): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}

/** The seq that a message got; undefined when it was not acknowledged. */
async function publish(server: ServerProcess, n: number): Promise<number | undefined> {
  try {
    const answer = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ topic: 'events.local.collecting.orders.Order._', id: `order-${n}`, data: { n } }) })
    if (answer.status !== 202) return undefined
    const { seq } = (await answer.json()) as { seq: number }
    return seq
  } catch {
    // The server is gone, or went while it answered.
    return undefined
  }
}

/** The rows of a list in their order, as soon as there are as many; what was lost is seen in what there is a minute later. */
async function rowsOf(server: ServerProcess, list: string, count: number): Promise<number[]> {
  for (let asked = 0; ; asked += 1) {
    const answer = await fetch(`${server.url}/api/v1/projects/collecting/lists/${list}/rows?environment=published&limit=1000`)
    const { total, rows } = (await answer.json()) as { total: number; rows: { n: number }[] }
    if (total >= count || asked === 600) return rows.map(({ n }) => n)
    await pause(100)
  }
}
