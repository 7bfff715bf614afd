// Halley for the flow benchmark: `halley-process.ts WORK`, one work a process, so that none warms up or spoils the compiler for another.
import { compileProject, newSession, step, type IncomingDelivery, type Program, type SessionState } from '@halley/engine'
import type { Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { FromWorker, ToWorker } from './processes.ts'
import { LINEAR_NODES, linearProject, RESPONSE_NODES, respondingProject } from './projects.ts'

const nowMs = (): number => performance.now()

// The same clocks as in the server: guards look at them.
const compile = (project: Project): Program => compileProject(project, catalog, { nowMs })

function perSecond(count: number, work: () => void): number {
  const from = performance.now()
  work()
  return count / ((performance.now() - from) / 1_000)
}

/** Runs of the linear flow, each with all of `step`: state in, state out. */
function linear(trace: boolean): (count: number) => number {
  const project = linearProject()
  const program = compile(project)
  return (runs) => perSecond(runs * LINEAR_NODES, () => {
    let state = newSession({ sessionId: 's', user: { id: 'u', name: 'u', roles: [] } }, project)
    for (let run = 0; run < runs; run += 1) state = step(program, state, { type: 'start', flowId: 'flow', atMs: run }, { trace, nowMs }).state
    if (state.data['count'] !== runs * (LINEAR_NODES / 2)) throw new Error(`The flow did not do its work: count is ${String(state.data['count'])}.`)
  })
}

/** The limit: the expressions of the linear flow in a plain loop, with no flow around them. */
function expressionsAlone(): (count: number) => number {
  const { language, scope } = compile(linearProject())
  const add = language.compile('count + 1', scope)
  const isPositive = language.compile('count >= 0', scope)
  if (!add.ok || !isPositive.ok) throw new Error('The expressions of the limit do not check.')
  return (runs) => perSecond(runs * LINEAR_NODES, () => {
    const values: Record<string, unknown> = { count: 0 }
    for (let run = 0; run < runs; run += 1) {
      for (let index = 0; index < LINEAR_NODES; index += 1) {
        const result = (index % 2 === 0 ? add : isPositive).evaluate(values)
        if (index % 2 === 0 && result.ok) values['count'] = result.value
      }
    }
    if (values['count'] !== runs * (LINEAR_NODES / 2)) throw new Error('The plain loop did not do its work.')
  })
}

/** Messages to a thousand sessions, each of which answers every one with its response flow. */
function sessions(trace: boolean): (count: number) => number {
  const { program, open } = responding()
  const SESSIONS = 1_000
  return (messages) => {
    const states = Array.from({ length: SESSIONS }, (_, index) => open(index))
    const figure = perSecond(messages * SESSIONS * RESPONSE_NODES, () => {
      for (let message = 0; message < messages; message += 1) {
        const event = { channelId: 'tickets', channel: 'tickets', messageId: 'ticket', message: 'Ticket', key: null, id: `m${message}`, seq: message, sentAt: '2026-01-01T00:00:00.000Z', sender: 'u', hops: 0 }
        const payload = { subject: `Ticket ${message}`, level: message }
        for (let index = 0; index < SESSIONS; index += 1) {
          const delivery: IncomingDelivery = { deliveryId: `d${message}-${index}`, event, payload }
          const state = states[index]
          if (state !== undefined) states[index] = step(program, state, { type: 'delivery', delivery, atMs: message }, { trace, nowMs }).state
        }
      }
    })
    if (!states.every(({ data }) => data['count'] === messages && data['level'] === messages)) throw new Error('Not every session answered every message.')
    return figure
  }
}

/** Kilobytes that the engine's state of one session takes while it listens, shows a screen and waits. */
function atRest(): (count: number) => number {
  const { open } = responding()
  open(0)
  return (count) => {
    const before = heapBytes()
    const states = Array.from({ length: count }, (_, index) => open(index))
    const bytes = heapBytes() - before
    return bytes / states.length / 1_000
  }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Opens sessions that listen and wait at a screen. */
function responding(): { readonly program: Program; readonly open: (index: number) => SessionState } {
  const project = respondingProject()
  const program = compile(project)
  const open = (index: number): SessionState => {
    const fresh = newSession({ sessionId: `session-${index}`, user: { id: `user-${index}`, name: `User ${index}`, roles: ['staff'] } }, project)
    const { state, effects } = step(program, fresh, { type: 'start', flowId: 'home', atMs: 0 })
    const listen = effects.find((effect) => effect.type === 'listen')
    if (listen === undefined) throw new Error('The session did not start to listen.')
    const waiting = step(program, state, { type: 'effectDone', effectId: listen.effectId, result: { ok: true }, arm: listen.listeners, atMs: 0 }).state
    if (waiting.screens.length !== 1) throw new Error('The session shows no screen.')
    return waiting
  }
  return { program, open }
}

const works = {
  linear: () => linear(false),
  'linear, watched': () => linear(true),
  'expressions alone': expressionsAlone,
  sessions: () => sessions(false),
  'sessions, watched': () => sessions(true),
  'at rest': atRest,
} satisfies Record<string, () => (count: number) => number>

// Only flow-steps.ts starts this process, and it names one of them.
export type Work = keyof typeof works
const work = works[process.argv[2] as Work]()
process.on('disconnect', () => process.exit(0))
process.on('message', ({ count }: ToWorker) => tell({ type: 'ran', figure: work(count) }))
tell({ type: 'ready' })

function tell(message: FromWorker): void {
  process.send?.(message)
}
