import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultOf, mistakeIn, valueOf } from './help-desk.test-fixture.ts'

describe('numbers', () => {
  test.each([
    ['1 + 1.5', 2.5], ['7 / 2', 3.5], ['2 * price', 5], ['7 % 4', 3], ['-count', -3], ['0x10', 16], ['5u', 5],
    ['0.1 + 0.2', 0.3], ['0.1 * 3', 0.3], ['1.1 - 1', 0.1], ['1 / 3 * 3', 1], ['-0', 0],
    ['count > 2', true], ['count > 2.5', true], ['count == 3.0', true], ['price <= 2', false],
  ])('%s is %j', (source, expected) => expect(valueOf(source)).toStrictEqual(expected))

  test('whole numbers and decimals add up as people expect', () => {
    fc.assert(fc.property(fc.integer(), fc.integer({ min: -1_000_000, max: 1_000_000 }), (left, right) => {
      expect(valueOf('anything + count', { anything: left, count: right })).toBe(left + right)
      expect(valueOf('count * price', { count: right, price: 0.25 })).toBe(right === 0 ? 0 : right * 0.25)
      expect(valueOf('count < price', { count: left, price: right })).toBe(left < right)
    }))
  })

  test('dividing by 0 is an error at the division', () => {
    expect(faultOf('1 + count / 0')).toMatchObject({ code: 'division-by-zero', from: 4, to: 13 })
    expect(faultOf('count % 0')).toMatchObject({ code: 'division-by-zero' })
  })

  test('a result beyond the exact range is an error, never a wrong number', () => {
    expect(faultOf('9007199254740991 + count')).toMatchObject({ code: 'number-too-large' })
    expect(mistakeIn('9007199254740992')).toMatchObject({ code: 'number-too-large' })
    expect(faultOf('count * count', { count: 1e200 })).toMatchObject({ code: 'number-too-large' })
  })

  test('a text is never taken for a number', () => {
    expect(mistakeIn("count + '1'")).toMatchObject({ code: 'wrong-type' })
    expect(faultOf('count + 1', { count: '5' })).toMatchObject({ code: 'wrong-value', message: 'Here a number is needed, but this is text.' })
  })
})

describe('unknown', () => {
  test.each([
    ['count > 2', null], ['count + 1', null], ['count == 3', null], ['count != 3', null], ['!Ticket.urgent', null], ['Ticket.subject + "!"', null],
    ['count == null', true], ['count != null', false], ['isUnknown(count)', true], ['count.isKnown()', false],
    ['count.orElse(7) + 1', 8], ["orElse(Ticket.subject, 'none')", 'none'], ['Ticket.subject', null], ['upper(Ticket.subject)', null],
    ['count > 2 ? 1 : 2', null], ['count in [1, 2]', null], ['lines.map(line, line.price)', null], ['lines[0].price', null], ['anything.a.b', null],
  ])('with nothing known, %s is %j', (source, expected) => expect(valueOf(source, {})).toStrictEqual(expected))

  test('and, or and not follow three-valued logic', () => {
    const three = fc.constantFrom(true, false, null)
    const and = (a: boolean | null, b: boolean | null): boolean | null => (a === false || b === false ? false : a === null || b === null ? null : true)
    fc.assert(fc.property(three, three, (a, b) => {
      const values = { anything: a, Ticket: { urgent: b } }
      const not = (value: boolean | null): boolean | null => (value === null ? null : !value)
      expect(valueOf('anything && Ticket.urgent', values)).toBe(and(a, b))
      expect(valueOf('anything || Ticket.urgent', values)).toBe(not(and(not(a), not(b))))
      expect(valueOf('!Ticket.urgent', values)).toBe(not(b))
    }))
  })

  test('exists and all are unknown only when an unknown row could decide', () => {
    const rows = { lines: [{ price: 5 }, {}] }
    expect(valueOf('lines.exists(line, line.price == 5)', rows)).toBe(true)
    expect(valueOf('lines.exists(line, line.price == 6)', rows)).toBe(null)
    expect(valueOf('lines.all(line, line.price == 5)', rows)).toBe(null)
    expect(valueOf('lines.all(line, line.price == 6)', rows)).toBe(false)
    expect(valueOf('lines.filter(line, line.price == 5)', rows)).toStrictEqual([{ price: 5 }])
    expect(valueOf('sum(lines.map(line, line.price))', rows)).toBe(null)
  })
})

