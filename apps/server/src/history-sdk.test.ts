import { connect, type EventsClient } from '@halley/client'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme } from './accounts.test-fixture.ts'
import { startServer } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A program that is connected. */
async function program(url: string, token?: string): Promise<EventsClient> {
  const client = connect(url, token === undefined ? {} : { token })
  cleanUps.push(() => client.close())
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (client.status.get().state === 'live') resolve()
    }
    client.status.subscribe(look)
    look()
  })
  return client
}

const ticket = 'events.local.draft-helpdesk-escalation.escalation.Ticket._'

describe('The past, with the SDK', () => {
  it('is read page by page', async () => {
    const clock = new ManualClock()
    const client = await program((await startServer(cleanUps, { clock })).url)
    for (let number = 1; number <= 7; number += 1) await client.publish(`events.local.outside.orders.placed.o_${number}`, { number })
    const numbers: unknown[] = []
    for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null;) {
      const page: Awaited<ReturnType<typeof client.history>> = await client.history('events.local.outside.>', { before: next, limit: 3 })
      if (!page.ok) throw new Error(page.error.message)
      numbers.push(page.events.map(({ data }) => Object(data).number))
      next = page.next
    }
    expect(numbers).toEqual([[7, 6, 5], [4, 3, 2], [1]])
    expect(await client.history('a*')).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'a*' } })
  })

  it('is decrypted for a program that may listen, without any subscription', async () => {
    const { url } = await startServer(cleanUps)
    const sender = await program(url)
    expect(await sender.publish(ticket, { subject: 'Canary', priority: 'high' }, { encrypted: true })).toMatchObject({ ok: true })
    const reader = await program(url)
    const page = await reader.history('events.local.draft-helpdesk-escalation.>')
    expect(page).toMatchObject({ ok: true, events: [{ topic: ticket, encrypted: true, data: { subject: 'Canary', priority: 'high' } }] })
    const overHttp = await (await fetch(`${url}/api/v1/events/history?topic=events.local.%3E`)).text()
    expect(overHttp).toContain('"encrypted":true')
    expect(overHttp).not.toContain('Canary')
  })

  it('stays ciphertext where there is no key for it', async () => {
    const { url } = await startServer(cleanUps)
    const sender = await program(url)
    await sender.publish(ticket, { subject: 'Canary', priority: 'high' }, { encrypted: true })
    expect((await fetch(`${url}/api/v1/projects/helpdesk-escalation`, { method: 'DELETE' })).status).toBe(204)
    // The sender still has the key that it encrypted with.
    const page = await (await program(url)).history('events.local.draft-helpdesk-escalation.>')
    expect(page).toMatchObject({ ok: true, events: [{ topic: ticket, encrypted: true, data: { v: 1, ct: expect.any(String) }, notDecrypted: expect.stringContaining('gave no key') }] })
    expect(JSON.stringify(page)).not.toContain('Canary')
  })

  it('is refused to a token without the capability', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const { json } = await ann.send('POST', 'tokens', { name: 'Program', allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
    const client = await program(url, String(json['token']))
    expect(await client.history('events.acme.outside.>')).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
