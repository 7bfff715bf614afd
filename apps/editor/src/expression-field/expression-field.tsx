import { typeInWords, type Scope, type ValueType } from '@halley/engine'
import { useCallback, useContext, useMemo } from 'react'
import { CodeField } from './code-field.tsx'
import { completionSource, language } from './expression-language.ts'
import { useLastValue } from './last-run-values.ts'
import { OfferedTexts } from './offered-texts-context.ts'

/** What every field for code takes. `value` is the source. */
export type CodeFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly scope: Scope
  readonly placeholder?: string | undefined
  /** Ids of elements that describe the field too. */
  readonly describedBy?: string | undefined
  readonly autoFocus?: boolean | undefined
  /** The label is there for screen readers only. */
  readonly hideLabel?: boolean | undefined
  readonly help?: string | undefined
  readonly onBlur?: (() => void) | undefined
  readonly reveal?: { readonly from: number; readonly to: number } | undefined
}

export type ExpressionFieldProps = CodeFieldProps & {
  /** The type that the place needs. */
  readonly expected?: ValueType | undefined
  /** An empty field is no mistake. */
  readonly optional?: boolean | undefined
}

/** A field for one expression: coloured, completed, checked while typing; an invalid one is kept, its mistake said below it. */
export function ExpressionField({ expected, optional, ...props }: ExpressionFieldProps) {
  const { scope, value } = props
  // Callers may write the type down anew at each render; its content decides.
  const expectedKey = expected === undefined ? '' : JSON.stringify(expected)
  const stableExpected = useMemo(() => readType(expectedKey), [expectedKey])
  const checked = useMemo(() => language.compile(value, scope, stableExpected), [value, scope, stableExpected])
  const isEmpty = value.trim() === ''
  const mistakes = checked.ok || (isEmpty && optional !== false) ? noMistakes : checked.errors
  const offered = useContext(OfferedTexts)
  const complete = useMemo(() => completionSource('expression', scope, offered), [scope, offered])
  const help = useCallback((source: string, position: number) => language.helpAt(source, position, scope), [scope])
  const note = checked.ok ? typeInWords(checked.type) : isEmpty && expected !== undefined && (optional !== true || props.help === undefined) ? `Needs ${typeInWords(expected)}` : undefined
  const lastValue = useLastValue(checked.ok ? checked : null)
  return <CodeField {...props} lastValue={lastValue} mode="expression" mistakes={mistakes} complete={complete} hover={help} note={note} />
}

function readType(json: string): ValueType | undefined {
  return json === '' ? undefined : JSON.parse(json)
}

const noMistakes: readonly never[] = []
