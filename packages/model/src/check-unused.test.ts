import { describe, expect, test } from 'vitest'
import { checkUnused } from './check-unused.ts'
import { endpointSchema } from './endpoint.ts'
import { helpDesk } from './help-desk.test-fixture.ts'
import type { Project } from './project.ts'
import { createChoice } from './recipes/create-choice.ts'
import { createConnection } from './recipes/create-connection.ts'
import { createField } from './recipes/create-data.ts'
import { addNode } from './recipes/nodes.ts'

const hints = (project: Project) => checkUnused(project).map(({ code, place }) => `${code} ${place.type === 'resource' ? place.id : ''}`)

describe('what nothing uses', () => {
  test('is said of fields, lists, choices and connections', () => {
    const desk = helpDesk()
    expect(hints(desk)).toStrictEqual(['lists/unused openTickets'])
    createField(desk, { name: 'Alone' }, () => 'alone')
    createChoice(desk, { name: 'Colour' }, () => 'colour')
    createConnection(desk, { name: 'Carrier' }, () => 'carrier')
    expect(hints(desk)).toStrictEqual(['fields/unused alone', 'lists/unused openTickets', 'choices/unused colour', 'connections/unused carrier'])
    expect(checkUnused(desk)[0]).toMatchObject({ severity: 'hint', text: 'Nothing uses the field "Alone".' })
  })

  test('is not said of what a node, an expression, a type or a request uses', () => {
    const desk = helpDesk()
    createField(desk, { name: 'Given' }, () => 'given')
    createField(desk, { name: 'Colour', valueType: { type: 'singleChoice', choiceId: createChoice(desk, { name: 'Colours' }, () => 'colours') } }, () => 'colour')
    createConnection(desk, { name: 'Carrier' }, () => 'carrier')
    addNode(desk, 'report', { kind: 'http-request', version: 1, position: { x: 0, y: 0 }, config: { connectionId: 'carrier', url: '/{current.openTickets.subject}' } }, () => 'ask')
    const { report } = desk.flows
    if (report === undefined) throw new Error('The help desk has no flow "report".')
    report.endpoint = { ...endpointSchema.parse({ visibleWhen: 'colour == "red"' }), parameters: { p: { id: 'p', order: 'a0', source: 'query', name: 'given', target: { type: 'field', fieldId: 'given' }, required: false } } }
    expect(hints(desk)).toStrictEqual([])
  })
})
