import { scopeOf } from '@halley/engine'
import { createField, createMessage, emptyProject } from '@halley/model'
import { expect, it } from 'vitest'
import { language } from './expression-language.ts'
import { lastRunValues } from './last-run-values.ts'

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
