import { matches, parsePattern, type BusCore, type BusEvent } from '@halley/bus'
import { evaluateRule, type CompiledRule, type Program } from '@halley/engine'
import { LIMITS, noticeWays, type NoticeWay, type Project } from '@halley/model'
import type { LogRow, RuleTest } from '@halley/protocol'
import type { ReadHistory } from '../events/read-history.ts'
import type { MessageLog } from '../live/message-log.ts'
import { publicationIdOf } from '../sessions/delivery-ledger.ts'
import { appToken, type RunsIn } from '../sessions/topic-names.ts'
import { NOTICE_SOURCE } from './announce-notices.ts'
import type { Notifications } from './create-notifications.ts'
import { settingsOfRule } from './notice-settings.ts'
import { isHeard, ownPattern } from './own-pattern.ts'
import { recipientsAmong, type NoticePerson } from './people-of-app.ts'
import { planNotice, type NoticePlan } from './plan-notice.ts'
import { eventForRules, personOf } from './received-event.ts'

/** People that a test shows. */
const PEOPLE_SHOWN = 50

/** Rows of the message log, and events of the log of the bus, in which a past event is looked for. */
const ROWS_SEARCHED = 1_000
const EVENTS_SEARCHED = 2_000

/** Events that channels keep among which the last is looked for that rules are asked about. */
const KEPT_SEARCHED = 200

/** A past event, as far as it is known: with its context where the bus still holds it, else with whom the message log says that it is of. */
type PastEvent = { readonly event: BusEvent; readonly seq: number; readonly context?: unknown; readonly by?: string | undefined }

export type RuleTestSurroundings = {
  readonly core: Pick<BusCore, 'read'>
  readonly readHistory: ReadHistory
  readonly notifications: Pick<Notifications, 'people' | 'maker'>
  readonly nowMs: () => number
  /** May whoever asks read what was sent on a topic? What they may not is no event for them. */
  readonly mayRead: (topic: string) => boolean
}

export type RuleTestPlace = {
  readonly program: Program
  readonly org: string
  readonly log: Pick<MessageLog, 'read' | 'find'>
}

/** Says what a rule would do with a past event: that of an id, or the last that its pattern matches. Nothing is kept or sent. Null when there is no such event any more. */
export async function testRule(rule: CompiledRule, eventId: string | undefined, place: RuleTestPlace, surroundings: RuleTestSurroundings): Promise<RuleTest | null> {
  const { program } = place
  const { project } = program
  const found = eventId === undefined ? await lastMatching(rule, place, surroundings) : await eventOf(eventId, place, surroundings)
  if (found === null) return null
  const runsIn = placeOf(found.event.subject, place.org, project)
  const pattern = ownPattern(rule.rule.pattern, project, runsIn)
  const asked = eventForRules(found, program, runsIn)
  const head = { event: { id: found.event.id, topic: found.event.subject, at: found.event.time }, title: '', body: '', people: [], more: 0 }
  if (pattern === null || !isHeard(found.event.subject, runsIn) || !matches(pattern, found.event.subject, found.event.filters)) return { ...head, matches: false, because: `The pattern does not match the topic "${found.event.subject}".` }
  if (isOfNotifications(found.event)) return { ...head, matches: true, because: 'It tells programs of notifications: rules are not asked about that, or they would notify each other without an end.' }
  const verdict = evaluateRule(program, rule, { event: asked.event, payload: asked.payload, atMs: surroundings.nowMs() })
  if (verdict.type === 'silent') return { ...head, matches: true, because: verdict.because }

  const app = { projectId: project.id, environment: runsIn.environment }
  const people = await surroundings.notifications.people(app, project)
  const { recipients, unknown } = recipientsAmong(people, verdict, asked.actorId)
  const words = recipients[0] ?? { id: '', name: 'Somebody', roles: [] }
  const { title, body, problems } = verdict.write({ id: words.id, name: words.name, roles: words.roles })
  const settings = settingsOfRule(rule.rule)
  const isRecipient = new Set(recipients.map(({ id }) => id))
  const shown = [...recipients, ...people.filter(({ id }) => !isRecipient.has(id))].slice(0, PEOPLE_SHOWN)
  const situationOf = await surroundings.notifications.maker.situationsOf(app, settings, shown)
  const because = recipients.length > LIMITS.noticeRecipients
    ? `${recipients.length.toLocaleString('en')} people would be notified, and the limit is ${LIMITS.noticeRecipients.toLocaleString('en')}: nobody is.`
    : [...verdict.problems, ...problems, ...(unknown.length > 0 ? [`Nobody is called ${unknown.slice(0, 5).map((name) => `"${name}"`).join(', ')}.`] : []), ...(recipients.length === 0 ? ['Nobody is left who would be notified.'] : [])].join(' ') || null
  return {
    ...head, matches: true, because, title, body, more: Math.max(0, people.length - shown.length),
    people: shown.map((person) => (isRecipient.has(person.id)
      ? { id: person.id, name: person.name, because: null, ways: waysOf(planNotice(settings, situationOf(person), surroundings.nowMs())) }
      : { id: person.id, name: person.name, because: whyNot(person, asked.actorId), ways: [] })),
  }
}

