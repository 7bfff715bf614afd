import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScreenView } from '@halley/model'
import type { AppPushes, EditorPushes, Environment, PushOf, Refusal } from '@halley/protocol'
import { io, type Socket } from 'socket.io-client'
import { createServer } from './create-server.ts'
import type { HalleyServer, ServerOptions } from './server-options.ts'

/** A server in this process on a free port, over a folder that goes with the test. */
export async function startServer(cleanUps: (() => unknown)[], options: Partial<ServerOptions> = {}): Promise<HalleyServer> {
  const dataFolder = options.dataFolder ?? newDataFolder(cleanUps)
  const server = await createServer({ port: 0, dataFolder, ...options })
  cleanUps.push(() => server.close())
  await server.listen()
  return server
}

/** A folder that goes with the test. */
export function newDataFolder(cleanUps: (() => unknown)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'halley-server-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Resolves when the server has so many connections of a namespace, as its figures say: one that was cut it may notice a while later. */
export async function connectionsAre(url: string, namespace: '/app' | '/editor' | '/events', count: number): Promise<void> {
  for (;;) {
    const figures = await (await fetch(`${url}/metrics`)).text()
    if (figures.includes(`halley_connections{namespace="${namespace}"} ${count}\n`)) return
  }
}

type Pushes = AppPushes & EditorPushes

/** A connection as a client has it: requests with their replies, and every push in the order in which they came. */
export class TestConnection {
  readonly socket: Socket
  readonly pushes: { readonly event: string; readonly payload: unknown }[] = []
  readonly #connected: Promise<{ code?: string; message: string } | undefined>
  #onPush = new Set<() => void>()

  constructor(url: string, namespace: string, { auth, headers = {} }: { auth: unknown; headers?: Record<string, string> }) {
    this.socket = io(`${url}${namespace}`, { auth: auth as Record<string, unknown>, transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers })
    this.#connected = new Promise((resolve) => {
      this.socket.once('connect', () => resolve(undefined))
      this.socket.once('connect_error', (error) => resolve({ message: error.message, ...('data' in error && typeof error.data === 'object' ? error.data : {}) }))
    })
    this.socket.onAny((event: string, payload: unknown) => {
      this.pushes.push({ event, payload })
      for (const look of this.#onPush) look()
    })
  }

  /** Resolves with undefined once it was connected, also before this was asked, else with the refusal. */
  connected(): Promise<{ code?: string; message: string } | undefined> {
    return this.#connected
  }

  /** Sends a request and resolves with its reply; `T` is what the test expects of one that succeeded. */
  request<T = unknown>(event: string, payload?: unknown): Promise<({ ok: true } & T) | Refusal> {
    return new Promise((resolve) => this.socket.emit(event, payload, resolve))
  }

  /** The first push of a kind that fits, of those that came or will come. */
  push<K extends keyof Pushes & string>(event: K, fits: (payload: PushOf<Pushes, K>) => boolean = () => true): Promise<PushOf<Pushes, K>> {
    return new Promise((resolve) => {
      const look = (): boolean => {
        const found = this.all(event).find(fits)
        if (found === undefined) return false
        this.#onPush.delete(look)
        resolve(found)
        return true
      }
      if (!look()) this.#onPush.add(look)
    })
  }

  /** Every push of a kind so far. */
  all<K extends keyof Pushes & string>(event: K): PushOf<Pushes, K>[] {
    // The server's types hold what it pushes; tests read it back as such.
    return this.pushes.filter((push) => push.event === event).map((push) => push.payload as PushOf<Pushes, K>)
  }

  /** Loses the connection, as when the network is gone. */
  cut(): void {
    this.socket.io.engine.close()
  }

  /** Leaves for good. */
  close(): void {
    this.socket.disconnect()
  }
}

/** The client of a session, as a person uses it. */
export class TestPerson {
  readonly connection: TestConnection

  constructor(url: string, personaId: string | null, { projectId = 'helpdesk-escalation', resume = null, slot = 1, flowId = null, environment = 'draft', device = null }: { projectId?: string; device?: string | null; resume?: string | null; slot?: number; flowId?: string | null; environment?: Environment } = {}) {
    this.connection = new TestConnection(url, '/app', { auth: { protocol: 1, projectId, personaId, environment, slot, flowId, resume, device } })
  }

  /** Waits until a screen with this title is shown, in front or as an overlay. */
  async sees(title: string): Promise<ScreenView> {
    const find = (payload: PushOf<AppPushes, 'screens'>): ScreenView | undefined => [...payload.overlays, payload.main].find((screen) => screen?.title === title) ?? undefined
    const screen = find(await this.connection.push('screens', (payload) => find(payload) !== undefined && payload === this.connection.all('screens').at(-1)))
    if (screen === undefined) throw new Error(`The screen "${title}" has gone.`)
    return screen
  }

  /** Presses a button by its label, with what was typed by the labels of inputs. */
  async presses(screen: ScreenView, label: string, typed: Record<string, string> = {}): Promise<{ ok: true } | Refusal> {
    const idOf = (kind: 'button' | 'input', wanted: string): string => screen.widgets.find((widget) => widget.kind === kind && widget.label === wanted)?.id ?? wanted
    const inputs = Object.fromEntries(Object.entries(typed).map(([name, value]) => [idOf('input', name), value]))
    return this.connection.request('press', { screenId: screen.id, widgetId: idOf('button', label), inputs })
  }

  get now(): PushOf<AppPushes, 'screens'> | undefined {
    return this.connection.all('screens').at(-1)
  }
}
