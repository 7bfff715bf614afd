import type { Project } from '@halley/model'
import type { RoomNews, RoomState } from '@halley/protocol'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import type { StoredRoomMessage } from '../storage/room-storage.ts'
import type { ReadStreamSource } from '../streams/stream-source.ts'
import { roomApp } from './room-app.test-fixture.ts'
import type { RoomLogRow } from './room-app.ts'
import { RoomInstance } from './room-instance.ts'
import { RoomLook } from './room-look.ts'
import type { RoomRefusal } from './room-place.ts'

/** Rooms over a storage of their own, with what they log, announce and fail at. */
export async function roomsOver(cleanUps: (() => unknown)[], { clock = new ManualClock(), project = roomApp(), read = () => Promise.resolve({ ok: true }) }: { readonly clock?: ManualClock; readonly project?: Project; readonly read?: ReadStreamSource } = {}) {
  const storage = await createSqlStorage(openSqlite(`${newDataFolder(cleanUps)}/halley.sqlite`))
  cleanUps.push(() => storage.close())
  let model = project
  const failures: unknown[] = []
  const room = (keyToken = '_', roomId = 'lobby') => {
    const rows: RoomLogRow[] = []
    const announced: StoredRoomMessage[] = []
    const instance = new RoomInstance({ projectId: project.id, environment: 'draft', roomId, keyToken }, {
      storage: storage.rooms, clock, read,
      app: () => ({ program: { project: model } as never, runsIn: { org: 'local', environment: 'draft' }, serve: () => { throw new Error('No flows run here.') }, logRow: () => undefined }),
      announce: (message) => announced.push(message), standFor: () => () => undefined, log: (row) => rows.push(row), onAnswered: () => undefined, onFailure: (error) => failures.push(error),
    })
    return { instance, rows, announced }
  }
  return { clock, storage: storage.rooms, failures, room, change: (next: Project) => void (model = next) }
}

/** A device that looks, as far as the room knows. */
export class TestDevice {
  readonly news: RoomNews['news'][] = []
  readonly look: RoomLook
  readonly instance: RoomInstance
  isBusy = false
  state: RoomState | RoomRefusal | null = null

  constructor(instance: RoomInstance, personId: string, clock: ManualClock) {
    this.instance = instance
    this.look = new RoomLook({ name: { roomId: 'lobby', key: null }, person: { id: personId, name: personId, role: '' }, clock, line: { push: ({ news }) => this.news.push(news), isBusy: () => this.isBusy, ended: () => instance.close(this.look, 'left') } })
  }

  async open(): Promise<RoomState> {
    const state = await this.instance.open(this.look)
    this.state = state
    if (!('participants' in state)) throw new Error(state.text)
    return state
  }

  post(id: string, text = id): Promise<unknown> {
    const { id: author } = this.look.person
    return this.instance.post({ id, text, author: { type: 'person', id: author, name: author }, role: '', hops: 0, agentsInRow: 0, session: null, source: 'session/s' })
  }

  /** The messages that a client would show now: those it opened with, and what came since. */
  get shown(): Map<string, { readonly seq: number; readonly text: string; readonly authorId: string }> {
    const shown = new Map<string, { seq: number; text: string; authorId: string }>()
    const opened = this.state !== null && 'messages' in this.state ? this.state.messages : []
    for (const { id, seq, text, author } of opened) shown.set(id, { seq, text, authorId: author.id })
    for (const one of this.news) {
      if (one.type === 'message') shown.set(one.message.id, { seq: one.message.seq, text: one.message.text, authorId: one.message.author.id })
      const growing = one.type === 'grew' ? shown.get(one.id) : undefined
      if (one.type === 'grew' && growing !== undefined) {
        if (growing.text.length !== one.index) throw new Error(`The text has ${growing.text.length} characters, and grows at ${one.index}.`)
        growing.text += one.text
      }
    }
    return shown
  }

  /** Where the client believes that its mark is, and how many are unread. */
  get mark(): { readonly readTo: number; readonly unread: number } {
    let mark = { readTo: 0, unread: 0 }
    if (this.state !== null && 'unread' in this.state) mark = { readTo: this.state.readTo, unread: this.state.unread }
    for (const one of this.news) {
      if (one.type === 'read') mark = { readTo: one.readTo, unread: one.unread }
      if (one.type === 'message') mark = { ...mark, unread: one.unread }
    }
    return mark
  }
}

/** Lets what is under way come to its end. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
