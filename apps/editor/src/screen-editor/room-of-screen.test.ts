import { createRoom, emptyProject, type Screen } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { roomOfScreen } from './room-of-screen.ts'
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
})
