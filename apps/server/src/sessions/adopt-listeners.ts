import { adoptProject, type Listener, type SessionState } from '@halley/engine'
import type { Project } from '@halley/model'

/** A session's state in a changed model, without the listeners to what was deleted. */
export type AdoptedState = { readonly state: SessionState; readonly listeners: readonly Listener[]; /** How many listeners ended. */ readonly gone: number }

/** Carries a session's state over to a changed model; listeners of channels and messages that are gone end. */
export function adoptState(before: Project, after: Project, state: SessionState): AdoptedState {
  const adopted = adoptProject(before, after, state)
  const listeners = adopted.listeners.filter(({ channelId, messageId }) => after.channels[channelId] !== undefined && (messageId === null || after.messages[messageId] !== undefined))
  const gone = adopted.listeners.length - listeners.length
  return { state: gone === 0 ? adopted : { ...adopted, listeners }, listeners, gone }
}

/** What the log says of it: that listeners were registered by their new names, and that some ended. */
export function adoptionRows({ kept, changes, gone }: { readonly kept: number; readonly changes: number; readonly gone: number }): { readonly level: 'info' | 'warning'; readonly text: string }[] {
  return [
    ...(changes > gone ? [{ level: 'info' as const, text: `The model changed: ${kept} ${kept === 1 ? 'listener was' : 'listeners were'} registered again` }] : []),
    ...(gone > 0 ? [{ level: 'warning' as const, text: `The model changed: ${gone} ${gone === 1 ? 'listener' : 'listeners'} ended, because the channel or message was deleted` }] : []),
  ]
}
