import { LIMITS, type NoticeWay, type Project, type Rule } from '@halley/model'
import type { LogRow, NoticePreferences, PersonaReach, PushSubscriptionOf } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { CausedNotice, DueAttempt, NoticeApp, NotificationStorage, StoredAttempt } from '../storage/notification-storage.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import type { TryAnswer } from './lane-pauses.ts'
import { readLane } from './lanes.ts'
import { attemptIdOf } from './notice-ids.ts'
import { quietHoursFor, wantsWay } from './notice-settings.ts'
import { recipientsAmong, type NoticePerson } from './people-of-app.ts'
import { quietUntil } from './quiet-hours.ts'
import { retryDelayMs } from './retry-delay.ts'
import { arrivedCount, sendPush } from './send-push.ts'
import { CUT_OFF, type MailToSend, type PushToSend, type PushTransport, type SendOutcome } from './transports.ts'

/** Milliseconds after which an attempt that nobody settled is tried again: longer than any transport takes. */
const LEASE_MS = 120_000

/** Milliseconds until an app that may not reach people is looked at again. */
const HELD_MS = 60_000

/** Milliseconds for which a notification waits for its app to be published again. */
const UNPUBLISHED_MS = 3_600_000

/** What an attempt says while it is under way; found when it is due again, the server was stopped in between. */
export const UNDER_WAY = 'Is being sent.'

/** The app that a notification is of, as it runs now. */
export type PostingApp = NoticeApp & {
  readonly project: Project
  /** Rejects with `StorageUnavailable`. */
  readonly people: () => Promise<readonly NoticePerson[]>
  /** Why it may not reach people for now; undefined when it may. */
  readonly held: string | undefined
}

/** What is sent to somebody: one notification, or several of a digest, the newest last. */
export type Post = { readonly app: PostingApp; readonly person: NoticePerson; readonly notices: readonly [CausedNotice, ...CausedNotice[]]; readonly isDigest: boolean; readonly attempt: StoredAttempt; readonly timeZone: string | undefined }

export type AttemptSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  readonly random: () => number
  /** The app that a notification is of; a text says why there is none. */
  readonly appOf: (app: NoticeApp) => Promise<PostingApp | string>
  readonly push: Pick<PushTransport, 'send'>
  readonly pushOf: (post: Post) => PushToSend
  readonly mail: (post: Post, connectionId: string | null) => Promise<SendOutcome>
  /** Shows in the preview what is not sent. */
  readonly preview: (post: Post, sent: { readonly push: PushToSend } | { readonly mail: MailToSend; readonly connectionId: string | null }) => void
  readonly mailOf: (post: Post) => MailToSend
  readonly reachOf: (projectId: string, personId: string) => PersonaReach
  readonly isOnline: (app: NoticeApp, personId: string) => boolean
  readonly changed: (app: NoticeApp, ids: readonly string[]) => void
  readonly row: (projectId: string, row: Pick<LogRow, 'id' | 'level' | 'text'> & Partial<LogRow>) => void
  readonly onOutcome: (way: NoticeWay, outcome: string) => void
  readonly onFailure: (error: unknown, what: string) => void
}

type Verdict = Pick<StoredAttempt, 'outcome' | 'text'> & { /** Left out or null: it has ended. */ readonly dueAt?: number | null; readonly settled?: readonly string[]; /** What it says of the service; left out, nothing. */ readonly answer?: TryAnswer; /** The end of the server broke it off: no try is spent. */ readonly isCut?: boolean }

/** Tries one attempt that is due, or gives it up. It is not due any more when this resolves; rejects with `StorageUnavailable`. */
export type Attempting = { readonly attempt: (due: DueAttempt) => Promise<TryAnswer>; readonly giveUp: (due: DueAttempt, text: string) => Promise<void> }

