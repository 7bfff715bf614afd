import { MAX_TOPIC_BYTES, refuseLength, refuseLiteral, refuseShape } from './token-rules.ts'
import type { TopicRefusal } from './token-rules.ts'

/** A literal topic, read: its tokens in order. */
export interface ParsedTopic {
  readonly ok: true
  readonly tokens: readonly string[]
}

const TOPIC = /^[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){1,15}$/

/**
 * Says whether a text is a topic that can be published on: 2 to 16 literal tokens with dots between them, at most 255 bytes.
 *
 * @example isTopic('events.acme.shop.orders.placed.o_1') // true
 * @example isTopic('events.*') // false
 */
export function isTopic(text: string): boolean {
  return typeof text === 'string' && text.length <= MAX_TOPIC_BYTES && TOPIC.test(text)
}

/** Reads a topic into its tokens, or says which token is wrong and what to write instead. */
export function parseTopic(text: string): ParsedTopic | TopicRefusal {
  return isTopic(text) ? { ok: true, tokens: text.split('.') } : explainTopic(text)
}

function explainTopic(text: string): TopicRefusal {
  const tokens = text.split('.')
  const shape = refuseShape(text, tokens, 'topic')
  if (shape !== null && tokens.length > 1) return shape
  for (const [index, token] of tokens.entries()) {
    if (text === '') break
    const refusal = refuseLiteral(token, index, 'topic')
    if (refusal !== null) return refusal
  }
  const refusal = shape ?? refuseLength(text, tokens, 'topic')
  if (refusal === null) throw new Error(`A topic was refused for no reason: ${text}`)
  return refusal
}
