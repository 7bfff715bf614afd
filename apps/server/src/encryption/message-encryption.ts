import type { Value } from '@halley/model'
import { encryptedDataSchema, type EncryptedData } from '@halley/protocol'
import type { ChannelPlace } from '../storage/data-key-storage.ts'
import type { DataKeys } from './data-keys.ts'
import { openEnvelope, sealEnvelope, type EnvelopePlace } from './envelope.ts'

/** Encrypted messages that are remembered by their ids, so that none is repeated: all of 2 minutes at 500 a second, about 10 MB. A key of which one is forgotten gives way to another. */
const REMEMBERED = 60_000

/** The channel of a message, and who may listen there now. */
export type EncryptedChannel = ChannelPlace & { readonly listenRoles: readonly string[] }

/** An event that is to be encrypted, or was. */
export type EncryptedPlace = EnvelopePlace & { readonly source: string; readonly channel: EncryptedChannel }

export type Encrypted = { readonly ok: true; readonly data: EncryptedData } | Failure
export type Opened = { readonly ok: true; readonly payload: Value } | Failure

type Failure = { readonly ok: false; readonly code: 'unavailable' | 'encryption/no_key' | 'encryption/key_retired' | 'encryption/not_authentic'; readonly text: string }

/** Encrypts and decrypts messages of apps; none is ever sent in clear text instead. */
export class MessageEncryption {
  readonly keys: DataKeys
  /** Who sent what under which key and id: an envelope is for one event. */
  readonly #sources = new Map<string, { readonly kid: string; readonly source: string }>()
  readonly #remembered: number

  /** `remembered`: fewer messages than the built-in number, for tests. */
  constructor(keys: DataKeys, remembered: number = REMEMBERED) {
    this.keys = keys
    this.#remembered = remembered
  }

  /** Encrypts a payload that was validated before. */
  async encrypt(payload: Value, { topic, id, source, channel }: EncryptedPlace): Promise<Encrypted> {
    const answer = await this.keys.forNewMessage(placeOf(channel), channel.listenRoles)
    if (!answer.ok) return { ok: false, code: 'unavailable', text: `The message was not sent, because it cannot be encrypted: ${answer.text}.` }
    this.#remember(answer.key.kid, id, source)
    return { ok: true, data: sealEnvelope(JSON.stringify(payload), answer.key, { topic, id }) }
  }

  /** Decrypts what came over the bus, for a session that may have it. */
  async decrypt(data: unknown, { topic, id, channel }: EnvelopePlace & { readonly channel: ChannelPlace }): Promise<Opened> {
    const envelope = encryptedDataSchema.safeParse(data)
    if (!envelope.success) return notAuthentic('it has not the form of encrypted data')
    const answer = await this.keys.find(envelope.data.kid, channel)
    if (!answer.ok) return { ok: false, code: 'encryption/no_key', text: `It cannot be decrypted: ${answer.text}.` }
    return read(openEnvelope(envelope.data, answer.key, { topic, id }))
  }

  /** Opens what a program has encrypted, before it is published: by the key of now, for this topic and id, and for the first time (but `mayBeAgain` where the bus knows a repetition). */
  async openPublished(data: unknown, { topic, id, source, channel, mayBeAgain }: EncryptedPlace & { readonly mayBeAgain: boolean }): Promise<Opened & { readonly data?: EncryptedData }> {
    const envelope = encryptedDataSchema.safeParse(data)
    if (!envelope.success) return notAuthentic('it has not the form of encrypted data')
    const answer = await this.keys.forNewMessage(placeOf(channel), channel.listenRoles)
    if (!answer.ok) return { ok: false, code: 'unavailable', text: `The message was not taken, because it cannot be opened: ${answer.text}.` }
    const { kid } = envelope.data
    if (kid !== answer.key.kid) return retired(kid)
    const opened = read(openEnvelope(envelope.data, answer.key, { topic, id }))
    if (!opened.ok) return opened
    const earlier = this.#sources.get(`${kid} ${id}`)
    if (earlier !== undefined && (earlier.source !== source || !mayBeAgain)) return notAuthentic('it was sent before')
    if (!this.keys.isKnownWhole(kid)) {
      // It may have been sent when nobody remembers: before this process began, or longer ago than is remembered.
      const next = await this.keys.replace(kid, placeOf(channel), channel.listenRoles)
      return next.ok ? retired(kid) : { ok: false, code: 'unavailable', text: `The message was not taken, because its key has to be replaced: ${next.text}.` }
    }
    this.#remember(kid, id, source)
    return { ...opened, data: envelope.data }
  }

  #remember(kid: string, id: string, source: string): void {
    this.#sources.set(`${kid} ${id}`, { kid, source })
    const [oldest] = this.#sources
    if (this.#sources.size <= this.#remembered || oldest === undefined) return
    this.#sources.delete(oldest[0])
    this.keys.forget(oldest[1].kid)
  }
}

function placeOf({ projectId, environment, channelId }: ChannelPlace): ChannelPlace {
  return { projectId, environment, channelId }
}

function read(text: string | undefined): Opened {
  if (text === undefined) return notAuthentic('it was changed, or was encrypted for another topic or id')
  try {
    const payload: Value = JSON.parse(text)
    return { ok: true, payload }
  } catch {
    return notAuthentic('what it holds is no JSON')
  }
}

function retired(kid: string): Failure {
  return { ok: false, code: 'encryption/key_retired', text: `The key "${kid}" is not the one for new messages of this channel; ask for the key again, and encrypt anew.` }
}

function notAuthentic(why: string): Failure {
  return { ok: false, code: 'encryption/not_authentic', text: `The encrypted data was refused: ${why}.` }
}
