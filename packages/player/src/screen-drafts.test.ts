import type { ScreenView } from '@halley/model'
import { expect, test } from 'vitest'
import { inputsOf, noDrafts, stands, stored, typed, type AllDrafts, type Draft } from './screen-drafts.ts'

const draft = (text: string): Draft => ({ type: 'text', text, storedInVersion: null })
const nothing: AllDrafts = new Map()

function view(version: number, subject: string | null): ScreenView {
  return {
    id: 's', runId: 'r', flowId: 'f', nodeId: 'n', title: 'Report', overlay: null, message: null, version,
    widgets: [
      { kind: 'input', id: 'subject', label: 'Subject', control: { type: 'text', multiline: false, inputType: 'text' }, value: subject, required: true, placeholder: '' },
      { kind: 'input', id: 'urgent', label: 'Urgent', control: { type: 'yesNo' }, value: null, required: false, placeholder: '' },
    ],
  }
}

test('a press sends what was typed, and for the rest what is shown', () => {
  const drafts = typed(nothing, 's', { widgetId: 'subject', draft: draft('Printer on fire') })
  expect(inputsOf(view(1, null), drafts.get('s') ?? noDrafts)).toEqual({ subject: 'Printer on fire', urgent: false })
  expect(inputsOf(view(1, 'As stored'), noDrafts)).toEqual({ subject: 'As stored', urgent: false })
})

test('a refresh keeps what was typed', () => {
  const drafts = typed(nothing, 's', { widgetId: 'subject', draft: draft('Printer on') })
  expect(inputsOf(view(7, 'Something else'), drafts.get('s') ?? noDrafts)['subject']).toBe('Printer on')
})

test('what was stored by a press gives way to the data in the next version, not before', () => {
  const before = typed(nothing, 's', { widgetId: 'subject', draft: draft('Printer on fire') })
  const after = stored(before, 's', { sent: before.get('s') ?? noDrafts, version: 1 })
  expect(stands(after.get('s')?.['subject'], 1)).toBe(true)
  expect(inputsOf(view(2, null), after.get('s') ?? noDrafts)['subject']).toBeNull()
})

test('what was typed while a press was on its way stays', () => {
  const before = typed(nothing, 's', { widgetId: 'subject', draft: draft('Printer') })
  const during = typed(before, 's', { widgetId: 'subject', draft: draft('Printer on fire') })
  const after = stored(during, 's', { sent: before.get('s') ?? noDrafts, version: 1 })
  expect(inputsOf(view(2, 'Printer'), after.get('s') ?? noDrafts)['subject']).toBe('Printer on fire')
})

test('drafts of the last twenty screens are kept', () => {
  let all = nothing
  for (let index = 0; index < 25; index += 1) all = typed(all, `s${index}`, { widgetId: 'subject', draft: draft('x') })
  expect(all.size).toBe(20)
  expect(all.has('s24')).toBe(true)
  expect(all.has('s4')).toBe(false)
})

test('a press sends inputs inside of groups and columns too', () => {
  const before = view(1, 'Fire')
  const nested: ScreenView = { ...before, widgets: [{ kind: 'group', id: 'g', title: '', widgets: [{ kind: 'columns', id: 'c', count: 2, widgets: before.widgets }] }] }
  expect(inputsOf(nested, noDrafts)).toEqual({ subject: 'Fire', urgent: false })
})
