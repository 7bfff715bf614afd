import { describe, expect, test } from 'vitest'
import { emptyProject, type Project } from '../project.ts'
import { createChannel } from '../recipes/create-channel.ts'
import { createMessage } from '../recipes/create-message.ts'
import { renameResource } from '../recipes/rename-resource.ts'
import { acknowledged, beginSession, isMissingEdits, makeEdit, receivedRemote, reconnected, redo, redoLabel, refused, undo, undoLabel, unsentEdits, type EditSession } from './edit-session.ts'

const desk = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
const withTicket = (id: string) => (draft: Project) => createMessage(draft, { name: 'Ticket' }, () => id)
const describeAs = (text: string) => (draft: Project) => { const ticket = draft.messages['t']; if (ticket) ticket.description = text }

function made(session: EditSession, id: string, recipe: (draft: Project) => unknown, typing?: { mergeKey: string; atMs: number }) {
  const { session: next, edit } = makeEdit(session, { id, label: `edit ${id}`, recipe, ...typing })
  if (edit === null) throw new Error('the recipe changed nothing')
  return { session: next, edit }
}

describe('one tab', () => {
  test('an edit shows at once, is pending, and is confirmed without anything moving', () => {
    const { session } = made(beginSession(desk, 4), 'a', withTicket('t'))
    expect(session.current.messages['t']?.name).toBe('Ticket')
    expect(unsentEdits(session)).toHaveLength(1)
    const confirmed = acknowledged(session, 'a', 5)
    expect(confirmed).toMatchObject({ revision: 5, pending: [] })
    expect(confirmed.current).toBe(session.current)
    expect(confirmed.confirmed).toBe(session.current)
    // The server's order says it again: nothing happens twice.
    expect(acknowledged(confirmed, 'a', 5)).toBe(confirmed)
  })

  test('a gesture that changes nothing is no edit and no undo step', () => {
    const session = beginSession(desk, 0)
    expect(makeEdit(session, { id: 'a', label: 'Nothing', recipe: () => {} })).toStrictEqual({ session, edit: null })
  })

  test('undo and redo are new edits with the name of the step', () => {
    const { session } = made(beginSession(desk, 0), 'a', withTicket('t'))
    expect(undoLabel(session)).toBe('edit a')
    const undone = undo(session, 'b')
    expect(undone.session.current).toStrictEqual(desk)
    expect(undone.edit?.label).toBe('Undo: edit a')
    expect([undoLabel(undone.session), redoLabel(undone.session)]).toStrictEqual([null, 'edit a'])
    const redone = redo(undone.session, 'c')
    expect(redone.session.current).toStrictEqual(session.current)
    expect(unsentEdits(redone.session)).toHaveLength(3)
    expect(undo(redone.session, 'd').session.current).toStrictEqual(desk)
  })

  test('a new edit ends what could be redone', () => {
    const undone = undo(made(beginSession(desk, 0), 'a', withTicket('t')).session, 'b').session
    expect(redoLabel(made(undone, 'c', withTicket('u')).session)).toBeNull()
  })

  test('typing in one place is one undo step; a pause of more than a second begins another', () => {
    const typing = (atMs: number) => ({ mergeKey: 't.description', atMs })
    let session = beginSession(made(beginSession(desk, 0), 'a', withTicket('t')).session.current, 0)
    session = made(session, 'b', describeAs('W'), typing(0)).session
    session = made(session, 'c', describeAs('Wh'), typing(900)).session
    session = made(session, 'd', describeAs('Who'), typing(2_000)).session
    expect(session.undoSteps).toHaveLength(2)
    const once = undo(session, 'e').session
    expect(once.current.messages['t']?.description).toBe('Wh')
    expect(undo(once, 'f').session.current.messages['t']?.description).toBe('')
  })

  test('a refused edit is taken off and leaves the undo steps; later ones stay', () => {
    const first = made(beginSession(desk, 0), 'a', withTicket('t')).session
    const second = made(first, 'b', (draft) => createChannel(draft, { name: 'Desk' }, () => 'c')).session
    const after = refused(second, 'a')
    expect(Object.keys(after.current.messages)).toStrictEqual([])
    expect(Object.keys(after.current.channels)).toStrictEqual(['c'])
    expect(undo(after, 'u').session.current).toStrictEqual(desk)
  })
})