describe('dates, times and durations', () => {
  test.each([
    ["Ticket.due < '2026-02-01'", true], ["Ticket.due in ['2026-01-31']", true], ["Ticket.due == '2026-01-31'", true], ['Ticket.due > now', true], ["date('2026-01-31') == Ticket.due", true],
    ['Ticket.due + days(1)', '2026-02-01'], ['Ticket.due - days(31)', '2025-12-31'], ['now + hours(2)', '2026-01-30T12:00:00.000Z'],
    ['now - Ticket.createdAt', 7_200_000], ['now - Ticket.createdAt > limit', true], ['inHours(now - Ticket.createdAt)', 2], ['limit * 2 / hours(1)', 2],
    ["Ticket.createdAt == '2026-01-30T09:00:00+01:00'", true], ["addMonths(Ticket.due, 1)", '2026-02-28'], ["addDays(now, -30)", '2025-12-31T10:00:00.000Z'],
    ["format(now, 'dd.MM.yyyy HH:mm')", '30.01.2026 10:00'], ['weekday(Ticket.due)', 6], ["isDate('2026-02-30')", false], ["isDate('2024-02-29')", true], ["isDate('1900-02-29')", false],
  ])('%s is %j', (source, expected) => expect(valueOf(source)).toStrictEqual(expected))

  test('a date moves by whole days only, and a text that is no date is an error', () => {
    expect(faultOf('Ticket.due + hours(1)')).toMatchObject({ code: 'wrong-value' })
    expect(faultOf('Ticket.due + days(1)', { Ticket: { due: 'soon' } })).toMatchObject({ code: 'wrong-value', message: '“soon” is not a date.' })
    expect(faultOf('Ticket.due + days(100000000)')).toMatchObject({ code: 'wrong-value' })
    expect(mistakeIn('Ticket.due + 1')).toMatchObject({ code: 'wrong-type', hint: 'Say how long: days(1) is 1 d, hours(2), minutes(30).' })
  })

  test('moving there and back by days gives the same date', () => {
    fc.assert(fc.property(fc.integer({ min: -30_000, max: 30_000 }), (days) => {
      expect(valueOf('addDays(addDays(Ticket.due, count), -count)', { Ticket: { due: '2026-01-31' }, count: days })).toBe('2026-01-31')
    }))
  })
})

describe('choices, lists and groups of fields', () => {
  test.each([
    ["Ticket.status == 'open'", true], ["Ticket.status in ['open', 'closed']", true], ["'bug' in Ticket.tags", true], ["Ticket.tags == ['bug']", true],
    ['lines.map(line, line.price * line.count)', [10, 20]], ['sum(lines.map(line, line.price * line.count))', 30], ['lines.filter(line, line.done).size()', 1], ['lines.count(line, !line.done)', 1],
    ['lines[1].price', 20], ['lines[5].price', null], ['last(lines).price', 20], ['[1, 2] + [3]', [1, 2, 3]], ["{'a': count, 'b': [1]}", { a: 3, b: [1] }], ["{'a': 1}.a", 1],
    ['lines.map(a, lines.map(b, a.price + b.price))', [[10, 25], [25, 40]]], ['max(lines.map(line, line.price))', 20], ['min(3, count, 2)', 2], ["anything['deep'].word", 'found'],
    ['package + list', 'boxshopping'],
  ])('%s is %j', (source, expected) => expect(valueOf(source)).toStrictEqual(expected))

  test('only lists have rows', () => expect(mistakeIn('package.map(p, p)')).toMatchObject({ code: 'wrong-type' }))

  test('a result is a copy, so the data it came from cannot be changed through it', () => {
    const values = { lines: [{ price: 5 }] }
    const copy = valueOf('lines', values)
    expect(copy).toStrictEqual(values.lines)
    expect(copy).not.toBe(values.lines)
  })
})
