import { timersOf, type Effect, type StepRefusal } from '@halley/engine'
import type { SessionPresence } from '../presence/session-presence.ts'
import { LoopTurns } from './loop-turns.ts'
import type { Mailbox } from './mailbox.ts'
import { performEffect } from './perform-effect.ts'
import { RepeatableIds } from './repeatable-ids.ts'
import type { ActorEvent } from './session-core.ts'
import type { SessionSaving } from './session-saving.ts'
import { worldOf, type BurstFacts, type SessionReach } from './session-world.ts'

/** Milliseconds between two times that a text which grows is kept: what a crash may cost of it. */
const GROWTH_KEPT_EVERY_MS = 2_000

/** All of a session that a burst works with. */
export type BurstParts = SessionReach & { readonly mailbox: Mailbox; readonly saving: SessionSaving; readonly presence: SessionPresence; readonly log: (row: { type: 'error'; level: 'error'; text: string; code: string }) => void }

/** The bursts of a session: an event with all that follows from it, until everything waits. One at a time, in the turn of the mailbox. */
export class SessionBursts {
  readonly #parts: BurstParts
  #keptAtMs = 0

  constructor(parts: BurstParts) {
    this.#parts = parts
  }

  /** One event, what it caused, and what that caused, until everything waits. */
  async run(event: ActorEvent, handled: { done(): void; readonly isRepeatable: boolean } | null = null): Promise<StepRefusal | null> {
    const { stored } = this.#parts.surroundings
    if (!stored.isReady(this.#parts.core.program.project)) await stored.load(this.#parts.core.program.project)
    const turns = new LoopTurns({ monotonicMs: this.#parts.surroundings.monotonicMs, othersServed: () => new Promise((resolve) => setImmediate(resolve)) })
    const first = this.#parts.core.step(event)
    const effects: Effect[] = [...first.effects]
    let { spent } = first
    // What a late joiner gets may come again, when it listens again; all else comes once, and again only after a crash.
    const burst: BurstFacts = { repeatable: event.type === 'delivery' && handled?.isRepeatable === true ? new RepeatableIds(this.#parts.label.sessionId, event.delivery.deliveryId) : null, hasHitGuard: false }
    for (let effect = effects.shift(); effect !== undefined && !this.#parts.mailbox.isEnded; effect = effects.shift()) {
      const result = await this.#perform(effect, burst)
      if (result === undefined) continue
      await turns.next()
      const next = this.#parts.core.step(result, spent)
      effects.push(...next.effects)
      spent = next.spent
    }
    // Before the state is kept: that has the message behind it.
    handled?.done()
    this.rest(event.type !== 'presence' && (event.type !== 'streamGrew' || event.state !== 'running' || this.#parts.surroundings.clock.nowMs() - this.#keptAtMs >= GROWTH_KEPT_EVERY_MS))
    return first.refusal
  }

  /** Makes an effect real. One that throws is a mistake of ours: its run goes on with that error, and the session with all else. */
  async #perform(effect: Effect, burst: BurstFacts): Promise<ActorEvent | undefined> {
    try {
      return await performEffect(effect, worldOf(this.#parts, burst))
    } catch (error) {
      this.failed(error)
      return 'effectId' in effect ? { type: 'effectDone', effectId: effect.effectId, result: { ok: false, code: 'internal', text: 'Something went wrong in the server; it was logged.' } } : undefined
    }
  }

  /** Shows what changed and keeps the state: the burst has come to rest. Who is there is kept nowhere, and a text that grows now and then. */
  rest(keeps = true): void {
    if (this.#parts.mailbox.isEnded) return
    this.#parts.timers.keepOnly(() => timersOf(this.#parts.core.state).map(({ timerId }) => timerId))
    this.#parts.requests.keepOnly(this.#parts.core.state)
    this.#parts.streams.keepOnly(this.#parts.core.state)
    this.show()
    if (keeps) {
      this.#parts.saving.save(this.#parts.core.state)
      this.#keptAtMs = this.#parts.surroundings.clock.nowMs()
    }
    this.#parts.presence.follow(this.#parts.core.program.project, this.#parts.core.state)
    this.#parts.surroundings.request?.rested(this.#parts.core.state)
  }

  /** Sends the client what has changed. */
  show(): void {
    this.#parts.client.show({
      program: this.#parts.core.program, state: this.#parts.core.state,
      screens: () => {
        const view = this.#parts.core.screens()
        this.#parts.streams.show(view)
        return view
      },
    })
  }

  /** Something of ours went wrong while the session worked: said to the operator and in the log. */
  failed(error: unknown): void {
    this.#parts.surroundings.onFailure(error, `session ${this.#parts.label.sessionId}`)
    this.#parts.log({ type: 'error', level: 'error', text: 'Something went wrong in the server while this session worked; its log says what.', code: 'internal' })
  }
}
