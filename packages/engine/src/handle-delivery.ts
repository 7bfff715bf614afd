import { activate } from './active-run.ts'
import type { Burst } from './burst.ts'
import { HIDDEN, hideName, showName } from './hidden-values.ts'
import { listenersFor } from './listener-match.ts'
import type { IncomingDelivery } from './session-events.ts'
import type { Listener, Run } from './session-state.ts'
import { navigateTo, startRun } from './run-machine.ts'
import { refreshScreens } from './screens.ts'
import { beginStream, forgetLastStream } from './session-streams.ts'

/** Answers an arriving message with the response of the one listener that wins; says in an effect what became of it. */
export function handleDelivery(burst: Burst, delivery: IncomingDelivery): void {
  const candidates = listenersFor(burst.state.listeners, delivery)
  let reason = 'this session does not listen to it any more'
  for (const listener of candidates) {
    const accepted = passes(burst, listener, delivery)
    if (accepted.ok) return respond(burst, listener, delivery)
    // What a condition says may quote what it was about.
    reason = delivery.encrypted === true ? `the listener's condition did not let it in (${HIDDEN})` : accepted.reason
  }
  const last = candidates.at(-1)
  burst.effects.push({ type: 'responded', deliveryId: delivery.deliveryId, outcome: 'filtered', response: reason, flowId: last?.flowId ?? null, nodeId: last?.nodeId ?? null })
}

/** Evaluates the condition of the node that started the listener, with the message as its run would see it. */
function passes(burst: Burst, listener: Listener, delivery: IncomingDelivery): { readonly ok: true } | { readonly ok: false; readonly reason: string } {
  const node = burst.program.flows.get(listener.flowId)?.nodes.get(listener.nodeId)
  if (node?.kind?.accepts === undefined) return { ok: true }
  if (node.blockedBy !== null) return { ok: false, reason: `the listening node has an error: ${node.blockedBy.text}` }
  return node.kind.accepts(node.prepared, activate(burst, messageRun(burst, delivery)))
}

function messageRun(burst: Burst, delivery: IncomingDelivery): Run {
  const { event, payload, deliveryId } = delivery
  return { id: 'condition', type: 'message', frames: [], waiting: null, event, received: receivedOf(burst, event.messageId, payload), error: null, sends: 0, deliveryId, isHidden: delivery.encrypted === true }
}

function receivedOf(burst: Burst, messageId: string, payload: IncomingDelivery['payload']): Run['received'] {
  const name = burst.program.project.messages[messageId]?.technicalName
  return name === undefined ? null : { name, value: payload }
}

function respond(burst: Burst, listener: Listener, delivery: IncomingDelivery): void {
  const { deliveryId, event, payload } = delivery
  const received = receivedOf(burst, event.messageId, payload)
  if (received !== null) {
    burst.state.received = { ...burst.state.received, [received.name]: received.value }
    if (delivery.encrypted === true) hideName(burst, `received.${received.name}`)
    else showName(burst, `received.${received.name}`)
  }
  forgetLastStream(burst, event.messageId)
  if (event.stream !== undefined && delivery.growingMemberId !== undefined) beginStream(burst, { id: event.stream, messageId: event.messageId, memberId: delivery.growingMemberId, runId: null, isLast: true })
  const at = { flowId: listener.flowId, nodeId: listener.nodeId }
  switch (listener.response.type) {
    case 'refresh': {
      const count = refreshScreens(burst)
      burst.effects.push({ type: 'responded', deliveryId, outcome: 'delivered', response: count === 0 ? 'no screen to refresh' : `refreshed ${count === 1 ? 'the screen' : `${count} screens`}`, ...at })
      return
    }
    case 'flow': {
      const run = startRun(burst, { type: 'message', flowId: listener.response.flowId, event, received, deliveryId, isHidden: delivery.encrypted === true })
      if (run === undefined) burst.effects.push({ type: 'responded', deliveryId, outcome: 'delivered', response: 'failed: the flow to execute does not exist any more', ...at })
      return
    }
    case 'navigate': {
      const from: Run = { ...messageRun(burst, delivery), deliveryId: null }
      const refused = navigateTo(burst, listener.response.navigationId, from)
      const item = burst.program.project.navigation[listener.response.navigationId]
      burst.effects.push({ type: 'responded', deliveryId, outcome: 'delivered', response: refused === undefined ? `went to "${item?.name ?? ''}"` : `failed: ${refused.text}`, ...at })
      return
    }
  }
}
