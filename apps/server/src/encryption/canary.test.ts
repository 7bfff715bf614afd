import { spawn } from 'node:child_process'
import { createECDH } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type ReceivedEvent } from '@halley/client'
import type { LogRow, TraceBatch } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, type TestConnection } from '../halley-client.test-fixture.ts'
import { ticketRule } from '../notifications/help-desk-rules.test-fixture.ts'
import { postgresqlForAll } from '../storage/postgresql.test-fixture.ts'
import { HELPDESK, SecuredHelpdesk, ticketTopic } from './helpdesk-secured.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const postgresql = postgresqlForAll()

/** Sent by a session, and by a program. */
const CANARIES = ['Canary-Zq7Wx93LmV', 'Canary-Pk4Rt81HsB']

/** The ways in which a text may lie somewhere: as it is, as UTF-16, in base64 at each of three places, and in hexadecimal digits. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const inner = [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
    // What the neighbours have no part in.
    return (['base64', 'base64url'] as const).map((form) => encoded.toString(form).replace(/=+$/, '').slice(shift === 0 ? 0 : 4, -2))
  })
  const utf16 = Buffer.from(text, 'utf16le')
  return [bytes, utf16, Buffer.from(utf16).swap16(), ...[...inner, bytes.toString('hex'), bytes.toString('hex').toUpperCase()].map((form) => Buffer.from(form))]
}

const forms = CANARIES.flatMap(formsOf)
const isIn = (content: Buffer | string): boolean => {
  const bytes = Buffer.from(content)
  return forms.some((form) => bytes.includes(form))
}

/** The files of a folder, and of those in it, that have a canary. */
function filesWithCanary(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    return entry.isFile() && isIn(readFileSync(path)) ? [path] : []
  })
}

/** Starts the program of the server; everything that it says is kept. */
async function startProgram(environment: Record<string, string>) {
  const program = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, HALLEY_PORT: '0', HALLEY_LOG: 'debug', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  cleanUps.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const said: Buffer[] = []
  const url = await new Promise<string>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      said.push(chunk)
      const found = /Halley: (http:\S+?)\/?\s/.exec(Buffer.concat(said).toString('utf8'))?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('close', () => reject(new Error(Buffer.concat(said).toString('utf8'))))
  })
  return { url, said: () => Buffer.concat(said), kill: async () => void (child.kill('SIGKILL'), await ended), stop: async () => void (child.kill('SIGTERM'), await ended) }
}

/** Everything that comes to a connection, as it lies on the wire. */
function wireOf(connection: TestConnection): () => string {
  const frames: string[] = []
  connection.socket.io.engine.on('data', (frame: unknown) => frames.push(String(frame)))
  return () => frames.join('\n')
}

/** Reads a stream of the server until it is over. */
function readingOf(response: Response): () => string {
  let text = ''
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
    } catch {
      // The server has ended; what came is what counts.
    }
  }
  void read()
  return () => text
}

/** The pushes and mails that the preview shows instead of sending them. */
async function posts({ editor }: SecuredHelpdesk): Promise<readonly unknown[]> {
  const reply = await editor.request<{ posts: unknown[] }>('previewPosts', {})
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.posts
}

const logNode = { id: 'note', kind: 'log', version: 1, position: { x: 0, y: 0 }, config: { text: 'Got {Ticket.subject}' } }

