import type { StepRefusal } from '@halley/engine'
import type { Value } from '@halley/model'
import type { AppRequests, Refusal } from '@halley/protocol'
import { hasInbox } from '../notifications/inbox-desk.ts'
import { topicOf } from '../sessions/topic-names.ts'
import type { InboxClient } from './inbox-requests.ts'
import { refuse, type Handlers } from './serve-requests.ts'

type ScreenRequests = Pick<AppRequests, 'press' | 'closeOverlay'>

/** Does what a client does on its screens. Whoever presses a button on what a message opened, or closes it, has seen the message: what they were notified of it is read. */
export function screenRequests({ notifications, projectId, sessions, actor }: InboxClient, onFailure: (error: unknown, what: string) => void): Handlers<ScreenRequests> {
  const { runsIn } = sessions
  const on = async (screenId: string, event: Parameters<typeof actor.post>[0]) => {
    const message = hasInbox(sessions.program.project) ? actor.messageBehind(screenId) : null
    const topic = message === null ? undefined : topicOf(sessions.program.project, runsIn, message)
    const refusal = await actor.post(event)
    if (refusal === null && message !== null && topic !== undefined) {
      // What they did is done, whether this is kept or not.
      notifications.inbox.handled({ projectId, environment: runsIn.environment, personId: actor.user.id }, { eventId: message.id, topic }).catch((error: unknown) => onFailure(error, 'marking notifications as read'))
    }
    return answer(refusal)
  }
  return {
    // Parsed as JSON a moment ago; session values are JSON that nobody changes.
    press: ({ screenId, widgetId, inputs, row, version }) => on(screenId, { type: 'press', screenId, widgetId, inputs: inputs as { [widgetId: string]: Value }, row, version }),
    closeOverlay: ({ screenId }) => on(screenId, { type: 'closeOverlay', screenId }),
  }
}

/** What a client is told of what it asked a session for. */
export function answer(refusal: StepRefusal | null): { ok: true } | Refusal {
  if (refusal === null) return { ok: true }
  const { code, text, fields } = refusal
  return refuse({ code, message: text, ...(fields !== undefined && { fields: { ...fields } }) })
}
