/** The bounds of one expression, each with its unit and reason. They may be configured downwards. */
export type ExpressionLimits = {
  /** Characters. Longer ones are not read by people any more. */
  readonly sourceLength: number
  /** Nodes of the syntax tree. Bounds the work of one evaluation without loops, and the stack. */
  readonly nodes: number
  /** Levels of parentheses, calls and indexes. Bounds the stack of the parser. */
  readonly depth: number
  /** Items of a list or record that is written out in the source. */
  readonly literalItems: number
  /** Levels of map, filter, exists and all inside each other. */
  readonly loopDepth: number
  /** Steps of one evaluation: every round of a loop, and every function call in proportion to what it reads. */
  readonly steps: number
  /** Milliseconds of one evaluation; looked at only when the language was given a clock. */
  readonly durationMs: number
  /** Characters of a text that an evaluation makes. A message holds 64 KiB. */
  readonly textLength: number
  /** Items of a list that an evaluation makes or walks through. */
  readonly listLength: number
  /** Values inside a result, counted through all levels. The same as for JSON that arrives. */
  readonly resultValues: number
  /** Characters inside a result, counted through all levels. A list of 1,000 rows with 1,000 characters each. */
  readonly resultCharacters: number
  /** Levels of lists and records in a result. The same as for JSON that arrives. */
  readonly resultDepth: number
  /** Characters of a text template. */
  readonly templateLength: number
  /** Expressions in a text template. */
  readonly templateParts: number
}

export const EXPRESSION_LIMITS: ExpressionLimits = {
  sourceLength: 4_000,
  nodes: 1_000,
  depth: 50,
  literalItems: 200,
  loopDepth: 3,
  steps: 10_000,
  durationMs: 50,
  textLength: 100_000,
  listLength: 10_000,
  resultValues: 20_000,
  resultCharacters: 1_000_000,
  resultDepth: 32,
  templateLength: 64_000,
  templateParts: 200,
}

/** Lowers limits; a higher figure than the built-in one is ignored. */
export function lowerLimits(lower: Partial<ExpressionLimits> | undefined): ExpressionLimits {
  if (lower === undefined) return EXPRESSION_LIMITS
  const at = (key: keyof ExpressionLimits): number => Math.min(EXPRESSION_LIMITS[key], lower[key] ?? EXPRESSION_LIMITS[key])
  return {
    sourceLength: at('sourceLength'),
    nodes: at('nodes'),
    depth: at('depth'),
    literalItems: at('literalItems'),
    loopDepth: at('loopDepth'),
    steps: at('steps'),
    durationMs: at('durationMs'),
    textLength: at('textLength'),
    listLength: at('listLength'),
    resultValues: at('resultValues'),
    resultCharacters: at('resultCharacters'),
    resultDepth: at('resultDepth'),
    templateLength: at('templateLength'),
    templateParts: at('templateParts'),
  }
}
