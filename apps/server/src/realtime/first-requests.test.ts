import { createServer, IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io } from 'socket.io-client'
import { Server as SocketServer, type Socket } from 'socket.io'
import { afterEach, describe, expect, it } from 'vitest'
import { forgetFirstRequests } from './first-requests.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('the request that a connection began with', () => {
  it.each(['websocket', 'polling'] as const)('is let go of, and what it said of itself is known in every namespace (%s)', async (transport) => {
    const http = createServer()
    const sockets = new SocketServer(http)
    cleanUps.push(() => sockets.close())
    forgetFirstRequests(sockets)
    const came = ['/one', '/other'].map((name) => new Promise<Socket>((resolve) => sockets.of(name).on('connection', resolve)))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as AddressInfo
    const one = io(`http://127.0.0.1:${port}/one`, { transports: [transport], extraHeaders: { cookie: 'who=ann' }, query: { from: 'test' } })
    cleanUps.push(() => one.close())
    const first = await came[0]
    const other = one.io.socket('/other')
    other.connect()
    for (const socket of [first, await came[1]]) {
      expect(socket?.request).not.toBeInstanceOf(IncomingMessage)
      expect(socket?.handshake).toMatchObject({ headers: { cookie: 'who=ann' }, query: { from: 'test' }, secure: false, address: '127.0.0.1' })
    }
  })
})
