import type { OutsideReach } from '@halley/nodes'
import type { Environment, PausedFlow, RunState } from '@halley/protocol'
import { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import type { RunHold, RunHoldStorage } from '../storage/run-hold-storage.ts'

/** Why something does not run, as it is answered to whoever wanted it. */
export type RunStop = { readonly code: 'server/safe_mode' | 'project/stopped'; readonly text: string }

/** Guards that a flow may run into within `HITS_WITHIN_MS`; at this many it is paused. */
export const HITS_UNTIL_PAUSED = 5

/** Milliseconds in which guard hits count together: a flow that goes wrong now and then is not a runaway one. */
export const HITS_WITHIN_MS = 60 * 60_000

const IMPORTED = 'imported'

/** What is kept of a paused flow; see `PausedFlow`. */
const pausedReasonSchema = z.object({ nodeId: z.string(), code: z.string(), text: z.string() })

/** A guard that a flow ran into, at a node. */
export type GuardHit = { readonly projectId: string; readonly environment: Environment; readonly flowId: string; readonly nodeId: string; readonly code: string; readonly text: string; /** As people call it. */ readonly flowName: string }

export type RunPermitsSurroundings = {
  readonly storage: RunHoldStorage
  readonly clock: ServerClock
  /** Nothing of any project runs. */
  readonly isSafe: boolean
  readonly onFailure: (error: unknown, what: string) => void
}

/** How a project that is imported is held; kept by the write that makes it. */
export function importHold(projectId: string, at: number): RunHold {
  return { projectId, environment: 'draft', flowId: null, reason: { type: IMPORTED }, at }
}

/**
 * What may run. A server in safe mode runs nothing; of an imported project, nothing that reaches outside of its screens until somebody
 * allows it; and nothing of a flow that ran into guards five times within an hour, until somebody resumes it.
 */
export class RunPermits {
  readonly isSafe: boolean
  readonly #surroundings: RunPermitsSurroundings
  /** Ids of projects that were imported and not allowed yet. */
  readonly #imported = new Set<string>()
  readonly #paused = new Map<string, Map<string, PausedFlow>>()
  /** When flows ran into guards, the newest last. */
  readonly #hits = new Map<string, number[]>()
  readonly #listeners = new Set<(projectId: string) => void>()

  constructor(surroundings: RunPermitsSurroundings) {
    this.#surroundings = surroundings
    this.isSafe = surroundings.isSafe
  }

  /** Reads what is held, anew. */
  async load(): Promise<void> {
    const holds = await this.#surroundings.storage.list()
    this.#imported.clear()
    this.#paused.clear()
    for (const hold of holds) this.#take(hold)
  }

  /** Is told of projects of which something may run that might not before, or the other way round. */
  onChanged(listener: (projectId: string) => void): void {
    this.#listeners.add(listener)
  }

  /** Why no session of any project runs; undefined when they may. */
  get safeStop(): RunStop | undefined {
    return this.isSafe ? { code: 'server/safe_mode', text: 'The server was started in safe mode, in which nothing runs. Start it without --safe to run apps again.' } : undefined
  }

  /** Why a project may not reach outside of its screens: ask services, answer requests, run by itself. Undefined when it may. */
  stopOf(projectId: string): RunStop | undefined {
    if (this.isSafe) return this.safeStop
    if (!this.#imported.has(projectId)) return undefined
    return { code: 'project/stopped', text: 'The project was imported, and nobody has allowed yet that it asks services, answers requests or runs by itself. Open it in the editor, look what it would do, and press "Allow it to run".' }
  }

  /** The flows of a project that are paused, and why, for the engine. */
  pausedIn(projectId: string, environment: Environment): ReadonlyMap<string, string> {
    const flows = this.#paused.get(placeName(projectId, environment))
    return flows === undefined ? NOTHING : new Map([...flows].map(([id, { text }]) => [id, text]))
  }

  /** What keeps a project from running, as editors show it; `reach` is what it would do outside of its screens. */
  stateOf(projectId: string, reach: () => OutsideReach): RunState {
    const paused = (['draft', 'published'] as const).flatMap((environment) => [...(this.#paused.get(placeName(projectId, environment))?.values() ?? [])])
    return { isSafe: this.isSafe, toAllow: this.#imported.has(projectId) ? writable(reach()) : null, paused: paused.map((flow) => ({ ...flow })) }
  }

  /** A project was imported, and is held on the disk already. */
  imported(projectId: string): void {
    this.#imported.add(projectId)
    this.#tell(projectId)
  }

  /** Lets an imported project reach outside; resolves when that is on the disk. */
  async allow(projectId: string): Promise<void> {
    await this.#surroundings.storage.remove({ projectId, environment: 'draft', flowId: null })
    if (this.#imported.delete(projectId)) this.#tell(projectId)
  }

  /** A flow ran into a guard; true when it is paused by that. */
  guardHit({ projectId, environment, flowId, nodeId, code, text, flowName }: GuardHit): boolean {
    const place = placeName(projectId, environment)
    if (this.#paused.get(place)?.has(flowId) === true) return false
    const nowMs = this.#surroundings.clock.nowMs()
    const name = JSON.stringify([place, flowId])
    const hits = [...(this.#hits.get(name) ?? []), nowMs].filter((at) => at > nowMs - HITS_WITHIN_MS)
    this.#hits.set(name, hits)
    if (hits.length < HITS_UNTIL_PAUSED) return false
    this.#hits.delete(name)
    const reason = { nodeId, code, text: `The flowchart "${flowName}" is paused: it had to be stopped ${HITS_UNTIL_PAUSED} times within an hour. The last time: ${text} Correct it and press Resume.` }
    const hold: RunHold = { projectId, environment, flowId, reason, at: nowMs }
    this.#take(hold)
    this.#surroundings.storage.put(hold).catch((error: unknown) => this.#surroundings.onFailure(error, 'keeping that a flow is paused'))
    this.#tell(projectId)
    return true
  }

  /** Lets a paused flow run again; resolves when that is on the disk. False when it was not paused. */
  async resume(projectId: string, environment: Environment, flowId: string): Promise<boolean> {
    await this.#surroundings.storage.remove({ projectId, environment, flowId })
    const place = placeName(projectId, environment)
    const flows = this.#paused.get(place)
    if (flows?.delete(flowId) !== true) return false
    if (flows.size === 0) this.#paused.delete(place)
    this.#tell(projectId)
    return true
  }

  #take({ projectId, environment, flowId, reason, at }: RunHold): void {
    if (flowId === null) {
      this.#imported.add(projectId)
      return
    }
    const parsed = pausedReasonSchema.safeParse(reason)
    if (!parsed.success) return
    const place = placeName(projectId, environment)
    const flows = this.#paused.get(place) ?? new Map<string, PausedFlow>()
    flows.set(flowId, { environment, flowId, ...parsed.data, at })
    this.#paused.set(place, flows)
  }

  #tell(projectId: string): void {
    for (const listener of this.#listeners) listener(projectId)
  }
}

const NOTHING: ReadonlyMap<string, string> = new Map()

function placeName(projectId: string, environment: Environment): string {
  return JSON.stringify([projectId, environment])
}

/** What is read off a project never changes; what goes over the wire may. */
function writable({ services, endpoints, applicationStart }: OutsideReach): NonNullable<RunState['toAllow']> {
  return { services: services.map((one) => ({ ...one })), endpoints: endpoints.map((one) => ({ ...one })), applicationStart }
}
