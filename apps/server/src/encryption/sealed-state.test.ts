import { join } from 'node:path'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer } from '../halley-client.test-fixture.ts'
import { givenMasterKey } from '../secrets/master-key.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import type { StoredSession } from '../storage/storage.ts'
import { SecuredHelpdesk } from './helpdesk-secured.test-fixture.ts'
import { SessionSeal } from './sealed-state.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const masterKey = new Uint8Array(32).fill(9)
const seal = new SessionSeal(givenMasterKey(masterKey))
const CANARY = 'canary-19ab'

/** An officer's session with a ticket in it, as the server left it on the disk. */
async function keptSession() {
  const dataFolder = newDataFolder(cleanUps)
  const server = await startServer(cleanUps, { dataFolder, masterKey })
  const desk = new SecuredHelpdesk(server.url, cleanUps)
  await desk.secure()
  const officer = desk.person('officer', { slot: 2 })
  await officer.sees('On duty')
  await desk.report(CANARY)
  await officer.sees('Escalation')
  const { resume, sessionId } = await officer.connection.push('session')
  await server.close()
  return { dataFolder, resume, sessionId }
}

/** Reads and changes the kept sessions as somebody with the file can. */
async function onDisk(dataFolder: string, sessionId: string, change?: (stored: StoredSession) => unknown): Promise<StoredSession> {
  const storage = await createSqlStorage(openSqlite(join(dataFolder, 'halley.sqlite')))
  const stored = (await storage.listSessions()).find(({ id }) => id === sessionId)
  if (stored === undefined) throw new Error('The session is not kept.')
  if (change !== undefined) await storage.saveSession({ ...stored, state: change(stored) })
  await storage.close()
  return stored
}

async function openAgain(dataFolder: string, resume: string | null, options: { readonly masterKey?: Uint8Array } = {}) {
  const { url } = await startServer(cleanUps, { dataFolder, masterKey, ...options })
  const desk = new SecuredHelpdesk(url, cleanUps)
  const officer = desk.person('officer', { slot: 2, resume })
  const { recovered } = await officer.connection.push('session')
  const read = async (): Promise<LogRow[]> => {
    await desk.editor.request('open', { projectId: 'helpdesk-escalation', since: null })
    return desk.log()
  }
  return { recovered, officer, read }
}

describe('what is kept of a session', () => {
  it('is sealed on the disk, and goes on after a restart', async () => {
    const { dataFolder, resume, sessionId } = await keptSession()
    const { state } = await onDisk(dataFolder, sessionId)
    expect(Object.keys(state as object)).toEqual(['sealed'])
    expect(seal.open(sessionId, state)).toMatchObject({ ok: true, kept: { state: { sessionId } } })
    const { recovered, officer } = await openAgain(dataFolder, resume)
    expect(recovered).toBe(true)
    expect(JSON.stringify(await officer.sees('Escalation'))).toContain(CANARY)
  })

  it('is read as before when an earlier Halley kept it in clear text, and is sealed from then on', async () => {
    const { dataFolder, resume, sessionId } = await keptSession()
    await onDisk(dataFolder, sessionId, ({ state }) => {
      const opened = seal.open(sessionId, state)
      // As it was: without what came later.
      const kept = (opened.ok ? opened.kept : null) as { state: Record<string, unknown> }
      const { hidden: _hidden, ...earlier } = kept.state
      return { ...kept, state: earlier }
    })
    const { recovered, officer } = await openAgain(dataFolder, resume)
    expect(recovered).toBe(true)
    await officer.presses(await officer.sees('Escalation'), 'Take it')
    for (const cleanUp of cleanUps.splice(1).toReversed()) await cleanUp()
    expect(Object.keys((await onDisk(dataFolder, sessionId)).state as object)).toEqual(['sealed'])
  })

  it.each([
    ['was changed', (stored: StoredSession) => ({ sealed: String((stored.state as { sealed: string }).sealed).replace(/.{8}$/, 'AAAAAAAA') })],
    ['is that of another session', () => seal.of('s-other')({ format: 1 })],
  ])('ends the session when it %s, and the log says so', async (_what, change) => {
    const { dataFolder, resume, sessionId } = await keptSession()
    await onDisk(dataFolder, sessionId, change)
    const { recovered, read } = await openAgain(dataFolder, resume)
    expect(recovered).toBe(false)
    expect((await read()).find(({ session, level }) => session?.sessionId === sessionId && level === 'error')).toMatchObject({ code: 'session/ended', text: expect.stringContaining('could not be opened') })
  })

  it('ends the session when the master key is another one', async () => {
    const { dataFolder, resume } = await keptSession()
    expect((await openAgain(dataFolder, resume, { masterKey: new Uint8Array(32).fill(1) })).recovered).toBe(false)
  })
})
