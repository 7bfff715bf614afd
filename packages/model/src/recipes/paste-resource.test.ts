import { describe, expect, it } from 'vitest'
import { emptyProject } from '../project.ts'
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
