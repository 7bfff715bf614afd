import type { NoticeWay, NoticeWays } from '@halley/model'
import type { NoticePreferences } from '@halley/protocol'

/** A rule of the app, with the ways that it goes by itself. */
export type RuleOfApp = { readonly id: string; readonly name: string; readonly ways: NoticeWays }

/** The ways with what people call them. */
export const wayNames: readonly { readonly way: NoticeWay; readonly name: string }[] = [{ way: 'inbox', name: 'Inbox' }, { way: 'push', name: 'Push' }, { way: 'email', name: 'E-mail' }]

function lineOf({ rules }: NoticePreferences, ruleId: string | null): Partial<Record<NoticeWay, boolean | undefined>> | undefined {
  return rules.find((line) => line.ruleId === ruleId)?.ways
}

/** Is a way taken for a rule? As its own line says, else as the line for all others, else as the rule. */
export function isTaken(preferences: NoticePreferences, rule: RuleOfApp, way: NoticeWay): boolean {
  return lineOf(preferences, rule.id)?.[way] ?? lineOf(preferences, null)?.[way] ?? rule.ways[way]
}

/** Has this person chosen anything for the rule? */
export function isChosen(preferences: NoticePreferences, rule: RuleOfApp): boolean {
  return lineOf(preferences, rule.id) !== undefined
}

/** May a way be taken for notifications that have no line of their own? */
export function isTakenByOthers(preferences: NoticePreferences, way: NoticeWay): boolean {
  return lineOf(preferences, null)?.[way] ?? true
}

/** The preferences with a choice for one rule. All ways of it are written down, so that it stays as it is seen whatever is chosen for others. */
export function withChoice(preferences: NoticePreferences, rule: RuleOfApp, { way, taken }: { readonly way: NoticeWay; readonly taken: boolean }): NoticePreferences {
  const seen = Object.fromEntries(wayNames.map((entry) => [entry.way, isTaken(preferences, rule, entry.way)]))
  return withLine(preferences, rule.id, { ...seen, [way]: taken })
}

/** The preferences without a choice for a rule, which then goes as the others do; null is the choice for the others. */
export function withoutChoice(preferences: NoticePreferences, ruleId: string | null): NoticePreferences {
  return { ...preferences, rules: preferences.rules.filter((line) => line.ruleId !== ruleId) }
}

/** The preferences with a way refused for all others, or as their rules have it. */
export function withChoiceForOthers(preferences: NoticePreferences, { way, taken }: { readonly way: NoticeWay; readonly taken: boolean }): NoticePreferences {
  const { [way]: _before, ...rest } = lineOf(preferences, null) ?? {}
  const ways = taken ? rest : { ...rest, [way]: false }
  return Object.keys(ways).length === 0 ? { ...preferences, rules: preferences.rules.filter(({ ruleId }) => ruleId !== null) } : withLine(preferences, null, ways)
}

function withLine({ rules, ...rest }: NoticePreferences, ruleId: string | null, ways: NoticePreferences['rules'][number]['ways']): NoticePreferences {
  return { ...rest, rules: [...rules.filter((line) => line.ruleId !== ruleId), { ruleId, ways }] }
}
