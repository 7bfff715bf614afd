import type { Effect, EffectResult, HttpRequest, SessionState } from '@halley/engine'
import type { Project } from '@halley/model'

/** Asks an HTTP service for a node of a project; resolves once, also when the signal ends it, and never rejects. */
export type AskService = (request: HttpRequest, project: Project, signal: AbortSignal) => Promise<EffectResult>

type Asking = Extract<Effect, { type: 'httpRequest' }>

/** The requests to HTTP services that runs of one session wait for. The session goes on with other things meanwhile. */
export class SessionRequests {
  readonly #ask: AskService
  readonly #done: (effectId: string, result: EffectResult) => void
  readonly #pending = new Map<string, AbortController>()

  constructor(ask: AskService, done: (effectId: string, result: EffectResult) => void) {
    this.#ask = ask
    this.#done = done
  }

  start({ effectId, request }: Asking, project: Project): void {
    const controller = new AbortController()
    this.#pending.set(effectId, controller)
    void this.#finish(effectId, this.#ask(request, project, controller.signal))
  }

  /** Gives up what no run waits for any more. */
  keepOnly(state: Pick<SessionState, 'runs'>): void {
    if (this.#pending.size === 0) return
    const awaited = new Set(effectsAwaited(state))
    for (const [effectId, controller] of this.#pending) {
      if (awaited.has(effectId)) continue
      this.#pending.delete(effectId)
      controller.abort()
    }
  }

  /** Gives everything up. */
  clear(): void {
    this.keepOnly({ runs: [] })
  }

  async #finish(effectId: string, answer: Promise<EffectResult>): Promise<void> {
    const result = await answer
    // What was given up has nobody who waits for it.
    if (this.#pending.delete(effectId)) this.#done(effectId, result)
  }
}

/** The ids of the effects that runs wait for. */
export function effectsAwaited({ runs }: Pick<SessionState, 'runs'>): string[] {
  return runs.flatMap(({ waiting }) => (waiting?.type === 'effect' ? [waiting.effectId] : []))
}

/** What a run is told whose effect was under way when the server stopped: nobody knows what came of it. */
export const INTERRUPTED: EffectResult = { ok: false, code: 'effect/interrupted', text: 'The server was started again while this was under way; whether it was done is not known.' }
