import type { Flow, Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { api, changeDraft, editorOf, projectId, versions } from './publishing.test-fixture.ts'
import { KEPT_MS } from './sessions/session-entries.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const high = { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' }

function person(...parameters: ConstructorParameters<typeof TestPerson>): TestPerson {
  const created = new TestPerson(...parameters)
  cleanUps.push(() => created.connection.close())
  return created
}

/** Somebody at the published app. */
const visitor = (url: string, personaId: string, resume: string | null = null) => person(url, personaId, { environment: 'published', resume })

async function publish(url: string, name = 'First'): Promise<void> {
  expect(await api(url, 'POST', versions, { body: { name, publish: true } })).toMatchObject({ status: 201 })
}

/** Writes another heading on what the officer waits at. */
const writeHeading = (url: string, text: string): Promise<void> => changeDraft(url, ['flows', 'watch', 'nodes', 'onDuty', 'config', 'screen', 'widgets', 'heading', 'text'], text)

const headingOf = (officer: TestPerson): string | undefined => officer.now?.main?.widgets.flatMap((widget) => (widget.kind === 'heading' ? [widget.text] : []))[0]

/** Resolves when the officer's screen has the heading. */
async function seesHeading(officer: TestPerson, text: string): Promise<void> {
  await officer.connection.push('screens', ({ main }) => main?.widgets.some((widget) => widget.kind === 'heading' && widget.text === text) ?? false)
}

async function draft(url: string): Promise<Project> {
  const response = await fetch(`${url}/api/v1/projects/${projectId}`)
  return response.json()
}

async function rowsOf(url: string): Promise<LogRow[]> {
  const reply = await (await editorOf(url, cleanUps)).request<{ rows: LogRow[] }>('log', { before: null, limit: 1_000 })
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.rows
}

async function report(customer: TestPerson): Promise<void> {
  expect(await customer.presses(await customer.sees('Report a problem'), 'Send', high)).toEqual({ ok: true })
  await customer.sees('Thank you')
}

/** An action flowchart that writes one line to the log, and then listens to tickets and writes each. */
function archive(): { readonly [id: string]: Flow } {
  const base = { description: '', technicalNameSetByHand: false, folderId: null, type: 'action', inputs: {}, outputs: {}, endpoint: null } as const
  const at = { x: 0, y: 0 }
  const arrow = (from: string, to: string) => ({ [`${from}:default`]: { id: `${from}:default`, from, exit: 'default', to } })
  return {
    watchAll: {
      ...base, id: 'watchAll', name: 'Watch all', technicalName: 'watchAll', order: 'z1',
      nodes: {
        start: { id: 'start', kind: 'start', version: 1, position: at, config: {} },
        listen: { id: 'listen', kind: 'comet-message', version: 1, position: at, config: { action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'archive' } },
      },
      edges: arrow('start', 'listen'),
    },
    archive: {
      ...base, id: 'archive', name: 'Archive', technicalName: 'archive', order: 'z2',
      nodes: {
        start: { id: 'start', kind: 'start', version: 1, position: at, config: {} },
        write: { id: 'write', kind: 'log', version: 1, position: at, config: { level: 'info', text: 'Archived {Ticket.subject}' } },
      },
      edges: arrow('start', 'write'),
    },
  }
}

async function drawArchive(url: string): Promise<void> {
  for (const [id, flow] of Object.entries(archive())) await changeDraft(url, ['flows', id], flow)
  await changeDraft(url, ['settings', 'onApplicationStartFlowId'], 'watchAll')
}

const archivedIn = (rows: readonly LogRow[]) => rows.filter(({ text }) => text.startsWith('Archived')).map(({ session }) => session?.environment ?? 'draft')

