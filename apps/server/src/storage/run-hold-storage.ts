import type { Environment } from '@halley/protocol'

/** What keeps something of a project from running: that it was imported and nobody has allowed it yet, or a flow that ran into guards too often. */
export type RunHold = {
  readonly projectId: string
  readonly environment: Environment
  /** The flow that is paused; null for the whole project. */
  readonly flowId: string | null
  /** Where, and why, in words for people; JSON. */
  readonly reason: unknown
  /** Epoch milliseconds. */
  readonly at: number
}

/** Keeps what is held from running, outside of the documents. A part of `Storage`, with its promises. */
export type RunHoldStorage = {
  /** Of all projects that are there. */
  list(): Promise<readonly RunHold[]>
  /** Keeps a hold in place of an earlier one of the same flow or project. */
  put(hold: RunHold): Promise<void>
  /** One that is not there is no mistake. */
  remove(hold: Pick<RunHold, 'projectId' | 'environment' | 'flowId'>): Promise<void>
}
