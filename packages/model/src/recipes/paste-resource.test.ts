import { describe, expect, it } from 'vitest'
import { checkDocument } from '../check-document.ts'
import { emptyProject } from '../project.ts'
import { createChoice } from './create-choice.ts'
import { createField, createList } from './create-data.ts'
import { createConnection } from './create-connection.ts'
import { createMessage } from './create-message.ts'
import { addMember } from './members.ts'
import { copyResource, pasteResource, readResourceClip } from './paste-resource.ts'

let ids = 0
const newId = () => `id${(ids += 1)}`

function projectWithTicket() {
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  const ticketId = createMessage(project, { name: 'Ticket' }, newId)
  addMember(project, { collection: 'messages', id: ticketId }, { type: 'list', name: 'Comments' }, newId)
  const [listId = null] = Object.keys(project.messages[ticketId]?.members ?? {})
  addMember(project, { collection: 'messages', id: ticketId }, { type: 'field', name: 'Text', parentId: listId }, newId)
  return { project, text: copyResource(project, { collection: 'messages', id: ticketId }) ?? '' }
}

describe('a resource on the clipboard', () => {
  it('is pasted into another project under its own name, with new ids', () => {
    const { text } = projectWithTicket()
    const other = emptyProject({ id: 'shop', name: 'Shop', technicalName: 'shop' })
    const read = readResourceClip(text)
    if (!read.ok) throw new Error(read.text)
    const id = pasteResource(other, read.clip, null, newId)
    const pasted = other.messages[id ?? '']
    expect(pasted).toMatchObject({ name: 'Ticket', technicalName: 'Ticket' })
    const members = Object.values(pasted?.members ?? {})
    const list = members.find((member) => member.type === 'list')
    expect(members.find((member) => member.type === 'field')?.parentId).toBe(list?.id)
    expect(Object.keys(other.messages)).toEqual([id])
    expect(text).not.toContain(`"${list?.id}"`)
  })

  it('brings the choices of its fields along, once', () => {
    for (const collection of ['messages', 'lists', 'fields'] as const) {
      const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
      const choiceId = createChoice(project, { name: 'Priority', options: ['Low', 'High'] }, newId)
      const valueType = { type: 'singleChoice', choiceId } as const
      const id = collection === 'fields' ? createField(project, { name: 'State', valueType }, newId) : collection === 'lists' ? createList(project, { name: 'Orders' }, newId) : createMessage(project, { name: 'Ticket' }, newId)
      if (collection !== 'fields') addMember(project, { collection, id }, { type: 'field', name: 'Priority', valueType }, newId)
      const read = readResourceClip(copyResource(project, { collection, id }) ?? '')
      if (!read.ok) throw new Error(read.text)
      const other = emptyProject({ id: 'shop', name: 'Shop', technicalName: 'shop' })
      createChoice(other, { name: 'Priority' }, newId)
      pasteResource(other, read.clip, null, newId)
      pasteResource(other, read.clip, null, newId)
      expect(Object.values(other.choices).map(({ name }) => name)).toStrictEqual(['Priority', 'Priority 2'])
      expect(other.choices[choiceId]?.options).toStrictEqual(project.choices[choiceId]?.options)
      expect(checkDocument(other).filter(({ severity }) => severity === 'error')).toStrictEqual([])
    }
  })

  it('is any kind of resource', () => {
    const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
    const read = readResourceClip(copyResource(project, { collection: 'connections', id: createConnection(project, { name: 'Carrier' }, newId) }) ?? '')
    if (!read.ok) throw new Error(read.text)
    expect(project.connections[pasteResource(project, read.clip, null, newId) ?? '']).toMatchObject({ name: 'Carrier 2' })
  })

  it('gets a number behind its name where the name is taken', () => {
    const { project, text } = projectWithTicket()
    const read = readResourceClip(text)
    if (!read.ok) throw new Error(read.text)
    expect(project.messages[pasteResource(project, read.clip, null, newId) ?? '']).toMatchObject({ name: 'Ticket 2', technicalName: 'Ticket2' })
  })

  it('is refused with the reason when it is a message that holds a stored list', () => {
    const text = JSON.stringify({ halley: 'resource', version: 1, collection: 'messages', resource: { members: { orders: { type: 'storedList' } } } })
    expect(readResourceClip(text)).toMatchObject({ ok: false, text: expect.stringContaining('stored list') })
  })

  it('is told apart from any other text', () => {
    for (const text of ['', 'hello', '{}', '{"halley":"resource","version":99}', '[[[[']) expect(readResourceClip(text).ok).toBe(false)
    expect(readResourceClip('{"halley":"resource","version":1,"collection":"messages","resource":{}}')).toMatchObject({ ok: false, text: expect.stringContaining('damaged') })
  })
})
