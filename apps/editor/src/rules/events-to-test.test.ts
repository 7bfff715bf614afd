import type { LogRow } from '@halley/protocol'
import { expect, test } from 'vitest'
import { eventsToTest, matchesTopic } from './events-to-test.ts'

const project = { id: 'p1', technicalName: 'helpdesk' }
const rowOf = (id: string, topic: string | null): LogRow => ({
  id, type: topic === null ? 'log' : 'message', at: 1, text: '', level: 'info', session: null, flowId: null, nodeId: null, code: null,
  message: topic === null ? null : { seq: 1, topic, channelId: 'c1', messageId: 'm1', key: null, payload: {}, receivers: [], sizeBytes: 2, traceId: 't' },
})
const rows = [rowOf('1', 'events.local.draft-p1.escalation.Ticket._'), rowOf('2', null), rowOf('3', 'events.local.draft-p1.answers.Answer._'), rowOf('4', 'events.local.helpdesk.escalation.Ticket._')]
const ids = (pattern: string) => eventsToTest(rows, pattern, project).map(({ row, matches }) => [row.id, matches])

test('a rule is tested with an event that it is about, the newest first', () => expect(ids('events.*.helpdesk.escalation.Ticket.*')).toEqual([['4', true], ['1', true]]))

test('where no event fits, the newest are offered all the same', () => expect(ids('events.*.helpdesk.orders.*.*')).toEqual([['4', false], ['3', false], ['1', false]]))

test('the name of the app also means the app of the preview, and no other draft', () => {
  expect(matchesTopic('events.*.helpdesk.>', 'events.local.draft-p1.escalation.Ticket._', project)).toBe(true)
  expect(matchesTopic('events.*.helpdesk.>', 'events.local.draft-p2.escalation.Ticket._', project)).toBe(false)
})
