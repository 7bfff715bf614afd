/** Wrong tries on one e-mail address within the window: enough for a person, hopeless for guessing. */
const PER_EMAIL = 10

/** Wrong tries from one network address within the window: an office may share one. */
const PER_ADDRESS = 50

const WINDOW_MS = 15 * 60_000

/** Names and addresses that are remembered of each sort; beyond it, the one whose window began first is forgotten. */
const REMEMBERED = 10_000

type Window = { readonly startedAtMs: number; count: number }

/** One try: counted when it begins, so that many at once count, too, and taken back when it was right. */
export type Attempt = { succeeded(): void }

/** How often a password may be tried, per e-mail address and per network address. */
export class AttemptLimits {
  readonly #emails = new Map<string, Window>()
  readonly #addresses = new Map<string, Window>()

  /** Counts a try, or says in how many seconds there may be another. */
  begin({ email, address }: { readonly email: string; readonly address: string }, nowMs: number): Attempt | { readonly retryAfterSeconds: number } {
    const byEmail = windowOf(this.#emails, email, nowMs)
    const byAddress = windowOf(this.#addresses, address, nowMs)
    const full = byEmail.count >= PER_EMAIL ? byEmail : byAddress.count >= PER_ADDRESS ? byAddress : null
    if (full !== null) return { retryAfterSeconds: Math.max(1, Math.ceil((full.startedAtMs + WINDOW_MS - nowMs) / 1_000)) }
    byEmail.count += 1
    byAddress.count += 1
    return {
      succeeded: () => {
        this.#emails.delete(email)
        byAddress.count -= 1
      },
    }
  }
}

function windowOf(windows: Map<string, Window>, key: string, nowMs: number): Window {
  const known = windows.get(key)
  if (known !== undefined && nowMs - known.startedAtMs < WINDOW_MS) return known
  const fresh = { startedAtMs: nowMs, count: 0 }
  windows.delete(key)
  windows.set(key, fresh)
  const [oldest] = windows.keys()
  if (windows.size > REMEMBERED && oldest !== undefined) windows.delete(oldest)
  return fresh
}
