import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deskScope, language } from './help-desk.test-fixture.ts'

/** Takes the first completion at `|` and gives the source after it. */
function complete(marked: string): string {
  const offset = marked.indexOf('|')
  const source = marked.replace('|', '')
  const [first] = language.completionsAt(source, offset, deskScope)
  return first === undefined ? source : source.slice(0, first.from) + first.insert + source.slice(first.to)
}

function labelsAt(marked: string): readonly string[] {
  return language.completionsAt(marked.replace('|', ''), marked.indexOf('|'), deskScope).map((completion) => completion.label)
}

describe('while typing', () => {
  test.each([
    ['Tic|', 'Ticket'], ['cou| > 2', 'count > 2'], ['Ticket.su|', 'Ticket.subject'], ['Ticket.su|bject', 'Ticket.subject'], ['Ticket.|', 'Ticket.subject'],
    ['Ticket.status == |', "Ticket.status == 'open'"], ["Ticket.status == 'c|", "Ticket.status == 'closed'"], ["Ticket.status != 'c|'", "Ticket.status != 'closed'"],
    ["Ticket.status in ['open', |", "Ticket.status in ['open', 'open'"], ['Ticket.urgent == |', 'Ticket.urgent == true'],
    ['lines.map(line, line.pr|', 'lines.map(line, line.price'], ['lines.filter(line, |)', 'lines.filter(line, line)'], ['lines.map(a, lines.map(b, a.pr|', 'lines.map(a, lines.map(b, a.price'],
    ['first(lines).pr|', 'first(lines).price'], ['lines[0].c|', 'lines[0].count'], ['upp|', 'upper('], ['package.upp|', 'package.upper()'], ['(package + list).si|', '(package + list).size()'],
    ['count |', 'count =='], ['lines.map(|', 'lines.map('], ["'plain te|", "'plain te"],
  ])('%s becomes %s', (marked, expected) => expect(complete(marked)).toBe(expected))

  test('only functions that fit are offered behind a value', () => {
    expect(labelsAt('lines.|')).toContain('map')
    expect(labelsAt('lines.|')).not.toContain('upper')
    expect(labelsAt('package.|')).toContain('upper')
    expect(labelsAt('count.|')).not.toContain('price')
  })

  test('labels of choices and helps of fields are shown', () => {
    expect(language.completionsAt('Ticket.status == ', 17, deskScope)[0]).toMatchObject({ label: 'open', kind: 'value', detail: 'Open' })
    expect(language.completionsAt('Ticket.', 7, deskScope)[0]).toStrictEqual({ label: 'subject', kind: 'field', detail: 'text', help: 'Subject: What it is about.', insert: 'subject', from: 7, to: 7 })
  })

  test('in a text, completion works between the braces only', () => {
    expect(language.templateCompletionsAt('Hi {Ticket.su}', 13, deskScope)[0]).toMatchObject({ insert: 'subject', from: 11, to: 13 })
    expect(language.templateCompletionsAt('Ticket.su', 9, deskScope)).toStrictEqual([])
    expect(language.templateCompletionsAt('Hi {', 4, deskScope)[0]).toMatchObject({ insert: 'Ticket', from: 4, to: 4 })
  })

  test('the word under the pointer is explained', () => {
    expect(language.helpAt('Ticket.subject', 9, deskScope)).toStrictEqual({ from: 7, to: 14, title: 'Subject', detail: 'text', help: 'What it is about.' })
    expect(language.helpAt('upper(package)', 1, deskScope)).toMatchObject({ title: 'upper', detail: 'upper(text): text' })
    expect(language.templateHelpAt('A {count}', 4, deskScope)).toMatchObject({ from: 3, to: 8, detail: 'a number' })
    expect(language.helpAt('1 + 2', 1, deskScope)).toBeUndefined()
  })

  test('whatever is typed, completion and hover give places inside of the source', () => {
    const word = fc.constantFrom('Ticket', '.', 'subject', "'", '"', '(', ')', '[', ']', '{', '}', ' ', '==', 'in', 'lines', 'map', ',', 'line', '\\', '__proto__', 'constructor', '1')
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(word, { maxLength: 20 }).map((words) => words.join(''))), fc.nat({ max: 60 }), (source, offset) => {
      for (const { from, to, label } of [...language.completionsAt(source, offset, deskScope), ...language.templateCompletionsAt(source, offset, deskScope)]) {
        expect(from <= to && to <= Math.max(source.length, offset)).toBe(true)
        expect(['__proto__', 'constructor', 'prototype']).not.toContain(label)
      }
      language.helpAt(source, offset, deskScope)
      language.templateHelpAt(source, offset, deskScope)
    }))
  })
})
