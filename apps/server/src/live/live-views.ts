import type { ServerClock } from '../clock.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import type { Storage } from '../storage/storage.ts'
import { LiveView } from './live-view.ts'

export type LiveViewsSurroundings = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** The sessions that are looked at; asked when somebody looks. */
  readonly sessions: () => Pick<SessionHost, 'find'>
  readonly onFailure: (error: unknown, what: string) => void
}

/** What editors see live of each project that is open: one view a project, made when it is first asked for. */
export class LiveViews {
  readonly #surroundings: LiveViewsSurroundings
  readonly #views = new Map<string, LiveView>()

  constructor(surroundings: LiveViewsSurroundings) {
    this.#surroundings = surroundings
  }

  of({ id }: ProjectRoom): LiveView {
    const known = this.#views.get(id)
    if (known !== undefined) return known
    const { storage, clock, sessions, onFailure } = this.#surroundings
    const view = new LiveView(id, { storage, clock, armed: () => sessions().find(id)?.armed ?? [], waiting: () => sessions().find(id)?.waiting ?? [], onFailure: (error) => onFailure(error, 'the message log') })
    this.#views.set(id, view)
    return view
  }

  /** The project is deleted: what has not been written of its log is not written any more. */
  drop(id: string): void {
    this.#views.get(id)?.log.stop()
    this.#views.delete(id)
  }

  /** Nobody looks any more; resolves when its log is on the disk. */
  async letGo(id: string): Promise<void> {
    const view = this.#views.get(id)
    this.#views.delete(id)
    await view?.log.flush()
  }

  /** Resolves when all logs are on the disk. */
  async flush(): Promise<void> {
    await Promise.all([...this.#views.values()].map((view) => view.log.flush()))
  }
}