async function story(environment: Record<string, string>) {
  const server = await startProgram(environment)
  const { url } = server
  const desk = new SecuredHelpdesk(url, cleanUps)
  const editorWire = wireOf(desk.editor)
  await desk.secure([
    [['channels', 'escalation', 'listenRoles'], ['officer']],
    // Told by every way at once, and opened with the message itself.
    [['rules', 'urgent'], ticketRule({ priority: 'critical', title: 'A ticket came', body: 'By {event.sender}.', ways: { inbox: true, push: true, email: true }, link: { type: 'flow', flowId: 'showTicket' } })],
    [['personas', 'officer', 'email'], 'officer@example.com'],
    [['channels', 'escalation', 'lateJoiners'], { type: 'lastCount', count: 10 }],
    [['flows', 'showTicket', 'nodes', 'tell', 'config', 'secure'], true],
    [['flows', 'showTicket', 'nodes', 'tell', 'config', 'deliverTo'], 'me'],
    [['flows', 'showTicket', 'nodes', 'note'], logNode],
    [['flows', 'showTicket', 'edges', 'start:default'], { id: 'start:default', from: 'start', exit: 'default', to: 'note' }],
    [['flows', 'showTicket', 'edges', 'note:default'], { id: 'note:default', from: 'note', exit: 'default', to: 'overlay' }],
  ])
  await desk.editor.request('watch', { on: true })

  const officer = desk.person('officer', { slot: 2 })
  await officer.sees('On duty')
  // Somebody who does not have the role, and programs: one without a key pair, one with, and a stream over HTTP.
  const other = desk.person('customer', { slot: 3 })
  const otherWire = wireOf(other.connection)
  await other.sees('Report a problem')
  const plain = desk.connect('/events', { client: 'plain' })
  const keyed = desk.connect('/events', { client: 'keyed' })
  const wires = [plain, keyed].map(wireOf)
  await plain.request('subscribe', { pattern: 'events.local.>' })
  await keyed.request('subscribe', { pattern: 'events.local.>', publicKey: createECDH('prime256v1').generateKeys('base64url') })
  const stream = readingOf(await fetch(`${url}/api/v1/events?topic=events.local.%3E`))
  const sdk = connect(url, { client: 'reader' })
  cleanUps.push(() => sdk.close())
  const read: ReceivedEvent[] = []
  await sdk.subscribe('events.local.>', (event) => void read.push(event)).ready

  await officer.connection.push('inbox', ({ hasInbox }) => hasInbox)
  await desk.report(CANARIES[0] ?? '')
  const escalation = await officer.sees('Escalation')
  expect(await sdk.publish(ticketTopic, { subject: CANARIES[1] ?? '', priority: 'high' }, { encrypted: true })).toMatchObject({ ok: true })
  await officer.presses(escalation, 'Take it')
  const notice = (await officer.connection.push('inbox', ({ change }) => change.unread === 2)).change.changed[0]
  // What is read is not pushed any more.
  await desk.editor.push('previewPost' as 'screens', () => desk.editor.pushes.filter(({ event }) => event === 'previewPost').length >= 4)
  expect(await officer.connection.request('openNotice', { id: notice?.id })).toMatchObject({ ok: true })
  const late = desk.person('officer', { slot: 4 })
  await late.sees('Escalation')
  await officer.connection.push('screens', ({ overlays }) => overlays.some((overlay) => JSON.stringify(overlay).includes(CANARIES[1] ?? '')))
  await desk.editor.push('logRows', ({ rows }) => rows.some(({ text }) => text.startsWith('hidden')))
  await keyed.push('event' as 'screens', () => keyed.pushes.filter(({ event }) => event === 'event').length >= 2)
  await plain.push('event' as 'screens', () => plain.pushes.filter(({ event }) => event === 'event').length >= 2)

  const rows = await desk.log()
  await fetch(`${url}/api/v1/projects/${HELPDESK}/versions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'One', note: '' }) })
  const asked = await Promise.all([
    `projects/${HELPDESK}`, ...['asyncapi', 'jsonschema', 'typescript', 'cloudevents', 'mermaid'].map((format) => `projects/${HELPDESK}/export/${format}`), `projects/${HELPDESK}/versions`, `projects/${HELPDESK}/versions/1`,
    'asyncapi.json', 'openapi.json', 'events/history?topic=events.local.%3E', `projects/${HELPDESK}/notifications`,
  ].map(async (path) => [path, await (await fetch(`${url}/api/v1/${path}`)).text()] as const))
  const test = await fetch(`${url}/api/v1/projects/${HELPDESK}/rules/urgent/test`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  const told = [['test of a rule', await test.text()], ['pushes and mails', JSON.stringify(await posts(desk))], ['inbox', JSON.stringify(officer.connection.all('inbox'))]] as const
  const answers = [...asked, ...told, ['metrics', await (await fetch(`${url}/metrics`)).text()] as const]
  return { server, rows, answers, read, officer, late, traces: desk.editor.all('traces' as 'screens') as unknown as { batches: TraceBatch[] }[], wires: { editor: editorWire(), other: otherWire(), plain: wires[0]?.() ?? '', keyed: wires[1]?.() ?? '', stream: stream() } }
}

function expectHidden({ rows, answers, read, officer, late, traces, wires, server }: Awaited<ReturnType<typeof story>>): void {
  // Those who may listen have it: the sessions' screens, and the program with a key.
  for (const { connection } of [officer, late]) expect(isIn(JSON.stringify(connection.all('screens')))).toBe(true)
  expect(read.filter(({ data }) => CANARIES.some((canary) => JSON.stringify(data).includes(canary))).length).toBeGreaterThanOrEqual(2)

  // There was something to be found: traces of assignments, log rows of messages, encrypted frames.
  const entries = traces.flatMap(({ batches }) => batches.flatMap((batch) => batch.entries))
  expect(entries.filter((entry) => entry.type === 'assigned' && JSON.stringify(entry.value).includes('hidden')).length).toBeGreaterThan(2)
  const messages = rows.filter((row): row is LogRow & { message: NonNullable<LogRow['message']> } => row.message !== null)
  expect(messages.length).toBeGreaterThanOrEqual(3)
  for (const { message } of messages) expect(message).toMatchObject({ encrypted: true, payload: { v: 1 }, sizeBytes: expect.any(Number) })
  for (const wire of [wires.plain, wires.keyed, wires.stream]) expect(wire).toContain('"encrypted":true')
  for (const [path, text] of answers) expect([path, text.length > 10]).toEqual([path, true])

  const found = [...Object.entries(wires), ...answers, ['log rows', JSON.stringify(rows)], ['traces', JSON.stringify(traces)]].flatMap(([name, text]) => (isIn(text ?? '') ? [name] : []))
  expect(found).toEqual([])
  expect(isIn(server.said())).toBe(false)
  // Neither keys: those of the project are on the server alone.
  for (const [path, text] of answers) expect([path, /"wrapped"|master/.test(text) && !path.includes('openapi') && !path.includes('asyncapi.json')]).toEqual([path, false])
}

describe('a canary that is sent with Security', { timeout: 120_000 }, () => {
  it('is found in this search wherever it lies', () => {
    for (const canary of CANARIES) {
      for (const form of ['utf8', 'utf16le'] as const) expect(isIn(Buffer.from(`x${canary}y`, form))).toBe(true)
      for (const before of ['', 'a', 'ab', 'abc']) for (const form of ['base64', 'base64url', 'hex'] as const) expect(isIn(Buffer.from(`${before}${canary} and more`).toString(form))).toBe(true)
    }
  })

  it('is in the screens of sessions that may listen and nowhere else, with SQLite', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const told = await story({ HALLEY_DATA: dataFolder })
    expectHidden(told)
    await told.server.kill()
    expect(filesWithCanary(dataFolder)).toEqual([])
    // Started again, it takes up what it kept, and stopped, it writes all of it out.
    const again = await startProgram({ HALLEY_DATA: dataFolder })
    await again.stop()
    expect([filesWithCanary(dataFolder), isIn(again.said())]).toEqual([[], false])
  })

  it('is in the screens of sessions that may listen and nowhere else, with PostgreSQL', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const databaseUrl = await postgresql().newDatabase()
    const told = await story({ HALLEY_DATA: dataFolder, DATABASE_URL: databaseUrl })
    expectHidden(told)
    await told.server.stop()
    await postgresql().run('checkpoint')
    expect([filesWithCanary(dataFolder), filesWithCanary(postgresql().dataFolder)]).toEqual([[], []])
  })
})
