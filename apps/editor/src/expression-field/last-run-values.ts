import { initialData, plainText, type CompiledExpression, type CompiledTemplate } from '@halley/engine'
import type { Project, Value } from '@halley/model'
import { useMemo } from 'react'
import { useProject } from '../stores/project-store.ts'
import { useRun } from '../stores/run-store.ts'

/** Characters of a value that are shown below a field. */
const SHOWN_CHARACTERS = 80

type Named = { [name: string]: Value }

/**
 * What expressions would read if they were evaluated now, as far as this tab knows: the defaults of the model, and over
 * them what the last runs assigned. Null before anything ran.
 */
export function lastRunValues(project: Project, assigned: ReadonlyMap<string, { readonly value: unknown }>): Named | null {
  if (assigned.size === 0) return null
  const values: Named = { ...initialData(project), received: null, presence: {}, session: null, user: null, event: null, error: null, now: new Date().toISOString() }
  for (const [path, { value: given }] of assigned) {
    // Traces are JSON; their table says no more of a value than that.
    const value = given as Value
    const [root = '', member] = path.split('.')
    if (member === undefined) values[root] = value
    else values[root] = { ...(isNamed(values[root]) ? values[root] : {}), [member]: value }
  }
  return values
}

/** The value that an expression would have with what the last run left; undefined where that is not known. */
export function useLastValue(expression: CompiledExpression | null): string | undefined {
  const values = useLastRunValues()
  return useMemo(() => {
    if (expression === null || values === null) return undefined
    if (!isKnown(expression.references, values)) return undefined
    const result = expression.evaluate(values)
    return !result.ok || result.value === null || result.value === undefined ? undefined : shorten(plainText(result.value, expression.type))
  }, [expression, values])
}

/** As `useLastValue`, for a text with expressions in it. */
export function useLastText(template: CompiledTemplate | null): string | undefined {
  const values = useLastRunValues()
  return useMemo(() => (template === null || values === null ? undefined : lastText(template, values)), [template, values])
}

/** Writes a text with what the last run left; undefined where it names nothing, or something that is not known. */
export function lastText(template: CompiledTemplate, values: Named): string | undefined {
  if (template.parts.every((part) => 'text' in part) || !isKnown(template.references, values)) return undefined
  const result = template.evaluate(values)
  return result.ok ? shorten(result.text) : undefined
}

/** Of each run its own. */
const OF_A_RUN: ReadonlySet<string> = new Set(['received', 'session', 'user', 'event', 'error'])

/** Is everything that is read known here? What is not, such as who reads a notification, would be shown as empty. */
function isKnown(references: CompiledExpression['references'], values: Named): boolean {
  return references.every(([root = '']) => Object.hasOwn(values, root) && !(OF_A_RUN.has(root) && values[root] === null))
}

function useLastRunValues(): Named | null {
  const project = useProject((whole) => whole)
  const assigned = useRun((run) => run.lastValues)
  return useMemo(() => lastRunValues(project, assigned), [project, assigned])
}

function isNamed(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}
