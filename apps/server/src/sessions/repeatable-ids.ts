import { createHash } from 'node:crypto'

/**
 * Ids for what a session makes while it handles one message: the same when it handles the message again, because the server was
 * killed in the middle of it. The bus and the stored lists know by them what is there already.
 */
export class RepeatableIds {
  readonly #sessionId: string
  readonly #deliveryId: string
  #made = 0

  constructor(sessionId: string, deliveryId: string) {
    this.#sessionId = sessionId
    this.#deliveryId = deliveryId
  }

  /** The next id, in the order in which things are made. */
  next(prefix = ''): string {
    this.#made += 1
    const digest = createHash('sha256').update(JSON.stringify([this.#sessionId, this.#deliveryId, this.#made])).digest('base64url').slice(0, 22)
    return `${prefix === '' ? `${this.#sessionId}-m` : prefix}${digest}`
  }
}
