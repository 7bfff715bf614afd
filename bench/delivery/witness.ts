import type { EventGap, ReceivedEvent } from '@halley/client'

/** What one subscriber saw go wrong; all but `toldGaps` must stay 0. */
export type Faults = { unnoticedGaps: number; duplicates: number; reorders: number; toldGaps: number }

/** Watches what one subscriber gets: messages are numbered from 1 on each of their channels. */
export class Witness {
  readonly faults: Faults = { unnoticedGaps: 0, duplicates: 0, reorders: 0, toldGaps: 0 }
  received = 0
  readonly #last = new Map<string, number>()
  readonly #seen = new Map<string, Set<number>>()
  /** Channels on which a gap was told and has not shown yet. */
  #excused = new Set<string>()

  readonly take = ({ topic, data }: ReceivedEvent): void => {
    const number = typeof data === 'object' && data !== null && 'number' in data ? Number(data.number) : Number.NaN
    const last = this.#last.get(topic) ?? 0
    const seen = this.#seen.get(topic) ?? new Set()
    this.#seen.set(topic, seen)
    this.received += 1
    if (seen.has(number)) this.faults.duplicates += 1
    else if (number < last) this.faults.reorders += 1
    else if (number > last + 1 && !this.#excused.has(topic)) this.faults.unnoticedGaps += number - last - 1
    this.#excused.delete(topic)
    seen.add(number)
    this.#last.set(topic, Math.max(last, number))
  }

  readonly gap = (_gap: EventGap): void => {
    this.faults.toldGaps += 1
    this.#excused = new Set(this.#last.keys())
  }

  /** How far it has come on a channel. */
  last(topic: string): number {
    return this.#last.get(topic) ?? 0
  }
}
