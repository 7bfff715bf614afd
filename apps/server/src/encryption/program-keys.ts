import type { BusEvent } from '@halley/bus'
import type { EventsPushes, PublicKey, PushOf, WrappedKey } from '@halley/protocol'
import type { EventGrant } from '../realtime/event-grants.ts'
import type { KeyDesk } from './key-desk.ts'

/** Keys that are remembered as given on one connection; more are given again. */
const KEYS_REMEMBERED = 1_000

export type ProgramKeysOptions = {
  readonly grant: EventGrant
  readonly desk: Pick<KeyDesk, 'forReading'>
  readonly pushKey: (key: WrappedKey) => void
  readonly pushNotice: (notice: PushOf<EventsPushes, 'notice'>) => void
  /** Keeps a place before the events that follow; its result is called with what comes there. */
  readonly gate: () => (give: () => void) => void
  readonly onFailure: (error: unknown) => void
}

/** The keys of one connection of a program: each comes before the first event that needs it. */
export class ProgramKeys {
  readonly #options: ProgramKeysOptions
  #publicKey: PublicKey | null = null
  /** Keys that were given, and channels of which the program was told that it has none. */
  readonly #done = new Set<string>()

  constructor(options: ProgramKeysOptions) {
    this.#options = options
  }

  /** The program has a key pair from now on. */
  use(publicKey: PublicKey): void {
    if (JSON.stringify(publicKey) === JSON.stringify(this.#publicKey)) return
    this.#publicKey = publicKey
    this.#done.clear()
  }

  /** An event is about to be sent: what it needs goes before it. */
  before(event: BusEvent): void {
    if (!event.encrypted) return
    const channel = event.subject.split('.').slice(0, 4).join('.')
    const publicKey = this.#publicKey
    if (publicKey === null) {
      if (this.#isFirst(channel)) this.#options.pushNotice({ code: 'encrypted', topic: event.subject, text: `Events on ${channel} are encrypted; subscribe with a "publicKey" (ECDH, P-256) to get their key. Until then, their data is ciphertext.` })
      return
    }
    if (!this.#isFirst(`${kidOf(event)} ${channel}`)) return
    void this.#give(event, publicKey, this.#options.gate())
  }

  async #give(event: BusEvent, publicKey: PublicKey, give: (what: () => void) => void): Promise<void> {
    const { desk, grant, pushKey, pushNotice, onFailure } = this.#options
    try {
      const reply = await desk.forReading(event, grant, publicKey)
      give(() => (reply.ok ? pushKey(reply.key) : pushNotice({ code: 'encrypted', topic: event.subject, text: `The data of this event is ciphertext here: ${reply.error.message}` })))
    } catch (error) {
      onFailure(error)
      // Asked again with the next event.
      this.#done.clear()
      give(() => pushNotice({ code: 'encrypted', topic: event.subject, text: 'The data of this event is ciphertext here: its key could not be read; the server logged why.' }))
    }
  }

  #isFirst(name: string): boolean {
    if (this.#done.has(name)) return false
    if (this.#done.size >= KEYS_REMEMBERED) this.#done.clear()
    this.#done.add(name)
    return true
  }
}

function kidOf({ data }: BusEvent): string {
  return typeof data === 'object' && data !== null && 'kid' in data && typeof data.kid === 'string' ? data.kid : ''
}
