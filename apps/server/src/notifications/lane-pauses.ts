/** Tries of one lane in a row without an answer after which it is paused: as many mails as are under way at once. */
const UNANSWERED_IN_ROW = 4

/** Milliseconds of the first pause, and of the longest: each is twice as long as the one before. */
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 15 * 60_000

/** What a try says of the service that a lane leads to. `unanswered` names it, with what is known of the failure; `untried` says nothing of it. */
export type TryAnswer = { readonly type: 'answered' } | { readonly type: 'untried' } | { readonly type: 'unanswered'; readonly service: string; readonly text: string }

/** A pause of a lane. `text` says why, for people; it is tried again at `untilMs`, epoch milliseconds. */
export type LanePause = { readonly untilMs: number; readonly text: string }

type Silence = { readonly inRow: number; readonly pauses: number; readonly pause: LanePause | null }

/**
 * The lanes whose service does not answer. What would go there waits without being tried; after each pause one goes ahead, and its answer
 * opens the lane or makes the next pause longer. In memory alone: after a restart it is found out anew.
 */
export class LanePauses {
  readonly #silences = new Map<string, Silence>()

  /** Notes what a try says; answers whether the lane is paused by it, or opens again. */
  note(lane: string, answer: TryAnswer, nowMs: number): 'paused' | 'opened' | 'none' {
    const before = this.#silences.get(lane)
    if (answer.type === 'untried') return 'none'
    if (answer.type === 'answered') {
      this.#silences.delete(lane)
      return before?.pause == null ? 'none' : 'opened'
    }
    const { pauses = 0, pause = null } = before ?? {}
    const inRow = (before?.inRow ?? 0) + 1
    // One that was under way already when the pause began.
    const isPausing = inRow >= UNANSWERED_IN_ROW && (pause === null || pause.untilMs <= nowMs)
    if (!isPausing) {
      this.#silences.set(lane, { inRow, pauses, pause })
      return 'none'
    }
    const untilMs = nowMs + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses)
    const text = `${answer.service} could not be reached or did not answer ${inRow} times in a row; it is not tried again before ${clockText(untilMs)}. The last time: ${answer.text}`
    this.#silences.set(lane, { inRow, pauses: pauses + 1, pause: { untilMs, text } })
    return 'paused'
  }

  /** The pause that a lane has now; null when it has none, or it is over. */
  at(lane: string, nowMs: number): LanePause | null {
    const pause = this.#silences.get(lane)?.pause ?? null
    return pause !== null && pause.untilMs > nowMs ? pause : null
  }

  /** Is the pause over, so that one is to go ahead of all others? */
  wantsTrial(lane: string, nowMs: number): boolean {
    const pause = this.#silences.get(lane)?.pause ?? null
    return pause !== null && pause.untilMs <= nowMs
  }

  /** Ends the pauses of some lanes: their next try is a trial. */
  end(isMeant: (lane: string) => boolean, nowMs: number): void {
    for (const [lane, silence] of this.#silences) if (silence.pause !== null && isMeant(lane)) this.#silences.set(lane, { ...silence, pauses: 0, pause: { ...silence.pause, untilMs: Math.min(silence.pause.untilMs, nowMs) } })
  }

  /** Forgets the lanes that have nothing to come, and no pause. */
  keepOnly(lanes: ReadonlySet<string>, nowMs: number): void {
    for (const lane of this.#silences.keys()) if (!lanes.has(lane) && this.at(lane, nowMs) === null) this.#silences.delete(lane)
  }
}

function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`
}
