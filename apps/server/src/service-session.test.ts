import type { Flow, Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { connectionsAre, newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { RESTART_AFTER_MS } from './sessions/service-session.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'
const high = { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' }

type Step = readonly [id: string, kind: string, config?: Flow['nodes'][string]['config']]

/** An action flowchart of steps in a row, from Start to End. */
function actionFlow(id: string, name: string, steps: readonly Step[]): Flow {
  const all: readonly Step[] = [['start', 'start'], ...steps, ['end', 'end']]
  const edges = all.slice(1).map(([to], index) => ({ id: `${all[index]?.[0]}:default`, from: all[index]?.[0] ?? '', exit: 'default', to }))
  return {
    id, name, technicalName: id, technicalNameSetByHand: false, description: '', folderId: null, order: `z${id}`, type: 'action',
    nodes: Object.fromEntries(all.map(([nodeId, kind, config = {}], index) => [nodeId, { id: nodeId, kind, version: 1, position: { x: index * 240, y: 0 }, config }])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])),
    inputs: {}, outputs: {}, endpoint: null,
  }
}

const listen: Step = ['listen', 'comet-message', { action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'archive' }]
const archive = actionFlow('archive', 'Archive', [['write', 'log', { level: 'info', text: 'Archived {Ticket.subject} for {user.name}' }]])
const watchAll = actionFlow('watchAll', 'Watch all', [listen])

type Change = readonly [path: readonly string[], value: unknown]
const onApplicationStart = (flowId: string | null): Change => [['settings', 'onApplicationStartFlowId'], flowId]
const drawn: readonly Change[] = [[['flows', 'archive'], archive], [['flows', 'watchAll'], watchAll], onApplicationStart('watchAll')]

async function editorOf(url: string): Promise<TestConnection> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request<{ document: Project }>('open', { projectId, since: null })
  await editor.request('watch', { on: true })
  return editor
}

let edits = 0
async function draw(editor: TestConnection, changes: readonly Change[]): Promise<void> {
  edits += 1
  const reply = await editor.request('edit', { projectId, edit: { id: `edit${edits}`, label: 'Draw', patches: changes.map(([path, value]) => ({ op: 'add', path, value })) } })
  if (!reply.ok) throw new Error(reply.error.message)
}

function person(...parameters: ConstructorParameters<typeof TestPerson>): TestPerson {
  const created = new TestPerson(...parameters)
  cleanUps.push(() => created.connection.close())
  return created
}

async function rowsOf(editor: TestConnection): Promise<LogRow[]> {
  const reply = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 1_000 })
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.rows
}

async function serviceTexts(editor: TestConnection): Promise<string[]> {
  return (await rowsOf(editor)).filter(({ session }) => session?.persona === 'Service').map(({ text }) => text)
}

/** Resolves when the service's listener lights its node. */
const armed = (editor: TestConnection) => editor.push('armed', ({ listeners }) => listeners.some(({ flowId }) => flowId === 'watchAll'))

/** Asks the log until the service wrote the line: with a clock that stands still, nothing is pushed. */
async function written(editor: TestConnection, text: string): Promise<string[]> {
  for (;;) {
    const texts = await serviceTexts(editor)
    if (texts.includes(text)) return texts
  }
}

async function report(customer: TestPerson): Promise<void> {
  expect(await customer.presses(await customer.sees('Report a problem'), 'Send', high)).toEqual({ ok: true })
  await customer.sees('Thank you')
}