/** Makes what tries attempts. */
export function createAttempting(surroundings: AttemptSurroundings): Attempting {
  const { storage, clock } = surroundings
  const membersOf = ({ attempt }: DueAttempt): Promise<readonly DueAttempt[]> => storage.joined(attempt.noticeId, attempt.way)
  const attempt: Attempting['attempt'] = async (due) => {
    const { attempt, notice } = due
    const before = await whyNotSent(due, surroundings)
    if ('outcome' in before) return settle(surroundings, due, { ...before, members: await membersOf(due) })
    // Noted before it is sent: after a crash it is known that it may have been.
    if (!(await storage.claim(attempt, { until: clock.nowMs() + LEASE_MS, text: UNDER_WAY }))) return UNTRIED
    const tries = attempt.tries + 1
    const members = await membersOf(due)
    const [first, ...others] = [notice, ...members.map((member) => member.notice)].filter(({ readAt, dismissedAt }) => readAt === null && dismissedAt === null)
    if (first === undefined) return settle(surroundings, due, { outcome: 'read_before', text: 'All of them were read before.', members, tries })
    const post: Post = { ...before, notices: [first, ...others], isDigest: attempt.digestUntil !== null, attempt }
    const verdict = await tryOnce(post, surroundings, tries)
    return settle(surroundings, due, { ...verdict, members, tries: verdict.isCut === true ? attempt.tries : tries, count: post.notices.length })
  }
  return { attempt, giveUp: async (due, text) => void (await settle(surroundings, due, { outcome: 'dead', text, members: await membersOf(due) })) }
}

const UNTRIED: TryAnswer = { type: 'untried' }

/** Is somebody among those whom a rule names, by themselves or by a role? */
function isTold({ recipients: { users, roles } }: Rule, person: NoticePerson): boolean {
  return recipientsAmong([person], { users: users.map((user) => user.trim()), roles }, null).recipients.length > 0
}

const ALL_WAYS = { inbox: true, push: true, email: true } as const

/** Why it is not sent now, or all that is needed to send it. */
async function whyNotSent({ attempt, notice }: DueAttempt, { storage, clock, appOf, reachOf }: AttemptSurroundings): Promise<Verdict | Pick<Post, 'app' | 'person' | 'timeZone'>> {
  const { cause, recipient } = notice
  const nowMs = clock.nowMs()
  // Those that have joined may still be unread.
  if (attempt.digestUntil === null && notice.dismissedAt !== null) return { outcome: 'dismissed_before', text: 'It was taken out of the inbox before.' }
  if (attempt.digestUntil === null && notice.readAt !== null) return { outcome: 'read_before', text: 'It was read before.' }
  if (attempt.tries >= LIMITS.noticeAttempts) return { outcome: 'dead', text: `${givenUp(attempt, attempt.tries)}; the server was stopped in the midst of the last.` }
  const app = await appOf(cause)
  // Between two versions, an app is not published for a moment.
  if (typeof app === 'string') return nowMs - notice.at < UNPUBLISHED_MS ? { outcome: attempt.outcome, dueAt: nowMs + HELD_MS, text: `Waits for an hour: ${app}` } : { outcome: 'dead', text: app }
  if (app.held !== undefined) return { outcome: 'waiting', dueAt: nowMs + HELD_MS, text: `Waits: ${app.held}` }
  const rule = cause.ruleId === null ? undefined : app.project.rules[cause.ruleId]
  // Whoever takes a rule away that notifies too many ends what it began.
  if (cause.ruleId !== null && rule?.isOn !== true) return { outcome: 'not_wanted', text: `The rule was ${rule === undefined ? 'deleted' : 'switched off'} since.` }
  const preferences: NoticePreferences | undefined = (await storage.readPreferences(cause, [recipient.id])).get(recipient.id)
  if (!wantsWay(preferences, { ruleId: cause.ruleId, ways: ALL_WAYS }, attempt.way)) return { outcome: 'not_wanted', text: 'They have switched this off since.' }
  if (!wantsWay(preferences, { ruleId: cause.ruleId, ways: rule?.ways ?? ALL_WAYS }, attempt.way)) return { outcome: 'not_wanted', text: 'The rule does not go this way any more.' }
  const quietHours = quietHoursFor(preferences, { priority: cause.priority, quietHours: rule?.quietHours ?? null })
  const quietEnd = quietHours === null ? null : quietUntil(nowMs, quietHours)
  if (quietEnd !== null) return { outcome: attempt.outcome, dueAt: quietEnd, text: 'Waits for the end of the quiet hours.' }
  const person = (await app.people()).find(({ id }) => id === recipient.id)
  if (person === undefined) return { outcome: 'no_address', text: `${recipient.name} is not there any more.` }
  // Somebody whose role was taken, most of all. Whom an expression gave is not asked again: only the event could say.
  if (rule !== undefined && rule.recipients.expression.trim() === '' && !isTold(rule, person)) return { outcome: 'not_wanted', text: `${person.name} is not among those any more whom the rule tells.` }
  const reach = app.environment === 'draft' ? reachOf(app.projectId, person.id) : 'online'
  if (reach === 'offline') return { outcome: 'no_address', text: 'The preview has them offline.' }
  if (reach === 'email' && attempt.way === 'push') return { outcome: 'no_address', text: 'The preview has them without pushes.' }
  if (reach === 'push' && attempt.way === 'email') return { outcome: 'no_address', text: 'The preview has them without mails.' }
  if (attempt.way === 'email' && person.email === null) return { outcome: 'no_address', text: 'Their e-mail address is not known.' }
  return { app, person, timeZone: quietHours?.timeZone }
}

