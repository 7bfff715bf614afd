import { noticeWays, type NoticeWay } from '@halley/model'
import type { NoticePreferences, PersonaReach } from '@halley/protocol'
import type { StoredAttempt } from '../storage/notification-storage.ts'
import { durationInWords } from './duration-in-words.ts'
import { quietHoursFor, wantsWay, type NoticeSettings } from './notice-settings.ts'
import { quietUntil } from './quiet-hours.ts'

/** What is known of somebody at the moment of a notification. */
export type PersonSituation = {
  readonly preferences: NoticePreferences | undefined
  /** Is the app open somewhere? */
  readonly isOnline: boolean
  /** Does any browser of theirs take pushes? */
  readonly hasBrowser: boolean
  readonly hasAddress: boolean
  /** How they can be reached, in a preview in which they act as one who is away. */
  readonly actsAs?: Exclude<PersonaReach, 'online'>
  /** How many they got of the rule within the time of its throttle. */
  readonly recentCount: number
  /** Notifications whose push or mail collects what comes now. */
  readonly digests: Partial<Readonly<Record<NoticeWay, string>>>
}

type PlannedAttempt = Omit<StoredAttempt, 'noticeId' | 'lane'>

/** How a notification is to reach somebody, as far as that is known when it is made. */
export type NoticePlan = { readonly isInInbox: boolean; readonly isThrottled: boolean; readonly hasToast: boolean; /** Until when quiet hours hold its toast back; null where there is none to hold. */ readonly toastHeldUntil: number | null; readonly attempts: readonly PlannedAttempt[] }

/**
 * Plans the ladder of one notification: the inbox at once, a push when that is not read in time, a mail after that or where no push
 * can reach who is not there. What is critical waits for nothing. Whatever is not taken says why.
 */
export function planNotice(settings: NoticeSettings, person: PersonSituation, atMs: number): NoticePlan {
  const { throttle } = settings
  const isThrottled = throttle !== null && person.recentCount >= throttle.count
  const quietEnd = quietEndFor(settings, person, atMs)
  const isInInbox = wantsWay(person.preferences, settings, 'inbox')
  const mayToast = isInInbox && person.isOnline && !isThrottled
  const hasToast = mayToast && quietEnd === null
  const attempts: PlannedAttempt[] = []
  for (const way of noticeWays) {
    const ended = (outcome: PlannedAttempt['outcome'], text: string): void => void attempts.push({ way, outcome, dueAt: null, at: atMs, tries: 0, text, digestUntil: null, digestOf: null, settled: [], retried: null })
    if (!wantsWay(person.preferences, settings, way)) {
      if (settings.ways[way]) ended('not_wanted', 'They have switched this off.')
    } else if (way === 'inbox') ended('delivered', inboxText({ hasToast, isThrottled, isQuiet: quietEnd !== null, isOnline: person.isOnline }))
    else if (isThrottled && throttle !== null) ended('throttled', `${throttle.count} came within ${durationInWords(throttle.perMs)} already.`)
    else if (way === 'push' ? !person.hasBrowser : !person.hasAddress) ended('no_address', unreachedText(way, person.actsAs))
    else attempts.push(waiting(way, { settings, person, atMs, quietEnd, pushAt: attempts.find((attempt) => attempt.way === 'push')?.dueAt ?? null }))
  }
  return { isInInbox, isThrottled, hasToast, toastHeldUntil: mayToast ? quietEnd : null, attempts }
}

function unreachedText(way: 'push' | 'email', actsAs: PersonSituation['actsAs']): string {
  if (actsAs === 'offline') return 'The preview has them offline.'
  if (way === 'push') return actsAs === 'email' ? 'The preview has them without pushes.' : 'No browser of theirs takes pushes.'
  return actsAs === 'push' ? 'The preview has them without mails.' : 'Their e-mail address is not known.'
}

type Waiting = { readonly settings: NoticeSettings; readonly person: PersonSituation; readonly atMs: number; readonly quietEnd: number | null; /** When it is pushed; null when it is not, or with another. */ readonly pushAt: number | null }

function waiting(way: 'push' | 'email', { settings, person, atMs, quietEnd, pushAt }: Waiting): PlannedAttempt {
  const attempt = { way, outcome: 'waiting', at: atMs, tries: 0, digestUntil: null, digestOf: null, settled: [], retried: null } as const
  if (settings.priority === 'critical') return { ...attempt, dueAt: atMs, text: 'At once, for it is critical.' }
  const digestOf = settings.digestMs === null ? undefined : person.digests[way]
  if (digestOf !== undefined) return { ...attempt, outcome: 'in_digest', dueAt: null, digestOf, text: 'Goes together with one that came before it.' }
  const { delayMs, text } = delayOf(way, settings, person)
  const digestUntil = settings.digestMs === null ? null : atMs + settings.digestMs
  // A push that a digest or quiet hours hold up leaves as much time to be read before the mail as any other.
  const afterPush = way === 'email' && pushAt !== null ? pushAt + Math.max(0, delayMs - delayOf('push', settings, person).delayMs) : 0
  const dueAt = Math.max(atMs + delayMs, digestUntil ?? 0, quietEnd ?? 0, afterPush)
  // Quiet hours may have begun by then, which is asked when it is due.
  const later = quietEndFor(settings, person, dueAt) ?? dueAt
  const because = [text, ...(digestUntil !== null ? [`collects what comes within ${durationInWords(settings.digestMs ?? 0)}`] : []), ...(quietEnd !== null || later > dueAt ? ['waits for the end of the quiet hours'] : [])]
  return { ...attempt, dueAt: later, digestUntil, text: `${sentence(because.join('; '))}.` }
}

function delayOf(way: 'push' | 'email', settings: NoticeSettings, { preferences, isOnline, hasBrowser }: PersonSituation): { readonly delayMs: number; readonly text: string } {
  const after = (delayMs: number) => ({ delayMs, text: delayMs === 0 ? 'at once' : `after ${durationInWords(delayMs)} when it is not read` })
  if (way === 'push') return isOnline ? after(settings.pushAfterMs) : { delayMs: 0, text: 'at once, for the app is open nowhere' }
  const canPush = hasBrowser && wantsWay(preferences, settings, 'push')
  return isOnline || canPush ? after(settings.emailAfterMs) : { delayMs: 0, text: 'at once, for the app is open nowhere and no push can be sent' }
}

function inboxText({ hasToast, isThrottled, isQuiet, isOnline }: { readonly hasToast: boolean; readonly isThrottled: boolean; readonly isQuiet: boolean; readonly isOnline: boolean }): string {
  if (hasToast) return 'At once, with a toast.'
  if (!isOnline) return 'At once; the app is open nowhere.'
  return isThrottled ? 'At once, without a toast: too many came before it.' : isQuiet ? 'At once; its toast waits for the end of the quiet hours.' : 'At once.'
}

function quietEndFor(settings: NoticeSettings, { preferences }: PersonSituation, atMs: number): number | null {
  const quietHours = quietHoursFor(preferences, settings)
  return quietHours === null ? null : quietUntil(atMs, quietHours)
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
