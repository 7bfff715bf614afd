import type { RoomNews } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { RoomPerson } from '../storage/room-storage.ts'
import type { RoomName } from './room-place.ts'

type News = RoomNews['news']

/** The device by which somebody looks. */
export type LookLine = { push(news: RoomNews): void; /** Is something that was sent not out yet? */ isBusy(): boolean; /** The room has ended the look. */ ended(): void }

/** News sent one after the other while the device may still be busy with the one before; then they wait for it. */
const SENT_AT_ONCE = 50

/** News that wait for a device that reads slowly; with more, it is cut, and may open the room again. */
const NEWS_WAITING = 200

/** Milliseconds between two looks whether a slow device is free again. */
const TRY_AGAIN_MS = 50

/** One device that looks at a room. */
export class RoomLook {
  readonly person: RoomPerson
  readonly #name: RoomName
  readonly #line: LookLine
  readonly #clock: ServerClock
  /** What came while the room was opened: what the answer will hold already. */
  #held: News[] | null = []
  readonly #waiting: News[] = []
  #sentWhileBusy = 0
  #cancelTry: CancelTimer | null = null
  /** How much of each text that grows the device has. */
  readonly #cursors = new Map<string, number>()
  #isOver = false

  constructor({ name, person, line, clock }: { readonly name: RoomName; readonly person: RoomPerson; readonly line: LookLine; readonly clock: ServerClock }) {
    this.person = person
    this.#name = name
    this.#line = line
    this.#clock = clock
  }

  get isOver(): boolean {
    return this.#isOver
  }

  tell(news: News): void {
    if (this.#isOver) return
    if (this.#held !== null) this.#held.push(news)
    else if (this.#waiting.length > 0 || !this.#mayPush()) this.#wait(news)
    else this.#line.push({ ...this.#name, news })
  }

  /** Tells what a text has become; one that reads slowly gets a longer piece later. */
  grew(id: string, text: string): void {
    const index = this.#cursors.get(id)
    if (this.#held !== null || this.#isOver || index === undefined || index >= text.length || this.#waiting.length > 0 || this.#line.isBusy()) return
    this.#cursors.set(id, text.length)
    this.#line.push({ ...this.#name, news: { type: 'grew', id, index, text: text.slice(index) } })
  }

  /** The device has this much of a text that grows. */
  has(id: string, characters: number): void {
    this.#cursors.set(id, characters)
  }

  /** The text does not grow any more. */
  forget(id: string): void {
    this.#cursors.delete(id)
  }

  /** What came since it began to open, for the answer to hold it. */
  get held(): readonly News[] {
    return this.#held ?? []
  }

  /** The answer is made, and goes out before anything else: news follow it. */
  answered(): void {
    const before = this.#held?.length ?? 0
    setImmediate(() => {
      const since = this.#held?.slice(before) ?? []
      this.#held = null
      for (const news of since) this.tell(news)
    })
  }

  /** The room ends it, and says why. */
  close(text: string): void {
    if (this.#isOver) return
    this.end()
    this.#line.push({ ...this.#name, news: { type: 'closed', text } })
    this.#line.ended()
  }

  /** The device looks no more. */
  end(): void {
    this.#isOver = true
    this.#cancelTry?.()
    this.#waiting.length = 0
  }

  #mayPush(): boolean {
    this.#sentWhileBusy = this.#line.isBusy() ? this.#sentWhileBusy + 1 : 0
    return this.#sentWhileBusy <= SENT_AT_ONCE
  }

  #wait(news: News): void {
    // Of who is there, the newest alone counts.
    if (news.type === 'participants') {
      const earlier = this.#waiting.findIndex(({ type }) => type === 'participants')
      if (earlier >= 0) this.#waiting.splice(earlier, 1)
    }
    this.#waiting.push(news)
    if (this.#waiting.length > NEWS_WAITING) return this.close('The room said more than this connection could carry; open it again.')
    this.#cancelTry ??= this.#clock.setTimer(TRY_AGAIN_MS, () => this.#tryAgain())
  }

  #tryAgain(): void {
    this.#cancelTry = null
    while (this.#waiting.length > 0 && !this.#line.isBusy()) {
      const news = this.#waiting.shift()
      if (news !== undefined) this.#line.push({ ...this.#name, news })
    }
    if (this.#waiting.length > 0) this.#cancelTry = this.#clock.setTimer(TRY_AGAIN_MS, () => this.#tryAgain())
  }
}
