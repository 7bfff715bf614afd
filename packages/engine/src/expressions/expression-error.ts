/** Stable codes of what can be wrong with an expression; the text beside it is for people. */
export type ExpressionErrorCode =
  // found before it runs
  | 'empty'
  | 'syntax'
  | 'too-long'
  | 'too-complex'
  | 'unknown-name'
  | 'unknown-field'
  | 'unknown-function'
  | 'forbidden-name'
  | 'wrong-type'
  | 'wrong-arguments'
  | 'not-a-choice-value'
  | 'not-supported'
  | 'unclosed-part'
  // found while it runs
  | 'wrong-value'
  | 'division-by-zero'
  | 'number-too-large'
  | 'text-too-long'
  | 'list-too-long'
  | 'too-many-steps'
  | 'too-slow'
  | 'internal'

/** One mistake in an expression. `from` and `to` are character offsets in its source, `to` exclusive. */
export type ExpressionError = {
  readonly message: string
  readonly code: ExpressionErrorCode
  readonly from: number
  readonly to: number
  /** What to do about it, when that is known. */
  readonly hint?: string
}

export type SourceRange = { readonly from: number; readonly to: number }

/** Stops one evaluation; never leaves this folder: `evaluate` turns it into an ExpressionError. */
export class ExpressionFault extends Error {
  readonly code: ExpressionErrorCode
  readonly hint: string | undefined
  constructor(code: ExpressionErrorCode, message: string, hint?: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** Moves an error by so many characters: from the source of a part to the source of its template. */
export function shiftError(error: ExpressionError, offset: number): ExpressionError {
  return { ...error, from: error.from + offset, to: error.to + offset }
}
