import { createChannel, createMessage, emptyProject } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme } from '../accounts.test-fixture.ts'
import { TestConnection } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { orderEvent, servePrograms } from '../programs/program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const ORDERS = 'topic=events.local.outside.orders.%3E'
type Page = { readonly events: readonly { readonly sequence: string; readonly subject: string; readonly data: { readonly number: number } }[]; readonly next: number | null }

async function serve(options: Parameters<typeof servePrograms>[1] = {}) {
  const programs = await servePrograms(cleanUps, options)
  const read = (query: string) => fetch(`${programs.server.url}/api/v1/events/history?${query}`)
  const page = async (query: string): Promise<Page> => {
    const response = await read(query)
    expect(response.status).toBe(200)
    return response.json() as Promise<Page>
  }
  return { ...programs, read, page }
}

describe('The history over HTTP', () => {
  it('is read newest first, page by page, while more is published', async () => {
    const clock = new ManualClock()
    const { post, page } = await serve({ clock })
    for (let number = 1; number <= 25; number += 1) {
      clock.advance(100)
      await post(orderEvent(number))
      await post(orderEvent(100 + number, { subject: 'events.local.outside.returns.sent._' }))
    }
    const first = await page(`${ORDERS}&limit=10`)
    expect(first.events.map(({ data }) => data.number)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16])
    expect(first.events[0]).toMatchObject({ specversion: '1.0', id: 'order-25', type: 'placed', sequence: '49' })
    await post(orderEvent(26))
    const second = await page(`${ORDERS}&limit=10&before=${first.next}`)
    expect(second.events.map(({ data }) => data.number)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6])
    const third = await page(`${ORDERS}&limit=10&before=${second.next}`)
    expect([third.events.map(({ data }) => data.number), third.next]).toEqual([[5, 4, 3, 2, 1], null])
    expect((await page('topic=events.local.outside.orders.%3E&topic=events.local.outside.returns.%3E&limit=3')).events.map(({ data }) => data.number)).toEqual([26, 125, 25])
  })

  it('has no page larger than a megabyte, and leaves nothing out for that', async () => {
    const clock = new ManualClock()
    const { post, page } = await serve({ clock })
    for (let number = 1; number <= 40; number += 1) {
      clock.advance(100)
      await post(orderEvent(number, { data: { number, photo: 'x'.repeat(50_000) } }))
    }
    const numbers: number[] = []
    let pages = 0
    for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null; pages += 1) {
      const got: Page = await page(`${ORDERS}&limit=200&before=${next}`)
      expect(JSON.stringify(got).length).toBeLessThan(1.1 * 1024 * 1024)
      numbers.push(...got.events.map(({ data }) => data.number))
      next = got.next
    }
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => 40 - index))
    expect(pages).toBe(2)
  })

  it('goes on with what a channel keeps for late joiners, when the log has let go of it', async () => {
    const clock = new ManualClock()
    const { server, post, page } = await serve({ clock })
    const project = emptyProject({ id: 'notes', name: 'Notes', technicalName: 'notes' })
    createMessage(project, { name: 'Note' }, () => 'note')
    for (const name of ['Kept', 'Passing']) createChannel(project, { name }, () => name)
    const { Kept } = project.channels
    if (Kept !== undefined) Kept.lateJoiners = { type: 'lastCount', count: 3 }
    const created = await fetch(`${server.url}/api/v1/projects`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
    expect([created.status, await created.text()]).toEqual([201, expect.any(String)])
    for (let number = 1; number <= 5; number += 1) for (const name of ['kept', 'passing']) expect((await post(orderEvent(number, { id: `${name}-${number}`, subject: `events.local.draft-notes.${name}.Note._`, data: {} }))).body).toMatchObject({ duplicate: false })
    clock.advance(3_600_000)
    expect((await page('topic=events.local.draft-notes.%3E')).events.map(({ sequence, subject }) => [sequence, subject.split('.')[3]])).toEqual([['9', 'kept'], ['7', 'kept'], ['5', 'kept']])
  })

  it('is refused with what is wrong', async () => {
    const { read } = await serve()
    const refusal = async (query: string) => {
      const response = await read(query)
      const { code, errors } = await response.json()
      return [response.status, code, errors?.[0].parameter]
    }
    expect(await refusal('')).toEqual([400, 'wire/malformed', 'topic'])
    expect(await refusal('topic=a*')).toEqual([400, 'topic_invalid', undefined])
    expect(await refusal(`${ORDERS}&limit=0`)).toEqual([400, 'wire/malformed', 'limit'])
    expect(await refusal(`${ORDERS}&limit=201`)).toEqual([400, 'wire/malformed', 'limit'])
    expect(await refusal(`${ORDERS}&before=x`)).toEqual([400, 'wire/malformed', 'before'])
    expect(await refusal(`${ORDERS}&token=hly_x`)).toEqual([400, 'wire/malformed', 'token'])
    expect(await refusal('topic=events.acme.%3E')).toEqual([403, 'forbidden', undefined])
  })

  it('is for tokens that may read it, not for those that may only subscribe', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const status = async (action: string): Promise<number> => {
      const { json } = await ann.send('POST', 'tokens', { name: action, allow: [{ action, pattern: 'events.acme.outside.>' }] })
      return (await fetch(`${url}/api/v1/events/history?topic=events.acme.outside.%3E`, { headers: { authorization: `Bearer ${String(json['token'])}` } })).status
    }
    expect([await status('history'), await status('subscribe')]).toEqual([200, 403])
    expect((await fetch(`${url}/api/v1/events/history?topic=events.acme.outside.%3E`)).status).toBe(401)
  })
})

describe('The history over /events', () => {
  it('is the same, in pages that fit into a frame', async () => {
    const clock = new ManualClock()
    const { server, post } = await serve({ clock })
    const program = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    for (let number = 1; number <= 6; number += 1) {
      clock.advance(100)
      await post(orderEvent(number, { data: { number, photo: 'x'.repeat(30_000) }, filters: 'region=eu' }))
    }
    const pages: number[][] = []
    for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null;) {
      const page: Awaited<ReturnType<typeof ask>> = await ask(program, { pattern: 'events.local.outside.>', before: next })
      if (!page.ok) throw new Error(page.error.message)
      pages.push(page.events.map(({ seq }) => seq))
      next = page.next
    }
    expect(pages).toEqual([[6, 5, 4], [3, 2, 1]])
    expect(await ask(program, { pattern: 'events.local.outside.orders.*.o_2', limit: 1 })).toMatchObject({ ok: true, events: [{ seq: 2, topic: 'events.local.outside.orders.placed.o_2', id: 'order-2', type: 'placed', data: { number: 2 }, filters: { region: 'eu' } }], next: null })
    expect(await ask(program, { pattern: ['events.local.>', 'a*'] })).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'a*' } })
    expect(await ask(program, { pattern: 'events.acme.>' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await ask(program, { pattern: 'events.local.>', limit: 201 })).toMatchObject({ ok: false, error: { code: 'wire/malformed', pointer: '/limit' } })
  })
})

const ask = (program: TestConnection, request: object) => program.request<{ events: { seq: number }[]; next: number | null }>('history', request)
