import type { MasterKey } from '../secrets/master-key.ts'
import { openWith, sealWith } from '../secrets/sealed-text.ts'
import { purposeKey } from './purpose-key.ts'

/** What is on the disk of a session. */
type SealedState = { readonly sealed: string }

/** Seals what is kept of sessions, each for itself: a state opens only as that of its session. */
export class SessionSeal {
  readonly #masterKey: MasterKey

  constructor(masterKey: MasterKey) {
    this.#masterKey = masterKey
  }

  /** Makes what seals the states of one session. Throws when the master key cannot be read. */
  of(sessionId: string): (kept: unknown) => SealedState {
    let key: Uint8Array | undefined
    return (kept) => ({ sealed: sealWith(JSON.stringify(kept), (key ??= this.#keyOf(sessionId, this.#masterKey.findOrMake())), contextOf(sessionId)) })
  }

  /** Opens what was kept of a session; what an earlier Halley kept in clear text is read as it is. */
  open(sessionId: string, state: unknown): { readonly ok: true; readonly kept: unknown } | { readonly ok: false } {
    if (!isSealed(state)) return { ok: true, kept: state }
    const master = this.#masterKey.find()
    const text = master === undefined ? undefined : openWith(state.sealed, this.#keyOf(sessionId, master), contextOf(sessionId))
    if (text === undefined) return { ok: false }
    const kept: unknown = JSON.parse(text)
    return { ok: true, kept }
  }

  #keyOf(sessionId: string, master: Uint8Array): Uint8Array {
    return purposeKey(master, ['halley session state', sessionId])
  }
}

function contextOf(sessionId: string): readonly string[] {
  return ['halley session state', sessionId]
}

function isSealed(state: unknown): state is SealedState {
  return typeof state === 'object' && state !== null && 'sealed' in state && typeof state.sealed === 'string'
}
