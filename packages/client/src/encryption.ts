import { encryptedDataSchema, envelopeContext, IV_BYTES, keyContext, type EncryptedData, type EventsPushes, type PushOf, type WrappedKey } from '@halley/protocol'
import { fromBase64Url, toBase64Url, toBytes } from './encryption-bytes.ts'

type ReceivedEvent = PushOf<EventsPushes, 'event'>
type Data = ReceivedEvent['data']

/** A key pair of ECDH; the public key in base64url. */
type OwnPair = { readonly privateKey: CryptoKey; readonly publicKey: string }

export type Opened = { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly text: string }

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const CIPHER = 'AES-GCM'

/** Keys that are held at once; the oldest is forgotten, and comes again with the next connection. */
const KEYS_HELD = 1_000

/**
 * The encryption of one program, by WebCrypto, in Node as in browsers: a key pair of its own whose private key nothing can read out,
 * and the data keys of channels that the server has wrapped for it.
 */
export class ProgramEncryption {
  readonly #subtle: SubtleCrypto | undefined
  readonly #keys = new Map<string, Promise<CryptoKey | null>>()
  #pair: Promise<OwnPair> | null

  /** `subtle` is missing on pages that are neither of https nor of this computer; `pair` is made when it is first needed. */
  constructor({ subtle = globalThis.crypto?.subtle, pair }: { readonly subtle?: SubtleCrypto | undefined; readonly pair?: OwnPair } = {}) {
    this.#subtle = subtle
    this.#pair = pair === undefined ? null : Promise.resolve(pair)
  }

  /** The public key, in base64url; null where there is no WebCrypto, and then nothing can be decrypted. */
  async publicKey(): Promise<string | null> {
    return this.#subtle === undefined ? null : (await this.#ownPair(this.#subtle)).publicKey
  }

  /** The server has given a key; events that come after it wait until it is unwrapped. */
  take(key: WrappedKey): void {
    const subtle = this.#subtle
    if (subtle === undefined) return
    this.#keys.delete(key.kid)
    // One that does not unwrap is as if it had not been given: the events that need it say so.
    this.#keys.set(key.kid, this.#unwrap(key, subtle).catch(() => null))
    const [oldest] = this.#keys.keys()
    if (this.#keys.size > KEYS_HELD && oldest !== undefined) this.#keys.delete(oldest)
  }

  /** Decrypts the data of an event, or says why not. Never rejects. */
  async decrypt({ topic, id, data }: Pick<ReceivedEvent, 'topic' | 'id' | 'data'>): Promise<Opened> {
    const envelope = encryptedDataSchema.safeParse(data)
    if (!envelope.success) return { ok: false, text: 'The event is said to be encrypted, and its data has not that form.' }
    const { kid, iv, ct } = envelope.data
    if (this.#subtle === undefined) return { ok: false, text: NO_WEB_CRYPTO }
    const key = await this.#keys.get(kid)
    if (key === undefined) return { ok: false, text: `The server gave no key "${kid}" for this event: this program may not listen there, or the key came before the connection was made anew.` }
    if (key === null) return { ok: false, text: `The key "${kid}" could not be unwrapped: it is for another key pair, or was changed on its way.` }
    try {
      const clear = await this.#subtle.decrypt({ name: CIPHER, iv: fromBase64Url(iv), additionalData: toBytes(envelopeContext({ topic, id, kid })) }, key, fromBase64Url(ct))
      const read: Data = JSON.parse(new TextDecoder().decode(clear))
      return { ok: true, data: read }
    } catch {
      // All that WebCrypto says of what was not encrypted so.
      return { ok: false, text: 'The event could not be decrypted: it was changed, or was encrypted for another topic or id.' }
    }
  }

  /** Encrypts data for one event with a key that was taken; null when the key is not there. */
  async encrypt(data: Data, { topic, id, kid }: { readonly topic: string; readonly id: string; readonly kid: string }): Promise<EncryptedData | null> {
    const key = await this.#keys.get(kid)
    if (this.#subtle === undefined || key === undefined || key === null) return null
    const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_BYTES))
    const sealed = await this.#subtle.encrypt({ name: CIPHER, iv, additionalData: toBytes(envelopeContext({ topic, id, kid })) }, key, toBytes(JSON.stringify(data)))
    return { v: 1, kid, iv: toBase64Url(iv), ct: toBase64Url(sealed) }
  }

  async #unwrap({ publicKey, iv, wrapped, ...place }: WrappedKey, subtle: SubtleCrypto): Promise<CryptoKey> {
    const { privateKey } = await this.#ownPair(subtle)
    const theirs = await subtle.importKey('raw', fromBase64Url(publicKey), CURVE, false, [])
    const secret = await subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256)
    const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
    const context = toBytes(keyContext(place))
    const wrapping = await subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: context }, material, { name: CIPHER, length: 256 }, false, ['unwrapKey'])
    return subtle.unwrapKey('raw', fromBase64Url(wrapped), wrapping, { name: CIPHER, iv: fromBase64Url(iv), additionalData: context }, CIPHER, false, ['encrypt', 'decrypt'])
  }

  #ownPair(subtle: SubtleCrypto): Promise<OwnPair> {
    this.#pair ??= makePair(subtle)
    return this.#pair
  }
}

async function makePair(subtle: SubtleCrypto): Promise<OwnPair> {
  const { privateKey, publicKey } = await subtle.generateKey(CURVE, false, ['deriveBits'])
  return { privateKey, publicKey: toBase64Url(await subtle.exportKey('raw', publicKey)) }
}

export const NO_WEB_CRYPTO = 'There is no WebCrypto here, so nothing can be encrypted or decrypted; open the page over https, or on this computer.'
