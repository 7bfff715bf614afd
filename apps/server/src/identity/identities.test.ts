import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { FIRST_ORG_ID } from '../storage/identity-storage.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createGate } from './gate.ts'
import { keysOf } from './identity.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const DAY_MS = 24 * 3_600_000

/** Ann's sign-in, and what asks whose it is. */
async function signedIn() {
  const clock = new ManualClock()
  const storage = await createSqlStorage(openSqlite(':memory:'))
  cleanUps.push(() => storage.close())
  const failures: unknown[] = []
  const gate = createGate({ storage, clock, demandsAccounts: false, isSecure: false, onFirstOrgNamed: () => Promise.resolve(), onFailure: (error) => failures.push(error) })
  cleanUps.push(() => gate.identities.close())
  await gate.identities.begin()
  const made = await gate.accounts.createFirstOwner(null, { name: 'Ann', email: 'ann@acme.example', password: 'correct horse battery', orgName: 'Acme', orgToken: 'acme' }, { address: '127.0.0.1', isLocal: true, secret: undefined })
  if (!made.ok) throw new Error(made.problem.detail)
  const identify = () => gate.identities.identify({ cookie: `other=1; halley=${made.secret}` })
  return { clock, storage, gate, identify, failures, secret: made.secret }
}

describe('a sign-in', () => {
  it('that ends while a connection is being let in lets nobody in, or cuts them', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { gate, secret } = await signedIn()
      let cuts = 0
      const admitting = gate.admission.admit({ headers: { cookie: `halley=${secret}` }, connection: {}, cut: () => (cuts += 1) })
      // At each of its steps.
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      await gate.accounts.signOut(secret)
      const answer = await admitting
      expect([turns, answer.ok ? 'let in' : answer.error.code, cuts]).toEqual(answer.ok ? [turns, 'let in', 1] : [turns, 'signed_out', 0])
    }
  })

  it('lasts as long as it is used once a week, and thirty days at most', async () => {
    const { clock, identify, failures } = await signedIn()
    for (let days = 0; days < 24; days += 6) {
      clock.advance(6 * DAY_MS)
      expect(await identify()).toMatchObject({ type: 'person', person: { name: 'Ann' }, membership: { org: { id: FIRST_ORG_ID, token: 'acme' }, role: 'owner' } })
    }
    clock.advance(6 * DAY_MS - 1)
    expect(await identify()).not.toBeNull()
    clock.advance(1)
    expect(await identify()).toBeNull()
    expect(failures).toEqual([])
  })

  it('is over after a week without use', async () => {
    const { clock, identify } = await signedIn()
    clock.advance(7 * DAY_MS)
    expect(await identify()).toBeNull()
  })

  it('is in use as long as a connection of it is there, which is cut when it is over', async () => {
    const { clock, storage, gate, identify } = await signedIn()
    const identity = await identify()
    let cuts = 0
    gate.connections.hold(identity === null ? [] : keysOf(identity), () => (cuts += 1))
    const live = async (days: number): Promise<void> => {
      for (let day = 0; day < days; day += 1) {
        clock.advance(DAY_MS)
        // A read comes after what was written before.
        await storage.identity.hasPeople()
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await live(29)
    expect([cuts, (await identify())?.type]).toEqual([0, 'person'])
    await live(2)
    expect([cuts, await identify()]).toEqual([1, null])
  })
})
