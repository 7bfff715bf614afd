import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection } from '../halley-client.test-fixture.ts'
import { createApiToken } from './create-api-token.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('an API token that is made without the server', () => {
  it('is taken by the server that runs over the same data, and may what it lists', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const { url } = await startServer(cleanUps, { dataFolder })
    const made = await createApiToken({ dataFolder, name: 'Robot', allow: [{ action: 'subscribe', pattern: 'events.local.outside.>' }] })
    if (!made.ok) throw new Error(made.message)
    const connection = new TestConnection(url, '/events', { auth: { protocol: 1, token: made.token } })
    cleanUps.push(() => connection.close())
    expect(await connection.request('subscribe', { pattern: 'events.local.outside.>' })).toMatchObject({ ok: true })
    // Also while nobody has an account: who gives a token may what it says.
    expect(await connection.request('subscribe', { pattern: 'events.local.>' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })

  it('is refused with a sentence that says what is wrong', async () => {
    const dataFolder = newDataFolder(cleanUps)
    expect(await createApiToken({ dataFolder, name: 'Robot', allow: [{ action: 'publish', pattern: 'events.acme.>' }] })).toEqual({ ok: false, message: expect.stringMatching(/goes beyond.*events\.local\./) })
    expect(await createApiToken({ dataFolder, name: '', allow: [{ action: 'publish', pattern: 'events.local.>' }] })).toMatchObject({ ok: false, message: expect.stringMatching(/"name"/) })
  })
})
