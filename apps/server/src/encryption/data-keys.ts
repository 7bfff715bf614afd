import { randomBytes } from 'node:crypto'
import { DATA_KEY_BYTES } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import { newServerId } from '../random-ids.ts'
import type { MasterKey } from '../secrets/master-key.ts'
import { openWith, sealWith } from '../secrets/sealed-text.ts'
import type { ChannelPlace, DataKeyStorage, RetiredFor, StoredDataKey } from '../storage/data-key-storage.ts'
import type { DataKey } from './envelope.ts'
import { purposeKey } from './purpose-key.ts'

/** Messages of one key: random nonces of 96 bits then meet with a chance of 2^-57. */
export const USES_PER_KEY = 2 ** 20

/** Milliseconds that a key is for new messages. */
export const KEY_AGE_MS = 24 * 60 * 60 * 1_000

/** Uses that are reserved on the disk at once; a kill of the process loses at most these, never the count. */
const USES_PER_BLOCK = 1_024

/** Clear keys that are held to read with; others are read from storage again. */
const KEYS_HELD = 1_000

/** Milliseconds after which it is looked again whether a key is still the one for new messages: another process at the same database may have replaced it. */
const LOOK_AGAIN_MS = 1_000

/** Times that another process may be first before a send is given up. */
const ATTEMPTS = 5

export type KeyAnswer = { readonly ok: true; readonly key: DataKey } | { readonly ok: false; readonly text: string }

export type DataKeysOptions = {
  readonly storage: DataKeyStorage
  readonly masterKey: MasterKey
  readonly clock: ServerClock
  /** When a program's right last ended by itself, up to a time, epoch milliseconds; null when none did. */
  readonly newestExpiry: (nowMs: number) => Promise<number | null>
  readonly onFailure: (error: unknown, what: string) => void
  /** Lower than the built-in ones, for tests. */
  readonly usesPerKey?: number
  readonly usesPerBlock?: number
}

type Opened = { readonly stored: StoredDataKey; readonly key: DataKey }
/** A key that is asked for: of which channel, and for whom. */
type Wanted = { readonly name: string; readonly place: ChannelPlace; readonly audience: string }
type Held = Opened & { /** Reserved and not yet used. */ left: number; lookedAtMs: number }

/**
 * The data keys of channels: one at a time is for new messages, and gives way to another after 2^20 messages, after 24 hours, or
 * when somebody who may have it may no longer listen: a right was taken away, or a token has expired; and where it is no longer
 * known what was sent with it, so that nothing is sent twice. Earlier ones stay to read with. Nothing here ever answers with no key to encrypt with.
 */
export class DataKeys {
  readonly #options: DataKeysOptions
  /** For new messages, by place. */
  readonly #held = new Map<string, Held>()
  /** To read with, by id; the newest last. */
  readonly #opened = new Map<string, Opened>()
  /** What is being found out about the key of a place: one at a time. */
  readonly #turns = new Map<string, Promise<KeyAnswer>>()
  /** Ids of keys that this process has made and of which it has forgotten nothing. */
  readonly #whole = new Set<string>()
  /** Ids of keys that are to give way to another with the next message, by place. */
  readonly #giving = new Map<string, string>()
  /** Revocations that are not on the disk yet: a message that comes after one waits for it. */
  readonly #revoking = new Set<Promise<void>>()

  constructor(options: DataKeysOptions) {
    this.#options = options
  }

