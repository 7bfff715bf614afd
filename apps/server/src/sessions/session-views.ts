import { visibleNavigation, visibleScreens, type Listener, type Program, type SessionState, type StoredRows } from '@halley/engine'
import type { Project, WidgetView } from '@halley/model'
import type { AppPushes, ArmedListener, Listening, PushOf, WaitingPlace } from '@halley/protocol'

/** What a client of the session shows now. */
export function screensOf(program: Program, state: SessionState, now: { readonly atMs: number; readonly stored: StoredRows }): PushOf<AppPushes, 'screens'> {
  return { ...visibleScreens(state.screens), navigation: visibleNavigation(program, state, now).map(({ id, name, icon }) => ({ id, name, ...(icon !== undefined && { icon }) })) }
}

/** What the session listens to, in words. */
export function listeningOf(project: Project, listeners: readonly Listener[]): Listening[] {
  return listeners.map(({ channelId, key, messageId, response, nodeId, flowId }) => ({
    channelId, key, messageId, nodeId, flowId,
    channel: project.channels[channelId]?.name ?? '(deleted)',
    message: messageId === null ? 'Any message' : (project.messages[messageId]?.name ?? '(deleted)'),
    response: responseText(project, response),
  }))
}

function responseText(project: Project, response: Listener['response']): string {
  switch (response.type) {
    case 'refresh':
      return 'Refresh screen'
    case 'flow':
      return `Execute ${project.flows[response.flowId]?.name ?? '(deleted)'}`
    case 'navigate':
      return `Navigate to ${project.navigation[response.navigationId]?.name ?? '(deleted)'}`
  }
}

/** What a session listens to, as it lights up on the canvas. */
export function armedOf({ sessionId, listeners }: SessionState): ArmedListener[] {
  return listeners.map(({ flowId, nodeId, channelId, key, messageId }) => ({ sessionId, flowId, nodeId, channelId, key, messageId }))
}

/** Where the runs of a session wait. */
export function waitingOf({ sessionId, user, runs }: SessionState): WaitingPlace[] {
  return runs.flatMap(({ id, frames, waiting }) => {
    const place = frames.at(-1)
    return waiting === null || place === undefined ? [] : [{ sessionId, userName: user.name, runId: id, flowId: place.flowId, nodeId: place.nodeId }]
  })
}

/** A stream text whose text comes by pushes of its own. */
function isGrowing(value: unknown): value is Extract<WidgetView, { kind: 'streamText' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'streamText' && 'stream' in value && typeof value.stream === 'object' && value.stream !== null && 'state' in value.stream && value.stream.state === 'running'
}

/** A form of the screens in which a redraw that changed nothing is equal to the one before. */
export function comparable(screens: PushOf<AppPushes, 'screens'>): string {
  return JSON.stringify(screens, (key, value: unknown) => (key === 'version' ? undefined : isGrowing(value) ? { ...value, text: '' } : value))
}
