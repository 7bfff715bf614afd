import type { Rule } from '@halley/model'
import type { CompiledExpression, CompiledTemplate } from './expressions/index.ts'

/** A notification rule ready to be asked about events. What is undefined stands empty in the rule. */
export type CompiledRule = {
  readonly rule: Rule
  /** The message that its expressions may read by name, where the pattern names one of this project; else null. */
  readonly messageId: string | null
  readonly condition: CompiledExpression | undefined
  readonly recipients: CompiledExpression | undefined
  readonly title: CompiledTemplate | undefined
  readonly body: CompiledTemplate | undefined
  readonly url: CompiledTemplate | undefined
  /** Why it notifies nobody: its first problem of severity error. */
  readonly blockedBy: { readonly code: string; readonly text: string } | null
}
