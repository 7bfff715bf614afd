import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emptyProject, type Connection, type Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { DELETED_KEPT_MS } from '../projects/projects.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const CANARY = 'canary-8e41d7-secret'
const carrier: Connection = { id: 'carrier', name: 'Carrier', technicalName: 'carrier', technicalNameSetByHand: false, description: '', order: 'a0', folderId: null, settings: { type: 'http', baseUrl: 'https://carrier.example', auth: { type: 'bearer' } } }
const project: Project = { ...emptyProject({ id: 'orders', name: 'Orders', technicalName: 'orders' }), connections: { carrier, other: { ...carrier, id: 'other', name: 'Other', technicalName: 'other' } } }

type Answer = { readonly status: number; readonly text: string }

async function ask(url: string, method: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, { method, ...(body === undefined ? {} : { body }), headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } })
  return { status: answer.status, text: await answer.text() }
}

async function startWithConnections(options: Parameters<typeof startServer>[1] = {}) {
  const { url } = await startServer(cleanUps, options)
  const projects = `${url}/api/v1/projects`
  expect(await ask(projects, 'POST', JSON.stringify(project))).toMatchObject({ status: 201 })
  const connections = `${projects}/orders/connections`
  return { url, projects, connections, secretOf: (id: string) => `${connections}/${id}/secret`, state: async () => JSON.parse((await ask(connections, 'GET')).text) as unknown }
}

const sent = JSON.stringify({ secret: CANARY })

