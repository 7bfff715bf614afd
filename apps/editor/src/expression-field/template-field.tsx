import { compileTemplate, createExpressionLanguage } from '@halley/engine'
import { useCallback, useMemo } from 'react'
import { CodeField } from './code-field.tsx'
import { completionSource } from './completion-source.ts'
import type { CodeFieldProps } from './expression-field.tsx'
import { templatePartAt } from './expression-tokens.ts'
import { helpAt } from './names-in-scope.ts'

const language = createExpressionLanguage()

export type TemplateFieldProps = CodeFieldProps & { /** Enter starts a new line (Markdown). */ readonly multiline?: boolean | undefined }

/** A field for a text with `{expression}` parts: the parts are coloured, completed and checked while typing. */
export function TemplateField(props: TemplateFieldProps) {
  const { scope, value } = props
  const checked = useMemo(() => compileTemplate(language, value, scope), [value, scope])
  const complete = useMemo(() => completionSource(scope, 'template'), [scope])
  const help = useCallback((source: string, position: number) => (templatePartAt(source, position) === undefined ? undefined : helpAt(source, position, scope)), [scope])
  return <CodeField {...props} mode="template" mistakes={checked.ok ? noMistakes : checked.errors} complete={complete} hover={help} note={undefined} />
}

const noMistakes: readonly never[] = []