/** One try. What goes wrong in the server itself counts as one that failed: nobody else in the lane is to wait for it. */
async function tryOnce(post: Post, surroundings: AttemptSurroundings, tries: number): Promise<Verdict> {
  try {
    return await (post.attempt.way === 'push' ? tryPush(post, surroundings, tries) : tryMail(post, surroundings, tries))
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error
    surroundings.onFailure(error, 'sending a notification')
    const text = 'Something went wrong in the server; the reason is in its log.'
    return tries < LIMITS.noticeAttempts ? { outcome: 'retrying', dueAt: surroundings.clock.nowMs() + retryDelayMs(tries, null, surroundings.random), text } : { outcome: 'dead', text }
  }
}

// Its answers are of no lane: push services are many, and their addresses come from browsers. One that hangs must not hold the others up.
async function tryPush(post: Post, { storage, clock, random, push, pushOf, preview }: AttemptSurroundings, tries: number): Promise<Verdict> {
  const { app, person, attempt } = post
  const toSend = pushOf(post)
  if (app.environment === 'draft') {
    preview(post, { push: toSend })
    return { outcome: 'delivered', text: 'Shown in the preview, which sends none.' }
  }
  const subscriptions: readonly PushSubscriptionOf[] = (await storage.readSubscriptions(app, [person.id])).get(person.id) ?? []
  if (subscriptions.length === 0 && attempt.settled.length === 0) return { outcome: 'no_address', text: 'No browser of theirs takes pushes any more.' }
  const { settled, gone, again, refusals, isCut } = await sendPush(push, { subscriptions, push: toSend, settled: attempt.settled })
  for (const endpoint of gone) await storage.deleteSubscription(app, person.id, endpoint)
  if (isCut) return cutOff(clock.nowMs(), settled)
  const arrived = arrivedCount(settled)
  const browsers = `${arrived} ${arrived === 1 ? 'browser' : 'browsers'}`
  if (again !== null && tries < LIMITS.noticeAttempts) {
    const dueAt = clock.nowMs() + retryDelayMs(tries, again.retryAfterMs, random)
    return { outcome: 'retrying', dueAt, settled, text: arrived > 0 ? `Sent to ${browsers}; another is tried again. ${again.text}` : again.text }
  }
  const problems = [...refusals, ...(again === null ? [] : [again.text])]
  if (arrived > 0) return { outcome: 'delivered', settled, text: `Sent to ${browsers}.${problems.length > 0 ? ` Not to another: ${problems.join(' ')}` : ''}` }
  if (problems.length > 0) return { outcome: 'dead', settled, text: `${givenUp(attempt, tries)}. ${problems.join(' ')}` }
  return { outcome: 'gone', settled, text: 'The browsers that took pushes are no more; they were taken off the list.' }
}

async function tryMail(post: Post, { clock, random, mail, mailOf, preview }: AttemptSurroundings, tries: number): Promise<Verdict> {
  const { connectionId } = readLane(post.attempt.lane)
  if (post.app.environment === 'draft') {
    preview(post, { mail: mailOf(post), connectionId })
    return { outcome: 'delivered', text: 'Shown in the preview, which sends none.' }
  }
  const outcome = await mail(post, connectionId)
  if (outcome.type === 'cut') return cutOff(clock.nowMs())
  const answer: TryAnswer = outcome.type === 'refused' && outcome.unanswered !== undefined ? { type: 'unanswered', service: outcome.unanswered, text: outcome.text } : { type: 'answered' }
  if (outcome.type === 'sent') return { outcome: 'delivered', text: outcome.text, answer }
  if (outcome.type === 'gone') return { outcome: 'dead', text: outcome.text, answer }
  if (outcome.isFinal || tries >= LIMITS.noticeAttempts) return { outcome: 'dead', answer, text: `${givenUp(post.attempt, tries)}. ${outcome.text}` }
  return { outcome: 'retrying', dueAt: clock.nowMs() + retryDelayMs(tries, outcome.retryAfterMs, random), text: outcome.text, answer }
}

