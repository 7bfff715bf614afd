import type { Capability } from '@halley/protocol'

/** What a token may do, in words. */
export const actionWords: Readonly<Record<Capability['action'], { readonly label: string; readonly note: string }>> = {
  subscribe: { label: 'Subscribe', note: 'get messages' },
  publish: { label: 'Publish', note: 'send messages' },
  presence: { label: 'Presence', note: 'be seen, see who is there' },
  history: { label: 'History', note: 'read what was sent before' },
}

/** For choosing one. */
export const actionOptions = (['subscribe', 'publish', 'presence', 'history'] as const).map((action) => ({ value: action, label: actionWords[action].label, note: actionWords[action].note }))
