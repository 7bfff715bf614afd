import { expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { loopbackGrants } from '../realtime/event-grants.ts'
import { ConnectionLimits } from '../realtime/publish-limits.ts'
import { KEPT_FOR_SESSIONS, MESSAGES_PER_ORG, OrgRates } from '../sessions/org-rates.ts'
import { PublishGate } from './publish-gate.ts'

it('programs of one organisation are warned before they publish more together than its limit, and refused beyond it until a moment has passed', async () => {
  const clock = new ManualClock()
  let seq = 0
  const gate = new PublishGate({ orgRates: new OrgRates(), nowMs: () => clock.nowMs(), publish: ({ id = '' }) => Promise.resolve({ ok: true, seq: (seq += 1), epoch: 'e', id, duplicate: false, matched: 0 }) })
  const grant = await loopbackGrants.grantOf({ protocol: 1 }, { headers: {} })
  if ('code' in grant) throw new Error(grant.message)
  const warnings: unknown[] = []
  // Each connection is far from its own limit: it is all of them together.
  const limits = Array.from({ length: 60 }, () => new ConnectionLimits(clock.nowMs()))
  const publish = (index: number) => gate.publish({ topic: 'events.local.app.channel.Ticket._', data: {} }, grant, { limits: limits[index % limits.length] ?? new ConnectionLimits(0), warn: (near) => warnings.push(near) })
  const answers = []
  const most = MESSAGES_PER_ORG - KEPT_FOR_SESSIONS
  for (let index = 0; index <= most; index += 1) answers.push(await publish(index))
  expect(answers.slice(0, most).every(({ ok }) => ok)).toBe(true)
  expect(answers[most]).toMatchObject({ ok: false, error: { code: 'rate_limited', limit: 500 } })
  expect(warnings).toEqual([{ text: expect.stringContaining('Programs and apps together'), limit: 500 }])
  await clock.advance(100)
  expect(await publish(0)).toMatchObject({ ok: true })
})
