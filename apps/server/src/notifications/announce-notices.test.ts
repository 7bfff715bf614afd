import type { Delivery } from '@halley/bus'
import { afterEach, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk } from './notification-desk.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

it('a rule that matches what tells of its own notifications is asked about messages alone, and the log says so once', async () => {
  const desk = await openDesk(cleanUps, { rules: [ticketRule({ pattern: 'events.*.helpdesk.>', title: 'Something happened' })], officers: 3 })
  const heard: Delivery[] = []
  const program = desk.bus.connect({ org: 'local', deliver: (delivery) => void heard.push(delivery) })
  await desk.bus.subscribe(program, 'events.local.helpdesk.notifications.>')
  await desk.send({ id: 't1' }, { id: 't2' })
  for (let round = 0; round < 5; round += 1) {
    await desk.settled()
    await desk.pass(1_000)
  }
  expect(await desk.histories()).toHaveLength(6)
  expect(heard.map(({ event: { source, type, data, causationid } }) => ({ source, type, data, causationid }))).toMatchObject(['t1', 't2'].map((id) => ({ source: 'halley/notifications', type: 'notified', data: { rule: 'Urgent tickets', recipients: 3 }, causationid: `desk-${id}` })))
  const { rows } = await desk.storage.readLogRows('desk', null, 100)
  expect(rows.filter(({ code }) => code === 'notice/heard_itself')).toHaveLength(1)
})
