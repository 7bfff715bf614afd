import { LIMITS } from '@halley/model'
import type { LogRow, NoticeRecord } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { NoticeApp, NoticeHistory, NotificationStorage } from '../storage/notification-storage.ts'
import type { LanePause } from './lane-pauses.ts'
import { readLane } from './lanes.ts'

/** Milliseconds within which news go out together. */
const FRAME_MS = 50

/** Notifications of one frame that editors are told of; of more, they read the pages that they show. */
const RECORDS_PER_FRAME = LIMITS.inboxPage

/** Rows of pushes and mails that went well which the message log takes in a minute; of a role that everybody has, there are thousands. */
const SENT_ROWS_PER_MINUTE = 200

const MINUTE_MS = 60_000

export type NoticeNewsSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  /** Adds a row to the log of a project; undefined where the project is gone. */
  readonly log: (projectId: string, row: LogRow) => void
  readonly recordOf: (history: NoticeHistory) => NoticeRecord
  readonly tell: (app: NoticeApp, records: readonly NoticeRecord[]) => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** Tells editors what becomes of notifications: the newest state of each that has changed, some times a second. */
export class NoticeNews {
  readonly #surroundings: NoticeNewsSurroundings
  readonly #changed = new Map<string, { readonly app: NoticeApp; readonly ids: Set<string> }>()
  readonly #sentRows = new Map<string, { readonly minute: number; readonly count: number }>()
  #cancel: CancelTimer | null = null

  constructor(surroundings: NoticeNewsSurroundings) {
    this.#surroundings = surroundings
  }

  /** Adds a row to the log of a project. */
  row(projectId: string, row: Pick<LogRow, 'id' | 'level' | 'text'> & Partial<LogRow>): void {
    this.#surroundings.log(projectId, { type: 'notification', at: this.#surroundings.clock.nowMs(), session: null, flowId: null, nodeId: null, code: null, message: null, ...row })
  }

  /** As `row`, of one push or mail: those that went well are counted where there are very many. */
  attemptRow(projectId: string, row: Parameters<NoticeNews['row']>[1]): void {
    const minute = Math.floor(this.#surroundings.clock.nowMs() / MINUTE_MS)
    const sent = this.#sentRows.get(projectId)
    const count = sent?.minute === minute ? sent.count + 1 : 1
    if (row.level !== 'info') return this.row(projectId, row)
    this.#sentRows.set(projectId, { minute, count })
    if (count <= SENT_ROWS_PER_MINUTE) return this.row(projectId, row)
    this.row(projectId, { id: `notices-sent-${minute}`, level: 'info', text: `${(count - SENT_ROWS_PER_MINUTE).toLocaleString('en')} more pushes and mails within this minute went as planned; each is in the log of notifications.` })
  }

  /** What leads to a service that does not answer waits, or with null: goes on. */
  lanePaused(lane: string, pause: LanePause | null, waitingIds: readonly string[]): void {
    const app = readLane(lane)
    const id = `lane-${lane.replaceAll('/', '-')}-${this.#surroundings.clock.nowMs()}`
    if (pause === null) this.row(app.projectId, { id, level: 'info', text: 'The mail server answers again: the mails that waited for it are sent.' })
    else this.row(app.projectId, { id, level: 'warning', code: 'notice/paused', text: `${pause.text} Until then, mails through it wait.` })
    this.changed(app, waitingIds)
  }

  /** Notifications are new, or something has become of them. */
  changed({ projectId, environment }: NoticeApp, ids: readonly string[]): void {
    if (ids.length === 0) return
    const name = `${environment}/${projectId}`
    const changed = this.#changed.get(name) ?? { app: { projectId, environment }, ids: new Set<string>() }
    for (const id of ids) if (changed.ids.size < RECORDS_PER_FRAME) changed.ids.add(id)
    this.#changed.set(name, changed)
    this.#cancel ??= this.#surroundings.clock.setTimer(FRAME_MS, () => void this.#flush())
  }

  close(): void {
    this.#cancel?.()
    this.#changed.clear()
  }

  async #flush(): Promise<void> {
    const { storage, recordOf, tell, onFailure } = this.#surroundings
    const all = [...this.#changed.values()]
    this.#changed.clear()
    this.#cancel = null
    try {
      for (const { app, ids } of all) tell(app, (await storage.findHistories([...ids])).map(recordOf))
    } catch (error) {
      // Editors read them when they look again.
      onFailure(error, 'telling editors of notifications')
    }
  }
}
