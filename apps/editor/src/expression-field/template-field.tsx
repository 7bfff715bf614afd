import { useCallback, useMemo } from 'react'
import { CodeField } from './code-field.tsx'
import type { CodeFieldProps } from './expression-field.tsx'
import { useLastText } from './last-run-values.ts'
import { completionSource, language } from './expression-language.ts'

export type TemplateFieldProps = CodeFieldProps & { /** Enter starts a new line (Markdown). */ readonly multiline?: boolean | undefined }

/** A field for a text with `{expression}` parts: the parts are coloured, completed and checked while typing. */
export function TemplateField(props: TemplateFieldProps) {
  const { scope, value } = props
  const checked = useMemo(() => language.compileTemplate(value, scope), [value, scope])
  const complete = useMemo(() => completionSource('template', scope), [scope])
  const help = useCallback((source: string, position: number) => language.templateHelpAt(source, position, scope), [scope])
  const lastText = useLastText(checked.ok ? checked : null)
  return <CodeField {...props} mode="template" mistakes={checked.ok ? noMistakes : checked.errors} complete={complete} hover={help} note={undefined} lastValue={lastText} />
}

const noMistakes: readonly never[] = []
