import { LIMITS, type Value } from '@halley/model'
import { choiceLabels } from '../choice-labels.ts'
import type { CompiledRule } from '../compiled-rule.ts'
import type { CompiledTemplate, ExpressionError } from '../expressions/index.ts'
import type { Program } from '../program.ts'
import type { ReceivedEvent } from '../session-state.ts'
import { ROOM_MESSAGE_NAME, ROOM_MESSAGE_TOKEN } from './room-message.ts'
import { writeNoticeUrl } from './notice-url.ts'

/** What a rule is asked about. `payload` is null where nobody may know it, such as that of an encrypted message. */
export type RuleQuestion = { readonly event: ReceivedEvent; readonly payload: Value; /** Epoch milliseconds: `now`. */ readonly atMs: number }

export type NoticeRecipient = { readonly id: string; readonly name: string; readonly roles: readonly string[] }

/** What one person reads. `url` is null where the rule's link is no address, or has none. `problems` are in words: what could not be written. */
export type NoticeTexts = { readonly title: string; readonly body: string; readonly url: string | null; readonly problems: readonly string[] }

/** What a rule makes of an event. */
export type RuleVerdict =
  | { readonly type: 'silent'; /** In words for people. */ readonly because: string; /** Is it somebody's mistake, which the log should tell? A condition that does not hold is none. */ readonly isMistake: boolean }
  | {
      readonly type: 'notifies'
      /** Each once, as the rule and its expression give them: ids, e-mail addresses, technical names of personas. */
      readonly users: readonly string[]
      readonly roles: readonly string[]
      /** Recipients that could not be worked out, beside those that are named. */
      readonly problems: readonly string[]
      /** Whether `recipient` is read: if not, everybody reads the same, and one `write` does for all. */
      readonly differs: boolean
      readonly write: (recipient: NoticeRecipient) => NoticeTexts
    }

/** Asks a rule about an event whose topic its pattern matches. Pure; never throws. */
export function evaluateRule({ project }: Program, compiled: CompiledRule, { event, payload, atMs }: RuleQuestion): RuleVerdict {
  const { rule } = compiled
  const silent = (because: string): RuleVerdict => ({ type: 'silent', because, isMistake: false })
  const mistaken = (because: string): RuleVerdict => ({ type: 'silent', because, isMistake: true })
  if (!rule.isOn) return silent('The rule is switched off.')
  if (compiled.blockedBy !== null) return mistaken(`The rule has a problem: ${compiled.blockedBy.text}`)
  const message = compiled.messageId === null ? undefined : project.messages[compiled.messageId]
  const name = compiled.isAboutRooms ? ROOM_MESSAGE_NAME : message?.technicalName
  if (compiled.isAboutRooms ? event.message !== ROOM_MESSAGE_TOKEN : message !== undefined && event.messageId !== message.id) return silent(`It is about ${message === undefined ? 'what is written in a room' : `"${message.name}"`}, and this was ${event.message === message?.technicalName ? 'that of another app' : event.message}.`)
  const values = { now: new Date(atMs).toISOString(), event, ...(name !== undefined && { [name]: payload }) }

  if (compiled.condition !== undefined) {
    const held = compiled.condition.evaluate(values)
    if (!held.ok) return mistaken(`The condition failed: ${inWords(held.error)}`)
    if (held.value === null) return silent(`Whether the condition holds is unknown: ${rule.condition}`)
    if (held.value !== true) return silent(`The condition does not hold: ${rule.condition}`)
  }
  const users = new Set(rule.recipients.users.map((user) => user.trim()))
  const problems: string[] = []
  if (compiled.recipients !== undefined) {
    const named = compiled.recipients.evaluate(values)
    const given = named.ok ? peopleIn(named.value) : { problem: inWords(named.error) }
    if ('problem' in given) problems.push(`Who is notified could not be worked out: ${given.problem}`)
    else for (const user of given.people) users.add(user)
  }
  users.delete('')
  const roles = [...new Set(rule.recipients.roles)]
  if (users.size === 0 && roles.length === 0) return problems[0] === undefined ? silent('The expression of the recipients gives nobody.') : mistaken(problems[0])
  if (users.size > LIMITS.noticeRecipients) return mistaken(`It would notify ${users.size.toLocaleString('en')} people; the limit is ${LIMITS.noticeRecipients.toLocaleString('en')}.`)
  return {
    type: 'notifies', users: [...users], roles, problems,
    differs: [compiled.title, compiled.body, compiled.url].some((template) => template?.nameUses.some(({ path }) => path[0] === 'recipient') === true),
    write: (recipient) => writeNotice(compiled, { ...values, recipient }),
  }
}

type Values = Readonly<Record<string, unknown>>

function writeNotice({ rule, title, body, url }: CompiledRule, values: Values): NoticeTexts {
  const problems: string[] = []
  const text = (what: string, template: CompiledTemplate | undefined, limit: number): string => {
    if (template === undefined) return ''
    const written = template.evaluate(values, choiceLabels)
    if (written.ok) return cutNotice(written.text.trim(), limit)
    const problem = `${what} could not be written: ${inWords(written.error)}`
    problems.push(problem)
    return cutNotice(problem, limit)
  }
  // A title whose values are all unknown would leave an empty line.
  const head = text('The title', title, LIMITS.noticeTitleCharacters) || cutNotice(rule.name, LIMITS.noticeTitleCharacters)
  const address = writeNoticeUrl(url, (expression) => {
    const result = expression.evaluate(values)
    return result.ok ? result : { ok: false, text: inWords(result.error) }
  })
  if (address.problem !== null) problems.push(`The address could not be written: ${address.problem}`)
  return { title: head.replace(/\s+/g, ' '), body: text('The body', body, LIMITS.noticeBodyCharacters), url: address.url, problems }
}

/** The people that a value names: a text, or a list of texts; unknown is nobody. */
export function peopleIn(value: unknown): { readonly people: readonly string[] } | { readonly problem: string } {
  if (value === null || value === undefined) return { people: [] }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  const people: string[] = []
  for (const item of items) {
    if (item === null || item === undefined) continue
    if (typeof item !== 'string') return { problem: 'it is not a text and not a list of texts.' }
    const id = item.trim()
    if (id !== '' && !people.includes(id)) people.push(id)
  }
  return { people }
}

function inWords({ message }: ExpressionError): string {
  return message
}

/** The beginning of a text, with … for the rest; no character is halved. */
export function cutNotice(text: string, characters: number): string {
  if (text.length <= characters) return text
  const kept = text.slice(0, characters - 1)
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`
}
