import { afterEach, describe, expect, it } from 'vitest'
import { connectionsAre, newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function person(...parameters: ConstructorParameters<typeof TestPerson>): TestPerson {
  const created = new TestPerson(...parameters)
  cleanUps.push(() => created.connection.close())
  return created
}

async function watchingEditor(url: string): Promise<TestConnection> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request('open', { projectId: 'helpdesk-escalation', since: null })
  await editor.request('watch', { on: true })
  return editor
}

const high = { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' }

describe('the helpdesk example', () => {
  it('a ticket with priority high opens in an overlay at the officer, and taking it shows at the customer', async () => {
    const server = await startServer(cleanUps)
    const customer = person(server.url, 'customer')
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    expect(await customer.presses(await customer.sees('Report a problem'), 'Send', high)).toEqual({ ok: true })
    await customer.sees('Thank you')
    const overlay = await officer.sees('Escalation')
    expect(overlay.overlay?.placement).toBe('dialog')
    expect(overlay.widgets).toContainEqual(expect.objectContaining({ kind: 'heading', text: 'Printer on fire' }))
    expect(await officer.presses(overlay, 'Take it')).toEqual({ ok: true })
    const toast = await customer.sees('Taken')
    expect(toast.overlay).toEqual({ placement: 'toast', autoCloseMs: 8_000 })
  })

  it('a ticket with priority low reaches nobody', async () => {
    const server = await startServer(cleanUps)
    const customer = person(server.url, 'customer')
    const officer = person(server.url, 'officer', { slot: 2 })
    const editor = await watchingEditor(server.url)
    await officer.sees('On duty')
    await customer.presses(await customer.sees('Report a problem'), 'Send', { ...high, Priority: 'low' })
    await customer.sees('Thank you')
    const reply = await editor.request<{ rows: { type: string }[] }>('log', { before: null, limit: 100 })
    expect(reply.ok && reply.rows.filter(({ type }) => type === 'message')).toEqual([])
    expect(officer.now?.overlays).toEqual([])
  })

  it('what does not fit is said beside its field, and nothing is stored', async () => {
    const server = await startServer(cleanUps)
    const customer = person(server.url, 'customer')
    const screen = await customer.sees('Report a problem')
    const reply = await customer.presses(screen, 'Send', { Subject: '', Priority: 'urgent' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'session/input_invalid', fields: { inSubject: expect.any(String), inPriority: expect.any(String) } } })
    expect(customer.now?.main?.id).toBe(screen.id)
  })

  it('the log says of each receiver what became of the message', async () => {
    const server = await startServer(cleanUps)
    const editor = await watchingEditor(server.url)
    const customer = person(server.url, 'customer')
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await customer.presses(await customer.sees('Report a problem'), 'Send', high)
    const { rows } = await editor.push('logRows', (push) => push.rows.some((row) => row.message?.receivers.some(({ latencyMs }) => latencyMs !== null) ?? false))
    expect(rows.find(({ type }) => type === 'message')).toMatchObject({
      text: 'Customer sent Ticket on escalation',
      nodeId: 'escalate',
      message: {
        topic: 'events.local.draft-helpdesk-escalation.escalation.Ticket._',
        payload: { subject: 'Printer on fire', priority: 'high' },
        receivers: [{ session: { persona: 'Escalation officer', slot: 2 }, flowId: 'watch', nodeId: 'listen', outcome: 'delivered', response: 'opened "Escalation" in an overlay' }],
      },
    })
  })

  it('a watching editor sees traces, armed listeners and the flight to the listener that took it', async () => {
    const server = await startServer(cleanUps)
    const editor = await watchingEditor(server.url)
    const customer = person(server.url, 'customer')
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await editor.push('armed', ({ listeners }) => listeners.some(({ nodeId }) => nodeId === 'listen'))
    await customer.presses(await customer.sees('Report a problem'), 'Send', high)
    const flight = await editor.push('flight', ({ to }) => to.length > 0)
    expect(flight).toMatchObject({ messageId: 'ticket', channelId: 'escalation', from: { nodeId: 'escalate' }, to: [{ nodeId: 'listen' }] })
    const { batches } = await editor.push('traces', (push) => push.batches.some(({ entries }) => entries.some((entry) => entry.type === 'entered' && entry.nodeId === 'overlay')))
    expect(batches.length).toBeGreaterThan(0)
  })
})