describe('the secret of a connection', () => {
  it('is kept, told of without being given back, and forgotten', async () => {
    const { secretOf, state } = await startWithConnections()
    expect(await state()).toEqual({ connections: { carrier: { hasSecret: false }, other: { hasSecret: false } } })
    expect(await ask(secretOf('carrier'), 'PUT', sent)).toEqual({ status: 204, text: '' })
    expect(await state()).toEqual({ connections: { carrier: { hasSecret: true }, other: { hasSecret: false } } })
    expect(await ask(secretOf('carrier'), 'GET')).toMatchObject({ status: 404 })
    for (let times = 0; times < 2; times += 1) expect(await ask(secretOf('carrier'), 'DELETE')).toEqual({ status: 204, text: '' })
    expect(await state()).toEqual({ connections: { carrier: { hasSecret: false }, other: { hasSecret: false } } })
  })

  it('is for the origin of the address alone: another address asks for it again, and the old one has it still', async () => {
    const { secretOf, state, projects } = await startWithConnections()
    expect(await ask(secretOf('carrier'), 'PUT', sent)).toMatchObject({ status: 204 })
    const move = async (baseUrl: string) => ask(`${projects}/orders/edits`, 'POST', JSON.stringify({ id: `e-${baseUrl.length}`, label: 'Move', patches: [{ op: 'replace', path: ['connections', 'carrier', 'settings', 'baseUrl'], value: baseUrl }] }))
    await move('https://elsewhere.example/v1')
    expect(await state()).toMatchObject({ connections: { carrier: { hasSecret: true, typedFor: 'https://carrier.example' } } })
    await move('https://carrier.example/another/path')
    expect(await state()).toMatchObject({ connections: { carrier: { hasSecret: true } } })
    expect(JSON.stringify(await state())).not.toContain('typedFor')
    await move('nowhere')
    expect(await ask(secretOf('carrier'), 'PUT', sent)).toMatchObject({ status: 422, text: expect.stringContaining('secret/no_address') })
  })

  it('is refused with what to do where it cannot be kept, and no answer repeats it', async () => {
    const { secretOf, projects, state } = await startWithConnections()
    const put = (body: string, url = secretOf('carrier')) => ask(url, 'PUT', body)
    const refusals: [Promise<Answer>, number, string][] = [
      [put(sent, secretOf('nothing')), 404, 'connection/not_found'],
      [put(sent, secretOf('__proto__')), 404, 'connection/not_found'],
      [put(sent, `${projects}/nothing/connections/carrier/secret`), 404, 'project/not_found'],
      [ask(`${projects}/nothing/connections`, 'GET'), 404, 'project/not_found'],
      [ask(`${projects}/nothing/connections/carrier/secret`, 'DELETE'), 404, 'project/not_found'],
      [put(`{"secret":"${CANARY}`), 400, 'wire/malformed'],
      [put(`${CANARY}`), 400, 'wire/malformed'],
      [put(JSON.stringify({ secret: `${CANARY}\n` })), 422, 'secret/invalid'],
      [put(JSON.stringify({ secret: '' })), 422, 'secret/invalid'],
      [put(JSON.stringify({ secret: CANARY.repeat(1_000) })), 422, 'secret/invalid'],
      [put(JSON.stringify({ secret: [CANARY] })), 422, 'secret/invalid'],
      [put(JSON.stringify({ secret: CANARY, [CANARY]: 1 })), 422, 'secret/invalid'],
      [put(JSON.stringify({ secret: CANARY.repeat(4_000) })), 413, 'wire/too_large'],
    ]
    for (const [answer, status, code] of refusals) {
      expect(await answer).toMatchObject({ status, text: expect.stringContaining(`"code":"${code}"`) })
      expect((await answer).text).not.toContain('canary')
    }
    expect(await state()).toEqual({ connections: { carrier: { hasSecret: false }, other: { hasSecret: false } } })
  })

  it('is not set or taken away by a page of another site', async () => {
    const { secretOf, state, url } = await startWithConnections()
    const origin = 'https://elsewhere.example'
    expect(await ask(secretOf('carrier'), 'PUT', sent, { origin })).toMatchObject({ status: 403, text: expect.stringContaining('wire/origin') })
    expect(await ask(secretOf('carrier'), 'PUT', sent, { cookie: 'a=b' })).toMatchObject({ status: 403 })
    expect(await ask(secretOf('carrier'), 'PUT', sent, { origin: url })).toMatchObject({ status: 204 })
    expect(await ask(secretOf('carrier'), 'DELETE', undefined, { origin })).toMatchObject({ status: 403 })
    expect(await state()).toMatchObject({ connections: { carrier: { hasSecret: true } } })
  })

  it('goes with its project, comes back with it, and is gone when the project is gone for good', async () => {
    const clock = new ManualClock()
    const { secretOf, projects, state } = await startWithConnections({ clock })
    await ask(secretOf('carrier'), 'PUT', sent)
    expect(await ask(`${projects}/orders`, 'DELETE')).toMatchObject({ status: 204 })
    expect(await state()).toMatchObject({ status: 404 })
    expect(await ask(`${projects}/orders/restore`, 'POST')).toMatchObject({ status: 200 })
    expect(await state()).toMatchObject({ connections: { carrier: { hasSecret: true } } })
    await ask(`${projects}/orders`, 'DELETE')
    clock.advance(DELETED_KEPT_MS)
    expect(await state()).toMatchObject({ status: 404 })
    // The look for what is to go begins anew when the one before has ended; until then its id is still taken, and another is given.
    let given: Answer | undefined
    while (given === undefined || (JSON.parse(given.text) as { id: string }).id !== 'orders') {
      clock.advance(60_000)
      given = await ask(projects, 'POST', JSON.stringify(project))
    }
    expect(await state()).toMatchObject({ connections: { carrier: { hasSecret: false } } })
  })

  it('is in no answer, no log at its most talkative, and no file', { timeout: 60_000 }, async () => {
    const dataFolder = newDataFolder(cleanUps)
    const { url, output, end } = await startProgram(dataFolder)
    const projects = `${url}/api/v1/projects`
    const secret = `${projects}/orders/connections/carrier/secret`
    const answers = [
      await ask(projects, 'POST', JSON.stringify(project)), await ask(secret, 'PUT', sent), await ask(secret, 'PUT', `{"secret":"${CANARY}`), await ask(secret, 'PUT', JSON.stringify({ secret: `${CANARY}\n` })),
      await ask(`${projects}/orders/connections`, 'GET'), await ask(`${projects}/orders`, 'GET'), await ask(projects, 'GET'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 204, 400, 422, 200, 200, 200])
    const filesNow = () => readdirSync(dataFolder).map((name) => readFileSync(join(dataFolder, name)))
    const files = filesNow()
    await end()
    const everything = [...answers.map(({ text }) => text), output(), ...files, ...filesNow()]
    expect(everything.filter((text) => text.includes(CANARY) || text.includes(Buffer.from(CANARY).toString('base64').slice(0, 24)))).toEqual([])
  })
})

/** Runs the server's program over a folder, with everything in its log. */
function startProgram(dataFolder: string): Promise<{ url: string; output(): string; end(): Promise<unknown> }> {
  const program = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, HALLEY_PORT: '0', HALLEY_DATA: dataFolder, HALLEY_LOG: 'debug' }, stdio: ['ignore', 'pipe', 'pipe'] })
  cleanUps.push(() => child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('close', resolve))
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (url !== undefined) resolve({ url, output: () => output, end: () => (child.kill('SIGTERM'), ended) })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => reject(new Error(`The server ended before it answered:\n${output}`)))
  })
}