  /**
   * The key for one new message of a channel, which is counted; or why there is none. Where who may listen is not who could when
   * the key was made, it is another key: whoever lost the right has the earlier one.
   */
  async forNewMessage(place: ChannelPlace, listenRoles: readonly string[]): Promise<KeyAnswer> {
    const name = nameOf(place)
    const wanted = { name, place, audience: audienceOf(listenRoles) }
    const taken = this.#take(wanted)
    if (taken !== undefined) return { ok: true, key: taken }
    const before = this.#turns.get(name) ?? Promise.resolve()
    const turn = before.then(() => this.#next(wanted))
    this.#turns.set(name, turn)
    const answer = await turn
    if (this.#turns.get(name) === turn) this.#turns.delete(name)
    return answer
  }

  /** The key of this id, when it is one of the channel; or why it cannot be had. */
  async find(kid: string, place: ChannelPlace): Promise<KeyAnswer> {
    try {
      const known = this.#opened.get(kid)
      const stored = known?.stored ?? (await this.#options.storage.find(kid))
      if (stored === null || nameOf(stored) !== nameOf(place)) return { ok: false, text: 'it names a key that this channel does not have' }
      return known === undefined ? this.#open(stored) : { ok: true, key: known.key }
    } catch (error) {
      this.#options.onFailure(error, 'reading a data key')
      return { ok: false, text: 'the storage of keys does not answer' }
    }
  }

  /** Was the key made by this process, and nothing of what was sent with it forgotten? Then what it has not seen was never sent. */
  isKnownWhole(kid: string): boolean {
    return this.#whole.has(kid)
  }

  /** Something that was sent with the key is no longer remembered. */
  forget(kid: string): void {
    this.#whole.delete(kid)
  }

  /** Has a key of a channel give way to another, if it is still the one for new messages; answers the one that is. */
  async replace(kid: string, place: ChannelPlace, listenRoles: readonly string[]): Promise<KeyAnswer> {
    this.#giving.set(nameOf(place), kid)
    return this.forNewMessage(place, listenRoles)
  }

  /** Notes, before it leaves, that a key goes to a program: it is retired when any program loses a right. Rejects with `StorageUnavailable`. */
  async noteGiven(kid: string): Promise<void> {
    const known = this.#opened.get(kid)
    if (known?.stored.isGiven === true) return
    await this.#options.storage.noteGiven(kid)
    if (known !== undefined) this.#opened.set(kid, { ...known, stored: { ...known.stored, isGiven: true } })
  }

  /** A program or person lost a right: every key that any program was given is replaced for the next message. */
  async revokeGiven(): Promise<void> {
    const revoking = this.#retireGiven()
    this.#revoking.add(revoking)
    try {
      await revoking
    } finally {
      this.#revoking.delete(revoking)
    }
  }

  async #retireGiven(): Promise<void> {
    const retired = new Set(await this.#options.storage.retireGiven())
    for (const [name, { stored }] of this.#held) if (retired.has(stored.kid)) this.#held.delete(name)
  }

  #take({ name, audience }: Wanted): DataKey | undefined {
    if (this.#revoking.size > 0) return undefined
    const held = this.#held.get(name)
    if (held === undefined || held.left === 0 || this.#giving.get(name) === held.stored.kid || held.stored.audience !== audience || this.#isOld(held.stored) || this.#options.clock.nowMs() - held.lookedAtMs >= LOOK_AGAIN_MS) return undefined
    held.left -= 1
    return held.key
  }

  #isOld({ createdAt }: StoredDataKey): boolean {
    return this.#options.clock.nowMs() - createdAt >= KEY_AGE_MS
  }

  async #next(wanted: Wanted): Promise<KeyAnswer> {
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        // One that fails is logged by who revokes.
        await Promise.allSettled(this.#revoking)
        const taken = this.#take(wanted)
        if (taken !== undefined) return { ok: true, key: taken }
        const refused = await this.#provide(wanted)
        if (refused !== undefined) return refused
      }
      return { ok: false, text: 'the key of the channel was replaced again and again; try again' }
    } catch (error) {
      this.#options.onFailure(error, 'the data key of a channel')
      return { ok: false, text: error instanceof Error && error.name === 'StorageUnavailable' ? 'the storage of keys does not answer' : 'the master key of the server cannot be read; its log says why' }
    }
  }

  /** Reserves uses of the channel's key, or makes the next key; gives why neither can be. */
  async #provide(wanted: Wanted): Promise<Extract<KeyAnswer, { ok: false }> | undefined> {
    const { storage, clock, usesPerKey = USES_PER_KEY, usesPerBlock = USES_PER_BLOCK } = this.#options
    const { name, place } = wanted
    const current = await storage.active(place)
    if (current === null) return this.#make(wanted, null)
    if (current.audience !== wanted.audience) return this.#make(wanted, { kid: current.kid, retiredFor: 'revocation' })
    if (current.isGiven && (await this.#hasExpiredSince(current))) return this.#make(wanted, { kid: current.kid, retiredFor: 'revocation' })
    if (this.#isOld(current)) return this.#make(wanted, { kid: current.kid, retiredFor: 'age' })
    if (this.#giving.get(name) === current.kid) return this.#make(wanted, { kid: current.kid, retiredFor: 'replay' })
    this.#giving.delete(name)
    const opened = this.#open(current)
    if (!opened.ok) return opened
    const lookedAtMs = clock.nowMs()
    const known = this.#held.get(name)
    if (known?.stored.kid === current.kid && known.left > 0) {
      known.lookedAtMs = lookedAtMs
      return undefined
    }
    if (await storage.reserve(current.kid, usesPerBlock, usesPerKey)) {
      const held = this.#held.get(name)
      const left = held?.stored.kid === current.kid ? held.left : 0
      this.#held.set(name, { stored: current, key: opened.key, left: left + usesPerBlock, lookedAtMs })
      return undefined
    }
    const again = await storage.active(place)
    // Else another process, or a revocation, was first.
    return again?.kid === current.kid ? this.#make(wanted, { kid: current.kid, retiredFor: 'count' }) : undefined
  }

  /** Nobody is told when a token expires, nor is one connected that may have had the key: so it is asked for. */
  async #hasExpiredSince({ createdAt }: StoredDataKey): Promise<boolean> {
    const newest = await this.#options.newestExpiry(this.#options.clock.nowMs())
    // At the very time that it expires a token is none any more: a key that was made then was not given for it.
    return newest !== null && newest > createdAt
  }

  async #make({ name, place, audience }: Wanted, replaces: { readonly kid: string; readonly retiredFor: RetiredFor } | null): Promise<Extract<KeyAnswer, { ok: false }> | undefined> {
    const { storage, masterKey, clock, usesPerBlock = USES_PER_BLOCK } = this.#options
    // Where there was a key there was a master key: a new one in its stead would make all that is sealed unreadable, unseen.
    const master = replaces === null ? masterKey.findOrMake() : masterKey.find()
    if (master === undefined) return { ok: false, text: MASTER_KEY_MISSING }
    const kid = newServerId('k-')
    const wrapped = sealWith(randomBytes(DATA_KEY_BYTES).toString('base64url'), purposeKey(master, PURPOSE), contextOf({ kid, ...place }))
    const stored = await storage.begin({ kid, ...place, wrapped, audience, createdAt: clock.nowMs(), uses: usesPerBlock }, replaces)
    const opened = this.#open(stored)
    if (!opened.ok) return opened
    if (replaces !== null) this.#whole.delete(replaces.kid)
    if (stored.kid === kid) this.#whole.add(kid)
    // Of a key that another process made, nothing is reserved here yet.
    this.#held.set(name, { stored, key: opened.key, left: stored.kid === kid ? usesPerBlock : 0, lookedAtMs: clock.nowMs() })
    return undefined
  }

  #open(stored: StoredDataKey): KeyAnswer {
    const known = this.#opened.get(stored.kid)
    if (known !== undefined) return { ok: true, key: known.key }
    const master = this.#options.masterKey.find()
    if (master === undefined) return { ok: false, text: MASTER_KEY_MISSING }
    const text = openWith(stored.wrapped, purposeKey(master, PURPOSE), contextOf(stored))
    if (text === undefined) return { ok: false, text: 'the key of the channel was sealed under another master key; bring that one back, or wait until the key is replaced, 24 hours after it was made' }
    const key = { kid: stored.kid, bytes: new Uint8Array(Buffer.from(text, 'base64url')) }
    this.#opened.set(stored.kid, { stored, key })
    const [oldest] = this.#opened.keys()
    if (this.#opened.size > KEYS_HELD && oldest !== undefined) this.#opened.delete(oldest)
    return { ok: true, key }
  }
}

const PURPOSE = ['halley data keys']
const MASTER_KEY_MISSING = 'the master key of the server is missing; bring it back from a backup'

function contextOf({ kid, projectId, environment, channelId }: Pick<StoredDataKey, 'kid'> & ChannelPlace): readonly string[] {
  return ['halley data key', kid, projectId, environment, channelId]
}

/** In one order, whatever the order in the model. */
function audienceOf(listenRoles: readonly string[]): string {
  return JSON.stringify([...new Set(listenRoles)].toSorted())
}

function nameOf({ projectId, environment, channelId }: ChannelPlace): string {
  return JSON.stringify([projectId, environment, channelId])
}
