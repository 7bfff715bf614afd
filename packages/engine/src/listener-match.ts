import type { Project } from '@halley/model'
import type { IncomingDelivery } from './session-events.ts'
import type { Listener } from './session-state.ts'

/** Do two listeners stand for the same (channel, key, message)? Then the later replaces the earlier. */
export function sameListener(a: Pick<Listener, 'channelId' | 'key' | 'messageId'>, b: Pick<Listener, 'channelId' | 'key' | 'messageId'>): boolean {
  return a.channelId === b.channelId && a.key === b.key && a.messageId === b.messageId
}

/**
 * The listeners that an arriving message concerns, the most specific first: a listener for this very message wins over
 * one for any message, and among those one for this very key wins over one for every key.
 */
export function listenersFor(listeners: readonly Listener[], { event }: IncomingDelivery): Listener[] {
  return listeners
    .filter((listener) => listener.channelId === event.channelId
      && (listener.key === null || listener.key === event.key)
      && (listener.messageId === null || listener.messageId === event.messageId))
    .sort((a, b) => rank(b) - rank(a))
}

/**
 * Does a session wait for the whole of a message that streams? It does where the answer to it is an action flowchart, which shows nobody
 * how a text grows, and would work with one that is not there yet.
 */
export function takesWhole(listeners: readonly Listener[], delivery: IncomingDelivery, project: Pick<Project, 'flows'>): boolean {
  const response = listenersFor(listeners, delivery)[0]?.response
  return response?.type === 'flow' && project.flows[response.flowId]?.type === 'action'
}

function rank(listener: Listener): number {
  return (listener.messageId === null ? 0 : 2) + (listener.key === null ? 0 : 1)
}

/** The listeners that a *Stop listening* ends. A key of null stops every key of the channel. */
export function listenersToStop(listeners: readonly Listener[], stop: { readonly channelId: string; readonly key: string | null; readonly messageIds: readonly string[] | 'all' }): Listener[] {
  return listeners.filter((listener) => listener.channelId === stop.channelId
    && (stop.key === null || listener.key === stop.key)
    && (stop.messageIds === 'all' || (listener.messageId !== null && stop.messageIds.includes(listener.messageId))))
}
