import type { Effect, EffectResult } from '@halley/engine'
import type { Sender } from './publish-message.ts'

/** Makes an effect of a session real that reaches people beyond it. `repeatableId` of the sender says what stays the same when it is done again after a crash. */
export type OutwardEffect<Type extends Effect['type']> = (effect: Extract<Effect, { type: Type }>, sender: Sender) => Promise<EffectResult>

/** What notifications and rooms do for sessions. */
export type OutwardEffects = { readonly notify: OutwardEffect<'notify'>; readonly doInRoom: OutwardEffect<'room'> }
