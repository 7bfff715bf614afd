import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { readAllowedHost, type AllowedHost } from './allowed-hosts.ts'
import type { OutgoingRequest } from './http-caller.ts'
import { createHttpCaller, type HttpCallerSurroundings } from './node-http-caller.ts'

type CleanUps = (() => unknown)[]

/** A web service on this machine; `requests` are the paths that reached it. */
export async function startService(cleanUps: CleanUps, answer: RequestListener, address = '127.0.0.1', port = 0): Promise<{ readonly url: string; readonly port: number; readonly requests: readonly string[] }> {
  const requests: string[] = []
  const server = createHttpServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    answer(request, response)
  })
  const at = await listen(cleanUps, server, address, port)
  return { url: `http://${address}:${at}`, port: at, requests }
}

/** Something that listens and says what it wants, which need not be HTTP; `connected` counts who came. */
export async function startListener(cleanUps: CleanUps, onConnection: (socket: Socket) => void): Promise<{ readonly url: string; readonly port: number; connected(): number }> {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    count += 1
    sockets.add(socket)
    // Who is cut off in the middle of a sentence has no more to say.
    socket.on('error', () => socket.destroy())
    onConnection(socket)
  })
  const port = await listen(cleanUps, server, '127.0.0.1', 0)
  // Before the server closes, which waits for those that are still there.
  cleanUps.push(() => sockets.forEach((socket) => socket.destroy()))
  return { url: `http://127.0.0.1:${port}`, port, connected: () => count }
}

async function listen(cleanUps: CleanUps, server: Server, address: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve))
  cleanUps.push(() => new Promise((resolve) => {
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') server.closeAllConnections()
    server.close(resolve)
  }))
  return (server.address() as AddressInfo).port
}

/** A caller whose time stands still, and which may reach what `allow` names. */
export function newCaller(allow: readonly string[], options: Partial<HttpCallerSurroundings> = {}) {
  const clock = new ManualClock()
  const mistakes: unknown[] = []
  const caller = createHttpCaller({ clock, allowed: allow.map(allowedHost), onFailure: (error) => mistakes.push(error), ...options })
  return { caller, clock, mistakes }
}

/** A GET with 10 s and 1 MiB, unless said otherwise. */
export function requestTo(url: string, changes: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return { method: 'GET', url, headers: [], body: null, timeoutMs: 10_000, maxBytes: 1024 * 1024, ...changes }
}

function allowedHost(entry: string): AllowedHost {
  const host = readAllowedHost(entry)
  if (host === undefined) throw new Error(`"${entry}" is no host.`)
  return host
}

/** A promise that the test resolves. */
export function gate<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((set) => {
    resolve = set
  })
  return { promise, resolve: (value) => resolve(value) }
}
