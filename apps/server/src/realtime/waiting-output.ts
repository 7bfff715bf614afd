import type { Frame } from './event-frames.ts'

/** What waits to be sent to one connection, in order. */
export type WaitingItem =
  | { readonly type: 'live'; readonly frame: Frame; readonly atMs: number }
  /** Encoded only when it is its turn: a replay may be as long as the log. */
  | { readonly type: 'replay'; readonly encode: () => Frame }
  /** An acknowledgement with its place among the events: what is behind it waits until it was given. */
  | { readonly type: 'gate'; give: (() => void) | null }
  /** Live events that were left out here. */
  | { readonly type: 'dropped'; readonly count: number; readonly seq: number }

/** The queue of a connection that is not read as fast as events come, with its exact size. */
export class WaitingOutput {
  #items: WaitingItem[] = []
  #head = 0
  #liveBytes = 0

  get isEmpty(): boolean {
    return this.#head === this.#items.length
  }

  /** Bytes of the live events that wait. */
  get liveBytes(): number {
    return this.#liveBytes
  }

  push(item: WaitingItem): void {
    this.#items.push(item)
    if (item.type === 'live') this.#liveBytes += item.frame.bytes.length
  }

  /** What is next; undefined when nothing waits. */
  peek(): WaitingItem | undefined {
    return this.#items[this.#head]
  }

  shift(): void {
    const item = this.#items[this.#head]
    if (item?.type === 'live') this.#liveBytes -= item.frame.bytes.length
    this.#head += 1
    if (this.#head < this.#items.length) return
    this.#items = []
    this.#head = 0
  }

  /** The oldest live event that waits with nothing but live events before it: behind a replay, it is not its reader who is slow. */
  oldestLive(): Extract<WaitingItem, { type: 'live' }> | undefined {
    for (let index = this.#head; index < this.#items.length; index += 1) {
      const item = this.#items[index]
      if (item?.type === 'live') return item
      if (item?.type !== 'dropped') return undefined
    }
    return undefined
  }

  /** Leaves out live events and notes in their places how many; gives how many. `isLeftOut` is asked oldest first. */
  leaveOut(isLeftOut: (frame: Frame, atMs: number) => boolean): number {
    const kept: WaitingItem[] = []
    let total = 0
    for (const item of this.#items.slice(this.#head)) {
      const last = kept.at(-1)
      const left = item.type === 'live' && isLeftOut(item.frame, item.atMs) ? { type: 'dropped' as const, count: 1, seq: item.frame.seq } : null
      if (left !== null && item.type === 'live') {
        this.#liveBytes -= item.frame.bytes.length
        total += 1
      }
      const next = left ?? item
      if (next.type === 'dropped' && last?.type === 'dropped') kept[kept.length - 1] = { type: 'dropped', count: last.count + next.count, seq: next.seq }
      else kept.push(next)
    }
    this.#items = kept
    this.#head = 0
    return total
  }
}
