import { adoptProject, newSession, Simulation, type SessionState } from '@halley/engine'
import type { FieldType, Members, Project, Value } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { anyNode, assignNode, countTarget, screenNode, smallProject, startNode } from './small-project.ts'

const nameTarget = { type: 'field', fieldId: 'name' } as const

function retyped(project: Project, id: string, valueType: FieldType): Project {
  return { ...project, fields: Object.fromEntries(Object.entries(project.fields).map(([key, field]) => [key, key === id ? { ...field, valueType, default: undefined } : field])) }
}

function retypedMember(members: Members, id: string, valueType: FieldType): Members {
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, key === id && member.type === 'field' ? { ...member, valueType } : member]))
}

describe('A value whose type was changed in the model', () => {
  it('is unknown in running sessions, and may be assigned anew', () => {
    const project = smallProject({ home: {
      nodes: [startNode(), assignNode('set', nameTarget, '"Ann"'), screenNode('one', 'one'), anyNode('default', 'assignment', { assignments: { line: { id: 'line', order: 'a0', target: nameTarget, expression: 'isUnknown(name) ? 1 : 2' } } }), screenNode('two', '{name}', [])],
      arrows: [['start', 'default', 'set'], ['set', 'default', 'one'], ['one', 'Go', 'default'], ['default', 'default', 'two']],
    } })
    const simulation = new Simulation(project, catalog)
    const client = simulation.open({ id: 'ann', name: 'Ann', roles: [] }, 'home')
    simulation.changeModel(retyped(project, 'name', { type: 'number' }))
    expect(client.state.data['name']).toBeNull()
    simulation.press(client, 'Go')
    expect(client.failures).toEqual([])
    expect(client.state.data['name']).toBe(1)
  })

  const before = smallProject({ home: { nodes: [startNode(), assignNode('set', countTarget, '1')], arrows: [] } })
  const holding = (data: { readonly [name: string]: Value }): SessionState => ({ ...newSession({ sessionId: 's', user: { id: 'ann', name: 'Ann', roles: [] } }, before), data: { ...data }, received: { Ticket: { subject: '12', priority: 'high', remark: null } } })

  it('stays when the new type takes it too', () => {
    expect(adoptProject(before, retyped(before, 'name', { type: 'richText' }), holding({ name: 'Ann' })).data['name']).toBe('Ann')
    expect(adoptProject(before, retyped(before, 'count', { type: 'duration' }), holding({ count: 5 })).data['count']).toBe(5)
  })

  it('is unknown in messages too, of the session and received, while their other fields stay', () => {
    const ticket = before.messages['ticket']
    if (ticket === undefined) throw new Error('the small project has a ticket')
    const after = { ...before, messages: { ...before.messages, ticket: { ...ticket, members: retypedMember(ticket.members, 'subject', { type: 'number' }) } } }
    const adopted = adoptProject(before, after, holding({ Ticket: { subject: '12', priority: 'high', remark: null } }))
    expect([adopted.data['Ticket'], adopted.received['Ticket']]).toEqual([{ subject: null, priority: 'high', remark: null }, { subject: null, priority: 'high', remark: null }])
  })

  it('is unknown in the rows of lists, and so is an option that was deleted; one that was renamed has its new name', () => {
    const base = { folderId: null, order: 'a0', technicalNameSetByHand: false, description: '' }
    const member = (valueType: FieldType) => ({ ...base, id: 'state', parentId: null, name: 'state', technicalName: 'state', type: 'field' as const, valueType, required: false })
    const project: Project = { ...before,
      choices: { light: { ...base, id: 'light', name: 'Light', technicalName: 'light', options: Object.fromEntries(['red', 'green'].map((value, index) => [value, { id: value, order: `a${index}`, name: value, technicalName: value, technicalNameSetByHand: false }])) } },
      lists: { orders: { ...base, id: 'orders', name: 'orders', technicalName: 'orders', storage: 'session', members: { state: member({ type: 'singleChoice', choiceId: 'light' }) } } } }
    const { light } = project.choices
    if (light === undefined) throw new Error('the project has a choice')
    const { red: _red, ...options } = light.options
    const rows = [{ state: 'red' }, { state: 'green' }]
    expect(adoptProject(project, { ...project, choices: { light: { ...light, options } } }, holding({ orders: rows })).data['orders']).toEqual([{ state: null }, { state: 'green' }])
    const renamed = { ...light, options: { ...options, green: { id: 'green', order: 'a1', name: 'Go', technicalName: 'go', technicalNameSetByHand: false } } }
    expect(adoptProject(project, { ...project, choices: { light: renamed } }, holding({ orders: rows })).data['orders']).toEqual([{ state: null }, { state: 'go' }])
    const orders = project.lists['orders']
    if (orders === undefined) throw new Error('the project has a list')
    expect(adoptProject(project, { ...project, lists: { orders: { ...orders, members: { state: member({ type: 'number' }) } } } }, holding({ orders: rows })).data['orders']).toEqual([{ state: null }, { state: null }])
  })
})
