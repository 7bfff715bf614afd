import type { NoticeOutcome, NoticeRecord } from '@halley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countDead, withChanged, withNewest, withOlder } from './merge-notices.ts'
import { filterNotices, noNoticeFilter, sourcesOf } from './notice-filter.ts'
import { whereToLook } from './notices-store.ts'

function record(id: string, given: { readonly at?: string; readonly outcome?: NoticeOutcome; readonly source?: string; readonly to?: string } = {}): NoticeRecord {
  return {
    notice: { id, source: given.source ?? 'High ticket', priority: 'high', title: `Ticket ${id}`, body: 'The printer burns', at: given.at ?? `2026-01-31T09:30:0${id}.000Z`, readAt: null, link: { type: 'app' } },
    ruleId: 'r1', flowId: null, nodeId: null, recipient: { id: given.to ?? 'officer', name: given.to ?? 'Officer' }, eventId: 'e1', topic: 'events.local.draft-p1.escalation.Ticket._', dismissedAt: null,
    attempts: [{ id: `a${id}`, noticeId: id, way: 'email', outcome: given.outcome ?? 'delivered', at: '2026-01-31T09:31:00.000Z', tries: 1, retriedAt: null, text: '250 taken' }],
  }
}
const ids = (records: readonly NoticeRecord[]) => records.map(({ notice }) => notice.id)

const shown = (...records: readonly NoticeRecord[]) => ({ records, next: 'older' })

test('the newest notification is first, and one that changed takes its own place', () => {
  const { records } = withChanged(shown(record('2'), record('1')), [record('3'), record('1', { outcome: 'dead' })])
  expect(ids(records)).toEqual(['3', '2', '1'])
  expect(countDead(records)).toBe(1)
})

test('one that is older than all that are shown comes with its page', () => {
  expect(ids(withChanged(shown(record('3'), record('2')), [record('1')]).records)).toEqual(['3', '2'])
  expect(ids(withChanged({ records: [record('3')], next: null }, [record('1')]).records)).toEqual(['3', '1'])
  expect(withOlder(shown(record('3')), { records: [record('1')], next: null })).toEqual({ records: [record('3'), record('1')], next: null })
})

test('after a cut there is no silent gap: what the newest page does not reach is read anew', () => {
  const page = { records: [record('9'), record('8')], next: 'below 8' }
  expect(withNewest(shown(record('3'), record('2')), page)).toEqual(page)
  expect(withNewest(shown(record('8'), record('2')), page)).toEqual({ records: [record('9'), record('8'), record('2')], next: 'older' })
})

test('pages and pushes give the same list in any order', () => {
  const all = ['1', '2', '3', '4', '5'].map((id) => record(id, { at: id > '3' ? '2026-01-31T09:30:00.000Z' : `2026-01-31T09:29:0${id}.000Z` }))
  fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 5 }), fc.nat(5), (shuffled, cut) => {
    expect(ids(withChanged(withChanged({ records: [], next: null }, shuffled.slice(0, cut)), shuffled).records)).toEqual(['5', '4', '3', '2', '1'])
  }))
})

test('the log is narrowed by rule, by outcome and by words', () => {
  const records = [record('1'), record('2', { source: 'Night watch', outcome: 'dead' }), record('3', { to: 'Customer' })]
  expect(ids(filterNotices(records, noNoticeFilter))).toEqual(['1', '2', '3'])
  expect(ids(filterNotices(records, { ...noNoticeFilter, source: 'Night watch' }))).toEqual(['2'])
  expect(ids(filterNotices(records, { ...noNoticeFilter, outcome: 'dead' }))).toEqual(['2'])
  expect(ids(filterNotices(records, { ...noNoticeFilter, text: 'printer customer' }))).toEqual(['3'])
  expect(sourcesOf(records)).toEqual(['High ticket', 'Night watch'])
})

test('the log opens on the app in which something was given up, on the preview where it was in both or in none', () => {
  const fine = { records: [record('1')] }
  const dead = { records: [record('2', { outcome: 'dead' })] }
  expect(whereToLook({ draft: fine, published: dead })).toBe('published')
  expect([whereToLook({ draft: dead, published: dead }), whereToLook({ draft: dead, published: fine }), whereToLook({ draft: fine, published: fine })]).toEqual(['draft', 'draft', 'draft'])
})
