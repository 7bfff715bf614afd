import { DID_NOT_END, round as boundedRound } from './bounded.ts'
import type { Work } from './flow/halley-process.ts'
import { NODE_RED, startNodeRed } from './flow/node-red.ts'
import { startWorker, type Worker } from './flow/processes.ts'
import type { Row } from './row.ts'

/** Milliseconds after which a round is given up; on a quiet machine it takes about half a second. */
const ROUND_LIMIT_MS = 30_000

/** Kilobytes that a session at rest may take. */
const AT_REST_TARGET_KB = 20

/** What is measured, in the order of a round: peers stand between our own. `count` is one round, `smoke` a small one. */
type Measured = { readonly name: string; readonly count: number; readonly smoke: number; readonly start: () => Promise<Worker> }

const halley = (work: Work, count: number, smoke: number): Measured => ({ name: work, count, smoke, start: () => startWorker('halley-process.ts', [work]) })

// Runs of the flow, messages to a thousand sessions, sessions. About as long as a round of the peer, so that what else the machine does falls on both.
const OURS = {
  linear: halley('linear', 400_000, 500),
  watched: halley('linear, watched', 200_000, 500),
  limit: halley('expressions alone', 1_000_000, 500),
  sessions: halley('sessions', 300, 2),
  sessionsWatched: halley('sessions, watched', 200, 2),
  atRest: halley('at rest', 2_000, 200),
}
const PEERS = {
  nodeRed: { name: 'Node-RED', count: 10_000, smoke: 100, start: () => startNodeRed('linear') },
  nodeRedSessions: { name: 'Node-RED, sessions', count: 20, smoke: 1, start: () => startNodeRed('sessions') },
}

/**
 * Steps per second through a linear flow of ten nodes, and through the response flows of a thousand sessions that answer every
 * message, five nodes each; the whole of `step` each time (state in, state out), with traces off and on; and what a session at
 * rest takes. Beside it the limit (the same compiled expressions in a plain loop, with no flow around them) and, with `peers`,
 * Node-RED. Each in a process of its own, in turn. Only the ten or five nodes count as steps, for all; Start and End do not.
 */
export async function flowStepsSuite({ smoke, rounds, peers }: { readonly smoke: boolean; readonly rounds: number; readonly peers: boolean }): Promise<Row[]> {
  const measured: Measured[] = [OURS.linear, ...(peers ? [PEERS.nodeRed] : []), OURS.watched, OURS.limit, OURS.sessions, ...(peers ? [PEERS.nodeRedSessions] : []), OURS.sessionsWatched, OURS.atRest]
  const workers = new Map<Measured, Worker>()
  const figures = new Map<Measured, number[]>(measured.map((one) => [one, []]))
  const measure = async (one: Measured, part: string): Promise<number> => {
    const figure = await boundedRound({ name: `flow, ${part}, ${one.name}`, limitMs: ROUND_LIMIT_MS, fallback: DID_NOT_END }, async () => (await workers.get(one)?.run(smoke ? one.smoke : one.count)) ?? DID_NOT_END)
    if (Number.isNaN(figure)) {
      // It may still be at it; nothing that it says later counts.
      workers.get(one)?.end()
      workers.delete(one)
    }
    return figure
  }
  try {
    for (const one of measured) workers.set(one, await one.start())
    if (!smoke) for (const one of measured) await measure(one, 'to warm up')
    for (let round = 0; round < rounds; round += 1) {
      for (const one of measured) figures.get(one)?.push(await measure(one, `round ${round + 1} of ${rounds}`))
    }
  } finally {
    for (const worker of workers.values()) worker.end()
  }
  const of = (one: Measured): number[] => figures.get(one) ?? []
  const steps = (name: string, one: Measured, [peer, figuresOf]: readonly [string, Measured]): Row => ({ suite: 'flow', name, ours: of(one), peer, peerFigures: of(figuresOf), unit: 'steps/s', higherIsBetter: true })
  const both = (name: string, [unwatched, watched]: readonly [Measured, Measured], peer: readonly [string, Measured]): Row[] => [steps(`${name}, unwatched`, unwatched, peer), steps(`${name}, watched`, watched, peer)]
  const nodeRed = `Node-RED ${NODE_RED}`
  // Without peers the sessions stand alone: the limit is that of the linear flow.
  return [
    ...both('linear flow of 10 nodes', [OURS.linear, OURS.watched], ['expressions alone (limit)', OURS.limit]),
    ...(peers ? both('linear flow of 10 nodes', [OURS.linear, OURS.watched], [`${nodeRed}, mixed`, PEERS.nodeRed]) : []),
    ...both('1,000 sessions × messages', [OURS.sessions, OURS.sessionsWatched], peers ? [`${nodeRed}, state in flow context`, PEERS.nodeRedSessions] : ['–', PEERS.nodeRedSessions]),
    { suite: 'flow', name: 'engine state of a session at rest', ours: of(OURS.atRest), peer: 'target', peerFigures: of(OURS.atRest).map(() => AT_REST_TARGET_KB), unit: 'kB', higherIsBetter: false },
  ]
}
