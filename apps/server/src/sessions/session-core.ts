import { listenersFor, step, type Program, type SessionEvent, type SessionState, type Spent, type StepResult } from '@halley/engine'
import type { AppPushes, PushOf, SessionLabel } from '@halley/protocol'
import type { LiveView } from '../live/live-view.ts'
import type { ActorSurroundings } from './actor-surroundings.ts'
import { takerOf } from './receive-delivery.ts'
import { screensOf } from './session-views.ts'

// Timeless: the actor says when.
type Timeless<T> = T extends unknown ? Omit<T, 'atMs'> : never
export type ActorEvent = Timeless<SessionEvent>

/** The state of a session and the program that it runs: one step after the other, seen by whoever watches. */
export class SessionCore {
  readonly #label: SessionLabel
  readonly #surroundings: ActorSurroundings
  program: Program
  state: SessionState

  constructor(label: SessionLabel, state: SessionState, surroundings: ActorSurroundings) {
    this.#label = label
    this.#surroundings = surroundings
    this.program = surroundings.program()
    this.state = state
  }

  /** Takes one event; what is refused changes nothing and has no effects. */
  step(event: ActorEvent, spent?: Spent): StepResult {
    const { clock, live, monotonicMs, stored, paused } = this.#surroundings
    const atMs = clock.nowMs()
    const before = this.state
    const result = step(this.program, before, { ...event, atMs }, { ...(spent && { spent }), trace: live.isWatched, nowMs: monotonicMs, paused: paused(), stored: stored.rows(this.program.project) })
    // A refused request changed nothing, so nothing of it happens.
    if (result.refusal !== null) return { ...result, effects: [] }
    this.state = result.state
    live.trace({ sessionId: this.#label.sessionId, userName: this.state.user.name, at: atMs, entries: result.trace.map((entry) => entry as Parameters<LiveView['trace']>[0]['entries'][number]) })
    if (event.type === 'delivery') {
      const taker = takerOf(event.delivery.deliveryId, listenersFor(before.listeners, event.delivery), result)
      if (taker !== undefined) this.#surroundings.ledger.taken(event.delivery.deliveryId, this.#label.sessionId, { flowId: taker.flowId, nodeId: taker.nodeId })
    }
    return result
  }

  /** What is shown now. */
  screens(): PushOf<AppPushes, 'screens'> {
    return screensOf(this.program, this.state, { atMs: this.#surroundings.clock.nowMs(), stored: this.#surroundings.stored.rows(this.program.project) })
  }

  /** Says of every run that it is over: whoever watches would wait for its end for ever. */
  traceStopped(): void {
    const { clock, live } = this.#surroundings
    live.trace({ sessionId: this.#label.sessionId, at: clock.nowMs(), entries: this.state.runs.map(({ id }) => ({ type: 'runEnded', runId: id, outcome: 'stopped' })) })
  }
}