describe('several people', () => {
  const remote = (document: Project, id: string, recipe: (draft: Project) => unknown) => made(beginSession(document, 0), id, recipe).edit
  const ticket = made(beginSession(desk, 0), 'a', withTicket('t')).session.current

  test('pending edits are put on top of what others did', () => {
    const { session } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const next = receivedRemote(session, { revision: 2, edit: remote(ticket, 'theirs', (draft) => renameResource(draft, { collection: 'messages', id: 't' }, 'Case')) })
    expect(next.current.messages['t']).toMatchObject({ name: 'Case', description: 'mine' })
    expect(next.confirmed.messages['t']).toMatchObject({ name: 'Case', description: '' })
  })

  test('undo of a pending edit gives back what others had put there before it', () => {
    const { session } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const next = receivedRemote(session, { revision: 2, edit: remote(ticket, 'theirs', describeAs('theirs')) })
    expect(next.current.messages['t']?.description).toBe('mine')
    expect(undo(next, 'u').session.current.messages['t']?.description).toBe('theirs')
  })

  test('undo leaves out places that somebody else changed since, and keeps both sides\' work', () => {
    const { session } = made(beginSession(ticket, 1), 'mine', (draft) => { describeAs('mine')(draft); createChannel(draft, { name: 'Desk' }, () => 'c') })
    const confirmed = acknowledged(session, 'mine', 2)
    const next = receivedRemote(confirmed, { revision: 3, edit: remote(confirmed.current, 'theirs', describeAs('theirs')) })
    const undone = undo(next, 'u')
    expect(undone.leftOut).toBe(1)
    expect(undone.session.current.messages['t']?.description).toBe('theirs')
    expect(undone.session.current.channels).toStrictEqual({})
  })

  test('undo with nothing left to take back is no edit, and the next undo takes the step before', () => {
    const { session } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const next = receivedRemote(acknowledged(session, 'mine', 2), { revision: 3, edit: remote(session.current, 'theirs', describeAs('theirs')) })
    expect(undo(next, 'u')).toMatchObject({ edit: null, label: 'edit mine', leftOut: 1 })
    expect(undoLabel(undo(next, 'u').session)).toBeNull()
  })

  test('undo of an addition keeps what somebody else has worked on since', () => {
    const { session } = made(beginSession(desk, 0), 'mine', withTicket('t'))
    const next = receivedRemote(acknowledged(session, 'mine', 1), { revision: 2, edit: remote(session.current, 'theirs', describeAs('theirs')) })
    expect(undo(next, 'u').session.current.messages['t']?.description).toBe('theirs')
  })

  test('an edit that comes before its turn waits, and says that one is missing', () => {
    const one = remote(ticket, 'one', describeAs('one'))
    const two = remote(ticket, 'two', describeAs('two'))
    const waiting = receivedRemote(beginSession(ticket, 1), { revision: 3, edit: two })
    expect(isMissingEdits(waiting)).toBe(true)
    expect(waiting.current).toBe(ticket)
    const whole = receivedRemote(waiting, { revision: 2, edit: one })
    expect(isMissingEdits(whole)).toBe(false)
    expect(whole).toMatchObject({ revision: 3, current: { messages: { t: { description: 'two' } } } })
  })

  test('after a cut the edits since are caught up, and an own one among them is known by its id', () => {
    const { session, edit } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const next = reconnected(session, { revision: 3, document: null, edits: [{ revision: 2, edit }, { revision: 3, edit: remote(ticket, 'theirs', describeAs('theirs')) }] })
    expect(next).toMatchObject({ revision: 3, pending: [], current: { messages: { t: { description: 'theirs' } } } })
  })

  test('after a long cut the whole document comes; an edit that is already in it is confirmed by its answer', () => {
    const { session } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const document = made(beginSession(session.current, 2), 'theirs', describeAs('theirs')).session.current
    const next = reconnected(session, { revision: 900, document, edits: [] })
    expect(unsentEdits(next)).toHaveLength(1)
    const answered = acknowledged(next, 'mine', 2)
    expect(answered).toMatchObject({ revision: 900, pending: [], current: { messages: { t: { description: 'theirs' } } } })
    expect(answered.current).toStrictEqual(document)
  })

  test('an own edit confirmed before an older one, whose refusal got lost in a cut, is no longer pending', () => {
    const first = made(beginSession(ticket, 1), 'mine', (draft) => renameResource(draft, { collection: 'messages', id: 't' }, 'Case')).session
    const { session, edit } = made(first, 'later', describeAs('later'))
    const next = reconnected(session, { revision: 2, document: null, edits: [{ revision: 2, edit }] })
    expect(unsentEdits(next).map(({ id }) => id)).toStrictEqual(['mine'])
    expect(next.confirmed.messages['t']).toMatchObject({ name: 'Ticket', description: 'later' })
    expect(next.current.messages['t']).toMatchObject({ name: 'Case', description: 'later' })
  })

  test('a whole document makes edits that waited for it superfluous, and takes up those after it', () => {
    const edits = [3, 5].map((revision) => ({ revision, edit: remote(ticket, `r${revision}`, describeAs(`r${revision}`)) }))
    const waiting = edits.reduce(receivedRemote, beginSession(ticket, 1))
    const next = reconnected(waiting, { revision: 4, document: ticket, edits: [] })
    expect(next.revision).toBe(5)
    expect(next.current.messages['t']?.description).toBe('r5')
    expect(isMissingEdits(next)).toBe(false)
  })

  test('edits kept from an earlier tab are pending again', () => {
    const { edit } = made(beginSession(ticket, 1), 'mine', describeAs('mine'))
    const session = beginSession(ticket, 7, JSON.parse(JSON.stringify([edit])))
    expect(session.current.messages['t']?.description).toBe('mine')
    expect(unsentEdits(session)).toStrictEqual([edit])
  })
})
