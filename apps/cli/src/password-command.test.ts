import { createServer } from '@halley/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { callHalley, openFolder } from './call-halley.test-fixture.ts'

const ann = { name: 'Ann', email: 'ann@acme.com', password: 'correct horse battery', orgName: 'Acme', orgToken: 'acme' }

async function startWithAnn(dataFolder: string) {
  const server = await createServer({ port: 0, dataFolder })
  onTestFinished(() => server.close())
  await server.listen()
  const send = (path: string, body: unknown, cookie?: string) => fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: server.url, ...(cookie !== undefined && { cookie }) }, body: JSON.stringify(body) })
  const made = await send('accounts', ann)
  return { url: server.url, cookie: made.headers.getSetCookie()[0]?.split(';')[0] ?? '', signIn: async (password: string) => (await send('sign-in', { email: ann.email, password })).status }
}

describe('halley password', () => {
  test('lets in who has forgotten theirs, with the new one alone, and ends their sign-ins', async () => {
    const { folder } = openFolder()
    const { url, cookie, signIn } = await startWithAnn(folder)
    const { code, out, error } = await callHalley(['password', 'Ann@acme.com', '--data', '.'], { folder, input: 'another long password\n' })
    expect([code, out, error]).toEqual([0, 'The password of Ann is set, and their sign-ins have ended.\n', ''])
    expect((await fetch(`${url}/api/v1/projects`, { headers: { cookie } })).status).toBe(401)
    expect([await signIn(ann.password), await signIn('another long password')]).toEqual([401, 200])
  })

  test('says what is wrong, and makes no data where there is none', async () => {
    const { folder, list } = openFolder()
    const set = (email: string, password: string) => callHalley(['password', email, '--json'], { folder, variables: { HALLEY_PASSWORD: password, HALLEY_DATA: 'data' } })
    expect(await set('ann@acme.com', 'long enough for it')).toMatchObject({ code: 1, error: expect.stringContaining('holds no data of Halley') })
    expect(list()).toEqual([])
    await startWithAnn(`${folder}/data`)
    expect(await set('bob@acme.com', 'long enough for it')).toMatchObject({ code: 1, out: expect.stringContaining('"ok":false'), error: expect.stringContaining('Nobody has an account') })
    expect(await set('ann@acme.com', 'short')).toMatchObject({ code: 1, error: expect.stringContaining('at least 12 characters') })
    expect(JSON.parse((await set('ann@acme.com', 'long enough for it')).out)).toEqual({ ok: true, name: 'Ann' })
  })
})
