import type { SessionUser } from '@halley/engine'
import type { Flow, Project } from '@halley/model'
import type { CancelTimer, ServerClock } from '../clock.ts'

/** Who a service session acts as. It has no role: what a channel keeps for roles is not for it. */
export const SERVICE: SessionUser = { id: 'service', name: 'Service', roles: [] }

/** Milliseconds that the flow must be left alone before the service starts again with it: drawing is many changes in a row. */
export const RESTART_AFTER_MS = 1_000

/** The running session, as its keeper uses it. */
export type ServiceRun = {
  readonly flowId: string
  /** Drops everything and starts at the flow again; `reason` goes to the log. Resolves when the flow has come to rest. */
  restart(reason: string): Promise<void>
  end(reason: string): void
}

export type ServiceSurroundings = {
  readonly clock: ServerClock
  /** Milliseconds that the service runs on when nobody is left. */
  readonly keptMs: number
  readonly project: () => Project
  /** Begins the session at the flow; null when it cannot be, and the next change of the model tries again. */
  readonly begin: (flowId: string) => ServiceRun | null
}

/**
 * Keeps the one service session of a project in one environment: the session without a screen that *On application start* runs in.
 *
 * The service of a draft runs while somebody is there, which is while an editor has the project open or a client is
 * connected, and ends `keptMs` after the last one left: a draft that nobody looks at costs nothing. Being published
 * counts as somebody who is there. It starts again when the setting names another flow, and when its flow was changed and
 * left alone for a second. Every other change of the model it adopts as any session does, with its data and listeners.
 */
export class ServiceSession {
  readonly #surroundings: ServiceSurroundings
  #visitors = 0
  #run: ServiceRun | null = null
  /** What the flow said when the service last started with it. */
  #meaning: { readonly flow: Flow; readonly text: string } | null = null
  #cancelEnd: CancelTimer | null = null
  #cancelRestart: CancelTimer | null = null
  #isClosed = false

  constructor(surroundings: ServiceSurroundings) {
    this.#surroundings = surroundings
  }

  /** Is somebody there? */
  get hasVisitors(): boolean {
    return this.#visitors > 0
  }

  /** Somebody is there until the returned function is called. */
  arrive(): () => void {
    this.#visitors += 1
    this.#stay()
    this.follow()
    let isHere = true
    return () => {
      if (!isHere) return
      isHere = false
      this.#visitors -= 1
      if (this.#visitors === 0) this.#endLater()
    }
  }

  /** Does what the model says now: begins, ends or starts the service again. */
  follow(): void {
    if (this.#isClosed) return
    const flow = startFlowOf(this.#surroundings.project())
    if (this.#run !== null && this.#run.flowId !== flow?.id) this.#end(flow === undefined ? 'nothing is to run on application start any more' : 'another flowchart runs on application start')
    if (flow === undefined) return
    if (this.#run === null) {
      if (this.#visitors > 0) this.#begin(flow)
      return
    }
    if (this.#meaning?.flow === flow) return
    if (this.#meaning?.text === meaningOf(flow)) this.#meaning = { ...this.#meaning, flow }
    else this.#restartLater()
  }

  /** Somebody runs the app anew: the service starts at its flow again, as it is now. */
  async restart(): Promise<void> {
    const flow = startFlowOf(this.#surroundings.project())
    if (flow === undefined || this.#run === null || this.#run.flowId !== flow.id) return this.follow()
    this.#cancelRestart?.()
    this.#meaning = { flow, text: meaningOf(flow) }
    await this.#run.restart('the app was run again')
  }

  /** Takes over the service that was kept over a restart of the server, unless the model wants another; nobody is there yet. */
  resume(run: ServiceRun): boolean {
    const flow = startFlowOf(this.#surroundings.project())
    if (this.#run !== null || flow === undefined || flow.id !== run.flowId) return false
    this.#run = run
    this.#meaning = { flow, text: meaningOf(flow) }
    if (this.#visitors === 0) this.#endLater()
    return true
  }

  /** Begins and ends nothing any more: the project is gone, or the server stops. */
  close(): void {
    this.#isClosed = true
    this.#stay()
    this.#cancelRestart?.()
  }

  #begin(flow: Flow): void {
    this.#meaning = { flow, text: meaningOf(flow) }
    this.#run = this.#surroundings.begin(flow.id)
  }

  #end(reason: string): void {
    this.#cancelRestart?.()
    const run = this.#run
    this.#run = null
    run?.end(reason)
  }

  #restartLater(): void {
    this.#cancelRestart?.()
    this.#cancelRestart = this.#surroundings.clock.setTimer(RESTART_AFTER_MS, () => {
      const flow = startFlowOf(this.#surroundings.project())
      // Changed there and back is not changed.
      if (flow === undefined || this.#run === null || this.#meaning?.text === meaningOf(flow)) return
      this.#meaning = { flow, text: meaningOf(flow) }
      void this.#run.restart('its flowchart was changed')
    })
  }

  #stay(): void {
    this.#cancelEnd?.()
    this.#cancelEnd = null
  }

  #endLater(): void {
    this.#stay()
    if (this.#isClosed) return
    const { clock, keptMs } = this.#surroundings
    this.#cancelEnd = clock.setTimer(keptMs, () => this.#end(`nobody was there for ${keptMs / 1_000} s`))
  }
}

/** The flow that runs on application start; undefined when there is none, or it is no action flowchart (a problem says so). */
function startFlowOf({ settings, flows }: Project): Flow | undefined {
  const flow = flows[settings.onApplicationStartFlowId ?? '']
  return flow?.type === 'action' ? flow : undefined
}

/** All that a flow does, in a form that can be compared: where its nodes are drawn is not part of it. */
function meaningOf({ nodes, edges }: Flow): string {
  return JSON.stringify([Object.values(nodes).map(({ id, kind, config }) => [id, kind, config]), edges])
}
