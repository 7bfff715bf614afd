import type { EventsPushes, PushOf } from '@halley/protocol'
import type { ProgramEncryption } from './encryption.ts'

type ReceivedEvent = PushOf<EventsPushes, 'event'>

export type DecryptionQueueOptions = {
  readonly encryption: ProgramEncryption
  /** Is given each event in the clear, in the order in which they came. */
  readonly give: (event: ReceivedEvent, keys: readonly string[]) => void
  /** Is told of each that could not be decrypted, in its place. */
  readonly fail: (event: ReceivedEvent, keys: readonly string[], text: string) => void
}

/** Decrypts events and keeps their order: clear ones go through at once while nothing is being decrypted before them. */
export class DecryptionQueue {
  readonly #options: DecryptionQueueOptions
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(options: DecryptionQueueOptions) {
    this.#options = options
  }

  put(event: ReceivedEvent, keys: readonly string[]): void {
    if (event.encrypted !== true && this.#waiting === 0) return this.#options.give(event, keys)
    this.#waiting += 1
    this.#last = this.#after(this.#last, event, keys)
  }

  /** Calls when all that was put before is given. */
  whenGiven(call: () => void): void {
    if (this.#waiting === 0) return call()
    this.#waiting += 1
    this.#last = this.#callAfter(this.#last, call)
  }

  async #callAfter(earlier: Promise<void>, call: () => void): Promise<void> {
    await earlier
    this.#waiting -= 1
    call()
  }

  async #after(earlier: Promise<void>, event: ReceivedEvent, keys: readonly string[]): Promise<void> {
    const { encryption, give, fail } = this.#options
    // Begun at once, so that several are decrypted together.
    const opening = event.encrypted === true ? encryption.decrypt(event) : null
    await earlier
    const opened = await opening
    this.#waiting -= 1
    if (opened === null) give(event, keys)
    else if (opened.ok) give({ ...event, data: opened.data, datacontenttype: undefined }, keys)
    else fail(event, keys, opened.text)
  }
}
