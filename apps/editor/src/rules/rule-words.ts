import type { Project, Rule } from '@halley/model'
import { durationInWords } from './duration-words.ts'
import { ANY_TOKEN, keyOfToken, readParts } from './pattern-parts.ts'

type Resources = Pick<Project, 'technicalName' | 'channels' | 'rooms' | 'messages' | 'personas'>

/** A rule in one sentence: "When Ticket travels on Escalation and a condition holds, officer is told in the inbox at once, and by e-mail after 15 minutes." */
export function ruleInWords(rule: Rule, project: Resources): string {
  if (rule.pattern.trim() === '') return 'It is about nothing yet: choose the channel and the message that it is about.'
  const who = whoInWords(rule, project)
  return `When ${whenInWords(rule, project)}${rule.condition.trim() === '' ? '' : ' and the condition holds'}, ${who === '' ? 'nobody is told yet' : `${who} ${isSeveral(rule) ? 'are' : 'is'} told${waysInWords(rule)}`}.`
}

function whenInWords({ pattern }: Rule, { technicalName, channels, rooms, messages }: Resources): string {
  const parts = readParts(pattern, technicalName)
  if (parts === null) return 'a matching message is sent'
  const { app, channel, message, key } = parts
  const room = Object.values(rooms).find((one) => one.technicalName === channel)
  const place = channel === ANY_TOKEN ? (app === technicalName ? '' : app === ANY_TOKEN ? ' in any app' : ` in ${app}`) : ` ${room === undefined ? 'on' : 'in'} ${nameIn({ ...channels, ...rooms }, channel)}`
  const keyed = key === ANY_TOKEN || key === '_' ? '' : ` for ${keyOfToken(key)}`
  if (room !== undefined) return `somebody writes${place}${keyed}`
  return `${message === ANY_TOKEN ? 'any message' : nameIn(messages, message)} is sent${place}${keyed}`
}

function nameIn(resources: Readonly<Record<string, { readonly name: string; readonly technicalName: string }>>, technicalName: string): string {
  return Object.values(resources).find((one) => one.technicalName === technicalName)?.name ?? technicalName
}

function whoInWords({ recipients: { users, roles, expression } }: Rule, { personas }: Resources): string {
  return listInWords([...roles.map((role) => `everybody with the role ${role}`), ...users.map((user) => nameIn(personas, user)), ...(expression.trim() === '' ? [] : ['whom the expression names'])])
}

function isSeveral({ recipients: { users, roles, expression } }: Rule): boolean {
  return users.length + roles.length + Number(expression.trim() !== '') > 1
}

function waysInWords({ ways, priority, pushAfterMs, emailAfterMs }: Rule): string {
  const isCritical = priority === 'critical'
  const after = (delayMs: number) => (isCritical || delayMs === 0 ? ' at once' : ` after ${durationInWords(delayMs)}`)
  const said = listInWords([...(ways.inbox ? ['in the inbox at once'] : []), ...(ways.push ? [`by push${after(pushAfterMs)}`] : []), ...(ways.email ? [`by e-mail${after(emailAfterMs)}`] : [])])
  return said === '' ? ', but by no way yet' : ` ${said}`
}

function listInWords(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}
