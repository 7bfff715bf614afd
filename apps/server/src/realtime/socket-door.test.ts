import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LIMITS } from '@halley/model'
import { Server } from 'socket.io'
import { io, Manager } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { createGate } from '../identity/gate.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { ConnectRefusal } from './handshake.ts'
import { SocketDoor } from './socket-door.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A server with two namespaces that Ann's API token is for; `/closed` refuses her after she was let in. */
async function startDoor() {
  const storage = await createSqlStorage(openSqlite(':memory:'))
  cleanUps.push(() => storage.close())
  const gate = createGate({ storage, clock: new ManualClock(), demandsAccounts: false, isSecure: false, onFirstOrgNamed: () => Promise.resolve(), onFailure: (error) => { throw error } })
  const made = await gate.tokens.create({ id: 'org_local', name: 'Local', token: 'local' }, 'Ann', { name: 'Program', allow: [{ action: 'subscribe', pattern: 'events.local.>' }], appRoles: [], expiresAt: null })
  if (!made.ok) throw new Error(made.problem.detail)
  const { token } = made
  const http = createServer()
  const sockets = new Server(http)
  cleanUps.push(() => sockets.close())
  const door = new SocketDoor(gate.admission, (error) => { throw error })
  for (const name of ['/open', '/closed']) {
    sockets.of(name).use((socket, next) => {
      const admit = async (): Promise<void> => {
        const answer = await door.admit(socket, { token })
        if (name === '/open' || answer instanceof ConnectRefusal) return next(answer instanceof ConnectRefusal ? answer : undefined)
        door.letGo(socket)
        return next(new Error('closed'))
      }
      void admit()
    })
  }
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, gate }
}

describe('the door of sockets', () => {
  it('holds nothing of a socket that has gone, also while its connection lasts', async () => {
    const { url, gate } = await startDoor()
    const warnings: Error[] = []
    const note = (warning: Error): void => void warnings.push(warning)
    process.on('warning', note)
    cleanUps.push(() => process.off('warning', note))
    const manager = new Manager(url, { transports: ['websocket'], reconnection: false, autoConnect: false })
    // Keeps the connection.
    const keeper = manager.socket('/')
    cleanUps.push(() => keeper.disconnect())
    await new Promise((resolve) => keeper.once('connect', () => resolve(undefined)).connect())
    for (let time = 0; time < 30; time += 1) {
      const open = manager.socket('/open')
      await new Promise((resolve) => open.once('connect', () => resolve(undefined)).connect())
      const closed = manager.socket('/closed')
      expect(await new Promise((resolve) => closed.once('connect_error', (error) => resolve(error.message)).connect())).toBe('closed')
      open.disconnect()
      // Resolves only when nothing is held.
      while (gate.connections.size > 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect([gate.connections.size, gate.admission.users, warnings]).toEqual([0, 0, []])
  })

  it('counts the namespaces of one connection once, and holds it until the last has gone', async () => {
    const { url, gate } = await startDoor()
    const connect = (): Promise<string> => new Promise((resolve) => {
      const socket = io(`${url}/open`, { transports: ['websocket'], reconnection: false, forceNew: true })
      cleanUps.push(() => socket.disconnect())
      socket.once('connect', () => resolve('connected')).once('connect_error', (error) => resolve(String(Reflect.get(Object(Reflect.get(error, 'data')), 'code'))))
    })
    const answers: string[] = []
    for (let time = 0; time <= LIMITS.connectionsPerUser; time += 1) answers.push(await connect())
    expect(answers).toEqual([...Array.from({ length: LIMITS.connectionsPerUser }, () => 'connected'), 'connections/too_many'])
    expect(gate.admission.users).toBe(1)
  })
})
