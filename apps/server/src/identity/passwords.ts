import { hash, verify } from '@node-rs/argon2'

/** Argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane; some 20 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashes at once: more would take memory and cores from everybody else. */
const AT_ONCE = 2

/** Hashes that wait; the last of them waits about half a second. */
const WAITING = 50

/** Of a password that nobody has, made with the same cost: checking it takes as long as checking somebody's. */
let nobodysHash: Promise<string> | null = null

/** More is asked for than can be hashed in time. */
export class TooManyPasswords extends Error {
  constructor() {
    super(`${WAITING} passwords wait to be checked already.`)
    this.name = 'TooManyPasswords'
  }
}

/** Hashes and checks passwords, a few at a time; rejects with `TooManyPasswords` rather than let everybody wait. */
export class Passwords {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** The form in which a password is kept, with a new salt. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalised(password), COST))
  }

  /** True when the hash is of the password. Without a hash, because there is no such person, it takes as long and is false. */
  async check(password: string, passwordHash: string | null): Promise<boolean> {
    return this.#inTurn(async () => {
      nobodysHash ??= hash('the password of nobody', COST)
      const isRight = await verify(passwordHash ?? (await nobodysHash), normalised(password))
      return isRight && passwordHash !== null
    })
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) throw new TooManyPasswords()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // Whoever is next takes the place over.
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}

/** The same password typed on two keyboards may come as different characters. */
function normalised(password: string): string {
  return password.normalize('NFKC')
}
