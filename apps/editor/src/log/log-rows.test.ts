import { emptyProject, type Message, type Project } from '@halley/model'
import type { LogRow, Receiver } from '@halley/protocol'
import { expect, test } from 'vitest'
import { awayInWords, awayNames, splitReceivers } from './away-receivers.ts'
import { hold, rowsSince } from './held-rows.ts'
import { clientsOf, filterRows, noFilter, type RowFilter } from './row-filter.ts'
import { encryptedText, latencyText, rowWords, sizeText, timeText } from './row-words.ts'

const ticket: Message = { id: 'ticket', folderId: null, order: 'a0', name: 'Ticket', technicalName: 'Ticket', technicalNameSetByHand: false, description: '', hue: 3, members: {} }
const project: Project = { ...emptyProject({ id: 'p', name: 'P', technicalName: 'p' }), messages: { ticket } }
const customer = { sessionId: 's1', persona: 'Customer', slot: 1 }
const officer = { sessionId: 's2', persona: 'Escalation officer', slot: 2 }
const receiver = (change: Partial<Receiver> = {}): Receiver => ({ session: officer, flowId: 'watch', nodeId: 'hear', outcome: 'delivered', response: 'executed Show ticket', latencyMs: 3.4, ...change })

function row(id: string, change: Partial<LogRow> = {}): LogRow {
  return { id, type: 'log', at: 1_000, text: 'A line', level: 'info', session: customer, flowId: null, nodeId: null, code: null, message: null, ...change }
}

const sent = (id: string, receivers: Receiver[], key: string | null = null) =>
  row(id, { type: 'message', text: 'Ticket sent', message: { seq: 1, topic: 'events.local.helpdesk.escalation.Ticket._', channelId: 'escalation', messageId: 'ticket', key, payload: { subject: 'Printer on fire' }, receivers, sizeBytes: 30, traceId: 't1' } })

const rows = [
  row('line'),
  sent('toOfficer', [receiver()]),
  sent('filtered', [receiver({ outcome: 'filtered', response: 'no listener for the key', latencyMs: null })], 'desk7'),
  row('error', { type: 'error', level: 'error', text: 'Send failed', session: officer, code: 'unavailable' }),
]
const shown = (change: Partial<RowFilter>) => filterRows(rows, { ...noFilter, ...change }, project).map(({ id }) => id)

test('a message row names its channel, message, sender, receivers and how long it took', () => {
  expect(rowWords(sent('m', [receiver(), receiver({ latencyMs: 12 })]), project)).toEqual({
    time: timeText(1_000), channel: 'escalation', key: '', message: 'Ticket', hue: 3, from: 'Customer', latencyMs: 12, isLate: false,
    receivers: 'Escalation officer: delivered, executed Show ticket; Escalation officer: delivered, executed Show ticket',
  })
})

test('a message that only who came later got is late, and says no time', () => {
  const late = receiver({ latencyMs: null, late: true })
  expect(rowWords(sent('m', [late]), project)).toMatchObject({ latencyMs: null, isLate: true })
  expect(rowWords(sent('m', [late, receiver({ latencyMs: 12 })]), project)).toMatchObject({ latencyMs: 12, isLate: false })
})

test('a message that is no longer in the project keeps the name that it travelled under', () => {
  expect(rowWords(sent('m', []), { ...project, messages: {} })).toMatchObject({ message: 'Ticket', hue: null })
})

test('rows are found by any of their words, in the payload too', () => {
  expect(shown({ text: 'printer FIRE' })).toEqual(['toOfficer', 'filtered'])
  expect(shown({ text: 'desk7' })).toEqual(['filtered'])
  expect(shown({ text: 'unavailable' })).toEqual(['error'])
  expect(shown({ text: 'nothing like it' })).toEqual([])
})

test('rows are filtered by channel, client and outcome, together', () => {
  expect(shown({ channelId: 'escalation' })).toEqual(['toOfficer', 'filtered'])
  expect(shown({ client: '2/Escalation officer' })).toEqual(['toOfficer', 'filtered', 'error'])
  expect(shown({ outcome: 'filtered' })).toEqual(['filtered'])
  expect(shown({ outcome: 'error' })).toEqual(['error'])
  expect(shown({ outcome: 'delivered', client: '1/Customer' })).toEqual([])
})

test('the clients of the log are its senders and receivers, by place', () => {
  expect(clientsOf(rows)).toEqual([{ key: '1/Customer', label: '1 Customer' }, { key: '2/Escalation officer', label: '2 Escalation officer' }])
})

test('a client of the published app is told apart from the same persona in the preview', () => {
  const published = { sessionId: 's3', persona: 'Customer', slot: null, environment: 'published' } as const
  const both = [row('draft'), row('live', { session: published })]
  expect(clientsOf(both)).toEqual([{ key: '1/Customer', label: '1 Customer' }, { key: 'published/Customer', label: 'Customer (published)' }])
  expect(filterRows(both, { ...noFilter, client: 'published/Customer' }, project).map(({ id }) => id)).toEqual(['live'])
  expect(rowWords(row('live', { session: published }), project).from).toBe('Customer (published)')
})

test('a paused log holds new rows and loses none', () => {
  const held = hold(rows.slice(0, 2))
  expect(rowsSince(held, [row('older', { at: 1 }), ...rows]).map(({ id }) => id)).toEqual(['filtered', 'error'])
  expect(rowsSince(null, rows)).toEqual([])
})

test('clients that are away are one line, however many listeners they have', () => {
  const closedPage = { ...officer, sessionId: 's3' }
  const { here, away } = splitReceivers([receiver(), receiver({ outcome: 'offline_recoverable', session: closedPage }), receiver({ outcome: 'offline_recoverable', session: closedPage, nodeId: 'other' })])
  expect(here.map(({ outcome }) => outcome)).toEqual(['delivered'])
  expect([awayInWords(away), awayNames(away)]).toEqual(['1 client that may come back (away)', 'Escalation officer'])
  expect(awayInWords([...away, receiver({ session: { ...officer, sessionId: 's4' } })])).toBe('2 clients that may come back (away)')
})

test('an encrypted message is found by its topic and by "encrypted", not by its ciphertext', () => {
  const encrypted = sent('secret', [])
  const secret = { ...encrypted, message: encrypted.message && { ...encrypted.message, encrypted: true as const, payload: { v: 1, kid: 'k-1', iv: 'iviv', ct: 'printer' } } }
  const found = (text: string) => filterRows([secret], { ...noFilter, text }, project).length
  expect([found('encrypted'), found('escalation.Ticket'), found('printer'), found('iviv')]).toEqual([1, 1, 0, 0])
  expect(encryptedText(312)).toBe('Encrypted, 312 bytes of ciphertext')
})

test('times and sizes are short', () => {
  expect(timeText(0)).toMatch(/^\d\d:\d\d:00\.000$/)
  expect([0.2, 3.4, 1_240].map(latencyText)).toEqual(['<1 ms', '3 ms', '1.2 s'])
  expect([12, 1_434, 5_242_880].map(sizeText)).toEqual(['12 bytes', '1.4 KiB', '5,120.0 KiB'])
})
