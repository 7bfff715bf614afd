import { noticePreferencesSchema, type NoticePreferences } from '@halley/protocol'
import { expect, test } from 'vitest'
import { readNoticeAddress, withoutNotice } from './notice-address.ts'
import { isChosen, isTaken, isTakenByOthers, withChoice, withChoiceForOthers, withoutChoice } from './notice-choices.ts'

const nothing: NoticePreferences = { rules: [], quietHours: null }
const escalated = { id: 'r1', name: 'Escalated', ways: { inbox: true, push: true, email: false } }

test('who has chosen nothing is notified as the rules say', () => {
  expect([isTaken(nothing, escalated, 'push'), isTaken(nothing, escalated, 'email'), isChosen(nothing, escalated), isTakenByOthers(nothing, 'email')]).toEqual([true, false, false, true])
})

test('a choice for a rule is for that rule alone, and stays whatever is chosen for others', () => {
  const chosen = withChoice(nothing, escalated, { way: 'email', taken: true })
  expect(noticePreferencesSchema.parse(chosen)).toEqual({ rules: [{ ruleId: 'r1', ways: { inbox: true, push: true, email: true } }], quietHours: null })
  const others = withChoiceForOthers(chosen, { way: 'push', taken: false })
  expect([isTaken(others, escalated, 'push'), isTaken(others, { ...escalated, id: 'r2' }, 'push'), isTakenByOthers(others, 'push')]).toEqual([true, false, false])
  expect(isTaken(withoutChoice(others, 'r1'), escalated, 'push')).toBe(false)
})

test('a choice that is taken back leaves nothing behind', () => {
  const refused = withChoiceForOthers(withChoiceForOthers(nothing, { way: 'push', taken: false }), { way: 'email', taken: false })
  expect(withChoiceForOthers(withChoiceForOthers(refused, { way: 'push', taken: true }), { way: 'email', taken: true })).toEqual(nothing)
  expect(withoutChoice(withChoice(nothing, escalated, { way: 'push', taken: false }), 'r1')).toEqual(nothing)
})

test('the address asks for a notification once', () => {
  expect(readNoticeAddress('?persona=officer&notice=n1')).toEqual({ type: 'notice', id: 'n1' })
  expect(readNoticeAddress('?notices=settings')).toEqual({ type: 'settings' })
  expect([readNoticeAddress(''), readNoticeAddress('?notice='), readNoticeAddress(`?notice=${'x'.repeat(101)}`), readNoticeAddress('?notices=other')]).toEqual([null, null, null, null])
  expect([withoutNotice('?persona=officer&notice=n1'), withoutNotice('?notices=inbox')]).toEqual(['?persona=officer', ''])
})
