import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { connectionsAre, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'
const high = { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' }

function person(...parameters: ConstructorParameters<typeof TestPerson>): TestPerson {
  const created = new TestPerson(...parameters)
  cleanUps.push(() => created.connection.close())
  return created
}

/** An editor that has changed the helpdesk: each change is a path and its new value. */
async function editorWith(url: string, changes: readonly (readonly [path: readonly string[], value: unknown])[] = []): Promise<TestConnection> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request<{ document: Project }>('open', { projectId, since: null })
  if (changes.length > 0) {
    const reply = await editor.request('edit', { projectId, edit: { id: 'setup', label: 'Set up', patches: changes.map(([path, value]) => ({ op: 'add', path, value })) } })
    if (!reply.ok) throw new Error(reply.error.message)
  }
  return editor
}

const nodeConfig = (flowId: string, nodeId: string, name: string): string[] => ['flows', flowId, 'nodes', nodeId, 'config', name]

async function logRows(editor: TestConnection): Promise<LogRow[]> {
  const reply = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 1_000 })
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.rows
}

async function receiversOf(editor: TestConnection): Promise<[persona: string, slot: number | null, outcome: string, response: string][]> {
  const row = (await logRows(editor)).find(({ type, text }) => type === 'message' && text.includes('Ticket'))
  return (row?.message?.receivers ?? []).map(({ session, outcome, response }) => [session.persona, session.slot, outcome, response])
}

async function report(customer: TestPerson): Promise<void> {
  expect(await customer.presses(await customer.sees('Report a problem'), 'Send', high)).toEqual({ ok: true })
  await customer.sees('Thank you')
}

describe('whom a message reaches', () => {
  it('every session that listens, each once', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url)
    const officers = [2, 3, 4].map((slot) => person(url, 'officer', { slot }))
    for (const officer of officers) await officer.sees('On duty')
    await report(person(url, 'customer'))
    for (const officer of officers) {
      await officer.sees('Escalation')
      expect(officer.now?.overlays).toHaveLength(1)
    }
    expect((await receiversOf(editor)).map(([, slot, outcome]) => [slot, outcome])).toEqual([[2, 'delivered'], [3, 'delivered'], [4, 'delivered']])
  })

  it.each([
    ['others', '', 'delivered', 'opened "Escalation" in an overlay'],
    ['me', '', 'filtered', 'sent to the sender only'],
    ['users', '["officer"]', 'delivered', 'opened "Escalation" in an overlay'],
    ['users', '["somebody"]', 'filtered', 'sent to one user only'],
    ['roles', '["officer"]', 'delivered', 'opened "Escalation" in an overlay'],
    ['roles', '["boss"]', 'filtered', 'sent to the role "boss" only'],
  ])('Deliver to %s %s: the officer\'s is %s', async (deliverTo, recipients, outcome, response) => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[nodeConfig('report', 'escalate', 'deliverTo'), deliverTo], [nodeConfig('report', 'escalate', 'recipients'), recipients]])
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await report(person(url, 'customer'))
    if (outcome === 'delivered') await officer.sees('Escalation')
    expect(await receiversOf(editor)).toEqual([['Escalation officer', 2, outcome, response]])
  })

  it('a condition that is not met filters, and the log says so', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[nodeConfig('watch', 'listen', 'condition'), 'Ticket.subject == "Flood"']])
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await report(person(url, 'customer'))
    // The officer's mailbox has been worked off when a later request is answered.
    await officer.connection.request('closeOverlay', { screenId: 'none' })
    expect(await receiversOf(editor)).toEqual([['Escalation officer', 2, 'filtered', "the listener's condition is not met"]])
  })

  it('who has stopped listening gets nothing', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url)
    const officer = person(url, 'officer', { slot: 2 })
    await officer.presses(await officer.sees('On duty'), 'Go off duty')
    await officer.sees('Off duty')
    expect(officer.connection.all('listening').at(-1)?.listeners).toEqual([])
    await report(person(url, 'customer'))
    expect(await receiversOf(editor)).toEqual([])
  })

  it('a session whose client is away gets it recoverable, then delivered when the client is back', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url)
    const officer = person(url, 'officer', { slot: 2 })
    const { resume } = await officer.connection.push('session')
    await officer.sees('On duty')
    officer.connection.cut()
    await connectionsAre(url, '/app', 0)
    await report(person(url, 'customer'))
    expect((await receiversOf(editor)).map(([, , outcome]) => outcome)).toEqual(['offline_recoverable'])
    await person(url, 'officer', { slot: 2, resume }).sees('Escalation')
    expect((await receiversOf(editor)).map(([, , outcome]) => outcome)).toEqual(['delivered'])
  })

  it('and expired when the client does not come back', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const editor = await editorWith(url)
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    officer.connection.cut()
    await connectionsAre(url, '/app', 0)
    await report(person(url, 'customer'))
    clock.advance(120_000)
    expect((await receiversOf(editor)).map(([, , outcome]) => outcome)).toEqual(['expired'])
  })
})

