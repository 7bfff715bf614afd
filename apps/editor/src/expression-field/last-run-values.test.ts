import { ruleScopes, scopeOf } from '@halley/engine'
import { createField, createMessage, emptyProject } from '@halley/model'
import { expect, it } from 'vitest'
import { language } from './expression-language.ts'
import { lastRunValues, lastText } from './last-run-values.ts'

let ids = 0
const newId = () => `id${(ids += 1)}`

it('an expression is shown with what the last run assigned, over the defaults of the model', () => {
  const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
  const count = createField(project, { name: 'Count', valueType: { type: 'number' } }, newId)
  createField(project, { name: 'Name' }, newId)
  createMessage(project, { name: 'Ticket' }, newId)
  Object.assign(project.fields[count] ?? {}, { default: 2 })
  expect(lastRunValues(project, new Map())).toBeNull()
  const values = lastRunValues(project, new Map([['name', { value: 'Ann' }], ['Ticket.subject', { value: 'Fire' }]]))
  expect(values).toMatchObject({ count: 2, name: 'Ann', Ticket: { subject: 'Fire' } })
  const compiled = language.compile('name + " " + text(count + 1)', scopeOf(project))
  expect(compiled.ok && values !== null ? compiled.evaluate(values) : null).toEqual({ ok: true, value: 'Ann 3' })
})

it('a text that names what the last run did not leave, such as who is notified, is not shown as if that were empty', () => {
  const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
  createField(project, { name: 'Name' }, newId)
  const values = lastRunValues(project, new Map([['name', { value: 'Ann' }]])) ?? {}
  const shown = (source: string, scope: Parameters<typeof language.compileTemplate>[1]) => {
    const template = language.compileTemplate(source, scope)
    if (!template.ok) throw new Error(template.errors[0]?.message)
    return lastText(template, values)
  }
  const { ofTexts } = ruleScopes('events.*.p.*.*.*', project)
  expect(shown('Hello {recipient.name}', ofTexts)).toBeUndefined()
  expect(shown('For {event.key}', ofTexts)).toBeUndefined()
  expect(shown('By {user.name}', scopeOf(project))).toBeUndefined()
  expect(shown('Hello {name}', scopeOf(project))).toBe('Hello Ann')
})
