import { LIMITS } from '@halley/model'
import type { LogRow, NoticeRecord } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { NoticeApp, NotificationStorage } from '../storage/notification-storage.ts'
import { recordOnWire } from './notice-on-wire.ts'

/** Milliseconds within which news go out together. */
const FRAME_MS = 50

/** Notifications of one frame that editors are told of; of more, they read the pages that they show. */
const RECORDS_PER_FRAME = LIMITS.inboxPage

export type NoticeNewsSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  /** Adds a row to the log of a project; undefined where the project is gone. */
  readonly log: (projectId: string, row: LogRow) => void
  readonly tell: (app: NoticeApp, records: readonly NoticeRecord[]) => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** Tells editors what becomes of notifications: the newest state of each that has changed, some times a second. */
export class NoticeNews {
  readonly #surroundings: NoticeNewsSurroundings
  readonly #changed = new Map<string, { readonly app: NoticeApp; readonly ids: Set<string> }>()
  #cancel: CancelTimer | null = null

  constructor(surroundings: NoticeNewsSurroundings) {
    this.#surroundings = surroundings
  }

  /** Adds a row to the log of a project. */
  row(projectId: string, row: Pick<LogRow, 'id' | 'level' | 'text'> & Partial<LogRow>): void {
    this.#surroundings.log(projectId, { type: 'notification', at: this.#surroundings.clock.nowMs(), session: null, flowId: null, nodeId: null, code: null, message: null, ...row })
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
    const { storage, tell, onFailure } = this.#surroundings
    const all = [...this.#changed.values()]
    this.#changed.clear()
    this.#cancel = null
    try {
      for (const { app, ids } of all) tell(app, (await storage.findHistories([...ids])).map(recordOnWire))
    } catch (error) {
      // Editors read them when they look again.
      onFailure(error, 'telling editors of notifications')
    }
  }
}