function waysOf({ attempts }: NoticePlan): RuleTest['people'][number]['ways'] {
  return noticeWays.map((way: NoticeWay) => {
    const attempt = attempts.find((one) => one.way === way)
    return { way, taken: attempt !== undefined && (attempt.outcome === 'waiting' || attempt.outcome === 'delivered' || attempt.outcome === 'in_digest'), text: attempt?.text ?? 'The rule does not go this way.' }
  })
}

function whyNot({ id }: NoticePerson, actorId: string | null): string {
  return id === actorId ? 'Caused the event.' : 'Is not among the recipients: neither by name nor by a role.'
}

async function lastMatching(rule: CompiledRule, { program: { project }, org, log }: RuleTestPlace, { core, readHistory, mayRead }: RuleTestSurroundings): Promise<PastEvent | null> {
  const patterns = [...new Set((['draft', 'published'] as const).flatMap((environment) => ownPattern(rule.rule.pattern, project, { org, environment }) ?? []))]
  if (patterns.length === 0) return null
  // What rules are not asked about is passed over.
  const isAsked = ({ event }: PastEvent): boolean => !isOfNotifications(event) && isHeard(event.subject, placeOf(event.subject, org, project)) && mayRead(event.subject)
  const held = core.read(org, { patterns, before: Number.MAX_SAFE_INTEGER, limit: EVENTS_SEARCHED }).events.find(isAsked)
  if (held !== undefined) return held
  const kept = (await readHistory({ org, patterns, limit: KEPT_SEARCHED })).events.find(isAsked)
  // It has no context: who sent it, only the message log knows.
  if (kept !== undefined) return { ...kept, by: (await log.find(publicationIdOf(kept.event)))?.message?.by }
  const { rows } = await log.read(null, ROWS_SEARCHED)
  const row = rows.findLast(({ message }) => message !== null && message.seq > 0 && mayRead(message.topic) && patterns.some((pattern) => matches(pattern, message.topic)))
  return row === undefined ? null : eventOfRow(row)
}

async function eventOf(id: string, { org, log }: RuleTestPlace, { core, mayRead }: RuleTestSurroundings): Promise<PastEvent | null> {
  // The log of the bus first: what it holds has its context, and so who caused it.
  const held = core.read(org, { patterns: [`events.${org}.>`], before: Number.MAX_SAFE_INTEGER, limit: EVENTS_SEARCHED }).events.find(({ event }) => event.id === id || publicationIdOf(event) === id)
  const row = held === undefined ? await log.find(id) : null
  const found = held ?? (row === null ? null : eventOfRow(row))
  return found === null || !mayRead(found.event.subject) ? null : found
}

/** Where the app of a topic runs, as seen from a project: what is not of its own draft is of a published app. */
function placeOf(topic: string, org: string, project: Project): RunsIn {
  return { org, environment: topic.split('.')[2] === appToken(project, 'draft') ? 'draft' : 'published' }
}

function isOfNotifications({ source }: BusEvent): boolean {
  return source === NOTICE_SOURCE
}

/** A message as the log has it. */
function eventOfRow({ id, at, session, message }: LogRow): PastEvent | null {
  if (message === null || !parsePattern(message.topic).ok) return null
  const { seq, topic, payload, encrypted } = message
  // A program of a person's has them in its source.
  return { seq, by: message.by ?? personOf(session?.sessionId ?? ''), event: { id, source: session?.persona ?? '', type: topic.split('.')[4] ?? '', subject: topic, time: new Date(at).toISOString(), datacontenttype: 'application/json', data: payload, sequence: String(seq), org: topic.split('.')[1] ?? '', hops: 0, filters: {}, encrypted: encrypted === true } }
}
