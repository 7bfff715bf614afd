import type { Edit } from '@halley/model'
import type { AppPushes, Environment, PushOf } from '@halley/protocol'
import { freePort } from '@halley/server/test-services'
import { io, type Socket } from 'socket.io-client'
import { afterAll, describe, expect, it } from 'vitest'
import { buildServerProgram, newFolder, startProcess } from './server-process.test-fixture.ts'

/** How often the server is killed; HALLEY_KILLS=200 is the promise in full. */
const KILLS = Number(process.env['HALLEY_KILLS'] ?? 50)

/** Milliseconds of editing before a kill, at most: kills fall into starting, the first edits and full swing alike. */
const LIFE_MS = 250

/** Edits that are under way at once, so that a kill always meets some. */
const IN_FLIGHT = 8

const cleanUps: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
})

type Reply = { ok: true; revision: number; document: { name: string } | null; edits: { revision: number; edit: Edit }[] } | { ok: false; error: { code: string } }

const projectId = 'helpdesk-escalation'

describe('killing the server without warning', () => {
  it(`loses no acknowledged edit in ${KILLS} kills`, { timeout: 60_000 + KILLS * 15_000 }, async () => {
    const program = await buildServerProgram(cleanUps)
    const dataFolder = newFolder(cleanUps)
    const port = await freePort()
    /** Revision by edit id, as the server acknowledged it. */
    const acknowledged = new Map<string, number>()
    let sent = 0
    let checked = 0
    // A kill that met nothing proves nothing: where a life is too short for an edit, there are more of them.
    for (let kill = 0; kill < KILLS || acknowledged.size <= KILLS; kill += 1) {
      const server = await startProcess(program, { dataFolder, port, cleanUps })
      const socket = io(`${server.url}/editor`, { auth: { protocol: 1, name: 'Kill' }, transports: ['websocket'], forceNew: true, reconnection: false })
      // Everything acknowledged since the last look is there, at its revision.
      socket.once('disconnect', () => wasCut.add(socket))
      const opened = await ask(socket, 'open', { projectId, since: checked })
      if (!opened?.ok) throw new Error(`The project does not open after kill ${kill}: ${JSON.stringify(opened)}`)
      const found = new Map(opened.edits.map(({ revision, edit }) => [edit.id, revision]))
      const lost = [...acknowledged].filter(([id, revision]) => revision > checked && found.get(id) !== revision)
      expect(lost, `edits that were acknowledged and are gone after kill ${kill}`).toEqual([])
      expect(opened.edits.map(({ revision }) => revision)).toEqual(Array.from({ length: opened.revision - checked }, (_, index) => checked + index + 1))
      checked = opened.revision

      let isAlive = true
      const editOn = async (): Promise<void> => {
        while (isAlive) {
          sent += 1
          const edit = { id: `e${sent}`, label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: `Name ${sent}` }] }
          const reply = await ask(socket, 'edit', { projectId, edit })
          if (reply?.ok) acknowledged.set(edit.id, reply.revision)
        }
      }
      const editors = Array.from({ length: IN_FLIGHT }, editOn)
      // The moment of a kill is the one thing here that has to be a matter of chance and of the clock.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS))
      isAlive = false
      await server.kill()
      socket.disconnect()
      await Promise.all(editors)
    }
  })

  it('keeps a session where it was: its screen and its listeners', async () => {
    const program = await buildServerProgram(cleanUps)
    const options = { dataFolder: newFolder(cleanUps), port: await freePort(), cleanUps }
    const first = await startProcess(program, options)
    const before = await enter(first.url, null)
    const main = before.screens.main
    const button = main?.widgets.find((widget) => widget.kind === 'button')
    expect(await ask(before.socket, 'press', { screenId: main?.id, widgetId: button?.id, inputs: {} })).toEqual({ ok: true })
    await first.kill()
    const second = await startProcess(program, options)
    const after = await enter(second.url, before.session.resume)
    expect(after.session).toEqual({ ...before.session, recovered: true })
    expect(after.screens.main?.title).toBe('Off duty')
    after.socket.disconnect()
  })

  it('keeps a published app: its version, and its sessions where they were', async () => {
    const program = await buildServerProgram(cleanUps)
    const options = { dataFolder: newFolder(cleanUps), port: await freePort(), cleanUps }
    const first = await startProcess(program, options)
    const published = await fetch(`${first.url}/api/v1/projects/${projectId}/versions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'First', publish: true }) })
    expect(published.status).toBe(201)
    const before = await enter(first.url, null, 'published')
    const button = before.screens.main?.widgets.find((widget) => widget.kind === 'button')
    expect(await ask(before.socket, 'press', { screenId: before.screens.main?.id, widgetId: button?.id, inputs: {} })).toEqual({ ok: true })
    await first.kill()
    const second = await startProcess(program, options)
    const app: unknown = await (await fetch(`${second.url}/api/v1/apps/helpdesk`)).json()
    expect(app).toMatchObject({ projectId, version: 1 })
    const after = await enter(second.url, before.session.resume, 'published')
    expect(after.session).toEqual({ ...before.session, recovered: true })
    expect(after.screens.main?.title).toBe('Off duty')
    // The secret of a published session opens nothing in the preview.
    const draft = await enter(second.url, before.session.resume)
    expect(draft.session.recovered).toBe(false)
    after.socket.disconnect()
    draft.socket.disconnect()
  })
})

type Entered = { readonly socket: Socket; readonly session: PushOf<AppPushes, 'session'>; readonly screens: PushOf<AppPushes, 'screens'> }

/** Connects as the officer and waits for the first screens. */
function enter(url: string, resume: string | null, environment: Environment = 'draft'): Promise<Entered> {
  const socket = io(`${url}/app`, { auth: { protocol: 1, projectId, personaId: 'officer', environment, slot: 1, resume }, transports: ['websocket'], forceNew: true, reconnection: false })
  return new Promise((resolve, reject) => {
    socket.once('connect_error', reject)
    socket.once('session', (session: Entered['session']) => socket.once('screens', (screens: Entered['screens']) => resolve({ socket, session, screens })))
  })
}

/** Sockets that have lost their connection. */
const wasCut = new WeakSet<Socket>()

/** Sends a request; undefined when the connection was cut before the answer came. */
function ask(socket: Socket, event: string, payload: unknown): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const cut = (): void => resolve(undefined)
    // Cut before it was asked: nothing of it would come any more.
    if (wasCut.has(socket)) return cut()
    socket.once('disconnect', cut)
    socket.once('connect_error', cut)
    socket.emit(event, payload, (reply: Reply) => {
      socket.off('disconnect', cut)
      socket.off('connect_error', cut)
      resolve(reply)
    })
  })
}
