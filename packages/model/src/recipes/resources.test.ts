import { describe, expect, test } from 'vitest'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { inOrder } from '../ids.ts'
import { emptyProject, projectSchema, type Project } from '../project.ts'
import * as recipes from './index.ts'

const names = (project: Project, collection: recipes.ResourceRef['collection']) => inOrder<{ id: string; order: string; name: string }>(project[collection]).map((entry) => entry.name)

describe('new resources', () => {
  test('each is a valid part of the project, at the end of its tree', () => {
    const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
    const newId = countingIds()
    recipes.createMessage(project, { name: 'Ticket' }, newId)
    recipes.createMessage(project, { name: 'Reply' }, newId)
    recipes.createChannel(project, { name: 'Desk', keyName: 'conversation' }, newId)
    recipes.createField(project, { name: 'Due date', valueType: { type: 'date' } }, newId)
    recipes.createList(project, { name: 'Orders', storage: 'stored' }, newId)
    recipes.createChoice(project, { name: 'Priority', options: ['Low', 'High', 'Low'] }, newId)
    recipes.createFlow(project, { name: 'Main', type: 'flowchart' }, newId)
    recipes.createNavigationItem(project, { name: 'Home' }, newId)
    recipes.createPersona(project, { name: 'Ada', roles: ['officer'] }, newId)
    recipes.createFolder(project, { tree: 'messages', name: 'Desk' }, newId)
    expect(projectSchema.parse(project)).toStrictEqual(project)
    expect(names(project, 'messages')).toStrictEqual(['Ticket', 'Reply'])
    expect(Object.values(project.choices).flatMap((choice) => inOrder(choice.options).map((option) => [option.name, option.technicalName]))).toStrictEqual([['Low', 'low'], ['High', 'high'], ['Low 2', 'low2']])
  })

  test('a flowchart comes with a Start and an End, connected, and the first one that may show screens is Home', () => {
    const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
    recipes.createFlow(project, { name: 'Act', type: 'action' }, countingIds('act'))
    const id = recipes.createFlow(project, { name: 'Main', type: 'flowchart' }, countingIds('main'))
    expect(project.settings.homeFlowId).toBe(id)
    const flow = project.flows[id]
    expect(Object.values(flow?.nodes ?? {}).map((node) => node.kind)).toStrictEqual(['start', 'end'])
    expect(flow?.edges).toStrictEqual({ 'main2:default': { id: 'main2:default', from: 'main2', exit: 'default', to: 'main3' } })
  })

  test('messages, fields and lists share one scope of technical names; Names are free in their own collection', () => {
    const project = helpDesk()
    recipes.createMessage(project, { name: 'Ticket' }, () => 'two')
    expect(project.messages['two']).toMatchObject({ name: 'Ticket 2', technicalName: 'Ticket2' })
    recipes.createField(project, { name: 'Ticket', technicalName: 'Ticket' }, () => 'field')
    expect(project.fields['field']).toMatchObject({ name: 'Ticket', technicalName: 'ticket', technicalNameSetByHand: true })
    expect(recipes.takenTechnicalNames(project, 'lists')).toStrictEqual(new Set(['Ticket', 'Ticket2', 'draftSubject', 'ticket', 'openTickets']))
    expect(recipes.takenTechnicalNames(project, 'channels', 'escalation')).toStrictEqual(new Set())
  })

  test('messages wear the hue that is used least', () => {
    const project = helpDesk()
    for (let index = 0; index < 10; index += 1) recipes.createMessage(project, { name: `M${index}` }, countingIds(`m${index}-`))
    expect(new Set(Object.values(project.messages).map((message) => message.hue)).size).toBe(10)
  })
})

describe('renaming', () => {
  test('the technical name follows the Name, and expressions follow the technical name, but not texts in quotes', () => {
    const project = helpDesk()
    recipes.renameResource(project, { collection: 'messages', id: 'ticket' }, 'Work order')
    expect(project.messages['ticket']).toMatchObject({ name: 'Work order', technicalName: 'WorkOrder' })
    expect(project.flows['report']?.nodes['send']?.config['key']).toBe("WorkOrder.subject + ' Ticket'")
    expect(project.flows['report']?.nodes['log']?.config['text']).toBe('Sent {WorkOrder.subject}, last was {received.WorkOrder.subject}')
  })

  test('a technical name set by hand stays, until it is emptied', () => {
    const project = helpDesk()
    const ticket = { collection: 'messages', id: 'ticket' } as const
    expect(recipes.setTechnicalName(project, ticket, 'Case')).toBeUndefined()
    recipes.renameResource(project, ticket, 'Work order')
    expect(project.messages['ticket']).toMatchObject({ name: 'Work order', technicalName: 'Case', technicalNameSetByHand: true })
    recipes.setTechnicalName(project, ticket, '')
    expect(project.messages['ticket']).toMatchObject({ technicalName: 'WorkOrder', technicalNameSetByHand: false })
  })

  test('a technical name that is taken or not valid changes nothing and says why', () => {
    const project = helpDesk()
    expect(recipes.setTechnicalName(project, { collection: 'messages', id: 'ticket' }, 'openTickets')).toMatch(/is taken; `openTickets2` is free/)
    expect(recipes.setTechnicalName(project, { collection: 'messages', id: 'ticket' }, '1x')).toMatch(/starts with a letter/)
    expect(project).toStrictEqual(helpDesk())
  })

  test('a field of a message: expressions follow at the top level, rows of lists are left alone', () => {
    const project = helpDesk()
    recipes.renameMember(project, { collection: 'messages', id: 'ticket' }, 'subject', 'Title')
    expect(project.messages['ticket']?.members['subject']).toMatchObject({ name: 'Title', technicalName: 'title' })
    expect(project.flows['report']?.nodes['log']?.config['text']).toBe('Sent {Ticket.title}, last was {received.Ticket.title}')
    expect(recipes.setMemberTechnicalName(project, { collection: 'messages', id: 'ticket' }, 'subject', 'lines')).toMatch(/taken/)
  })

  test('a list and a field of its rows: expressions follow where they name its current row', () => {
    const project = helpDesk()
    const owner = { collection: 'lists', id: 'openTickets' } as const
    recipes.addMember(project, owner, { type: 'field', name: 'Subject' }, () => 'rowSubject')
    const log = project.flows['report']?.nodes['log']
    Object.assign(log?.config ?? {}, { text: '{current.openTickets.subject} of {openTickets}' })
    recipes.renameMember(project, owner, 'rowSubject', 'Title')
    recipes.renameResource(project, owner, 'Tickets')
    expect(log?.config['text']).toBe('{current.tickets.title} of {tickets}')
  })
})