describe('a published app', () => {
  it('runs at its name, and its messages and those of the preview never meet', async () => {
    const { url } = await startServer(cleanUps)
    await publish(url)
    expect((await api(url, 'GET', 'apps/helpdesk')).json).toMatchObject({ app: 'helpdesk', projectId, name: 'Helpdesk escalation', version: 1, personas: [{ id: 'customer', technicalName: 'customer' }, { id: 'officer' }] })
    const officer = visitor(url, 'officer')
    const inPreview = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await inPreview.sees('On duty')
    await report(visitor(url, 'customer'))
    await officer.sees('Escalation')
    expect(inPreview.now?.overlays).toEqual([])
    await report(person(url, 'customer'))
    await inPreview.sees('Escalation')
    expect(officer.now?.overlays).toHaveLength(1)
    const messages = (await rowsOf(url)).flatMap(({ message, session }) => (message === null ? [] : [[session?.environment, message.topic, message.receivers.map((receiver) => receiver.session.environment)]]))
    expect(messages).toEqual([
      ['published', 'events.local.helpdesk.escalation.Ticket._', ['published']],
      [undefined, 'events.local.draft-helpdesk-escalation.escalation.Ticket._', [undefined]],
    ])
  })

  it('changes only by publishing, and running sessions go on with the new version', async () => {
    const { url } = await startServer(cleanUps)
    await publish(url)
    const officer = visitor(url, 'officer')
    const inPreview = person(url, 'officer', { slot: 2 })
    await seesHeading(officer, 'On duty')
    await seesHeading(inPreview, 'On duty')
    await writeHeading(url, 'Waiting for tickets')
    await seesHeading(inPreview, 'Waiting for tickets')
    expect(headingOf(officer)).toBe('On duty')
    await publish(url, 'Second')
    await seesHeading(officer, 'Waiting for tickets')
    expect((await rowsOf(url)).map(({ text }) => text)).toEqual(expect.arrayContaining(['Version 1 was published at /a/helpdesk', 'Version 2 was published at /a/helpdesk; 1 session goes on with it']))
    // And back to the first.
    expect((await api(url, 'POST', `${versions}/1/publish`)).json).toMatchObject({ number: 1, address: '/a/helpdesk', published: true })
    await officer.connection.push('screens', (payload) => payload === officer.now && headingOf(officer) === 'On duty')
  })

  it('is refused to connect where nothing is published, and when it is taken back its clients are told', async () => {
    const { url } = await startServer(cleanUps)
    expect(await visitor(url, 'officer').connection.connected()).toMatchObject({ code: 'app/not_published' })
    expect(await api(url, 'GET', 'apps/helpdesk')).toMatchObject({ status: 404, type: 'application/problem+json', json: { code: 'app/not_published' } })
    expect(await api(url, 'DELETE', `projects/${projectId}/published`)).toMatchObject({ status: 404, json: { code: 'app/not_published' } })
    await publish(url)
    const officer = visitor(url, 'officer')
    await officer.sees('On duty')
    const gone = new Promise((resolve) => officer.connection.socket.once('disconnect', resolve))
    expect((await api(url, 'DELETE', `projects/${projectId}/published`)).status).toBe(204)
    expect(await gone).toBe('io server disconnect')
    expect((await api(url, 'GET', 'apps/helpdesk')).status).toBe(404)
    expect((await api(url, 'GET', versions)).json).toMatchObject({ published: null, versions: [{ number: 1, published: false }] })
  })

  it('begins at Home: a client cannot choose another flowchart', async () => {
    const { url } = await startServer(cleanUps)
    await publish(url)
    const officer = person(url, 'officer', { environment: 'published', flowId: 'report' })
    await officer.sees('On duty')
    expect(await officer.connection.request('reset', { flowId: 'report' })).toEqual({ ok: true })
    expect(officer.now?.main?.title).toBe('On duty')
  })

  it('ends with its project', async () => {
    const { url } = await startServer(cleanUps)
    await publish(url)
    const officer = visitor(url, 'officer')
    await officer.sees('On duty')
    const gone = new Promise((resolve) => officer.connection.socket.once('disconnect', resolve))
    await api(url, 'DELETE', `projects/${projectId}`)
    await gone
    expect((await api(url, 'GET', 'apps/helpdesk')).status).toBe(404)
  })

  it('goes on after a restart: its version, and each session where it was', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    await publish(first.url)
    await writeHeading(first.url, 'Only in the draft')
    const before = visitor(first.url, 'officer')
    const { resume, sessionId } = await before.connection.push('session')
    await before.presses(await before.sees('On duty'), 'Go off duty')
    await before.sees('Off duty')
    await first.close()
    const { url } = await startServer(cleanUps, { dataFolder })
    const officer = visitor(url, 'officer', resume)
    expect(await officer.connection.push('session')).toMatchObject({ sessionId, recovered: true })
    await officer.presses(await officer.sees('Off duty'), 'Back on duty')
    await seesHeading(officer, 'On duty')
    await report(visitor(url, 'customer'))
    await officer.sees('Escalation')
  })

  it('runs what is to run on application start with nobody there, after a restart too', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const clock = new ManualClock()
    const first = await startServer(cleanUps, { dataFolder, clock })
    await drawArchive(first.url)
    await publish(first.url)
    clock.advance(KEPT_MS * 2)
    await report(visitor(first.url, 'customer'))
    expect(archivedIn(await rowsOf(first.url))).toEqual(['published'])
    await first.close()
    const later = new ManualClock(clock.nowMs())
    const { url } = await startServer(cleanUps, { dataFolder, clock: later })
    later.advance(KEPT_MS * 2)
    await report(visitor(url, 'customer'))
    const rows = await rowsOf(url)
    expect(archivedIn(rows)).toEqual(['published', 'published'])
    expect(rows.filter(({ text, session }) => text === 'Started on application start' && session?.environment === 'published')).toHaveLength(1)
    await api(url, 'DELETE', `projects/${projectId}/published`)
    expect((await rowsOf(url)).filter(({ session }) => session?.persona === 'Service').at(-1)?.text).toBe('Ended: the app is no longer published')
  })
})

