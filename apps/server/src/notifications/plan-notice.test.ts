import type { NoticePreferences } from '@halley/protocol'
import { describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { settingsOfRule } from './notice-settings.ts'
import { planNotice, type PersonSituation } from './plan-notice.ts'

const NOW = Date.UTC(2026, 0, 10, 12)
const NIGHT = Date.UTC(2026, 0, 10, 23)
const person = (changed: Partial<PersonSituation> = {}): PersonSituation => ({ preferences: undefined, isOnline: true, hasBrowser: true, hasAddress: true, recentCount: 0, digests: {}, ...changed })
const rule = (changed: Parameters<typeof ticketRule>[0] = {}) => settingsOfRule(ticketRule({ ways: { inbox: true, push: true, email: true }, pushAfterMs: 30_000, emailAfterMs: 900_000, ...changed }))
const wants = (ruleId: string | null, ways: NoticePreferences['rules'][number]['ways']): PersonSituation => person({ preferences: { rules: [{ ruleId, ways }], quietHours: null } })

/** What happens by each way, and in how many seconds. */
function ladder(settings: ReturnType<typeof rule>, whose: PersonSituation, atMs = NOW): string[] {
  const plan = planNotice(settings, whose, atMs)
  return [...(plan.hasToast ? ['toast'] : []), ...plan.attempts.map(({ way, outcome, dueAt }) => `${way} ${outcome}${dueAt === null ? '' : ` ${(dueAt - atMs) / 1_000}`}`)]
}

describe('the ladder of a notification', () => {
  it.each<[string, PersonSituation, string[]]>([
    ['who has the app open gets a toast, and a push and a mail when it is not read', person(), ['toast', 'inbox delivered', 'push waiting 30', 'email waiting 900']],
    ['who has it open nowhere gets a push at once', person({ isOnline: false }), ['inbox delivered', 'push waiting 0', 'email waiting 900']],
    ['who has it open nowhere and no browser that takes pushes gets a mail at once', person({ isOnline: false, hasBrowser: false }), ['inbox delivered', 'push no_address', 'email waiting 0']],
    ['who has no address and no browser has the inbox', person({ hasBrowser: false, hasAddress: false }), ['toast', 'inbox delivered', 'push no_address', 'email no_address']],
    ['who wants no pushes gets none, and while away the mail at once', { ...wants('urgent', { push: false }), isOnline: false }, ['inbox delivered', 'push not_wanted', 'email waiting 0']],
    ['who wants nothing gets nothing', wants(null, { inbox: false, push: false, email: false }), ['inbox not_wanted', 'push not_wanted', 'email not_wanted']],
  ])('%s', (_what, whose, steps) => expect(ladder(rule(), whose)).toEqual(steps))

  it.each<[PersonSituation['actsAs'], readonly string[]]>([
    ['offline', ['The preview has them offline.', 'The preview has them offline.']],
    ['push', ['No browser of theirs takes pushes.', 'The preview has them without mails.']],
    ['email', ['The preview has them without pushes.', 'Their e-mail address is not known.']],
    [undefined, ['No browser of theirs takes pushes.', 'Their e-mail address is not known.']],
  ])('says of a persona of a preview that acts as one reached by %s why it does not go a way', (actsAs, texts) => {
    const { attempts } = planNotice(rule(), person({ hasBrowser: false, hasAddress: false, ...(actsAs !== undefined && { actsAs }) }), NOW)
    expect(attempts.flatMap(({ outcome, text }) => (outcome === 'no_address' ? [text] : []))).toEqual(texts)
  })

  it('has what the rule has switched off for who switched it on, and the line of the rule goes before that for all', () => {
    const quiet = rule({ ways: { inbox: true, push: false, email: false } })
    expect(ladder(quiet, person())).toEqual(['toast', 'inbox delivered'])
    expect(ladder(quiet, wants(null, { push: true }))).toEqual(['toast', 'inbox delivered', 'push waiting 30'])
    expect(ladder(rule(), person({ preferences: { rules: [{ ruleId: null, ways: { push: false } }, { ruleId: 'urgent', ways: { push: true } }], quietHours: null } }))).toContain('push waiting 30')
  })

  it('waits for the end of the quiet hours, of the rule or of the person, and shows no toast in them', () => {
    const quiet = rule({ quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Amsterdam' } })
    // The push of the morning has its time to be read, too, before the mail.
    expect(ladder(quiet, person(), NIGHT)).toEqual(['inbox delivered', 'push waiting 25200', 'email waiting 26070'])
    expect(ladder(quiet, person({ hasBrowser: false }), NIGHT)).toEqual(['inbox delivered', 'push no_address', 'email waiting 25200'])
    const own = person({ preferences: { rules: [], quietHours: { from: '11:00', to: '14:00', timeZone: 'UTC' } } })
    expect(ladder(quiet, own, NIGHT)).toEqual(['toast', 'inbox delivered', 'push waiting 30', 'email waiting 900'])
    expect(ladder(quiet, own)).toEqual(['inbox delivered', 'push waiting 7200', 'email waiting 8070'])
    // They begin before the mail would go.
    expect(ladder(rule({ quietHours: { from: '12:10', to: '13:00', timeZone: 'UTC' } }), person())).toEqual(['toast', 'inbox delivered', 'push waiting 30', 'email waiting 3600'])
  })

  it('of a critical one waits for nothing', () => {
    const critical = rule({ priority: 'critical', digestMs: 60_000, quietHours: { from: '00:00', to: '23:59', timeZone: 'UTC' } })
    expect(ladder(critical, person({ digests: { push: 'n1' } }))).toEqual(['toast', 'inbox delivered', 'push waiting 0', 'email waiting 0'])
  })

  it('of a digest collects what comes within its time, and what comes then goes with the first', () => {
    const digest = rule({ digestMs: 3_600_000 })
    expect(ladder(digest, person())).toEqual(['toast', 'inbox delivered', 'push waiting 3600', 'email waiting 4470'])
    const joined = planNotice(digest, person({ digests: { push: 'n1' } }), NOW)
    expect(joined.attempts.map(({ way, outcome, digestOf, digestUntil }) => [way, outcome, digestOf, digestUntil])).toEqual([['inbox', 'delivered', null, null], ['push', 'in_digest', 'n1', null], ['email', 'waiting', null, NOW + 3_600_000]])
  })

  it('of one too many is in the inbox alone', () => {
    const throttled = rule({ throttle: { count: 2, perMs: 3_600_000 } })
    expect(ladder(throttled, person({ recentCount: 1 }))).toContain('push waiting 30')
    expect(ladder(throttled, person({ recentCount: 2 }))).toEqual(['inbox delivered', 'push throttled', 'email throttled'])
  })

  it('says in words when and why', () => {
    expect(planNotice(rule({ digestMs: 5_400_000 }), person({ hasBrowser: false }), NIGHT).attempts.map(({ text }) => text)).toEqual(['At once, with a toast.', 'No browser of theirs takes pushes.', 'After 15 minutes when it is not read; collects what comes within 1 hour 30 minutes.'])
  })
})
