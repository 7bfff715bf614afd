import type { FollowedState, StreamStep } from '@halley/protocol'

/** A text that streams, as far as it has come. */
export type StreamText = { readonly text: string; readonly state: FollowedState; /** Why it was cancelled or has failed. */ readonly reason: string | null }

/** The text after one more step; null when something between is missing, so that the whole of it has to be asked for. What came already is not added again. */
export function afterStep(known: StreamText | undefined, step: Omit<StreamStep, 'id'>): StreamText | null {
  switch (step.op) {
    case 'open':
    case 'update':
      return { text: step.text ?? '', state: 'running', reason: null }
    case 'append': {
      const { index = 0, text = '' } = step
      if (known === undefined || index > known.text.length) return null
      return { ...known, text: index + text.length <= known.text.length ? known.text : `${known.text.slice(0, index)}${text}` }
    }
    case 'complete':
    case 'cancelled':
    case 'failed':
      return known === undefined ? null : { ...known, state: step.op, reason: step.reason ?? null }
  }
}