describe('an app that was taken back and is published again', () => {
  it('gives late joiners what was sent before', async () => {
    const { url } = await startServer(cleanUps)
    await changeDraft(url, ['channels', 'escalation', 'lateJoiners'], { type: 'last' })
    await publish(url)
    await report(visitor(url, 'customer'))
    expect((await api(url, 'DELETE', `projects/${projectId}/published`)).status).toBe(204)
    await publish(url, 'Second')
    await visitor(url, 'officer').sees('Escalation')
    expect((await rowsOf(url)).flatMap(({ message }) => message?.receivers ?? [])).toMatchObject([{ outcome: 'delivered' }])
  })
})

describe('publishing is refused', () => {
  it('when nothing would run, and makes no version', async () => {
    const { url } = await startServer(cleanUps)
    const { json } = await api(url, 'POST', 'projects', { body: { name: 'Empty one' } })
    const id = String(json['id'])
    const refused = await api(url, 'POST', `projects/${id}/versions`, { body: { name: 'First', publish: true } })
    expect(refused).toMatchObject({ status: 422, type: 'application/problem+json', json: { code: 'publish/stopped', detail: expect.stringContaining('Home'), problems: [{ code: 'publish/nothing_starts' }] } })
    expect((await api(url, 'GET', `projects/${id}/versions`)).json).toEqual({ published: null, versions: [] })
    // A version can be kept all the same.
    expect((await api(url, 'POST', `projects/${id}/versions`, { body: { name: 'First' } })).status).toBe(201)
    expect((await api(url, 'POST', `projects/${id}/versions/1/publish`)).status).toBe(422)
  })

  it('when another app has the name, with one that is free', async () => {
    const { url } = await startServer(cleanUps)
    await publish(url)
    await api(url, 'POST', 'projects', { body: { ...(await draft(url)), id: 'copy' } })
    expect(await api(url, 'POST', 'projects/copy/versions', { body: { name: 'First', publish: true } })).toMatchObject({ status: 409, json: { code: 'publish/name_taken', freeName: 'helpdesk2' } })
    const both = await Promise.all(['copy', projectId].map((id) => api(url, 'POST', `projects/${id}/versions`, { body: { name: 'Again', publish: true } })))
    expect(both.map(({ status }) => status)).toEqual([409, 201])
    await api(url, 'DELETE', `projects/${projectId}/published`)
    expect((await api(url, 'POST', 'projects/copy/versions', { body: { name: 'First', publish: true } })).json).toMatchObject({ address: '/a/helpdesk' })
  })

  it('for errors inside single flowcharts it is not: they are told', async () => {
    const { url } = await startServer(cleanUps)
    await changeDraft(url, ['flows', 'showTicket', 'nodes', 'odd'], { id: 'odd', kind: 'unheard-of', version: 1, position: { x: 0, y: 0 }, config: {} })
    expect(await api(url, 'POST', versions, { body: { name: 'With an error', publish: true } })).toMatchObject({ status: 201, json: { warnings: [{ code: 'node/unknown_kind', text: expect.any(String) }] } })
  })
})
