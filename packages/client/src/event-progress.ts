import type { EventFrom, EventPosition } from '@halley/protocol'

/** What is known of an event that came. */
export type ArrivedEvent = { readonly seq: number; readonly prev: number; readonly subs: readonly string[]; readonly replay?: true | undefined }

/** Why events of a subscription are lost: as the server says of a resume. */
export type LostReason = 'epoch_changed' | 'expired' | 'too_many'

/** The answer to a subscribe. */
export type SubscribeAnswer = {
  readonly ids: readonly string[]
  readonly position: EventPosition
  readonly replayed: number
  readonly recovered?: boolean | undefined
  readonly reason?: LostReason | undefined
}

/** What is to be done with an event: hand it to these subscriptions, or connect again, because some are missing before it. */
export type Verdict = { readonly type: 'deliver'; readonly keys: readonly string[] } | { readonly type: 'gap' }

/** Subscriptions that are to be made in one call. */
export type Resubscription = { readonly keys: readonly string[]; readonly from: EventFrom }

/** A replay that one subscribe began: how many of its events are still to come, and what is known when they are there. */
type Replay = { left: number; readonly end: EventPosition }

type Progress = {
  readonly from: EventFrom
  /** Its id on this connection; null while there is none. */
  id: string | null
  replay: Replay | null
  /** Everything up to here was handed over or is not for it; null before there was anything to know. */
  reached: EventPosition | null
}

/**
 * Where each subscription of a client is, by keys that last over connections. Pure: from the server's answers and events it says
 * what to hand over, when something is missing, and from where to resume. Nothing is handed over twice, and nothing out of order.
 */
export class EventProgress {
  readonly #all = new Map<string, Progress>()
  /** Replays of this connection by the ids of their subscriptions, also of those that have ended. */
  readonly #replays = new Map<string, Replay>()
  #epoch: string | null = null
  /** Everything live up to here came, or was never for this connection. */
  #highest = 0

  add(key: string, from: EventFrom): void {
    this.#all.set(key, { from, id: null, replay: null, reached: null })
  }

  /** Forgets a subscription; gives its id on this connection. */
  remove(key: string): string | null {
    const id = this.#all.get(key)?.id ?? null
    this.#all.delete(key)
    return id
  }

  /** The server has ended these subscriptions of this connection: they are forgotten, and whose they were is given. */
  ended(ids: readonly string[]): string[] {
    const keys = [...this.#all].flatMap(([key, { id }]) => (id !== null && ids.includes(id) ? [key] : []))
    for (const key of keys) this.#all.delete(key)
    return keys
  }

  /** The connection is gone. */
  cut(): void {
    for (const progress of this.#all.values()) {
      // What is live has got everything that came before the newest event, whomever that was for.
      if (progress.id !== null && progress.replay === null && progress.reached !== null) progress.reached = { ...progress.reached, seq: Math.max(progress.reached.seq, this.#highest) }
      progress.id = null
      progress.replay = null
    }
    this.#replays.clear()
    this.#epoch = null
    this.#highest = 0
  }

  /** What has to be subscribed: those that are at the same place together, so that each event comes once. */
  due(): readonly Resubscription[] {
    const groups = new Map<string, { keys: string[]; from: EventFrom }>()
    for (const [key, { id, reached, from }] of this.#all) {
      if (id !== null) continue
      const name = reached === null ? `first ${key}` : `${reached.seq} ${reached.epoch}`
      const group = groups.get(name) ?? { keys: [], from: reached === null ? from : { type: 'resume', ...reached } }
      group.keys.push(key)
      groups.set(name, group)
    }
    return [...groups.values()]
  }

  /** The server has subscribed them. Undefined when nothing is lost. */
  subscribed({ keys, from }: Resubscription, { ids, position, replayed, recovered, reason }: SubscribeAnswer): LostReason | undefined {
    const replay = replayed === 0 ? null : { left: replayed, end: position }
    for (const [index, key] of keys.entries()) {
      const id = ids[index] ?? null
      if (id !== null && replay !== null) this.#replays.set(id, replay)
      const progress = this.#all.get(key)
      if (progress === undefined) continue
      progress.id = id
      progress.replay = replay
      if (replay === null) progress.reached = position
    }
    // Before the first subscription nothing was for this connection; and the server counts what a resume names as received.
    if (this.#epoch === null && replay === null) this.#highest = position.seq
    if (from.type === 'resume' && recovered === true) this.#highest = Math.max(this.#highest, from.seq)
    this.#epoch = position.epoch
    return recovered === false ? reason : undefined
  }

  /** An event came. */
  arrived({ seq, prev, subs, replay }: ArrivedEvent): Verdict {
    if (replay !== true && prev > this.#highest) return { type: 'gap' }
    this.#highest = Math.max(this.#highest, seq)
    const keys: string[] = []
    for (const [key, progress] of this.#all) {
      if (progress.id === null || !subs.includes(progress.id)) continue
      if (progress.reached?.epoch === this.#epoch && seq <= progress.reached.seq) continue
      progress.reached = { epoch: this.#epoch ?? '', seq }
      keys.push(key)
    }
    if (replay === true) this.#replayed(subs)
    return { type: 'deliver', keys }
  }

  /** Everything up to a position has come, or was left out and the program was told. */
  settled(position: { readonly epoch?: string; readonly seq: number }): void {
    if (this.#epoch === null || (position.epoch ?? this.#epoch) !== this.#epoch) return
    this.#highest = Math.max(this.#highest, position.seq)
  }

  #replayed(subs: readonly string[]): void {
    const replay = subs.map((id) => this.#replays.get(id)).find((one) => one !== undefined)
    if (replay === undefined) return
    replay.left -= 1
    if (replay.left > 0) return
    for (const progress of this.#all.values()) {
      if (progress.replay !== replay) continue
      progress.replay = null
      progress.reached = replay.end
    }
  }
}
