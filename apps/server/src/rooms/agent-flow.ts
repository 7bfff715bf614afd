import { initialData, readForTarget, resolveTarget, type EffectResult, type SessionState } from '@halley/engine'
import { inOrder, LIMITS, type Agent, type Flow, type Project, type Value } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import { NO_REQUEST, type RequestLine, type RequestSession } from '../sessions/request-line.ts'
import type { RoomApp } from './room-app.ts'
import type { StoredRoomMessage } from '../storage/room-storage.ts'

/** What came of the flow of an agent: what it says, or why it says nothing. */
export type FlowAnswer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string; readonly text: string }

export type AgentFlowCall = {
  readonly app: RoomApp
  readonly agent: Agent
  readonly flowId: string
  /** What it answers. */
  readonly to: StoredRoomMessage
  readonly room: string
  readonly key: string | null
  readonly clock: ServerClock
  readonly signal: AbortSignal
  /** Is told of the session before it begins, and when it is over. */
  readonly began: (sessionId: string) => () => void
}

/** Runs the action flowchart of an agent in a session of its own, as the agent. Resolves when it has ended, failed, or been stopped by the signal. */
export async function runAgentFlow(call: AgentFlowCall): Promise<FlowAnswer> {
  const { app, agent, flowId, to, key, clock, signal } = call
  const { project } = app.program
  const flow = project.flows[flowId]
  if (flow === undefined) return failed('session/flow_missing', `The flowchart of ${agent.name} does not exist any more; choose another in the room.`)
  const data = dataFor(project, flow, call)
  if ('code' in data) return data
  const ending = new FlowEnding(() => app.program.project.flows[flowId], () => app.program.project)
  const session = app.serve({
    flowId, data: data.data, line: ending, user: { id: agent.id, name: agent.name, roles: [] },
    // What the flow causes counts on from what it answers: a circle of rooms and messages ends at the limit.
    received: { event: { channelId: '', channel: '', messageId: '', message: '', key, id: to.id, seq: to.seq, sentAt: new Date(to.at).toISOString(), sender: to.author.name, hops: to.hops }, payload: null },
  })
  const over = call.began(session.label.sessionId)
  const cancelLimit = clock.setTimer(LIMITS.endpointMs, () => ending.finish(failed('run/time_limit', `The flowchart "${flow.name}" did not answer within ${LIMITS.endpointMs / 1_000} s.`)))
  const onAbort = (): void => ending.finish(failed('http/cancelled', 'It was stopped.'))
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  void begin(session, ending)
  const answer = await ending.answer
  signal.removeEventListener('abort', onAbort)
  cancelLimit()
  await session.end()
  over()
  return answer
}

async function begin(session: RequestSession, ending: FlowEnding): Promise<void> {
  const refusal = await session.start()
  if (refusal !== null) ending.finish(failed(refusal.code, refusal.text))
}

/** How the flow of an agent ends. */
class FlowEnding implements RequestLine {
  readonly answer: Promise<FlowAnswer>
  readonly #flow: () => Flow | undefined
  readonly #project: () => Project
  #resolve: (answer: FlowAnswer) => void = () => undefined
  #failure: FlowAnswer | null = null

  constructor(flow: () => Flow | undefined, project: () => Project) {
    this.#flow = flow
    this.#project = project
    this.answer = new Promise((resolve) => (this.#resolve = resolve))
  }

  respond(): EffectResult {
    return NO_REQUEST
  }

  runFailed({ code, text }: { readonly code: string; readonly text: string }): void {
    this.#failure ??= failed(code, text)
  }

  rested({ runs, data }: SessionState): void {
    if (this.#failure !== null) return this.finish(this.#failure)
    if (runs.some(({ waiting }) => waiting?.type === 'screen')) return this.finish(failed('endpoint/shows_screen', 'The flowchart shows a screen, which nobody sees.'))
    if (runs.length > 0) return
    this.finish(readAnswer(this.#flow(), { project: this.#project(), data }))
  }

  ended(): void {
    this.finish(failed('unavailable', 'The app was changed or stopped while it answered.'))
  }

  /** The first answer counts. */
  finish(answer: FlowAnswer): void {
    this.#resolve(answer)
  }
}

type Inputs = Pick<AgentFlowCall, 'to' | 'key' | 'room'>

/** The data of a fresh session, with what was written in the inputs of the flow that have these names. */
function dataFor(project: Project, flow: Flow, { to, key, room }: Inputs): { readonly data: SessionState['data'] } | Extract<FlowAnswer, { ok: false }> {
  const given: ReadonlyMap<string, Value> = new Map([['text', to.text], ['author', to.author.name], ['key', key], ['room', room]])
  const data = initialData(project)
  for (const { target } of inOrder(flow.inputs)) {
    const place = target === null ? undefined : resolveTarget(project, target)
    const value = given.get(place?.path.at(-1) ?? '')
    if (target === null || place === undefined || value === undefined) continue
    const reading = readForTarget(project, target, value)
    if (!reading.ok) return failed('flow/input_invalid', `${place.label}, an input of "${flow.name}", ${reading.text}.`)
    const [root, member] = place.path
    const before = data[root]
    data[root] = member === undefined ? reading.value : { ...(isRecord(before) ? before : {}), [member]: reading.value }
  }
  return { data }
}

function readAnswer(flow: Flow | undefined, { project, data }: { readonly project: Project; readonly data: SessionState['data'] }): FlowAnswer {
  const places = inOrder(flow?.outputs ?? {}).flatMap(({ target }) => (target === null ? [] : (resolveTarget(project, target) ?? [])))
  const place = places.find(({ path }) => path.at(-1) === 'answer')
  if (place === undefined) return failed('flow/parameter_missing', `The flowchart${flow === undefined ? '' : ` "${flow.name}"`} has no output named answer; add it, so that the agent has something to say.`)
  const [root, member] = place.path
  const held = data[root]
  const value = member === undefined ? held : isRecord(held) ? held[member] : undefined
  return { ok: true, text: value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value) }
}

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function failed(code: string, text: string): Extract<FlowAnswer, { ok: false }> {
  return { ok: false, code, text }
}
