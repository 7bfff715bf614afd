import type { IncomingDelivery, SessionUser } from '@halley/engine'
import type { Project } from '@halley/model'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import { hasRole } from '../sessions/publish-message.ts'
import type { CausedNotice } from '../storage/notification-storage.ts'
import type { KeptMessage } from './ask-rules.ts'

/** What a notification opens: an address, a flow with the message that caused it, or the app as it is. */
export type Opened =
  | { readonly type: 'address'; readonly url: string }
  | { readonly type: 'flow'; readonly flowId: string; readonly received: Pick<IncomingDelivery, 'event' | 'payload' | 'encrypted'> | null }
  | { readonly type: 'app' }
  | { readonly type: 'refused'; readonly code: string; readonly text: string }

export type OpenNotice = (notice: CausedNotice, reader: { readonly project: Project; readonly user: SessionUser }) => Promise<Opened>

export type OpeningSurroundings = {
  /** Opens what was sealed for a cause. */
  readonly open: (causeId: string, opens: unknown) => { readonly ok: true; readonly kept: unknown } | { readonly ok: false }
  readonly encryption: Pick<MessageEncryption, 'decrypt'>
}

/** Makes what reads a notification for its reader. What is encrypted is decrypted only for who may listen on its channel now. */
export function createOpening({ open, encryption }: OpeningSurroundings): OpenNotice {
  return async ({ url, cause }, { project, user }) => {
    const { link } = cause
    if (link.type === 'address') return url === null ? { type: 'app' } : { type: 'address', url }
    if (link.type === 'app' || link.flowId === null) return { type: 'app' }
    const { flowId } = link
    if (cause.opens === null) return { type: 'flow', flowId, received: null }
    const opened = open(cause.id, JSON.parse(cause.opens))
    if (!opened.ok) return { type: 'refused', code: 'notice/not_readable', text: 'The message of this notification cannot be read any more: it was sealed under another master key.' }
    // Written by RuleAsker and the Notify effect alone.
    const { event, data, isEncrypted, topic } = opened.kept as KeptMessage
    if (!isEncrypted) return { type: 'flow', flowId, received: { event, payload: data } }
    const channel = project.channels[event.channelId]
    if (channel === undefined || !hasRole(user, channel.listenRoles)) return { type: 'refused', code: 'forbidden', text: 'The message of this notification is encrypted, and you may not listen on its channel.' }
    const message = await encryption.decrypt(data, { topic, id: event.id, channel: { projectId: project.id, environment: cause.environment, channelId: channel.id } })
    return message.ok ? { type: 'flow', flowId, received: { event, payload: message.payload, encrypted: true } } : { type: 'refused', code: message.code, text: message.text }
  }
}
