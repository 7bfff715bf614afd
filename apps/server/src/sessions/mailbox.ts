import type { StepRefusal } from '@halley/engine'

/** Mails that one session may have waiting; a sender is told, and a delivery beyond it is dropped and recorded so. */
export const MAILBOX_MAILS = 1_000

/** Mails after which other sessions get their turn. */
const MAILS_PER_TURN = 16

/** Something that a session does on its own; null when it was done, else why not. */
export type Work = () => Promise<StepRefusal | null>

type Mail = { readonly work: Work; done(refusal: StepRefusal | null): void }

export type MailboxSurroundings = {
  /** Is told of work that threw: a programmer's mistake. */
  onFailure(error: unknown): void
  /** Everything that waited is done. */
  onIdle(): void
}

const ENDED: StepRefusal = { code: 'session/not_found', text: 'This session has ended; a new one is started.' }
const FAILED: StepRefusal = { code: 'internal', text: 'Something went wrong in the server; it was logged.' }

/** What waits for one session: done one at a time, first in first out. Work that throws harms only itself. */
export class Mailbox {
  readonly #surroundings: MailboxSurroundings
  readonly #mails: Mail[] = []
  #isWorking = false
  #isEnded = false

  constructor(surroundings: MailboxSurroundings) {
    this.#surroundings = surroundings
  }

  get isFull(): boolean {
    return this.#mails.length >= MAILBOX_MAILS
  }

  get isWorking(): boolean {
    return this.#isWorking
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Does the work when its turn comes; resolves with what came of it. */
  post(work: Work): Promise<StepRefusal | null> {
    if (this.#isEnded) return Promise.resolve(ENDED)
    return new Promise((done) => {
      this.#mails.push({ work, done })
      if (this.#isWorking) return
      this.#isWorking = true
      void this.#work()
    })
  }

  /** Refuses what waits and all that comes. */
  end(): void {
    this.#isEnded = true
    for (const mail of this.#mails.splice(0)) mail.done(ENDED)
  }

  async #work(): Promise<void> {
    let handled = 0
    for (let mail = this.#mails.shift(); mail !== undefined; mail = this.#mails.shift()) {
      try {
        mail.done(await mail.work())
      } catch (error) {
        this.#surroundings.onFailure(error)
        mail.done(FAILED)
      }
      handled += 1
      if (handled % MAILS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    this.#isWorking = false
    if (!this.#isEnded) this.#surroundings.onIdle()
  }
}
