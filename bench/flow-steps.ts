import { compileProject, newSession, step, type SessionState } from '@halley/engine'
import { emptyProject, type Flow, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { DID_NOT_END, round as boundedRound } from './bounded.ts'
import { NODE_RED, startNodeRed } from './flow/node-red.ts'
import type { Row } from './row.ts'

const NODES = 10

/** Milliseconds after which a round of a peer is given up. */
const ROUND_LIMIT_MS = 30_000

/** Messages that Node-RED carries in one round, about half a second. */
const PEER_MESSAGES = 10_000

/** A linear flow of ten simple nodes: assignments to a session field, and decisions on it, in turn; then its End. */
function linearFlow(): Project {
  const project = emptyProject({ id: 'bench', name: 'Bench', technicalName: 'bench' })
  const base = { folderId: null, technicalNameSetByHand: false, description: '' }
  const nodes: Flow['nodes'] = { start: { id: 'start', kind: 'start', version: 1, position: { x: 0, y: 0 }, config: {} }, end: { id: 'end', kind: 'end', version: 1, position: { x: 0, y: 0 }, config: { name: 'Done' } } }
  const edges: Flow['edges'] = {}
  const connect = (from: string, exit: string, to: string): void => void (edges[`${from}:${exit}`] = { id: `${from}:${exit}`, from, exit, to })
  connect('start', 'default', 'n0')
  for (let index = 0; index < NODES; index += 1) {
    const id = `n${index}`
    const decision = index % 2 === 1
    nodes[id] = {
      id, version: 1, position: { x: 0, y: 0 },
      kind: decision ? 'decision' : 'assignment',
      config: decision ? { expression: 'count >= 0', cases: {} } : { assignments: { line: { id: 'line', order: 'a0', target: { type: 'field', fieldId: 'count' }, expression: 'count + 1' } } },
    }
    connect(id, decision ? 'yes' : 'default', index === NODES - 1 ? 'end' : `n${index + 1}`)
  }
  return {
    ...project,
    fields: { count: { id: 'count', name: 'count', technicalName: 'count', order: 'a0', ...base, valueType: { type: 'number' }, default: 0 } },
    flows: { flow: { id: 'flow', name: 'flow', technicalName: 'flow', order: 'a0', ...base, type: 'action', nodes, edges, inputs: {}, outputs: {}, endpoint: null } },
  }
}

/**
 * Steps per second through a linear flow of ten nodes, the whole of `step` for each run of it (state in, state out), with
 * traces off and on. The peer row is the limit: the same compiled
 * expressions evaluated in a plain loop, with no flow around them. With `peers`, Node-RED runs ten nodes in a row in a process
 * of its own, in turn with us. Only the ten nodes count as steps, for both; Start and End do not.
 */
export async function flowStepsSuite({ smoke, rounds, peers }: { readonly smoke: boolean; readonly rounds: number; readonly peers: boolean }): Promise<Row[]> {
  const project = linearFlow()
  const program = compileProject(project, catalog)
  const runs = smoke ? 500 : 20_000
  const perSecond = (count: number, work: () => void): number => {
    const from = performance.now()
    work()
    return count / ((performance.now() - from) / 1_000)
  }
  const ours = (trace: boolean): number => perSecond(runs * NODES, () => {
    let state: SessionState = newSession({ sessionId: 's', user: { id: 'u', name: 'u', roles: [] } }, project)
    for (let run = 0; run < runs; run += 1) state = step(program, state, { type: 'start', flowId: 'flow', atMs: run }, { trace }).state
    if (state.data['count'] !== runs * (NODES / 2)) throw new Error(`The flow did not do its work: count is ${String(state.data['count'])}.`)
  })
  const add = program.language.compile('count + 1', program.scope)
  const isPositive = program.language.compile('count >= 0', program.scope)
  if (!add.ok || !isPositive.ok) throw new Error('The expressions of the limit do not check.')
  const plain = (): number => perSecond(runs * NODES, () => {
    const values: Record<string, unknown> = { count: 0 }
    for (let run = 0; run < runs; run += 1) {
      for (let index = 0; index < NODES; index += 1) {
        const result = (index % 2 === 0 ? add : isPositive).evaluate(values)
        if (index % 2 === 0 && result.ok) values['count'] = result.value
      }
    }
    if (values['count'] !== runs * (NODES / 2)) throw new Error('The plain loop did not do its work.')
  })
  ours(false)
  plain()
  const unwatched: number[] = []
  const watched: number[] = []
  const limit: number[] = []
  const nodeRed: number[] = []
  const peer = peers ? await startNodeRed() : null
  const measurePeer = (name: string) => boundedRound({ name, limitMs: ROUND_LIMIT_MS, fallback: DID_NOT_END }, () => peer?.run(smoke ? 100 : PEER_MESSAGES) ?? Promise.resolve(DID_NOT_END))
  try {
    if (peer !== null) await measurePeer('flow, Node-RED, to warm up')
    for (let round = 0; round < rounds; round += 1) {
      unwatched.push(ours(false))
      limit.push(plain())
      if (peer !== null) nodeRed.push(await measurePeer(`flow, round ${round + 1} of ${rounds}, Node-RED`))
      watched.push(ours(true))
    }
  } finally {
    peer?.end()
  }
  const row = (name: string, figures: number[], [peerName, peerFigures]: readonly [string, number[]]): Row => ({ suite: 'flow', name, ours: figures, peer: peerName, peerFigures, unit: 'steps/s', higherIsBetter: true })
  const beside: (readonly [string, number[]])[] = [['expressions alone (limit)', limit], ...(peer === null ? [] : [[`Node-RED ${NODE_RED}, mixed`, nodeRed] as const])]
  return beside.flatMap((one) => [row('linear flow of 10 nodes, unwatched', unwatched, one), row('linear flow of 10 nodes, traced', watched, one)])
}
