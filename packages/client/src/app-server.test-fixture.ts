import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { connectApp, type AppClient } from './app-client.ts'
import { observable } from './observable.ts'
import { memorySecrets, type SecretStore } from './secret-store.ts'
import { until } from './wait-until.test-fixture.ts'

type Answer = (reply: object) => void

/** A server of `/app` that does what a test tells it, and notes what it was asked. */
export class AppServer {
  readonly asked: (readonly [event: string, request: object])[] = []
  /** What each request is answered with; without an entry `{ok: true}`. */
  readonly answers: Record<string, (request: never) => object> = {}
  /** Said to each connection after its session. */
  greet: (socket: Socket) => void = () => {}
  sessionId = 's1'
  socket: Socket | null = null
  readonly #heard = observable({ requests: 0 })
  readonly #http = createServer()
  readonly #server = new Server(this.#http)
  readonly #clients: AppClient[] = []

  static async start(): Promise<AppServer> {
    const server = new AppServer()
    await new Promise<void>((listening) => { server.#http.listen(0, '127.0.0.1', listening) })
    server.#server.of('/app').on('connection', (socket) => {
      server.socket = socket
      socket.onAny((event: string, request: object, answer: Answer) => {
        if (event !== 'ping') server.asked.push([event, request])
        server.#heard.set({ requests: server.asked.length })
        answer({ ok: true, ...(event === 'ping' ? { at: 0 } : server.answers[event]?.(request as never)) })
      })
      socket.emit('session', { sessionId: server.sessionId, resume: 'secret', recovered: false, persona: { id: null, name: 'Ann', roles: [] } })
      socket.emit('screens', { main: null, overlays: [], navigation: [] })
      server.greet(socket)
    })
    return server
  }

  open(secrets: SecretStore = memorySecrets()): AppClient {
    const url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
    const client = connectApp(url, { projectId: 'p', personaId: null, slot: 1, flowId: null, secrets })
    this.#clients.push(client)
    return client
  }

  push(event: string, payload: object): void {
    this.socket?.emit(event, payload)
  }

  askedFor(event: string): object[] {
    return this.asked.filter(([name]) => name === event).map(([, request]) => request)
  }

  /** Waits until so many requests of this kind have come. */
  async hears(event: string, count = 1): Promise<void> {
    await until(this.#heard, () => this.askedFor(event).length >= count)
  }

  /** Cuts all connections, as a network does; clients come back by themselves. */
  cut(): void {
    for (const socket of this.#server.of('/app').sockets.values()) socket.conn.close()
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.#server.close()
  }
}
