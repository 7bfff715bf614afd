import type { NoticeOutcome, NoticeRecord } from '@halley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countDead, mergeNotices } from './merge-notices.ts'
import { filterNotices, noNoticeFilter, sourcesOf } from './notice-filter.ts'

function record(id: string, given: { readonly at?: string; readonly outcome?: NoticeOutcome; readonly source?: string; readonly to?: string } = {}): NoticeRecord {
  return {
    notice: { id, source: given.source ?? 'High ticket', priority: 'high', title: `Ticket ${id}`, body: 'The printer burns', at: given.at ?? `2026-01-31T09:30:0${id}.000Z`, readAt: null, link: { type: 'app' } },
    ruleId: 'r1', flowId: null, nodeId: null, recipient: { id: given.to ?? 'officer', name: given.to ?? 'Officer' }, eventId: 'e1', topic: 'events.local.draft-p1.escalation.Ticket._', dismissedAt: null,
    attempts: [{ id: `a${id}`, noticeId: id, way: 'email', outcome: given.outcome ?? 'delivered', at: '2026-01-31T09:31:00.000Z', tries: 1, text: '250 taken' }],
  }
}
const ids = (records: readonly NoticeRecord[]) => records.map(({ notice }) => notice.id)

test('the newest notification is first, and one that changed takes its own place', () => {
  const records = mergeNotices([record('2'), record('1')], [record('3'), record('1', { outcome: 'dead' })])
  expect(ids(records)).toEqual(['3', '2', '1'])
  expect(countDead(records)).toBe(1)
})

test('pages and pushes give the same list in any order', () => {
  const all = ['1', '2', '3', '4', '5'].map((id) => record(id, { at: id > '3' ? '2026-01-31T09:30:00.000Z' : `2026-01-31T09:29:0${id}.000Z` }))
  fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 5 }), fc.nat(5), (shuffled, cut) => {
    expect(ids(mergeNotices(mergeNotices([], shuffled.slice(0, cut)), shuffled))).toEqual(['5', '4', '3', '2', '1'])
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
