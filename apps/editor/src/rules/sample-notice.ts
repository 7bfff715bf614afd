import { choiceLabels } from '@halley/engine'
import { LIMITS, type Rule } from '@halley/model'
import { language } from '../expression-field/expression-language.ts'
import type { RuleContext } from './rule-scope.ts'
import { samplesFor } from './fitting-sample.ts'

/** What a notification of a rule would say of the sample message; a text that does not check stands as it was written. */
export type SampleNotice = {
  readonly title: string
  readonly body: string
  /** Where it leads, when that is an address. */
  readonly url: string | null
  /** Does the condition hold for the sample? Null where that is not known. */
  readonly holds: boolean | null
}

/** Writes a notification for the sample message of a rule, changed as its condition asks where that is plain, to a person called Ada. */
export function sampleNotice({ title, body, link, condition, name }: Pick<Rule, 'title' | 'body' | 'link' | 'condition' | 'name'>, { ofTexts, ofEvent, sample }: RuleContext): SampleNotice {
  const others = { now: '2026-01-31T09:30:00Z', recipient: { id: 'ada', name: 'Ada', roles: [] } }
  const samples = samplesFor(sample, condition).map((one) => ({ ...one, ...others }))
  // One that the rule is about, where there is one.
  const values = samples.find((one) => holdsFor(condition, ofEvent, one) === true) ?? { ...sample, ...others }
  const written = (template: string): string => {
    const compiled = language.compileTemplate(template, ofTexts)
    const result = compiled.ok ? compiled.evaluate(values, choiceLabels) : null
    return result?.ok === true ? result.text.trim() : template
  }
  return {
    title: (written(title).replace(/\s+/g, ' ') || name).slice(0, LIMITS.noticeTitleCharacters),
    body: written(body).slice(0, LIMITS.noticeBodyCharacters),
    url: link.type === 'address' ? written(link.url) : null,
    holds: holdsFor(condition, ofEvent, values),
  }
}

function holdsFor(condition: string, scope: RuleContext['ofEvent'], values: Readonly<Record<string, unknown>>): boolean | null {
  if (condition.trim() === '') return true
  const compiled = language.compile(condition, scope, { type: 'yesNo' })
  const result = compiled.ok ? compiled.evaluate(values) : null
  return result?.ok === true && typeof result.value === 'boolean' ? result.value : null
}
