import { emptyProject, type Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { startMailServer } from '../notifications/smtp-server.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function deskWith(port: number): Project {
  const base = { folderId: null, technicalNameSetByHand: false, description: '' }
  return {
    ...emptyProject({ id: 'desk', name: 'Help desk', technicalName: 'helpDesk' }),
    connections: {
      post: { ...base, id: 'post', order: 'a0', name: 'Post', technicalName: 'post', settings: { type: 'smtp', host: '127.0.0.1', port, security: 'none', user: '', from: 'desk@example.com' } },
      shop: { ...base, id: 'shop', order: 'a1', name: 'Shop', technicalName: 'shop', settings: { type: 'http', baseUrl: 'https://shop.example', auth: { type: 'none' } } },
    },
  }
}

async function startDesk(port: number, clock = new ManualClock()) {
  const here = readAllowedHost('127.0.0.1')
  const { url } = await startServer(cleanUps, { clock, allowedHosts: here === undefined ? [] : [here] })
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}/api/v1/projects${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() as unknown }
  }
  expect(await post('', deskWith(port))).toMatchObject({ status: 201 })
  return { url, post, trial: (to: unknown, connection = 'post') => post(`/desk/connections/${connection}/test-mail`, to) }
}

describe('a test mail', () => {
  it('goes through the connection, and says what the mail server said', async () => {
    const server = await startMailServer(cleanUps)
    const { url, trial } = await startDesk(server.port)
    expect(await trial({ to: ' ann@example.com ' })).toEqual({ status: 200, body: { sent: true, text: expect.stringContaining('took it: 250') } })
    expect(server.taken).toMatchObject([{ to: ['ann@example.com'], subject: 'Test mail from Help desk', text: expect.stringContaining(`Open: ${url}/p/desk`) }])
    expect(server.taken[0]?.text).not.toContain('Choose what')
  })

  it('that is refused says why, as an answer like any other', async () => {
    const server = await startMailServer(cleanUps, { refuses: () => ({ code: 550, text: 'Who?' }) })
    const { trial } = await startDesk(server.port)
    expect(await trial({ to: 'ann@example.com' })).toEqual({ status: 200, body: { sent: false, text: expect.stringContaining('550 Who?') } })
    expect(await trial({ to: 'nobody' })).toEqual({ status: 200, body: { sent: false, text: '"nobody" is no e-mail address.' } })
  })

  it('needs an address and a connection to a mail server', async () => {
    const { trial } = await startDesk(25)
    expect(await trial({})).toMatchObject({ status: 422, body: { code: 'connection/test_mail' } })
    expect(await trial({ to: 'a@b.example' }, 'shop')).toMatchObject({ status: 422, body: { code: 'connection/not_mail' } })
    for (const id of ['gone', '__proto__', 'constructor']) expect(await trial({ to: 'a@b.example' }, id)).toMatchObject({ status: 404, body: { code: 'connection/not_found' } })
  })

  it('can be sent six times in a minute', async () => {
    const server = await startMailServer(cleanUps)
    const clock = new ManualClock()
    const { trial } = await startDesk(server.port, clock)
    const statuses: number[] = []
    for (let times = 0; times < 8; times += 1) statuses.push((await trial({ to: 'ann@example.com' })).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
    expect(server.taken).toHaveLength(6)
    clock.advance(60_000)
    expect((await trial({ to: 'ann@example.com' })).status).toBe(200)
  })
})
