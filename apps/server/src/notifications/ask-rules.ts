import type { Delivery } from '@halley/bus'
import { evaluateRule, type CompiledRule, type Program } from '@halley/engine'
import { LIMITS } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import { LoopTurns } from '../sessions/loop-turns.ts'
import type { RunsIn } from '../sessions/topic-names.ts'
import type { NoticeApp, StoredCause } from '../storage/notification-storage.ts'
import type { NoticeMaker, NoticeOrder, NoticeWords } from './make-notices.ts'
import { causeIdOf, eventNameOf } from './notice-ids.ts'
import type { NoticeNews } from './notice-news.ts'
import { settingsOfRule } from './notice-settings.ts'
import { recipientsAmong, type NoticePerson } from './people-of-app.ts'
import { eventForRules, type EventForRules } from './received-event.ts'

/** What a rule is asked with where it runs. */
export type RulesOf = NoticeApp & { readonly runsIn: RunsIn; readonly program: Program; readonly people: () => Promise<readonly NoticePerson[]> }

export type RuleAskerSurroundings = {
  readonly clock: ServerClock
  readonly maker: NoticeMaker
  readonly news: NoticeNews
  /** Seals the message that a flow is opened with. */
  readonly seal: (causeId: string, kept: KeptMessage) => string
}

/** The message that a notification's flow is opened with, as it is kept: of an encrypted one, the ciphertext. */
export type KeptMessage = Pick<EventForRules, 'event' | 'data' | 'isEncrypted' | 'topic'>

/** Asks rules about events, and notifies whom they say. */
export class RuleAsker {
  readonly #surroundings: RuleAskerSurroundings

  constructor(surroundings: RuleAskerSurroundings) {
    this.#surroundings = surroundings
  }

  /** Asks the rules of an app about events that their patterns match; resolves when everybody's notification is kept. Rejects with `StorageUnavailable`, and may be asked again then. */
  async ask(app: RulesOf, deliveries: readonly Delivery[]): Promise<void> {
    const people = await app.people()
    const answers: RuleAnswer[] = []
    const turns = new LoopTurns({ monotonicMs: () => performance.now(), othersServed: () => new Promise((resolve) => setImmediate(resolve)) })
    for (const delivery of deliveries) {
      const asked = eventForRules(delivery, app.program, app.runsIn)
      for (const ruleId of delivery.subscriptions) {
        const compiled = app.program.rules.get(ruleId)
        const answer = compiled === undefined ? null : this.#askOne(app, compiled, { asked, eventName: eventNameOf(delivery.event), people })
        if (answer !== null) answers.push(answer)
        // Many events, rules and slow expressions at once hold nobody else up.
        await turns.next()
      }
    }
    const counts = await this.#surroundings.maker.make(app, answers.map(({ order }) => order))
    for (const [index, { order, row }] of answers.entries()) {
      // Asked again after a crash, when everybody was notified before: the log has it.
      if (order.people.length === 0 || (counts[index] ?? 0) > 0) this.#row(app, row())
    }
  }

  #askOne(app: RulesOf, compiled: CompiledRule, { asked, eventName, people }: { readonly asked: EventForRules; readonly eventName: string; readonly people: readonly NoticePerson[] }): RuleAnswer | null {
    const { clock } = this.#surroundings
    const { rule } = compiled
    const verdict = evaluateRule(app.program, compiled, { event: asked.event, payload: asked.payload, atMs: clock.nowMs() })
    const causeId = causeIdOf(app, { ruleId: rule.id }, eventName)
    if (verdict.type === 'silent') {
      if (verdict.isMistake) this.#row(app, { id: `rule-${rule.id}`, level: 'warning', code: 'notice/rule_failed', text: `The rule "${rule.name}" notified nobody of ${asked.event.message} on ${asked.event.channel}. ${verdict.because}` })
      return null
    }
    const { recipients, isActorOne, unknown } = recipientsAmong(people, verdict, asked.actorId)
    const about = `${asked.event.message} on ${asked.event.channel}${asked.event.key === null ? '' : ` (${asked.event.key})`}`
    if (recipients.length > LIMITS.noticeRecipients) {
      this.#row(app, { id: `row-${causeId}`, level: 'error', code: 'notice/too_many', text: `The rule "${rule.name}" notified nobody of ${about}: ${recipients.length.toLocaleString('en')} people would be, and the limit is ${LIMITS.noticeRecipients.toLocaleString('en')}.` })
      return null
    }
    const problems = [...verdict.problems, ...(unknown.length > 0 ? [`Nobody is called ${unknown.slice(0, 5).map((user) => `"${user}"`).join(', ')}${unknown.length > 5 ? ', …' : ''}.`] : [])]
    // Everybody reads the same, mostly: then it is written once.
    const written: NoticeWords[] = []
    const write = (person: NoticePerson): NoticeWords => {
      const [same] = written
      if (same !== undefined && !verdict.differs) return same
      const { problems: ofText, ...words } = verdict.write({ id: person.id, name: person.name, roles: person.roles })
      if (written.length === 0) {
        problems.push(...ofText)
        written.push(words)
      }
      return words
    }
    const { event, topic } = asked
    const opens = rule.link.type === 'flow' ? this.#surroundings.seal(causeId, { event, topic, data: asked.data, isEncrypted: asked.isEncrypted }) : null
    const cause: StoredCause = { id: causeId, projectId: app.projectId, environment: app.environment, ruleId: rule.id, flowId: null, nodeId: null, source: rule.name, priority: rule.priority, link: rule.link, eventId: event.id, topic, opens, at: clock.nowMs() }
    const whom = recipients.length === 0 ? `nobody${isActorOne ? ': who caused it is the only one' : ': nobody has these roles or names'}` : `${recipients.length === 1 ? (recipients[0]?.name ?? '1 person') : `${recipients.length.toLocaleString('en')} people`}${isActorOne ? ', without who caused it' : ''}`
    return {
      order: { cause, settings: settingsOfRule(rule), people: recipients, write },
      row: () => ({ id: `row-${causeId}`, level: problems.length > 0 ? 'warning' : 'info', text: `The rule "${rule.name}" notified ${whom} of ${about}.${problems.length > 0 ? ` ${problems.join(' ')}` : ''}` }),
    }
  }

  #row({ projectId }: NoticeApp, row: Pick<LogRow, 'id' | 'level' | 'text'> & Partial<LogRow>): void {
    this.#surroundings.news.row(projectId, row)
  }
}

/** What a rule has to say to an event: who is notified, and how the log tells it. */
type RuleAnswer = { readonly order: NoticeOrder; readonly row: () => Pick<LogRow, 'id' | 'level' | 'text'> }
