import type { Diagnostic, Project, Rule } from '@halley/model'
import type { CompiledRule } from '../compiled-rule.ts'
import { fits, typeInWords, type CompiledExpression, type CompiledTemplate, type ExpressionError, type ExpressionLanguage, type RefusedExpression } from '../expressions/index.ts'
import { ruleProblems } from './rule-problems.ts'
import { readRulePattern } from './rule-pattern.ts'
import { scopesAbout } from './rule-scope.ts'

export type RuleSurroundings = {
  readonly project: Project
  readonly language: ExpressionLanguage
  /** Technical names of the messages that some node sends with Security. */
  readonly secureNames: ReadonlySet<string>
}

/** Compiles the notification rules of a project, by id. `earlier` are those of a version before, all of whose surroundings were the same. */
export function compileRules(surroundings: RuleSurroundings, earlier: ReadonlyMap<string, CompiledRule> | undefined): ReadonlyMap<string, CompiledRule> {
  const rules = new Map<string, CompiledRule>()
  for (const rule of Object.values(surroundings.project.rules)) {
    const known = earlier?.get(rule.id)
    rules.set(rule.id, known !== undefined && known.rule === rule ? known : compileRule(rule, surroundings))
  }
  return rules
}

function compileRule(rule: Rule, { project, language, secureNames }: RuleSurroundings): CompiledRule {
  const diagnostics: Diagnostic[] = []
  const note = (problem: { readonly code: string; readonly severity: Diagnostic['severity']; readonly text: string; readonly from?: number; readonly to?: number }, path: readonly string[]): void => {
    const { code, severity, text, ...range } = problem
    diagnostics.push({ code, severity, text, place: { type: 'resource', collection: 'rules', id: rule.id, path, ...range } })
  }
  const about = readRulePattern(rule.pattern, project)
  for (const problem of about.problems) note(problem, ['pattern'])
  // With a pattern that is wrong, every name in the expressions would be another problem of the same cause.
  const patternIsRight = about.problems.every(({ severity }) => severity !== 'error')
  const scopes = scopesAbout(about, project)
  const secret = about.message !== null && secureNames.has(about.message.technicalName) ? about.message : null

  const checked = <T extends CompiledExpression | CompiledTemplate>(compiled: T | RefusedExpression, path: readonly string[]): T | undefined => {
    if (!compiled.ok) {
      for (const error of compiled.errors) note(expressionProblem(error), path)
      return undefined
    }
    const use = secret === null ? undefined : compiled.nameUses.find((name) => name.path[0] === secret.technicalName)
    if (secret === null || use === undefined) return compiled
    note({ code: 'rule/encrypted', severity: 'error', text: `"${secret.name}" is sent encrypted, so a notification cannot tell what is in it. Leave out ${use.path.join('.')}; event.channel and event.key may be used.`, from: use.from, to: use.to }, path)
    return undefined
  }
  const template = (source: string, path: readonly string[]): CompiledTemplate | undefined => (source.trim() === '' || !patternIsRight ? undefined : checked(language.compileTemplate(source, scopes.ofTexts), path))
  const condition = rule.condition.trim() === '' || !patternIsRight ? undefined : checked(language.compile(rule.condition, scopes.ofEvent, { type: 'yesNo' }), ['condition'])
  const named = rule.recipients.expression.trim() === '' || !patternIsRight ? undefined : checked(language.compile(rule.recipients.expression, scopes.ofEvent), ['recipients', 'expression'])
  if (named !== undefined && !namesPeople(named)) note({ code: 'rule/recipients_type', severity: 'error', text: `Who is notified is a text or a list of texts, each the id or e-mail address of somebody, but this is ${typeInWords(named.type)}.`, from: 0, to: rule.recipients.expression.length }, ['recipients', 'expression'])
  const title = template(rule.title, ['title'])
  const body = template(rule.body, ['body'])
  const url = rule.link.type === 'address' ? template(rule.link.url, ['link', 'url']) : undefined
  for (const { path, ...problem } of ruleProblems(rule, project)) note(problem, path)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  return { rule, messageId: about.message?.id ?? null, isAboutRooms: about.isAboutRooms, condition, recipients: named, title, body, url, diagnostics, blockedBy: error === undefined ? null : { code: error.code, text: error.text } }
}

function namesPeople({ type }: CompiledExpression): boolean {
  return fits(type, { type: 'text' }) !== 'never' || fits(type, { type: 'list', of: { type: 'text' } }) !== 'never'
}

function expressionProblem(error: ExpressionError): { readonly code: string; readonly severity: 'error'; readonly text: string; readonly from: number; readonly to: number } {
  return { code: `expression/${error.code}`, severity: 'error', text: error.message, from: error.from, to: error.to }
}
