import type { Channel } from '@halley/model'
import type { EventsPushes, PushOf } from '@halley/protocol'
import { expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { EventGrant } from '../realtime/event-grants.ts'
import { PresenceHub } from './presence-hub.ts'
import { ProgramPresence } from './program-presence.ts'

const room: Channel = { id: 'room', folderId: null, order: 'a0', name: 'room', technicalName: 'room', technicalNameSetByHand: false, description: '', keyName: 'room', messageIds: [], sendRoles: [], listenRoles: ['staff'], lateJoiners: { type: 'nothing' }, presence: true, whenTooSlow: 'dropOldest' }
const channel = 'events.acme.app.room'

function opened(changes: Partial<Pick<EventGrant, 'presence' | 'appRoles' | 'expiresAt' | 'wasCut'>> = {}) {
  const clock = new ManualClock()
  const hub = new PresenceHub(clock)
  const pushes: PushOf<EventsPushes, 'presence'>[] = []
  const reader = { isBehind: false }
  const door = { isOpen: true }
  const grant: EventGrant = { org: 'acme', source: 'program/bot', name: 'Bot', publish: [], subscribe: [], presence: ['events.acme.>'], history: [], appRoles: null, expiresAt: null, listening: { accepts: () => door.isOpen, problemOf: () => Promise.resolve(undefined) }, ...changes }
  const program = new ProgramPresence({ hub, grant, client: 'bot', findChannel: () => Promise.resolve({ channel: room }), push: (push) => pushes.push(push), isBehind: () => reader.isBehind })
  const others = (id: string) => hub.enter({ channel, key: 'a' }, { id, userId: id, name: id, roles: [], data: null })
  return { clock, hub, program, pushes, reader, door, others, quiet: () => clock.advance(50) }
}

it('a program that does not read is told of changes later, and then of all of them in one list', async () => {
  const { program, pushes, reader, others, quiet } = opened()
  expect(await program.answer({ channel, key: 'a', action: 'watch' })).toMatchObject({ ok: true, members: [] })
  reader.isBehind = true
  for (const id of ['ann', 'ben', 'cy']) {
    others(id)
    quiet()
  }
  program.catchUp()
  expect(pushes).toEqual([])
  reader.isBehind = false
  program.catchUp()
  expect(pushes).toMatchObject([{ seq: 3, count: 3, members: [{ id: 'ann' }, { id: 'ben' }, { id: 'cy' }] }])
  others('dan')
  quiet()
  expect(pushes.at(-1)).toMatchObject({ seq: 4, entered: [{ id: 'dan' }] })
})

it('a program to which the channel is closed is told so once, and gets the whole when it is open again', async () => {
  const { program, pushes, door, others, quiet } = opened()
  await program.answer({ channel, key: 'a', action: 'watch' })
  door.isOpen = false
  for (const id of ['ann', 'ben']) {
    others(id)
    quiet()
  }
  expect(pushes).toEqual([{ channel, key: 'a', seq: 1, count: 0, closed: true }])
  door.isOpen = true
  program.catchUp()
  expect(pushes.at(-1)).toMatchObject({ seq: 2, count: 2, members: [{ id: 'ann' }, { id: 'ben' }] })
})

it('a program whose connection is lost has the grace to come back, and none when its right has ended or expired', async () => {
  const stays = async (changes: Parameters<typeof opened>[0]) => {
    const { program, hub } = opened(changes)
    await program.answer({ channel, key: 'a', action: 'enter' })
    program.close(false)
    return hub.size
  }
  expect([await stays({}), await stays({ wasCut: () => true }), await stays({ expiresAt: new ManualClock().nowMs() })]).toEqual([1, 0, 0])
})

it('is where its capability reaches, by one key or by all, and only with a role of the channel', async () => {
  const oneKey = opened({ presence: [`${channel}.*.a`] }).program
  expect(await oneKey.answer({ channel, key: 'a', action: 'enter' })).toMatchObject({ ok: true })
  expect(await oneKey.answer({ channel, key: 'b', action: 'enter' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(await oneKey.answer({ channel, action: 'watch' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(await opened({ presence: [] }).program.answer({ channel, key: 'a', action: 'watch' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(await opened({ appRoles: ['guest'] }).program.answer({ channel, key: 'a', action: 'watch' })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('staff') } })
  expect(await opened({ appRoles: ['staff'] }).program.answer({ channel, key: 'a', action: 'watch' })).toMatchObject({ ok: true })
})
