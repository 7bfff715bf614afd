import { emptyProject, type Agent, type Flow, type Project, type Room } from '@halley/model'
import type { AppPushes, PushOf, Refusal, RoomMessage, RoomNews, RoomState } from '@halley/protocol'
import { expect } from 'vitest'
import { flowOf, type Step } from '../endpoints/orders-app.test-fixture.ts'
import { newDataFolder, startServer, TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'
import type { ServerOptions } from '../server-options.ts'

type CleanUps = (() => unknown)[]

const base = (id: string, order: string, technicalName = id) => ({ id, folderId: null, order, name: technicalName, technicalName, technicalNameSetByHand: false, description: '' })

export const PROJECT_ID = 'rooms-project'
export const LOBBY = { roomId: 'lobby', key: null }
export const TICKET = { roomId: 'support', key: 'T-1' }

/** An agent by an AI model: the demo model unless said otherwise. */
export function agentOf(id: string, more: Partial<Agent> = {}): Agent {
  return { id, order: `a-${id}`, name: id, technicalName: id.toLowerCase(), technicalNameSetByHand: false, answers: 'mentioned', by: { type: 'model', connectionId: 'demo', instructions: `You are ${id}.`, rememberedMessages: 20 }, ...more }
}

/** A screen that shows rooms, with buttons that leave by their label. */
function roomsScreen(id: string, title: string, { rooms, buttons = [], canStop = true }: { readonly canStop?: boolean; readonly rooms: readonly { readonly roomId: string; readonly key: string }[]; readonly buttons?: readonly string[] }): Step {
  const widgets = [
    ...rooms.map(({ roomId, key }, at) => ({ id: `messages${at}`, parentId: null, order: `a${at}`, kind: 'roomMessages', roomId, key, emptyText: 'Nothing', canStop })),
    ...buttons.map((label, at) => ({ id: label, parentId: null, order: `b${at}`, kind: 'button', label, tone: 'primary', action: { type: 'exit' }, storesInputs: true })),
  ]
  return [id, 'user-interaction', { name: title, screen: { widgets: Object.fromEntries(widgets.map((widget) => [widget.id, widget])) } } as unknown as Flow['nodes'][string]['config']]
}

/** The room lobby for everybody, and the room support for each ticket, whose agents are given; people see T-1 and the lobby. */
export function roomApp({ agents = [], lobby = {}, keys = ['T-1'], canStop = true, change = (project) => project }: { readonly agents?: readonly Agent[]; readonly lobby?: Partial<Room>; /** Tickets whose rooms are shown. */ readonly keys?: readonly string[]; readonly canStop?: boolean; readonly change?: (project: Project) => Project } = {}): Project {
  const room = (id: string, order: string, more: Partial<Room>): Room => ({ ...base(id, order), keyName: null, roles: [], agents: {}, agentHops: 4, keepDays: null, ...more })
  const persona = (id: string, order: string, roles: readonly string[]) => ({ ...base(id, order), name: id, roles: [...roles], homeFlowId: 'look' })
  return change({
    ...emptyProject({ id: PROJECT_ID, name: 'Rooms', technicalName: 'rooms' }),
    rooms: { lobby: room('lobby', 'a0', { agents: Object.fromEntries(agents.map((agent) => [agent.id, agent])), ...lobby }), support: room('support', 'a1', { name: 'Support', keyName: 'Ticket', roles: ['officer', 'customer'] }) },
    connections: { demo: { ...base('demo', 'a0'), settings: { type: 'demoModel' } } },
    personas: { Ada: persona('Ada', 'a0', ['customer']), Ben: persona('Ben', 'a1', ['officer']), Eve: persona('Eve', 'a2', []) },
    flows: {
      look: flowOf('look', { type: 'flowchart', steps: [roomsScreen('look', 'Rooms', { canStop, rooms: [{ roomId: 'lobby', key: '' }, ...keys.map((key) => ({ roomId: 'support', key: `"${key}"` }))], buttons: ['Next'] }), roomsScreen('empty', 'Empty', { rooms: [], buttons: ['Back'] })], arrows: [['start', 'default', 'look'], ['look', 'Next', 'empty'], ['empty', 'Back', 'look']] }),
    },
    settings: { homeFlowId: 'look', onApplicationStartFlowId: null },
  })
}

/** A person at one of their devices, in rooms. */
export class RoomPersonAt {
  readonly device: TestPerson
  #made = 0

  constructor(device: TestPerson) {
    this.device = device
  }

  get connection(): TestConnection {
    return this.device.connection
  }

  /** Asks for something in a room; throws when it is refused. */
  async does<T = unknown>(event: string, payload: unknown): Promise<T> {
    const reply = await this.connection.request<T>(event, payload)
    if (!reply.ok) throw new Error(`${event}: ${reply.error.code}: ${reply.error.message}`)
    return reply
  }

  refused(event: string, payload: unknown): Promise<Refusal['error'] | undefined> {
    return this.connection.request(event, payload).then((reply) => (reply.ok ? undefined : reply.error))
  }

  open(room = LOBBY as { roomId: string; key: string | null }): Promise<RoomState> {
    return this.does<RoomState>('openRoom', room)
  }

  /** Posts; answers its number. */
  async posts(text: string, room = LOBBY as { roomId: string; key: string | null }, id = `m-${Math.random().toString(36).slice(2)}-${this.#made++}`): Promise<number> {
    return (await this.does<{ seq: number }>('postToRoom', { ...room, id, text })).seq
  }

  /** The news so far, of all rooms. */
  get news(): RoomNews['news'][] {
    return this.connection.all('room').map(({ news }) => news)
  }

  /** The first news that fit, of those that came or will come. */
  async hears<Type extends RoomNews['news']['type']>(type: Type, fits: (news: Extract<RoomNews['news'], { type: Type }>) => boolean = () => true): Promise<Extract<RoomNews['news'], { type: Type }>> {
    // The type says which of them it is.
    const is = (news: RoomNews['news']): news is Extract<RoomNews['news'], { type: Type }> => news.type === type && fits(news as Extract<RoomNews['news'], { type: Type }>)
    const { news } = await this.connection.push('room', (push: PushOf<AppPushes, 'room'>) => is(push.news))
    if (!is(news)) throw new Error('Not the news that were waited for.')
    return news
  }

  /** A message that has come to its end, by somebody. */
  async hearsAll(authorName: string, fits: (message: RoomMessage) => boolean = () => true): Promise<RoomMessage> {
    return (await this.hears('message', ({ message }) => message.author.name === authorName && message.state !== 'running' && fits(message))).message
  }
}

/** A server with the app, and people in it. */
export async function serveRooms(cleanUps: CleanUps, project: Project = roomApp(), options: Partial<ServerOptions> = {}) {
  const loopback = readAllowedHost('127.0.0.0/8')
  const dataFolder = options.dataFolder ?? newDataFolder(cleanUps)
  const server = await startServer(cleanUps, { dataFolder, allowedHosts: loopback === undefined ? [] : [loopback], ...options })
  const call = (path: string, init: RequestInit = {}) => fetch(`${server.url}/api/v1/${path}`, { ...init, headers: { ...(init.body !== undefined && { 'content-type': 'application/json' }), ...init.headers } })
  const create = async (): Promise<void> => {
    const created = await call('projects?run=allowed', { method: 'POST', body: JSON.stringify(project) })
    expect([created.status, await created.text()]).toEqual([201, expect.any(String)])
  }
  if (options.dataFolder === undefined) await create()
  let slots = 0
  /** A device of a person that shows the screen with the rooms. */
  const person = async (personaId: string | null, resume: string | null = null): Promise<RoomPersonAt> => {
    const device = new TestPerson(server.url, personaId, { projectId: project.id, slot: (slots++ % 4) + 1, resume })
    cleanUps.push(() => device.connection.close())
    await device.sees('Rooms')
    return new RoomPersonAt(device)
  }
  const editor = new TestConnection(server.url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request('open', { projectId: project.id, since: null })
  const row = (text: RegExp) => editor.push('logRows', ({ rows }) => rows.some((one) => text.test(one.text))).then(({ rows }) => rows.find((one) => text.test(one.text)))
  const edit = async (label: string, patches: readonly unknown[]): Promise<void> => {
    expect(await editor.request('edit', { projectId: project.id, edit: { id: `e-${label.replaceAll(' ', '-')}`, label, patches } })).toMatchObject({ ok: true })
  }
  return { server, dataFolder, person, editor, row, call, edit }
}
