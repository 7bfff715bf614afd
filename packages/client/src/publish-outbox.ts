import type { EventsRequests, Refusal, ReplyOf, RequestOf } from '@halley/protocol'

export type PublishAnswer = ReplyOf<EventsRequests, 'publish'> | Refusal

type Publish = RequestOf<EventsRequests, 'publish'>
type Entry = { readonly publish: Publish; readonly settle: (answer: PublishAnswer) => void }

export type OutboxOptions = {
  /** Sends one, and gives the answer or a refusal; never rejects. */
  readonly send: (publish: Publish) => Promise<PublishAnswer>
  readonly isLive: () => boolean
  /** Calls after a while; gives what ends the waiting. */
  readonly later: (afterMs: number, call: () => void) => () => void
}

/** Publishes that may wait to be acknowledged; beyond it a program that never gets through would only fill its memory. */
const MAX_WAITING = 10_000

/** Milliseconds before a publish is sent again that the server had no room for. */
const AGAIN_MS = 250

/** After these the server has not taken it, or may have: sent again with the same id, it is taken once. */
const passingCodes: ReadonlySet<string> = new Set(['unavailable', 'wire/timeout', 'rate_limited'])

/** Keeps publishes until they are acknowledged, in order and one at a time, over any number of connections. */
export class PublishOutbox {
  readonly #options: OutboxOptions
  readonly #entries: Entry[] = []
  #isSending = false
  #isClosed = false
  #cancel: (() => void) | null = null

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#entries.length
  }

  /** Resolves with the server's answer, however long that takes; a refusal that would be given again is an answer too. */
  put(publish: Publish): Promise<PublishAnswer> {
    if (this.#isClosed) return Promise.resolve(refusal('The connection was closed.'))
    if (this.#entries.length >= MAX_WAITING) return Promise.resolve(refusal(`${MAX_WAITING} messages wait to be acknowledged already.`))
    return new Promise((settle) => {
      this.#entries.push({ publish, settle })
      void this.flush()
    })
  }

  /** Sends what waits, if there is a connection. */
  async flush(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    this.#cancel?.()
    try {
      for (let entry = this.#entries[0]; entry !== undefined && this.#options.isLive(); entry = this.#entries[0]) {
        const answer = await this.#options.send(entry.publish)
        if (this.#isClosed) return
        if (!answer.ok && passingCodes.has(answer.error.code)) {
          this.#cancel = this.#options.later(AGAIN_MS, () => void this.flush())
          return
        }
        this.#entries.shift()
        entry.settle(answer)
      }
    } finally {
      this.#isSending = false
    }
  }

  /** Gives up what waits. */
  close(): void {
    this.#isClosed = true
    this.#cancel?.()
    for (const { settle } of this.#entries.splice(0)) settle(refusal('The connection was closed before the message was acknowledged; it may or may not have been accepted.'))
  }
}

function refusal(message: string): Refusal {
  return { ok: false, error: { code: 'unavailable', message } }
}
