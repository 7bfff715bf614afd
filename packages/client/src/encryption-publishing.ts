import type { EventsRequests, Refusal, ReplyOf, RequestOf } from '@halley/protocol'
import { NO_WEB_CRYPTO, type ProgramEncryption } from './encryption.ts'
import type { PublishAnswer } from './publish-outbox.ts'

type Publish = RequestOf<EventsRequests, 'publish'>

export type EncryptedPublishingOptions = {
  readonly encryption: ProgramEncryption
  readonly askKey: (request: RequestOf<EventsRequests, 'key'>) => Promise<ReplyOf<EventsRequests, 'key'> | Refusal>
  readonly send: (publish: Publish) => Promise<PublishAnswer>
}

/** Times that a publish is encrypted anew because its key has been replaced meanwhile. */
const ATTEMPTS = 3

/** Publishes encrypted: with the key of the channel, which is asked for once and again when it is replaced. */
export class EncryptedPublishing {
  readonly #options: EncryptedPublishingOptions
  /** Ids of keys by channel. */
  readonly #kids = new Map<string, string>()

  constructor(options: EncryptedPublishingOptions) {
    this.#options = options
  }

  /** Encrypts and sends; `id` binds the ciphertext, so a repetition with the same id is the same event. */
  async publish(publish: Publish & { readonly id: string }): Promise<PublishAnswer> {
    const { topic, id, data } = publish
    for (let attempt = 1; ; attempt += 1) {
      const kid = await this.#kidFor(topic)
      // Who may not read what others send has no key; the server has, and encrypts before anything else gets the data.
      if (typeof kid !== 'string') return kid.error.code === 'encryption/not_listening' ? this.#options.send({ ...withoutMark(publish), encrypt: true }) : kid
      const envelope = await this.#options.encryption.encrypt(data, { topic, id, kid })
      if (envelope === null) this.#kids.delete(channelOf(topic))
      const answer = envelope === null ? refusal('encryption/no_key', 'The key that the server gave could not be unwrapped.') : await this.#options.send({ ...publish, data: envelope, encrypted: true })
      if (answer.ok || answer.error.code !== 'encryption/key_retired' || attempt === ATTEMPTS) return answer
      this.#kids.delete(channelOf(topic))
    }
  }

  async #kidFor(topic: string): Promise<string | Refusal> {
    const known = this.#kids.get(channelOf(topic))
    if (known !== undefined) return known
    const { encryption, askKey } = this.#options
    const publicKey = await encryption.publicKey()
    if (publicKey === null) return refusal('encryption/no_key', NO_WEB_CRYPTO)
    const reply = await askKey({ topic, publicKey })
    if (!reply.ok) return reply
    const { ok: _ok, ...key } = reply
    encryption.take(key)
    this.#kids.set(channelOf(topic), key.kid)
    return key.kid
  }
}

function withoutMark({ encrypted: _encrypted, ...publish }: Publish): Publish {
  return publish
}

/** The tokens of a topic that name its channel. */
function channelOf(topic: string): string {
  return topic.split('.').slice(0, 4).join('.')
}

function refusal(code: string, message: string): Refusal {
  return { ok: false, error: { code, message } }
}