describe('moving, copying and deleting', () => {
  test('a resource moves into a folder and to a place there', () => {
    const project = helpDesk()
    for (const name of ['B', 'C']) recipes.createMessage(project, { name }, () => name)
    recipes.moveResource(project, { collection: 'messages', id: 'C' }, { folderId: null, index: 0 })
    expect(names(project, 'messages')).toStrictEqual(['C', 'Ticket', 'B'])
    recipes.moveResource(project, { collection: 'messages', id: 'C' }, { folderId: null, index: 1 })
    expect(names(project, 'messages')).toStrictEqual(['Ticket', 'C', 'B'])
    const folder = recipes.createFolder(project, { tree: 'messages', name: 'F' }, () => 'folder')
    recipes.moveResource(project, { collection: 'messages', id: 'C' }, { folderId: folder })
    expect(project.messages['C']?.folderId).toBe('folder')
  })

  test('where no order key fits between two, the siblings get new ones and keep their order', () => {
    const project = helpDesk()
    for (const name of ['B', 'C']) recipes.createMessage(project, { name }, () => name)
    // Two people appended at once, and one document was written by hand.
    for (const message of Object.values(project.messages)) message.order = '1'
    recipes.moveResource(project, { collection: 'messages', id: 'ticket' }, { folderId: null, index: 1 })
    expect(names(project, 'messages')).toStrictEqual(['B', 'Ticket', 'C'])
  })

  test('inserting at one place a thousand times keeps keys short and in order', () => {
    const siblings: { id: string; order: string }[] = []
    for (let index = 0; index < 1_000; index += 1) siblings.push({ id: `s${index}`, order: recipes.orderAt(siblings, Math.min(1, siblings.length)) })
    expect(new Set(siblings.map((sibling) => sibling.order)).size).toBe(1_000)
    expect(Math.max(...siblings.map((sibling) => sibling.order.length))).toBeLessThanOrEqual(200)
  })

  test('a copy is deep: new ids inside, free names, right behind the original', () => {
    const project = helpDesk()
    recipes.createMessage(project, { name: 'Last' }, () => 'last')
    const newId = countingIds('copy')
    const message = recipes.duplicateResource(project, { collection: 'messages', id: 'ticket' }, newId) ?? ''
    const flow = recipes.duplicateResource(project, { collection: 'flows', id: 'report' }, newId) ?? ''
    recipes.duplicateResource(project, { collection: 'choices', id: 'priority' }, newId)
    for (const collection of ['channels', 'fields', 'lists', 'navigation', 'personas'] as const) recipes.duplicateResource(project, { collection, id: Object.keys(project[collection])[0] ?? '' }, newId)
    expect(names(project, 'messages')).toStrictEqual(['Ticket', 'Ticket 2', 'Last'])
    expect(project.messages[message]?.technicalName).toBe('Ticket2')
    const members = Object.values(project.messages[message]?.members ?? {})
    expect(members.map((member) => member.name)).toStrictEqual(['Subject', 'Priority', 'Lines', 'Count'])
    expect(members.find((member) => member.name === 'Count')?.parentId).toBe(members.find((member) => member.name === 'Lines')?.id)
    expect(Object.keys(project.flows[flow]?.nodes ?? {}).filter((id) => project.flows['report']?.nodes[id])).toStrictEqual([])
    expect(Object.keys(project.flows[flow]?.edges ?? {})).toHaveLength(4)
    expect(projectSchema.parse(project)).toStrictEqual(project)
  })

  test('a deleted flowchart is no longer Home; everything else that refers to it is left to the problems list', () => {
    const project = helpDesk()
    recipes.deleteResource(project, { collection: 'flows', id: 'report' })
    expect(project.settings.homeFlowId).toBeNull()
    expect(project.navigation['home']?.flowId).toBe('report')
  })

  test('a deleted folder leaves what was in it where the folder was; a folder cannot go into itself', () => {
    const project = helpDesk()
    const newId = countingIds('f')
    const outer = recipes.createFolder(project, { tree: 'messages', name: 'Outer' }, newId)
    const inner = recipes.createFolder(project, { tree: 'messages', name: 'Inner', parentId: outer }, newId)
    recipes.moveResource(project, { collection: 'messages', id: 'ticket' }, { folderId: inner })
    expect(recipes.moveFolder(project, outer, { parentId: inner })).toBe(false)
    recipes.deleteFolder(project, inner)
    expect(project.messages['ticket']?.folderId).toBe(outer)
    recipes.renameFolder(project, outer, 'Desk')
    expect(project.folders[outer]?.name).toBe('Desk')
  })
})