describe('the service session of On application start', () => {
  it('listens with nobody looking and writes to the log', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    await draw(await editorOf(first.url), drawn)
    await first.close()
    const { url } = await startServer(cleanUps, { dataFolder })
    await report(person(url, 'customer'))
    const editor = await editorOf(url)
    const rows = await rowsOf(editor)
    expect(rows).toContainEqual(expect.objectContaining({ type: 'log', text: 'Archived Printer on fire for Service', flowId: 'archive', nodeId: 'write', session: expect.objectContaining({ persona: 'Service', slot: null }) }))
    expect(rows.find(({ type }) => type === 'message')?.message?.receivers).toMatchObject([{ session: { persona: 'Service' }, flowId: 'watchAll', nodeId: 'listen', outcome: 'delivered', response: expect.any(String) }])
  })

  it('shows its listeners on the canvas as soon as the setting is made', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url)
    await draw(editor, drawn)
    expect((await armed(editor)).listeners).toMatchObject([{ flowId: 'watchAll', nodeId: 'listen', channelId: 'escalation', messageId: 'ticket' }])
    expect(await serviceTexts(editor)).toEqual(['Started on application start', 'Started listening to Ticket on escalation'])
  })

  it('is one for a project, however many clients and editors are there', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url)
    await draw(editor, drawn)
    await armed(editor)
    await editorOf(url)
    await person(url, 'officer', { slot: 2 }).sees('On duty')
    await report(person(url, 'customer'))
    expect((await serviceTexts(editor)).filter((text) => text.startsWith('Archived'))).toHaveLength(1)
  })

  it('ends 120 s after the last one left, and begins again with the next', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const editor = await editorOf(url)
    await draw(editor, drawn)
    await written(editor, 'Started listening to Ticket on escalation')
    const customer = person(url, 'customer')
    await customer.sees('Report a problem')
    editor.close()
    await connectionsAre(url, '/editor', 0)
    // A client is still there.
    clock.advance(120_000)
    customer.connection.cut()
    await connectionsAre(url, '/app', 0)
    const other = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Bea' } })
    cleanUps.push(() => other.close())
    // Connected, with nothing open: nobody is there.
    await other.request('open', { projectId: 'nowhere', since: null })
    clock.advance(120_000)
    const next = await editorOf(url)
    const beginnings = async () => (await serviceTexts(next)).filter((text) => /^(Started on|Ended)/.test(text))
    while ((await beginnings()).length < 3);
    expect(await beginnings()).toEqual(['Started on application start', 'Ended: nobody was there for 120 s', 'Started on application start'])
  })

  it('ends and begins anew with another flowchart in the setting, and ends with none', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url)
    await draw(editor, drawn)
    await armed(editor)
    await draw(editor, [[['flows', 'hello'], actionFlow('hello', 'Hello', [['write', 'log', { level: 'info', text: 'Hello' }]])], onApplicationStart('hello')])
    await editor.push('logRows', ({ rows }) => rows.some(({ text }) => text === 'Hello'))
    await draw(editor, [onApplicationStart(null)])
    await editor.push('logRows', ({ rows }) => rows.some(({ text }) => text === 'Ended: nothing is to run on application start any more'))
    expect((await serviceTexts(editor)).filter((text) => !text.includes('listening'))).toEqual([
      'Started on application start', 'Ended: another flowchart runs on application start', 'Started on application start', 'Hello', 'Ended: nothing is to run on application start any more',
    ])
    await report(person(url, 'customer'))
    expect((await serviceTexts(editor)).filter((text) => text.startsWith('Archived'))).toEqual([])
  })

  it('starts again when an editor runs the app, and listens before that is answered', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url)
    await draw(editor, drawn)
    await armed(editor)
    expect(await editor.request('restartService', {})).toEqual({ ok: true })
    await report(person(url, 'customer'))
    const texts = await serviceTexts(editor)
    expect(texts.filter((text) => text.startsWith('Started'))).toEqual(['Started on application start', 'Started listening to Ticket on escalation', 'Started again: the app was run again', 'Started listening to Ticket on escalation'])
    expect(texts.filter((text) => text.startsWith('Archived'))).toHaveLength(1)
  })

  it('starts again when what its flowchart does was changed, and not when a node was only moved', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const editor = await editorOf(url)
    await draw(editor, [...drawn, [['flows', 'watchAll'], actionFlow('watchAll', 'Watch all', [])]])
    await draw(editor, [[['flows', 'watchAll', 'nodes', 'end', 'position'], { x: 0, y: 400 }]])
    clock.advance(RESTART_AFTER_MS)
    expect(await written(editor, 'Started on application start')).toEqual(['Started on application start'])
    await draw(editor, [[['flows', 'watchAll'], watchAll]])
    // Sessions follow the model at the end of the turn; an answer of the server comes after that.
    await rowsOf(editor)
    clock.advance(RESTART_AFTER_MS)
    expect(await written(editor, 'Started listening to Ticket on escalation')).toEqual(['Started on application start', 'Started again: its flowchart was changed', 'Started listening to Ticket on escalation'])
  })

  it('does not run a flowchart that shows screens', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url)
    await draw(editor, [onApplicationStart('watch')])
    await report(person(url, 'customer'))
    expect(await serviceTexts(editor)).toEqual([])
  })

  it('goes on where it was after a restart of the server', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    const before = await editorOf(first.url)
    await draw(before, drawn)
    await armed(before)
    const label = (await rowsOf(before))[0]?.session
    await first.close()
    const { url } = await startServer(cleanUps, { dataFolder })
    await report(person(url, 'customer'))
    const rows = await rowsOf(await editorOf(url))
    expect(rows.filter(({ text }) => text === 'Started on application start')).toHaveLength(1)
    expect(rows.find(({ text }) => text.startsWith('Archived'))?.session).toEqual(label)
  })

  it('goes on after a Wait, also when the server was started again meanwhile or was down when the time came', async () => {
    const startMs = Date.UTC(2026, 0, 1)
    const hours = (count: number): number => count * 3_600_000
    const say = (id: string, text: string): Step => [id, 'log', { level: 'info', text }]
    const pause = (id: string): Step => [id, 'wait', { mode: 'computed', duration: 'hours(1)' }]
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder, clock: new ManualClock(startMs) })
    const before = await editorOf(first.url)
    await draw(before, [[['flows', 'slow'], actionFlow('slow', 'Slow', [say('one', 'One'), pause('w1'), say('two', 'Two'), pause('w2'), say('three', 'Three')])], onApplicationStart('slow')])
    await written(before, 'One')
    await first.close()

    const clock = new ManualClock(startMs + hours(0.5))
    const second = await startServer(cleanUps, { dataFolder, clock })
    const between = await editorOf(second.url)
    clock.advance(hours(0.5) - 1)
    expect(await serviceTexts(between)).toEqual(['Started on application start', 'One'])
    clock.advance(1)
    await written(between, 'Two')
    await second.close()

    const late = new ManualClock(startMs + hours(9))
    const { url } = await startServer(cleanUps, { dataFolder, clock: late })
    const after = await editorOf(url)
    late.advance(0)
    expect(await written(after, 'Three')).toEqual(['Started on application start', 'One', 'Two', 'Three'])
  })
})