describe('a key', () => {
  it.each([
    ['"desk 1"', '"desk 1"', true],
    ['"desk 1"', '"desk 2"', false],
    ['', '"desk 2"', true],
    ['"desk 1"', '', false],
  ])('a listener with key %s gets a message with key %s: %s', async (listens, sends, arrives) => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[nodeConfig('watch', 'listen', 'key'), listens], [nodeConfig('report', 'escalate', 'key'), sends]])
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await report(person(url, 'customer'))
    expect((await receiversOf(editor)).map(([, , outcome]) => outcome)).toEqual(arrives ? ['delivered'] : [])
  })

  it('that is too long for a topic leaves by Error', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[nodeConfig('report', 'escalate', 'key'), `"${'ä'.repeat(40)}"`]])
    await report(person(url, 'customer'))
    expect((await logRows(editor)).find(({ type }) => type === 'error')?.code).toBe('topic_invalid')
  })
})

describe('what may be sent and listened to', () => {
  it('more than 50 messages a second on a channel are refused with their limit', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const editor = await editorWith(url)
    const customer = person(url, 'customer')
    await customer.sees('Report a problem')
    for (let sent = 0; sent < 51; sent += 1) {
      await customer.presses(await customer.sees('Report a problem'), 'Send', high)
      await customer.presses(await customer.sees('Thank you'), 'Report another')
    }
    const rows = await logRows(editor)
    expect(rows.filter(({ type }) => type === 'message')).toHaveLength(50)
    expect(rows.find(({ type }) => type === 'error')).toMatchObject({ code: 'rate_limited', text: 'More than 50 messages a second on "escalation"; slow down.' })
  })

  it('a role that is missing for sending leaves by Error and is logged', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[['channels', 'escalation', 'sendRoles'], ['boss']]])
    await report(person(url, 'customer'))
    const rows = await logRows(editor)
    expect(rows.find(({ type }) => type === 'error')).toMatchObject({ code: 'forbidden', level: 'warning', nodeId: 'escalate', text: 'Customer may not send on "escalation"; it needs the role "boss".' })
    expect(rows.find(({ type }) => type === 'log')).toMatchObject({ text: 'Escalation failed: Customer may not send on "escalation"; it needs the role "boss".' })
  })

  it('a role that is missing for listening stops the run, and the client is told', async () => {
    const { url } = await startServer(cleanUps)
    await editorWith(url, [[['channels', 'escalation', 'listenRoles'], ['boss']]])
    const officer = person(url, 'officer', { slot: 2 })
    expect(await officer.connection.push('runFailed')).toMatchObject({ flowId: 'watch', nodeId: 'listen', error: { code: 'forbidden' } })
  })

  it('a role that is taken away while listening forbids at the delivery', async () => {
    const { url } = await startServer(cleanUps)
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const editor = await editorWith(url, [[['channels', 'escalation', 'listenRoles'], ['boss']]])
    await report(person(url, 'customer'))
    expect(await receiversOf(editor)).toEqual([['Escalation officer', 2, 'forbidden', 'may not listen on "escalation" any more']])
  })

  it('a payload that does not fit the message is refused with its field', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[['messages', 'ticket', 'members', 'subject', 'valueType'], { type: 'text', maxLength: 3 }]])
    // The input is checked by the same type, so an assignment breaks it.
    await editor.request('edit', { projectId, edit: { id: 'long', label: 'Assign too much', patches: [{ op: 'add', path: [...nodeConfig('report', 'fill', 'assignments'), 'long'], value: { id: 'long', order: 'z', target: { type: 'messageMember', messageId: 'ticket', memberId: 'subject' }, expression: '"far too long"' } }] } })
    const customer = person(url, 'customer')
    await customer.presses(await customer.sees('Report a problem'), 'Send', { ...high, Subject: 'Fi' })
    await customer.sees('Thank you')
    expect((await logRows(editor)).find(({ code }) => code === 'schema_invalid')?.text).toContain('/subject')
  })

  it('what is sent with Security is read by who listens, and is ciphertext in the log', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url, [[nodeConfig('report', 'escalate', 'secure'), true]])
    const officer = person(url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    await report(person(url, 'customer'))
    expect(JSON.stringify(await officer.sees('Escalation'))).toContain('Printer on fire')
    const rows = await logRows(editor)
    expect(JSON.stringify(rows)).not.toContain('Printer')
    expect(rows.find(({ type }) => type === 'message')?.message).toMatchObject({ encrypted: true, payload: { v: 1, ct: expect.any(String) }, receivers: [{ outcome: 'delivered' }] })
  })
})

describe('the log', () => {
  it('is read page by page, and cleared', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorWith(url)
    await person(url, 'officer', { slot: 2 }).sees('On duty')
    await report(person(url, 'customer'))
    const all = await logRows(editor)
    expect(all.length).toBeGreaterThan(3)
    const last = all.at(-1)
    expect(await editor.request('log', { before: last?.id, limit: 2 })).toMatchObject({ ok: true, rows: all.slice(-3, -1), more: true })
    await editor.request('clearLog', {})
    expect(await logRows(editor)).toEqual([])
  })
})
