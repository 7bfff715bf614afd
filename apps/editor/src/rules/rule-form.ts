import type { Diagnostic, Project, Rule } from '@halley/model'
import { useProblems } from '../problems/problems-store.ts'
import { change, useProject } from '../stores/project-store.ts'
import { useMemo } from 'react'

/** Changes one setting of a rule; what is typed into one setting without a pause is one step. */
export type PutRule = (key: string, recipe: (draft: Rule, project: Project) => void) => void

/** What a section of the rule editor is about. */
export type RuleFormProps = { readonly rule: Rule; readonly put: PutRule }

/** How the settings of a rule are changed. */
export function usePutRule(ruleId: string): PutRule {
  const name = useProject((project) => project.rules[ruleId]?.name ?? '')
  return (key, recipe) =>
    change(`Change rule ${name}`, (draft) => {
      const rule = draft.rules[ruleId]
      if (rule !== undefined) recipe(rule, draft)
    }, { mergeKey: `${ruleId}-${key}` })
}

/** The problems of a rule with a setting among those named; with none named, those that name no setting. */
export function useRuleProblems(ruleId: string, settings: readonly string[]): readonly Diagnostic[] {
  const diagnostics = useProblems((problems) => problems.diagnostics)
  const wanted = settings.join()
  return useMemo(() => {
    const among = wanted.split(',')
    return diagnostics.filter(({ place }) => place.type === 'resource' && place.collection === 'rules' && place.id === ruleId && among.includes(settingOf(place.path)))
  }, [diagnostics, ruleId, wanted])
}

function settingOf(path: readonly string[] | undefined): string {
  return path?.[0] ?? ''
}
