import type { StreamSource } from '@halley/engine'

/** One turn of a conversation with a model. `name` is who says it, where there are several. */
export type ConversationTurn = { readonly role: 'system' | 'user' | 'assistant'; readonly name: string | null; readonly text: string }

/** What an AI model says next in a conversation. */
export type ConversationSource = { readonly type: 'conversation'; readonly connectionId: string; readonly turns: readonly ConversationTurn[] }

/** The conversation that a source is to a model: that of a prompt has one question. */
export function turnsOf(source: Extract<StreamSource, { type: 'model' }> | ConversationSource): readonly ConversationTurn[] {
  if (source.type === 'conversation') return source.turns
  const { system, prompt } = source
  return [...(system.trim() === '' ? [] : [{ role: 'system' as const, name: null, text: system }]), { role: 'user', name: null, text: prompt }]
}