describe('a session', () => {
  it('goes on where it was when its client comes back, with what it missed', async () => {
    const server = await startServer(cleanUps)
    const customer = person(server.url, 'customer')
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const { resume, sessionId } = await officer.connection.push('session')
    officer.connection.cut()
    await customer.presses(await customer.sees('Report a problem'), 'Send', high)
    const back = person(server.url, 'officer', { slot: 2, resume })
    expect(await back.connection.push('session')).toMatchObject({ sessionId, resume, recovered: true })
    await back.sees('Escalation')
  })

  it('outlives a restart of the server, with its listeners', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    const officer = person(first.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const { resume, sessionId } = await officer.connection.push('session')
    await first.close()
    const second = await startServer(cleanUps, { dataFolder })
    const customer = person(second.url, 'customer')
    // The officer is not back yet: the message waits at the session.
    await customer.presses(await customer.sees('Report a problem'), 'Send', high)
    const back = person(second.url, 'officer', { slot: 2, resume })
    expect(await back.connection.push('session')).toMatchObject({ sessionId, recovered: true })
    await back.sees('Escalation')
  })

  it('ends 120 s after its client went, and nothing reaches it then', async () => {
    const clock = new ManualClock()
    const server = await startServer(cleanUps, { clock })
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const { resume, sessionId } = await officer.connection.push('session')
    const other = person(server.url, 'officer', { slot: 3 })
    await other.sees('On duty')
    officer.connection.cut()
    await connectionsAre(server.url, '/app', 1)
    clock.advance(120_000)
    const back = person(server.url, 'officer', { slot: 2, resume })
    const session = await back.connection.push('session')
    expect(session.recovered).toBe(false)
    expect(session.sessionId).not.toBe(sessionId)
  })

  it('ends at once when its client leaves for good', async () => {
    const server = await startServer(cleanUps)
    const editor = await watchingEditor(server.url)
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const { resume, sessionId } = await officer.connection.push('session')
    await editor.push('armed', ({ listeners }) => listeners.length === 1)
    officer.connection.close()
    const { rows } = await editor.push('logRows', (push) => push.rows.some(({ code }) => code === 'session/ended'))
    expect(rows.find(({ code }) => code === 'session/ended')).toMatchObject({ text: 'Ended: its client left', session: { sessionId } })
    expect(await person(server.url, 'officer', { slot: 2, resume }).connection.push('session')).toMatchObject({ recovered: false })
  })

  it('shows an editor that begins to watch where its runs wait', async () => {
    const server = await startServer(cleanUps)
    const officer = person(server.url, 'officer', { slot: 2 })
    const main = await officer.sees('On duty')
    const { sessionId } = await officer.connection.push('session')
    const editor = await watchingEditor(server.url)
    expect((await editor.push('waiting')).places).toEqual([{ sessionId, userName: 'Escalation officer', runId: main.runId, flowId: 'watch', nodeId: 'onDuty' }])
    await officer.connection.request('reset', { flowId: null })
    const { batches } = await editor.push('traces', (push) => push.batches.some(({ entries }) => entries.some(({ type }) => type === 'runEnded')))
    expect(batches[0]).toMatchObject({ sessionId, entries: [{ type: 'runEnded', runId: main.runId, outcome: 'stopped' }] })
  })

  it('follows the model at once, and the screen is drawn anew', async () => {
    const server = await startServer(cleanUps)
    const editor = await watchingEditor(server.url)
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const edit = { id: 'rename', label: 'Rename the channel', patches: [{ op: 'replace', path: ['channels', 'escalation', 'technicalName'], value: 'urgent' }, { op: 'replace', path: ['flows', 'watch', 'nodes', 'onDuty', 'config', 'name'], value: 'On call' }] }
    expect(await editor.request('edit', { projectId: 'helpdesk-escalation', edit })).toEqual({ ok: true, revision: 1, skipped: 0 })
    await officer.sees('On call')
    await editor.push('logRows', ({ rows }) => rows.some(({ text }) => text === 'The model changed: 1 listener was registered again'))
    const customer = person(server.url, 'customer')
    await customer.presses(await customer.sees('Report a problem'), 'Send', high)
    await officer.sees('Escalation')
  })

  it('begins with the model as it is now, also when nothing ran while it was drawn', async () => {
    const clock = new ManualClock()
    const server = await startServer(cleanUps, { clock })
    const editor = await watchingEditor(server.url)
    const first = person(server.url, 'officer', { slot: 2 })
    await first.sees('On duty')
    first.connection.cut()
    await connectionsAre(server.url, '/app', 0)
    clock.advance(120_000)
    const edit = { id: 'rename', label: 'Rename the screen', patches: [{ op: 'replace', path: ['flows', 'watch', 'nodes', 'onDuty', 'config', 'name'], value: 'On call' }] }
    await editor.request('edit', { projectId: 'helpdesk-escalation', edit })
    expect((await person(server.url, 'officer', { slot: 3 }).sees('On call')).title).toBe('On call')
  })

  it('is taken over by a second client that resumes it, and the first is let go', async () => {
    const clock = new ManualClock()
    const server = await startServer(cleanUps, { clock })
    const first = person(server.url, 'officer', { slot: 2 })
    await first.sees('On duty')
    const { resume } = await first.connection.push('session')
    const gone = new Promise((resolve) => first.connection.socket.once('disconnect', resolve))
    const second = person(server.url, 'officer', { slot: 2, resume })
    await second.sees('On duty')
    await gone
    clock.advance(120_000)
    expect(await second.presses(await second.sees('On duty'), 'Go off duty')).toEqual({ ok: true })
  })

  it('is not resumed as somebody else', async () => {
    const server = await startServer(cleanUps)
    const first = person(server.url, 'officer', { slot: 2 })
    const { resume, sessionId } = await first.connection.push('session')
    const other = await person(server.url, 'customer', { slot: 2, resume }).connection.push('session')
    expect(other).toMatchObject({ recovered: false, persona: { name: 'Customer' } })
    expect(other.sessionId).not.toBe(sessionId)
  })

  it('begins again after a reset, at home or at a flow', async () => {
    const server = await startServer(cleanUps)
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    expect(await officer.connection.request('reset', { flowId: 'report' })).toEqual({ ok: true })
    await officer.sees('Report a problem')
    expect(await officer.connection.request('reset', { flowId: 'nowhere' })).toMatchObject({ ok: false, error: { code: 'session/flow_missing' } })
    expect(await officer.connection.request('reset', { flowId: null })).toEqual({ ok: true })
    await officer.sees('On duty')
  })

  it('a person goes to navigation items that are open to them, and to no other', async () => {
    const server = await startServer(cleanUps)
    const officer = person(server.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    expect(officer.now?.navigation.map(({ id }) => id)).toEqual(['goWatch'])
    expect(await officer.connection.request('navigate', { navigationId: 'goReport' })).toMatchObject({ ok: false })
    expect(await officer.connection.request('navigate', { navigationId: 'goWatch' })).toEqual({ ok: true })
  })
})
