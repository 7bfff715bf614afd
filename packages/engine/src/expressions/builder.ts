import type { ExpressionError, ExpressionErrorCode, SourceRange } from './expression-error.ts'
import type { ExpressionLimits } from './expression-limits.ts'
import { isForbiddenName } from './forbidden-names.ts'
import type { Piece } from './frame.ts'
import { ANY, type DescribedType, type Scope, type ValueType } from './value-type.ts'

/** A name in the source that leads to data: the whole path up to it, and where this last name of the path stands. */
export type NameUse = SourceRange & { readonly path: readonly string[] }

/** A row name that a loop brings: `line` in `lines.map(line, …)`. */
export type LoopName = { readonly name: string; readonly slot: number; readonly type: ValueType; readonly path: readonly string[] | undefined }

/** What is collected while one expression is checked. */
export type Builder = {
  readonly source: string
  readonly scope: Scope
  readonly limits: ExpressionLimits
  readonly loopNames: readonly LoopName[]
  readonly errors: ExpressionError[]
  readonly references: Map<string, readonly string[]>
  readonly nameUses: NameUse[]
}

/** Starts checking an expression. */
export function openBuilder(source: string, scope: Scope, limits: ExpressionLimits): Builder {
  return { source, scope, limits, loopNames: [], errors: [], references: new Map(), nameUses: [] }
}

/** Mistakes of one expression that are told: who has mended these is told the next. */
const MISTAKES_TOLD = 20

/** Notes a mistake, and gives a piece that stands in for the wrong one so that checking can go on. */
export function mistake(builder: Builder, at: SourceRange, wrong: { code: ExpressionErrorCode; message: string; hint?: string | undefined }): Piece {
  const { code, message, hint } = wrong
  if (builder.errors.length < MISTAKES_TOLD) builder.errors.push({ code, message, from: at.from, to: at.to, ...(hint === undefined ? {} : { hint }) })
  return { type: ANY, run: () => null, from: at.from, to: at.to }
}

/** Notes that a path is read. */
export function noteReference(builder: Builder, path: readonly string[] | undefined): void {
  if (path !== undefined) builder.references.set(path.join('.'), path)
}

/** Refuses names that reach JavaScript's prototypes; undefined when the name is fine. */
export function refuseForbiddenName(builder: Builder, at: SourceRange, name: string): Piece | undefined {
  return isForbiddenName(name) ? mistake(builder, at, { code: 'forbidden-name', message: `\`${name}\` cannot be used as a name.` }) : undefined
}

/** Finds a variable of the scope; own names only. */
export function variableOf(scope: Scope, name: string): DescribedType | undefined {
  if (Object.hasOwn(scope.variables, name)) return scope.variables[name]
  return name === 'now' ? NOW : undefined
}

/** The moment of the evaluation; its value comes with the values, so that a run can be repeated. */
export const NOW: DescribedType = { type: 'dateTime', label: 'Now', help: 'The moment at which this is worked out.' }
