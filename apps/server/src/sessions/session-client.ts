import type { Listener, Program, SessionState } from '@halley/engine'
import type { AppPushes, PushOf } from '@halley/protocol'
import type { ClientLine } from './actor-surroundings.ts'
import { comparable, listeningOf } from './session-views.ts'

/** What a session has for its client now. */
export type Shown = { readonly program: Program; readonly state: SessionState; /** Draws what is shown; asked only while there is a client. */ readonly screens: () => PushOf<AppPushes, 'screens'> }

/** The client of a session, and what it was told: it gets what has changed since, and nothing twice. */
export class SessionClient {
  readonly #listeningChanged: () => void
  #line: ClientLine | null = null
  #screens = ''
  #listeners: readonly Listener[] | null = null

  /** `listeningChanged` is told when what the session listens to has changed, also while nobody is there. */
  constructor(listeningChanged: () => void) {
    this.#listeningChanged = listeningChanged
  }

  get isThere(): boolean {
    return this.#line !== null
  }

  /** Has the client not got yet what was sent before? */
  get isBusy(): boolean {
    return this.#line?.isBusy?.() === true
  }

  /** Takes a client in; the one before is told that it was replaced. It knows nothing yet. */
  attach(line: ClientLine): void {
    const earlier = this.#line
    // Before the earlier one is let go: its going must not look as if nobody were left.
    this.#line = line
    earlier?.replaced()
    this.#screens = ''
    this.#listeners = null
  }

  /** The client has gone; false when another had taken its place before. */
  detach(line: ClientLine): boolean {
    if (this.#line !== line) return false
    this.#line = null
    return true
  }

  /** The session has ended: its client is let go. */
  end(): void {
    const line = this.#line
    this.#line = null
    line?.replaced()
  }

  /** Says again what is listened to: names may have changed although nothing else did. */
  forgetListening(): void {
    this.#listeners = null
  }

  /** Sends one push to the client, when it is there. */
  readonly push: ClientLine['push'] = (event, payload) => this.#line?.push(event, payload)

  /** Sends what has changed since the last time. */
  show({ program, state, screens }: Shown): void {
    const { listeners } = state
    if (listeners !== this.#listeners && (this.#listeners === null || JSON.stringify(listeners) !== JSON.stringify(this.#listeners))) {
      this.#listeners = listeners
      this.push('listening', { listeners: listeningOf(program.project, listeners) })
      this.#listeningChanged()
    }
    if (this.#line === null) return
    const view = screens()
    const text = comparable(view)
    if (text === this.#screens) return
    this.#screens = text
    this.push('screens', view)
  }
}