/** What is said of an attempt that is not tried again by itself. */
function givenUp({ retried }: StoredAttempt, tries: number): string {
  const more = retried === null ? '' : ' more'
  return `Given up after ${tries === 1 ? `one${more} try` : `${tries}${more} tries`}`
}

/** What is due at once when the server is there again. */
function cutOff(nowMs: number, settled?: readonly string[]): Verdict {
  return { outcome: 'retrying', dueAt: nowMs, text: CUT_OFF.text, isCut: true, ...(settled !== undefined && { settled }) }
}

/** Notes what became of an attempt and of those that went with it, and says so. */
async function settle({ storage, clock, isOnline, changed, row, onOutcome }: AttemptSurroundings, { attempt, notice }: DueAttempt, { outcome, dueAt = null, settled, answer = UNTRIED, members, tries = attempt.tries, count = 1, ...verdict }: Verdict & { readonly members: readonly DueAttempt[]; readonly tries?: number; readonly count?: number }): Promise<TryAnswer> {
  const { cause, recipient } = notice
  const nowMs = clock.nowMs()
  const interrupted = attempt.text === UNDER_WAY || attempt.text === CUT_OFF.text ? ' The server was stopped while it was sent before, so it may come twice.' : ''
  const text = `${verdict.text}${interrupted}`
  // Of a digest that went, those that were read before it were not in it; one that was given up may be tried again as a whole.
  const endOf = (of: CausedNotice, sent: StoredAttempt['outcome']): StoredAttempt['outcome'] => (outcome !== 'delivered' ? sent : of.dismissedAt !== null ? 'dismissed_before' : of.readAt !== null ? 'read_before' : sent)
  await storage.settle([
    { noticeId: attempt.noticeId, way: attempt.way, outcome: endOf(notice, outcome), dueAt, at: nowMs, text, tries, ...(settled !== undefined && { settled }) },
    ...members.map((member) => ({ ...member.attempt, outcome: endOf(member.notice, 'in_digest'), at: nowMs, text: `Goes together with another. ${text}` })),
  ])
  const isEnd = dueAt === null
  const hasFailed = outcome === 'dead' || outcome === 'gone' || outcome === 'no_address'
  // Whoever is not there and got no push has no other way left but the mail.
  if (attempt.way === 'push' && isEnd && hasFailed && !isOnline(cause, recipient.id)) await storage.hasten({ noticeId: notice.id, way: 'email' }, nowMs)
  changed(cause, [notice.id, ...members.map((member) => member.notice.id)])
  if (outcome !== 'waiting') onOutcome(attempt.way, outcome)
  if (outcome === 'waiting') return answer
  const what = `${attempt.way === 'push' ? 'Push' : 'Mail'} to ${recipient.name}${count > 1 ? ` (${count} together)` : ''}: "${notice.title}"`
  row(cause.projectId, { id: `row-${attemptIdOf(attempt)}`, level: outcome === 'dead' || outcome === 'gone' || outcome === 'retrying' ? 'warning' : 'info', code: outcome === 'dead' ? 'notice/dead' : null, flowId: cause.flowId, nodeId: cause.nodeId, text: text.startsWith(`${OUTCOMES[outcome]} `) ? `${what}. ${text}` : `${what}. ${OUTCOMES[outcome]}${dueAt === null ? '' : `, again at ${new Date(dueAt).toISOString()}`}. ${text}` })
  return answer
}

const OUTCOMES: Readonly<Record<StoredAttempt['outcome'], string>> = {
  waiting: 'Waits', delivered: 'Sent', read_before: 'Not sent', dismissed_before: 'Not sent', not_wanted: 'Not sent', no_address: 'Not sent', throttled: 'Not sent', in_digest: 'Goes with another', retrying: 'Not sent yet', dead: 'Given up', gone: 'Not sent',
}
