import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { FIRST_ORG_ID } from '../storage/identity-storage.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import type { Storage } from '../storage/storage.ts'
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
  const database = await createSqlStorage(openSqlite(':memory:'))
  cleanUps.push(() => database.close())
  let delay: Promise<void> = Promise.resolve()
  const storage: Storage = {
    ...database,
    identity: {
      ...database.identity,
      openLogin: async (idHash) => {
        const found = await database.identity.openLogin(idHash)
        await delay
        return found
      },
    },
  }
  /** Holds back what was read of sign-ins, as a database far away may; returns what lets it go. */
  const answersLater = (): (() => void) => {
    let goOn: () => void = () => undefined
    delay = new Promise((resolve) => (goOn = resolve))
    return () => goOn()
  }
  const failures: unknown[] = []
  const gate = createGate({ storage, clock, demandsAccounts: false, isSecure: false, onFirstOrgNamed: () => Promise.resolve(), onFailure: (error) => failures.push(error) })
  cleanUps.push(() => gate.identities.close())
  await gate.identities.begin()
  const made = await gate.accounts.createFirstOwner(null, { name: 'Ann', email: 'ann@acme.example', password: 'correct horse battery', orgName: 'Acme', orgToken: 'acme' }, { address: '127.0.0.1', isLocal: true, secret: undefined })
  if (!made.ok) throw new Error(made.problem.detail)
  const identify = () => gate.identities.identify({ cookie: `other=1; halley=${made.secret}` })
  return { clock, storage, gate, identify, failures, secret: made.secret, answersLater }
}

describe('a sign-in', () => {
  it('that ends while a connection is being let in lets nobody in', async () => {
    const { gate, secret, answersLater } = await signedIn()
    const cut = (): void => undefined
    const goOn = answersLater()
    const admitting = gate.admission.admit({ headers: { cookie: `halley=${secret}` }, connection: {}, cut })
    await gate.accounts.signOut(secret)
    // What was read is from before.
    goOn()
    expect(await admitting).toMatchObject({ ok: false, error: { code: 'signed_out' } })
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
        // Two writes come of it, one after the other; a write is answered after those before it.
        for (let write = 0; write < 3; write += 1) await storage.check()
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await live(29)
    expect([cuts, (await identify())?.type]).toEqual([0, 'person'])
    await live(2)
    expect([cuts, await identify()]).toEqual([1, null])
  })
})

describe('a server without accounts', () => {
  it('lets this machine in while the database does not answer, and has accounts soon after another process has made one', async () => {
    const clock = new ManualClock()
    const database = await createSqlStorage(openSqlite(':memory:'))
    cleanUps.push(() => database.close())
    const gateOver = (storage: Storage) => createGate({ storage, clock, demandsAccounts: false, isSecure: false, onFirstOrgNamed: () => Promise.resolve(), onFailure: () => undefined })
    let answers: Promise<boolean> | null = null
    const here = gateOver({ ...database, identity: { ...database.identity, hasPeople: () => answers ?? database.identity.hasPeople() } })
    const elsewhere = gateOver(database)
    for (const { identities } of [here, elsewhere]) {
      cleanUps.push(() => identities.close())
      await identities.begin()
    }
    answers = new Promise(() => undefined)
    clock.advance(2_000)
    expect(await here.identities.identify({})).toMatchObject({ type: 'local' })
    answers = null
    let cuts = 0
    here.connections.hold(['local'], () => (cuts += 1))
    await elsewhere.accounts.createFirstOwner(null, { name: 'Ann', email: 'ann@acme.example', password: 'correct horse battery', orgName: 'Acme', orgToken: 'acme' }, { address: '127.0.0.1', isLocal: true, secret: undefined })
    clock.advance(1_000)
    await here.identities.identify({})
    while (cuts === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await here.identities.identify({})).toBeNull()
  })
})
