import type { Delivery } from '@halley/bus'
import { isAddressed, type IncomingDelivery, type Listener, type SessionState, type StepResult } from '@halley/engine'
import type { Project, Value } from '@halley/model'
import type { Receiver } from '@halley/protocol'
import type { Publication } from './delivery-ledger.ts'
import { hasRole } from './publish-message.ts'

/** Why a session does not get a message that its subscription matched; undefined when it gets it. Asked anew for every message. */
export function whyNotDelivered({ deliverTo, sender, channelId }: Publication, project: Project, state: SessionState): Pick<Receiver, 'outcome' | 'response'> | undefined {
  const channel = project.channels[channelId]
  if (channel !== undefined && !hasRole(state.user, channel.listenRoles)) return { outcome: 'forbidden', response: `may not listen on "${channel.name}" any more` }
  if (isAddressed({ deliverTo }, sender, { sessionId: state.sessionId, state })) return undefined
  return { outcome: 'filtered', response: reasonOf(deliverTo) }
}

function reasonOf(deliverTo: Publication['deliverTo']): string {
  switch (deliverTo.type) {
    case 'all':
      return 'not for this session'
    case 'others':
      return 'sent to all but the sender, which this is'
    case 'me':
      return 'sent to the sender only'
    case 'users':
      return `sent to ${deliverTo.ids.length === 1 ? 'one user' : `${deliverTo.ids.length} users`} only`
    case 'roles':
      return `sent to the role ${deliverTo.roles.map((role) => `"${role}"`).join(' or ')} only`
  }
}

/** Why an encrypted event is none that the ledger knows: it was put into the bus by another way, or a second time. Undefined for all others. */
export function forgeryOf({ event, seq }: Delivery, { encrypted }: Publication, acceptedAt: number | null | undefined): string | undefined {
  if (event.encrypted !== (encrypted === true)) return event.encrypted ? 'it is encrypted, and was not sent so' : 'it was sent encrypted, and came in clear text'
  return event.encrypted && typeof acceptedAt === 'number' && acceptedAt !== seq ? 'it was sent before, and came a second time' : undefined
}

/** The message as the engine takes it, with the names that the receiver's model has for channel and message. `payload` is clear. */
export function incomingDelivery({ event, seq }: Delivery, { id, channelId, messageId, key, encrypted, sender }: Publication, { project, payload }: { readonly project: Project; readonly payload: Value }): IncomingDelivery {
  return {
    deliveryId: id,
    payload,
    ...(encrypted === true && { encrypted }),
    event: {
      channelId, channel: project.channels[channelId]?.technicalName ?? '', messageId, message: project.messages[messageId]?.technicalName ?? '',
      key, id: event.id, seq, sentAt: event.time, sender: sender.persona, hops: event.hops,
    },
  }
}

/** The listener that answered: the one whose response the step shows, not merely one that might have. Undefined when none did. */
export function takerOf(deliveryId: string, candidates: readonly Listener[], { effects, state }: StepResult): Listener | undefined {
  const responded = effects.flatMap((effect) => (effect.type === 'responded' && effect.deliveryId === deliveryId ? [effect] : []))[0]
  if (responded?.outcome === 'filtered') return undefined
  const flowId = responded === undefined ? state.runs.find((run) => run.deliveryId === deliveryId)?.frames[0]?.flowId : responded.flowId
  return candidates.find(({ nodeId }) => nodeId === responded?.nodeId) ?? candidates.find(({ response }) => response.type === 'flow' && response.flowId === flowId) ?? candidates[0]
}
