import type { Diagnostic, Rule } from '@halley/model'
import type { CompiledExpression, CompiledTemplate } from './expressions/index.ts'

/** A notification rule ready to be asked about events. What is undefined stands empty in the rule, or does not check. */
export type CompiledRule = {
  readonly rule: Rule
  /** The message that its expressions may read by name, where the pattern names one of this project; else null. */
  readonly messageId: string | null
  /** Do its expressions read what was written in a room, as `RoomMessage`? */
  readonly isAboutRooms: boolean
  readonly condition: CompiledExpression | undefined
  readonly recipients: CompiledExpression | undefined
  readonly title: CompiledTemplate | undefined
  readonly body: CompiledTemplate | undefined
  readonly url: CompiledTemplate | undefined
  /** Everything that is wrong with it. */
  readonly diagnostics: readonly Diagnostic[]
  /** Why it notifies nobody: its first problem of severity error. */
  readonly blockedBy: { readonly code: string; readonly text: string } | null
}
