import { covers, parseTopic, type BusEvent } from '@halley/bus'
import { encryptedDataSchema, type PublicKey, type WireError, type WrappedKey } from '@halley/protocol'
import { grantProblem, type EventGrant } from '../realtime/event-grants.ts'
import { wireErrorOf } from '../realtime/event-subscriptions.ts'
import { findTopicModel, type ModelPlaces, type TopicModel } from '../sessions/find-topic-model.ts'
import { publishProblem } from '../sessions/publish-from-program.ts'
import { roleList } from '../sessions/publish-message.ts'
import type { DataKeys, KeyAnswer } from './data-keys.ts'
import { NO_POINT, wrapDataKey } from './key-wrapping.ts'

export type KeyReply = { readonly ok: true; readonly key: WrappedKey } | { readonly ok: false; readonly error: WireError }

/** Gives data keys to programs: wrapped for their own key, and to those alone who may listen at the time. */
export class KeyDesk {
  readonly #keys: DataKeys
  readonly #places: ModelPlaces

  constructor(keys: DataKeys, places: ModelPlaces) {
    this.#keys = keys
    this.#places = places
  }

  /** The key of an encrypted event, for a program that gets the event. */
  async forReading({ subject, data }: Pick<BusEvent, 'subject' | 'data'>, grant: EventGrant, publicKey: PublicKey): Promise<KeyReply> {
    const envelope = encryptedDataSchema.safeParse(data)
    const model = await findTopicModel(subject, this.#places)
    if (!envelope.success || model === null || 'error' in model) return refused('encryption/no_key', 'The event is of no channel that is here now, so its key is not known.')
    const problem = listenProblem(model, grant)
    if (problem !== undefined) return { ok: false, error: problem }
    return this.#give(await this.#keys.find(envelope.data.kid, placeOf(model)), subject, publicKey)
  }

  /** The key of now for a topic, for a program that may publish and listen there. */
  async forPublishing(topic: string, grant: EventGrant, publicKey: PublicKey): Promise<KeyReply> {
    const parsed = parseTopic(topic)
    if (!parsed.ok) return { ok: false, error: wireErrorOf(parsed) }
    const problem = grantProblem(grant.publish, topic, 'publish on')
    if (problem !== undefined) return { ok: false, error: problem }
    const model = await findTopicModel(topic, this.#places)
    if (model === null) return refused('encryption/no_key', 'The topic is of no message of an app that is here, so there is no key; publish without encryption, or name a message of an app.')
    if ('error' in model) return { ok: false, error: model.error }
    const forbidden = publishProblem(model, grant)
    if (forbidden !== undefined) return { ok: false, error: forbidden }
    // The key opens every message of the channel, so it is for those alone who may read them.
    if (listenProblem(model, grant) !== undefined || !grant.subscribe.some((pattern) => covers(pattern, topic))) {
      return refused('encryption/not_listening', `${grant.name} may publish on "${model.channel.name}" and not listen, so it gets no key of the channel; publish with "encrypt": true instead of "encrypted", and the server encrypts.`)
    }
    return this.#give(await this.#keys.forNewMessage(placeOf(model), model.channel.listenRoles), topic, publicKey)
  }

  async #give(answer: KeyAnswer, topic: string, publicKey: PublicKey): Promise<KeyReply> {
    if (!answer.ok) return refused('unavailable', `There is no key now: ${answer.text}.`)
    const [, org = '', app = '', channel = ''] = topic.split('.')
    const key = wrapDataKey(answer.key, { org, app, channel }, { publicKey })
    if (key === undefined) return { ok: false, error: NO_POINT }
    // On the disk before the key is out: a right that is taken away later has it replaced.
    await this.#keys.noteGiven(answer.key.kid)
    return { ok: true, key }
  }
}

function placeOf({ project, environment, channel }: TopicModel) {
  return { projectId: project.id, environment, channelId: channel.id }
}

function listenProblem({ channel }: TopicModel, { name, appRoles }: EventGrant): WireError | undefined {
  if (appRoles === null || channel.listenRoles.length === 0 || channel.listenRoles.some((role) => appRoles.includes(role))) return undefined
  return { code: 'forbidden', message: `${name} may not listen on "${channel.name}"; it needs the role ${roleList(channel.listenRoles)}.` }
}

function refused(code: string, message: string): KeyReply {
  return { ok: false, error: { code, message } }
}
