import { createRoom, emptyProject, type Screen } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { keyOnScreen, roomOfScreen } from './room-of-screen.ts'
import { freshWidget } from './widget-words.ts'

function roomsNamed(...names: readonly string[]) {
  const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
  for (const name of names) createRoom(project, { name }, () => name)
  return project.rooms
}
const empty: Screen = { widgets: {} }

describe('a widget of a room that is added to a screen', () => {
  test('shows the only room', () => expect(roomOfScreen(empty, roomsNamed('lounge'))).toEqual({ roomId: 'lounge', key: '' }))
  test('asks which, where there are several or none', () => {
    expect(roomOfScreen(empty, roomsNamed('lounge', 'kitchen')).roomId).toBeNull()
    expect(roomOfScreen(empty, roomsNamed()).roomId).toBeNull()
  })
  test('shows the room and the key of those that are there', () => {
    const screen: Screen = { widgets: { m: { id: 'm', order: 'a0', parentId: null, kind: 'roomMessages', roomId: 'kitchen', key: 'Ticket.number', emptyText: '', canStop: true } } }
    const room = roomOfScreen(screen, roomsNamed('lounge', 'kitchen'))
    expect(room).toEqual({ roomId: 'kitchen', key: 'Ticket.number' })
    expect(freshWidget('roomComposer', { room })).toMatchObject(room)
  })
  test('takes the key of whichever widget of that room has one', () => {
    const of = (id: string, order: string, roomId: string, key: string) => ({ id, order, parentId: null, kind: 'roomParticipants' as const, roomId, key, layout: 'list' as const })
    const screen: Screen = { widgets: { a: of('a', 'a0', 'kitchen', ''), b: of('b', 'a1', 'lounge', 'Other.key'), c: of('c', 'a2', 'kitchen', 'Ticket.number') } }
    expect(roomOfScreen(screen, roomsNamed('lounge', 'kitchen'))).toEqual({ roomId: 'kitchen', key: 'Ticket.number' })
    expect([keyOnScreen(screen, 'lounge'), keyOnScreen(screen, 'none')]).toEqual(['Other.key', ''])
  })
})
