import { checkProject, type SimulationOptions } from '@halley/engine'
import { createRoom, LIMITS, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

/** Adds the room lounge, and one room per ticket. */
function withRooms(project: Project): Project {
  const draft = structuredClone(project)
  createRoom(draft, { name: 'Lounge' }, () => 'lounge')
  createRoom(draft, { name: 'Tickets', keyName: 'ticket' }, () => 'tickets')
  return draft
}

/** Fills the ticket, does something in a room, and shows how it went. */
const doing = (config: Record<string, unknown>, subject = '"Printer on fire"'): DrawnFlow => ({
  nodes: [startNode(), assignNode('fill', subjectTarget, subject), anyNode('act', 'room', config), screenNode('done', 'done', []), screenNode('oops', '{error.code}: {error.text}', [])],
  arrows: [['start', 'default', 'fill'], ['fill', 'default', 'act'], ['act', 'default', 'done'], ['act', 'error', 'oops']],
})
const done = (config: Record<string, unknown>, { subject, ...options }: SimulationOptions & { readonly subject?: string } = {}) => {
  const { client, text } = openFlow(doing(config, subject), { ...options, change: withRooms })
  return { actions: client.roomActions, text: text() }
}

describe('Room', () => {
  it('begins with the only room that there is, and with none where there is something to choose', () => {
    const none = smallProject({})
    const one = structuredClone(none)
    createRoom(one, { name: 'Lounge' }, () => 'lounge')
    expect([none, one, withRooms(none)].map((project) => catalog.get('room')?.begins?.({ project }))).toEqual([{}, { roomId: 'lounge' }, {}])
  })

  it.each([['join'], ['leave'], ['markRead']])('does %s, and goes on', (action) => {
    expect(done({ roomId: 'lounge', action })).toEqual({ text: 'done', actions: [{ roomId: 'lounge', key: null, action: { type: action } }] })
  })

  it('posts a text with values, in the room of a key', () => {
    expect(done({ roomId: 'tickets', action: 'post', key: 'Ticket.subject', text: 'Closed: {Ticket.subject} {name}' }).actions).toEqual([{ roomId: 'tickets', key: 'Printer on fire', action: { type: 'post', text: 'Closed: Printer on fire' } }])
  })

  it('takes a number for a key, and none for a room without', () => {
    expect(done({ roomId: 'tickets', action: 'join', key: 'count' }).actions).toMatchObject([{ key: '0' }])
    expect(done({ roomId: 'lounge', action: 'join', key: 'name' }).actions).toMatchObject([{ key: null }])
  })

  it.each([
    ['the key is unknown', { roomId: 'tickets', action: 'join', key: 'name' }, 'room/key_unknown: Which ticket is meant is unknown, so nothing was done.'],
    ['the text comes out empty', { roomId: 'lounge', text: '{name} ' }, 'room/text_empty: The text came out empty, so nothing was posted.'],
    ['a value of the text fails', { roomId: 'lounge', text: '{1 / count}' }, /^expression\/division-by-zero: The text could not be written: /],
    ['the room is gone', { roomId: 'gone', action: 'join' }, /^node\/has_errors: The room was deleted; choose another\.$/],
  ])('leaves by Error when %s', (_why, config, text) => {
    const result = done(config)
    expect(result.text).toMatch(text)
    expect(result.actions).toEqual([])
  })

  it('leaves by Error when the text is longer than a message of a room may be', () => {
    const subject = JSON.stringify('x'.repeat(3_000))
    expect(done({ roomId: 'lounge', text: '{Ticket.subject}{Ticket.subject}{Ticket.subject}' }, { subject }).text).toBe(`room/text_too_long: The text has 9,000 characters; a message in a room has at most ${LIMITS.roomMessageCharacters.toLocaleString('en')}.`)
  })

  it('leaves by Error with what the server says', () => expect(done({ roomId: 'lounge', action: 'join' }, { refuse: () => ({ code: 'forbidden', text: 'Officers only.' }) })).toEqual({ text: 'forbidden: Officers only.', actions: [] }))
})

describe('the problems of Room', () => {
  const problemsOf = (config: Record<string, unknown>) => checkProject(smallProject({ home: doing(config) }, withRooms), catalog).diagnostics.flatMap(({ code, place }) => (place.type === 'node' && place.nodeId === 'act' ? [[code, (place.path ?? []).join('.')]] : []))

  it.each([
    ['no room is chosen', { action: 'join' }, ['room/missing', 'roomId']],
    ['the room was deleted', { roomId: 'gone', action: 'join' }, ['room/missing', 'roomId']],
    ['the key is missing', { roomId: 'tickets', action: 'join' }, ['room/no_key', 'key']],
    ['nothing is posted', { roomId: 'lounge', action: 'post' }, ['room/no_text', 'text']],
    ['the text does not check', { roomId: 'lounge', action: 'post', text: '{nothing}' }, ['expression/unknown-name', 'text']],
  ])('%s', (_what, config, problem) => expect(problemsOf(config)).toEqual([problem]))

  it('are none when it is right, and a key that no room asks for is not looked at', () => expect(problemsOf({ roomId: 'lounge', action: 'join', key: 'nothing' })).toEqual([]))
})
