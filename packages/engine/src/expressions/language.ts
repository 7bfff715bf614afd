import { openBuilder, type Builder, type NameUse } from './builder.ts'
import { build } from './build.ts'
import { ExpressionFault, type ExpressionError, type SourceRange } from './expression-error.ts'
import { lowerLimits, type ExpressionLimits } from './expression-limits.ts'
import { openFrame, type Frame, type Piece, type Run } from './frame.ts'
import { toJson } from './json-value.ts'
import { asMoment } from './operators.ts'
import { createSyntaxReader } from './syntax.ts'
import { expectType } from './expected-type.ts'
import { completionsAt, templateCompletionsAt, type Completion } from './completions.ts'
import { helpAt, templateHelpAt, type HoverHelp } from './hover-help.ts'
import { compileTemplate, type CompiledTemplate } from './template.ts'
import type { TypeReader } from './typing-place.ts'
import { ANY, type Scope, type ValueType } from './value-type.ts'

export type ExpressionOptions = {
  /** Milliseconds of a clock that never goes back; without it only steps are counted, not time. */
  readonly nowMs?: () => number
  /** Lower limits than the built-in ones. */
  readonly limits?: Partial<ExpressionLimits>
}

export type EvaluationResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ExpressionError }

/** An expression that was checked and can be evaluated any number of times. */
export type CompiledExpression = {
  readonly ok: true
  readonly type: ValueType
  /** Evaluates against values by technical name, and those of `under` where they have none; the result is JSON. Never throws. */
  readonly evaluate: (values: Readonly<Record<string, unknown>>, under?: Readonly<Record<string, unknown>>) => EvaluationResult
  /** The data it reads, by path: [['Ticket', 'subject']]. Fields of rows belong to the path of their list. */
  readonly references: readonly (readonly string[])[]
  /** Where the names of data stand in the source, for renaming and for hover. */
  readonly nameUses: readonly NameUse[]
  /** Does it read `now`? Values without it do for all others. */
  readonly readsNow: boolean
}

export type RefusedExpression = { readonly ok: false; readonly errors: readonly ExpressionError[] }

/** The language of conditions, assignments and templates. */
export type ExpressionLanguage = {
  /** Checks an expression against what it may name. `expected` is the type that its place needs. Never throws. */
  readonly compile: (source: string, scope: Scope, expected?: ValueType) => CompiledExpression | RefusedExpression
  /** Checks a text with `{expression}` parts (`{{` and `}}` are braces); offsets are those of the whole text. Never throws. */
  readonly compileTemplate: (source: string, scope: Scope) => CompiledTemplate | RefusedExpression
  /** Lists what can be typed at an offset of unfinished source. Never throws. */
  readonly completionsAt: (source: string, offset: number, scope: Scope) => readonly Completion[]
  readonly templateCompletionsAt: (source: string, offset: number, scope: Scope) => readonly Completion[]
  /** Says what the name at an offset is. Never throws. */
  readonly helpAt: (source: string, offset: number, scope: Scope) => HoverHelp | undefined
  readonly templateHelpAt: (source: string, offset: number, scope: Scope) => HoverHelp | undefined
  readonly limits: ExpressionLimits
}

// Per scope; a project has fewer expressions per scope than this, and a run-away caller must not fill the memory.
const CACHED_PER_SCOPE = 1_000

/** Makes the language. Checked expressions are kept per scope object, so a changed scope has to be a new object. */
export function createExpressionLanguage(options: ExpressionOptions = {}): ExpressionLanguage {
  const limits = lowerLimits(options.limits)
  const read = createSyntaxReader(limits)
  const kept = new WeakMap<Scope, Map<string, CompiledExpression | RefusedExpression>>()

  const compileNow = (source: string, scope: Scope, expected: ValueType | undefined): CompiledExpression | RefusedExpression => {
    const syntax = read(source)
    if (!syntax.ok) return { ok: false, errors: [syntax.error] }
    const builder = openBuilder(source, scope, limits)
    try {
      const piece = expected === undefined ? build(builder, syntax.root) : expectType(builder, asMoment(build(builder, syntax.root), { type: expected, run: () => null, from: 0, to: 0 }), expected)
      return builder.errors.length > 0 ? { ok: false, errors: builder.errors } : finish(builder, piece)
    } catch (problem) {
      return { ok: false, errors: [explainFault(problem, { from: 0, to: source.length }, 'checked')] }
    }
  }

  const finish = (builder: Builder, piece: Piece): CompiledExpression => {
    const whole = { from: 0, to: builder.source.length }
    return {
      ok: true,
      type: piece.type,
      references: [...builder.references.values()],
      nameUses: builder.nameUses.toSorted((left, right) => left.from - right.from),
      readsNow: builder.references.has('now') || builder.nameUses.some(({ path }) => path[0] === 'now'),
      evaluate: (values, under) => evaluate(piece.run, openFrame({ values, under }, limits, options.nowMs), whole),
    }
  }

  const compile: ExpressionLanguage['compile'] = (source, scope, expected) => {
    const inScope = kept.get(scope) ?? new Map<string, CompiledExpression | RefusedExpression>()
    kept.set(scope, inScope)
    // JSON never holds a raw zero character, so the two cannot run into each other.
    const key = `${expected === undefined ? '' : JSON.stringify(expected)}\0${source}`
    const known = inScope.get(key)
    if (known !== undefined) return known
    const compiled = compileNow(source, scope, expected)
    if (inScope.size >= CACHED_PER_SCOPE) inScope.clear()
    inScope.set(key, compiled)
    return compiled
  }

  const typeOf: TypeReader = (source, scope) => {
    const compiled = compile(source, scope)
    return compiled.ok ? compiled.type : ANY
  }
  return {
    limits,
    compile,
    compileTemplate: (source, scope) => compileTemplate({ limits, compile }, source, scope),
    completionsAt: (source, offset, scope) => completionsAt({ source, offset, scope }, typeOf),
    templateCompletionsAt: (source, offset, scope) => templateCompletionsAt({ source, offset, scope }, typeOf),
    helpAt: (source, offset, scope) => helpAt({ source, offset, scope }, typeOf),
    templateHelpAt: (source, offset, scope) => templateHelpAt({ source, offset, scope }, typeOf),
  }
}

function evaluate(run: Run, frame: Frame, whole: SourceRange): EvaluationResult {
  try {
    return { ok: true, value: toJson(run(frame), frame.limits) }
  } catch (problem) {
    return { ok: false, error: explainFault(problem, frame.faultAt ?? whole, 'evaluated') }
  }
}

// Values that are no JSON (getters that throw, proxies) and a stack that is too small end here as well.
function explainFault(problem: unknown, at: SourceRange, doing: 'checked' | 'evaluated'): ExpressionError {
  if (problem instanceof ExpressionFault) {
    return { code: problem.code, message: problem.message, from: at.from, to: at.to, ...(problem.hint === undefined ? {} : { hint: problem.hint }) }
  }
  if (problem instanceof RangeError) return { code: 'too-complex', message: 'This expression is nested too deeply.', from: at.from, to: at.to }
  return { code: 'internal', message: `This expression could not be ${doing}.`, from: at.from, to: at.to, hint: problem instanceof Error ? problem.message : undefined }
}
