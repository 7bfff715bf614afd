import type { DescribedType, Scope } from '@halley/engine'
import { listsAround, type Screen } from '@halley/model'
import { useMemo } from 'react'
import { useScope } from '../data/use-scope.ts'
import { language } from '../expression-field/expression-language.ts'

/** What the texts of a widget may name: inside of a list, `row` is a row of it. The same object until what it is made of changes. */
export function useWidgetScope(screen: Screen, widgetId: string): Scope {
  const scope = useScope()
  const sources = JSON.stringify(listsAround(screen, widgetId).map(({ source }) => source))
  return useMemo(() => (JSON.parse(sources) as string[]).reduce((around, source) => scopeOfRow(source, around), scope), [scope, sources])
}

/** The scope in which `row` is a row of a list. */
export function scopeOfRow(source: string, scope: Scope): Scope {
  const compiled = language.compile(source, scope)
  const row: DescribedType = { ...(compiled.ok && compiled.type.type === 'list' ? compiled.type.of : { type: 'any' as const }), label: 'The row' }
  return { variables: { ...scope.variables, row } }
}
