import { everyWidgetView, type Project, type ScreenView } from '@halley/model'
import type { AppPushes, LogRow, PushOf } from '@halley/protocol'
import { cpSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { readAllowedHost } from './outgoing/allowed-hosts.ts'
import { startModel } from './streams/local-model.test-fixture.ts'
import { shownText } from './streams/shown-text.test-fixture.ts'
import { streamingApp, toModel } from './streams/streaming-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const loopback = readAllowedHost('127.0.0.0/8')
const allowedHosts = loopback === undefined ? [] : [loopback]

async function serve(project: Project) {
  const dataFolder = newDataFolder(cleanUps)
  const server = await startServer(cleanUps, { allowedHosts, dataFolder })
  const created = await fetch(`${server.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
  expect([created.status, await created.text()]).toEqual([201, expect.any(String)])
  const person = (personaId: string, slot: number, resume: string | null = null) => {
    const one = new TestPerson(server.url, personaId, { projectId: 'streaming', slot, resume })
    cleanUps.push(() => one.connection.close())
    return one
  }
  const editor = new TestConnection(server.url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request('open', { projectId: 'streaming', since: null })
  await editor.request('watch', { on: true })
  const row = (fits: (stream: NonNullable<NonNullable<LogRow['message']>['stream']>) => boolean) => editor.push('logRows', ({ rows }) => rows.some(({ message }) => message?.stream !== undefined && fits(message.stream))).then(({ rows }) => rows.findLast(({ message }) => message?.stream !== undefined && fits(message.stream)) as LogRow)
  return { server, dataFolder, person, editor, row }
}

type Served = Awaited<ReturnType<typeof serve>>

/** An officer who listens, and a customer who has pressed Ask. */
async function asked({ person }: Served) {
  const officer = person('officer', 2)
  await officer.connection.push('listening', ({ listeners }) => listeners.length === 1)
  const customer = person('customer', 1)
  await customer.presses(await customer.sees('Begin'), 'Ask')
  return { officer, customer }
}

const modelled = (project?: (project: Project) => Project) => async (more: Parameters<typeof streamingApp>[1] = {}) => {
  const model = await startModel(cleanUps)
  const served = await serve(toModel(`${model.url}/v1`, (project ?? ((same) => same))(streamingApp({ sourceType: 'model', connectionId: 'ai', system: 'Be short.', prompt: 'What is {user.name}?' }, more))))
  return { model, ...served }
}

const streamOf = (view: ScreenView) => [...everyWidgetView(view.widgets)].flatMap((widget) => (widget.kind === 'streamText' && widget.stream !== null ? [widget.stream] : []))[0]
const endedAs = (state: string) => ({ overlays, main }: PushOf<AppPushes, 'screens'>) => [...overlays, ...(main === null ? [] : [main])].some((view) => streamOf(view)?.state === state)

describe('A text that streams', () => {
  it('grows in the overlay of whoever listens, piece by piece, and is one message in the log when it has ended', async () => {
    const served = await modelled()()
    const { model, row } = served
    const { officer, customer } = await asked(served)
    const view = await officer.sees('Answer')
    const id = streamOf(view)?.id ?? ''
    const request = await model.request(0)
    expect(request.body).toEqual({ model: 'small-1', stream: true, messages: [{ role: 'system', content: 'Be short.' }, { role: 'user', content: 'What is customer?' }] })
    model.says('Hel')
    await shownText(officer, id, 'Hel')
    model.says('lo, wörld 🌍')
    const drawn = officer.connection.all('screens').length
    await shownText(officer, id, 'Hello, wörld 🌍')
    // The text comes by itself; the screens are not sent again for it.
    expect(officer.connection.all('screens')).toHaveLength(drawn)
    expect((await row(({ state, characters }) => state === 'running' && characters > 0)).message?.payload).toMatchObject({ text: expect.stringMatching(/^Hel/) })
    model.finishes()
    await customer.sees('Done')
    await officer.connection.push('screens', endedAs('complete'))
    const finished = await row(({ state }) => state === 'complete')
    expect(finished.message).toMatchObject({ payload: { subject: null, text: 'Hello, wörld 🌍' }, seq: expect.any(Number), receivers: [{ session: { persona: 'officer' }, outcome: 'delivered', response: 'opened "Answer" in an overlay' }] })
    expect(finished.message?.seq).toBeGreaterThan(0)
    // The whole message is no second one for whoever followed it.
    expect(officer.now?.overlays).toHaveLength(1)
    expect(officer.connection.all('stream').map(({ op }) => op).filter((op) => op !== 'append')).toEqual(['open', 'complete'])
  })

  it('comes whole after a reload in the middle, and goes on', async () => {
    const served = await modelled()()
    const { model, person } = served
    const { officer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    model.says('one ')
    await shownText(officer, id, 'one ')
    const { resume } = await officer.connection.push('session')
    officer.connection.cut()
    model.says('two ')
    const back = person('officer', 2, resume)
    await shownText(back, id, 'one two ')
    expect(back.connection.all('stream')[0]).toMatchObject({ op: 'update', index: 0 })
    model.says('three')
    model.finishes()
    await shownText(back, id, 'one two three')
    await back.connection.push('screens', endedAs('complete'))
    expect([...everyWidgetView((await back.sees('Answer')).widgets)].find(({ kind }) => kind === 'streamText')).toMatchObject({ text: 'one two three' })
  })

  it('grows in the sender\'s own copy, too, and ends there whole', async () => {
    const served = await modelled()()
    const { model } = served
    const { customer } = await asked(served)
    await model.request(0)
    model.says('mine')
    const { screens } = { screens: await customer.connection.push('stream', ({ op, text }) => (op === 'append' || op === 'update') && text === 'mine') }
    expect(screens.id).toMatch(/^s-/)
    model.finishes()
    expect([...everyWidgetView((await customer.sees('Done')).widgets)][0]).toMatchObject({ text: 'mine', stream: { state: 'complete' } })
  })

  it('is ended by Stop, for everybody, and its source is told', async () => {
    const served = await modelled()()
    const { model, row } = served
    const { officer, customer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    model.says('so far')
    await shownText(officer, id, 'so far')
    expect(await officer.connection.request('stopStream', { id })).toEqual({ ok: true })
    await model.closed(0)
    expect([...everyWidgetView((await customer.sees('Cancelled')).widgets)][0]).toMatchObject({ text: 'so far', stream: { state: 'cancelled', reason: 'stopped by officer' } })
    await officer.connection.push('screens', endedAs('cancelled'))
    expect((await row(({ state }) => state === 'cancelled')).message).toMatchObject({ seq: 0, payload: { text: 'so far' }, stream: { reason: 'stopped by officer' } })
    expect(await officer.connection.request('stopStream', { id })).toMatchObject({ ok: false, error: { code: 'stream/not_running' } })
  })

  it('is stopped by those alone whose screen offers it, by its sender, and in the editor', async () => {
    const served = await modelled()({ officerStops: false })
    const { model, editor, row } = served
    const { officer, customer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    await model.request(0)
    expect(await officer.connection.request('stopStream', { id })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await officer.connection.request('stopStream', { id: 'another' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await customer.connection.request('stopStream', { id })).toEqual({ ok: true })
    await model.closed(0)
    await customer.sees('Cancelled')
    expect(await editor.request('stopStream', { id })).toMatchObject({ ok: false, error: { code: 'stream/not_running' } })
    const again = served.person('customer', 3)
    await again.presses(await again.sees('Begin'), 'Ask')
    await model.request(1)
    const running = await row(({ state }) => state === 'running')
    expect(running.id).not.toBe('')
    const second = (await officer.connection.push('screens', ({ overlays }) => overlays.length === 2)).overlays[1]
    expect(await editor.request('stopStream', { id: second === undefined ? '' : streamOf(second)?.id })).toEqual({ ok: true })
    await model.closed(1)
  })

  it('ends when the session that sends it ends', async () => {
    const served = await modelled()()
    const { model, row } = served
    const { customer } = await asked(served)
    await model.request(0)
    customer.connection.close()
    await model.closed(0)
    expect((await row(({ state }) => state === 'cancelled')).message?.stream?.reason).toBe('its session has ended')
  })

  it('is joined in the middle by who begins to listen then, and comes as a message to who listens after its end', async () => {
    const served = await modelled()()
    const { model, person } = served
    const { officer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    model.says('early ')
    await shownText(officer, id, 'early ')
    const late = person('officer', 3)
    await shownText(late, id, 'early ')
    model.says('late')
    model.finishes()
    await shownText(late, id, 'early late')
    expect(late.now?.overlays).toHaveLength(1)
  })

  it.each([
    ['a wrong key', { status: 401, body: '{"error":{"message":"Incorrect API key provided: sk-secret-key"}}' }, /^stream\/refused: "The model" answered 401: Incorrect API key provided: \*\*\*\. See whether the key/],
    ['too many requests', { status: 429, body: '{"error":{"message":"Slow down."}}' }, /^stream\/refused: "The model" answered 429: Slow down\. It has too much/],
    ['a broken service', { status: 500, body: '<html>oops</html>' }, /^stream\/refused: "The model" answered 500\. The service has a problem/],
  ])('that cannot begin, because of %s, leaves by Error, with what the service says and without the key', async (_what, refusal, text) => {
    const model = await startModel(cleanUps, { refusal })
    const served = await serve(toModel(`${model.url}/v1`, streamingApp({ sourceType: 'model', connectionId: 'ai', prompt: 'Hello' }), 'bearer'))
    const kept = await fetch(`${served.server.url}/api/v1/projects/streaming/connections/ai/secret`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"secret":"sk-secret-key"}' })
    expect(kept.ok).toBe(true)
    const { customer, officer } = await asked(served)
    expect([...everyWidgetView((await customer.sees('Failed')).widgets)][0]).toMatchObject({ markdown: expect.stringMatching(text) })
    expect((await model.request(0)).authorization).toBe('Bearer sk-secret-key')
    await officer.connection.push('screens', endedAs('failed'))
    await served.row(({ state }) => state === 'failed')
    expect(JSON.stringify([officer.connection.pushes, customer.connection.pushes, served.editor.pushes])).not.toContain('sk-secret-key')
  })

  it('that gives more than fits into a message fails with what there was, and its source is told', async () => {
    const served = await modelled()()
    const { model, row } = served
    const { customer } = await asked(served)
    await model.request(0)
    for (let at = 0; at < 70; at += 1) model.says('x'.repeat(1_000))
    expect([...everyWidgetView((await customer.sees('Failed')).widgets)][0]).toMatchObject({ markdown: expect.stringMatching(/^too_large/) })
    await model.closed(0)
    const { message } = await row(({ state }) => state === 'failed')
    expect(message?.stream?.characters).toBeGreaterThan(60_000)
    expect(message?.sizeBytes).toBeLessThanOrEqual(70_000)
  })

  it('is sent by one session three at once, and no more', async () => {
    const served = await modelled()()
    const customer = served.person('customer', 1)
    const begin = await customer.sees('Begin')
    for (let at = 0; at < 4; at += 1) await customer.presses(begin, 'More')
    expect(await customer.connection.push('runFailed')).toMatchObject({ error: { code: 'stream/too_many', message: expect.stringMatching(/sends 3 streams already; the limit is 3/) } })
    await served.model.request(2)
    const requests = served.model.count()
    expect(requests).toBe(3)
  })

  it('reaches who has no screen as a whole message, when it has ended', async () => {
    const served = await modelled((project) => ({ ...project, settings: { ...project.settings, onApplicationStartFlowId: 'onStart' } }))()
    const { model, editor } = served
    await editor.push('logRows', ({ rows }) => rows.some(({ text }) => /Started listening.*answers/.test(text)))
    const { officer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    model.says('all of it')
    await shownText(officer, id, 'all of it')
    expect(editor.all('logRows').flatMap(({ rows }) => rows).some(({ text }) => text.startsWith('Noted'))).toBe(false)
    model.finishes()
    await editor.push('logRows', ({ rows }) => rows.some(({ text }) => text === 'Noted: all of it (1)'))
  })

  it.each([['stopped', /^so far$/], ['was killed', /^(so far)?$/]] as const)('that was running when the server %s has broken off after its next start, for who sent it and who got it', async (how, text) => {
    const served = await modelled()()
    const { server, dataFolder, model } = served
    const { officer, customer } = await asked(served)
    const id = streamOf(await officer.sees('Answer'))?.id ?? ''
    model.says('so far')
    await shownText(officer, id, 'so far')
    const [mine, theirs] = [(await customer.connection.push('session')).resume, (await officer.connection.push('session')).resume]
    // What is on the disk while it runs is what a kill leaves.
    const left = newDataFolder(cleanUps)
    if (how === 'was killed') cpSync(dataFolder, left, { recursive: true })
    await server.close()
    await model.closed(0)
    if (how === 'stopped') cpSync(dataFolder, left, { recursive: true })
    const again = await startServer(cleanUps, { allowedHosts, dataFolder: left })
    const back = (personaId: string, slot: number, resume: string) => {
      const one = new TestPerson(again.url, personaId, { projectId: 'streaming', slot, resume })
      cleanUps.push(() => one.connection.close())
      return one
    }
    expect([...everyWidgetView((await back('customer', 1, mine).sees('Failed')).widgets)][0]).toMatchObject({ markdown: expect.stringMatching(/^effect\/interrupted/) })
    const { overlays } = await back('officer', 2, theirs).connection.push('screens', endedAs('failed'))
    // A kill may cost the last two seconds.
    expect([...everyWidgetView(overlays[0]?.widgets ?? [])].find(({ kind }) => kind === 'streamText')).toMatchObject({ text: expect.stringMatching(text) })
  })

  it('that breaks off before its end fails', async () => {
    const served = await modelled()()
    const { customer } = await asked(served)
    await served.model.request(0)
    served.model.says('half')
    served.model.breaksOff()
    expect([...everyWidgetView((await customer.sees('Failed')).widgets)][0]).toMatchObject({ markdown: expect.stringMatching(/^(stream\/ended_early|http\/reset)/) })
  })

  it('of a message whose rules it breaks fails at its end', async () => {
    const served = await modelled()()
    const { customer } = await asked(served)
    await served.model.request(0)
    served.model.finishes()
    expect([...everyWidgetView((await customer.sees('Failed')).widgets)][0]).toMatchObject({ markdown: 'schema_invalid: text is required. (/text)' })
  })

  it('comes from a text, too, word by word', async () => {
    const served = await serve(streamingApp({ sourceType: 'text', text: 'one  two\nthree', wordMs: 1 }))
    const { officer, customer } = await asked(served)
    await customer.sees('Done')
    await officer.connection.push('screens', endedAs('complete'))
    expect([...everyWidgetView((await officer.sees('Answer')).widgets)].find(({ kind }) => kind === 'streamText')).toMatchObject({ text: 'one  two\nthree' })
  })
})
