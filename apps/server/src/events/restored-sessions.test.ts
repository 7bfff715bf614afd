import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { clearDesk } from '../notifications/help-desk-rules.test-fixture.ts'
import { editorOf } from '../publishing.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const ticket = (number: number) => ({ topic: 'events.local.draft-helpdesk-escalation.escalation.Ticket._', id: `t${number}`, data: { subject: `Printer ${number}`, priority: 'high' } })

/** A server with an officer who listens; `crash` starts another over what the first, which is not ended, has on the disk. */
async function serve() {
  const options = { clock: new ManualClock(), dataFolder: newDataFolder(cleanUps) }
  const first = await startServer(cleanUps, options)
  // Its rules would go on telling programs of themselves, at a log that another server has taken on.
  await clearDesk(first.url)
  const officer = person(first.url)
  await officer.sees('On duty')
  const { resume } = await officer.connection.push('session')
  return { ...options, first, officer, resume, start: () => startServer(cleanUps, options) }
}

function person(url: string, resume: string | null = null): TestPerson {
  const created = new TestPerson(url, 'officer', { slot: 2, resume })
  cleanUps.push(() => created.connection.close())
  return created
}

async function publish(url: string, ...events: readonly object[]): Promise<void> {
  const program = new TestConnection(url, '/events', { auth: { protocol: 1 } })
  for (const event of events) expect(await program.request('publish', event)).toMatchObject({ ok: true })
  program.close()
}

async function lost(url: string): Promise<string[]> {
  const editor = await editorOf(url, cleanUps)
  const log = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 200 })
  return log.ok ? log.rows.filter(({ code }) => code === 'session/messages_lost').map(({ text }) => text) : []
}

const overlays = (officer: TestPerson, count: number) => officer.connection.push('screens', (shown) => shown.overlays.length === count)

describe('a session that was kept', () => {
  it('goes on where it was after a restart, however far the log has gone on without it, and misses nothing', async () => {
    const { clock, first, resume, start } = await serve()
    await publish(first.url, { topic: 'events.local.outside.orders.placed._', data: 1 })
    clock.advance(121_000)
    await publish(first.url, { topic: 'events.local.outside.orders.placed._', data: 2 })
    await first.close()
    const { url } = await start()
    await publish(url, ticket(1))
    await overlays(person(url, resume), 1)
    expect(await lost(url)).toEqual([])
  })

  it('gets after a crash what is held, and the log says that something may be missing when its place is not', async () => {
    const { clock, first, resume, start } = await serve()
    await publish(first.url, { topic: 'events.local.outside.orders.placed._', data: 1 })
    clock.advance(121_000)
    await publish(first.url, { topic: 'events.local.outside.orders.placed._', data: 2 })
    const { url } = await start()
    await publish(url, ticket(1))
    await overlays(person(url, resume), 1)
    expect(await lost(url)).toEqual(['Messages that were sent while the server was away may be missing: the server was away for longer than the log holds them'])
  })

  it('handles a message once that it had handled before a crash, and knows whom a message is for that it had not', async () => {
    const { first, officer, resume, start } = await serve()
    await publish(first.url, ticket(1), ticket(2))
    await overlays(officer, 2)
    const { url } = await start()
    const again = person(url, resume)
    await overlays(again, 2)
    // A retry over the crash is known, too.
    await publish(url, ticket(2), ticket(3))
    await overlays(again, 3)
    expect(await lost(url)).toEqual([])
  })
})
