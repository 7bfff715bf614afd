import { addAgent, createRoom, emptyProject, type Room } from '@halley/model'
import { describe, expect, test } from 'vitest'
import { roomInWords } from './room-words.ts'

function roomWith(change: Partial<Room> = {}): Room {
  const project = emptyProject({ id: 'p', name: 'P', technicalName: 'p' })
  createRoom(project, { name: 'Lounge' }, () => 'lounge')
  addAgent(project, 'lounge', { name: 'Helper', answers: 'always' }, () => 'helper')
  addAgent(project, 'lounge', { name: 'Second aid' }, () => 'second')
  const room = project.rooms['lounge']
  if (room === undefined) throw new Error('The room was not made.')
  return { ...room, ...change }
}

describe('a room in words', () => {
  test.each<[string, Partial<Room>]>([
    ['One conversation, for everybody.', { agents: {} }],
    ['One conversation for each ticket, for whoever is officer or chief. Messages are kept for 30 days.', { agents: {}, keyName: 'ticket', roles: ['officer', 'chief'], keepDays: 30 }],
    ['One conversation, for everybody. Helper answers everything that is written. Second aid answers when it is mentioned as @secondAid.', {}],
  ])('%s', (words, change) => expect(roomInWords(roomWith(change))).toBe(words))
})
