import type { Project } from './project.ts'
import type { Rule } from './rule.ts'

/** The tokens of a project's topics: `events.{org}.{app}.{channel}.{message}.{key}`. */
const APP = 2
const CHANNEL = 3
const MESSAGE = 4

/** What a rule's pattern names of its own project, by technical name; null where it may be anything, or is another app's. */
export type RuleTopic = { readonly isOwn: boolean; readonly channel: string | null; readonly message: string | null }

/** Reads what a pattern names of its own project. Whether it is a pattern at all is not looked at. */
export function ruleTopic({ pattern }: Pick<Rule, 'pattern'>, project: Pick<Project, 'technicalName'>): RuleTopic {
  const tokens = pattern.split('.')
  const open = tokens.indexOf('>')
  const at = (index: number): string => (open !== -1 && index >= open ? '>' : (tokens[index] ?? ''))
  const literal = (token: string): string | null => (token === '*' || token === '>' || token === '' ? null : token)
  const app = at(APP)
  const isOwn = app === project.technicalName || app === '*' || app === '>'
  return isOwn ? { isOwn, channel: literal(at(CHANNEL)), message: literal(at(MESSAGE)) } : { isOwn, channel: null, message: null }
}

/** The pattern of a rule with the app renamed; the same one when it does not name it. */
export function patternOfApp({ pattern }: Pick<Rule, 'pattern'>, { before, after }: { readonly before: string; readonly after: string }): string {
  return pattern.split('.').map((token, index) => (index === APP && token === before ? after : token)).join('.')
}

/** The pattern of a rule with the token of a channel, room or message renamed; the same one when it does not name it. */
export function renamedPattern({ pattern }: Pick<Rule, 'pattern'>, project: Pick<Project, 'technicalName'>, { token, before, after }: { readonly token: 'channel' | 'message'; readonly before: string; readonly after: string }): string {
  if (ruleTopic({ pattern }, project)[token] !== before) return pattern
  return pattern.split('.').map((each, index) => (index === (token === 'channel' ? CHANNEL : MESSAGE) ? after : each)).join('.')
}
