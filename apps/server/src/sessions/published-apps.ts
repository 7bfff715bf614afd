import { DEFAULT_BUS_LIMITS } from '@halley/bus'
import type { Project } from '@halley/model'
import type { CancelTimer } from '../clock.ts'
import { LiveView } from '../live/live-view.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import type { Versions } from '../projects/versions.ts'
import { newServerId } from '../random-ids.ts'
import type { StoredSession } from '../storage/storage.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import { ProjectSessions } from './project-sessions.ts'
import type { SessionsSurroundings } from './sessions-surroundings.ts'

/** An app that runs now: a version of a project, and its sessions. */
export type PublishedApp = {
  readonly projectId: string
  /** The technical name, as in `/a/{app}` and in topics. */
  readonly app: string
  /** Number of the version. */
  readonly number: number
  readonly project: Project
  readonly sessions: ProjectSessions
}

/** A version that is to run. */
export type RunnableVersion = { readonly number: number; readonly project: Project }

export type PublishedAppsOptions = SessionsSurroundings & {
  readonly projects: Projects
  readonly versions: Versions
  /** The live view of the draft, into whose log a published app writes, too. */
  readonly liveViewOf: (room: ProjectRoom) => LiveView
}

/**
 * The published apps of this server. Each has sessions and a program of its own beside those of its draft, and a service
 * session that runs for as long as it is published, also when nobody is there.
 */
export class PublishedApps {
  readonly #options: PublishedAppsOptions
  readonly #apps = new Map<string, PublishedApp & { readonly live: LiveView }>()
  /** What became of messages of apps that have ended, for as long as the bus may give them to late joiners. */
  readonly #ledgers = new Map<string, { readonly live: LiveView; readonly ledger: DeliveryLedger; readonly cancelForget: CancelTimer }>()
  /** Rooms that tell when their project is deleted. */
  readonly #followed = new WeakSet<ProjectRoom>()

  constructor(options: PublishedAppsOptions) {
    this.#options = options
  }

  /** The app of a project; undefined while it is not published. */
  find(projectId: string): PublishedApp | undefined {
    return this.#apps.get(projectId)
  }

  /** Those that run. */
  all(): readonly PublishedApp[] {
    return [...this.#apps.values()]
  }

  /** The app of this name, as an address has it. */
  findByName(app: string): PublishedApp | undefined {
    return [...this.#apps.values()].find((published) => published.app === app)
  }

  /** The names that are taken. */
  get names(): ReadonlySet<string> {
    return new Set([...this.#apps.values()].map(({ app }) => app))
  }

  /** Makes ready what was published when the server stopped; `restore` and `begin` follow. One that cannot be read is named in the server's log. */
  async load(): Promise<void> {
    const { storage, projects, versions, onFailure } = this.#options
    for (const { projectId, number } of await storage.listPublished()) {
      try {
        const room = await projects.open(projectId)
        const version = room === null ? null : await versions.open(projectId, number)
        if (room !== null && version !== null) this.#add(room, { number, project: version.project })
      } catch (error) {
        onFailure(error, `the published app of project ${projectId}`)
      }
    }
  }

  /** Puts back a session that was kept over a restart; one whose app is no longer published ends. */
  async restore(stored: StoredSession): Promise<void> {
    const app = this.#apps.get(stored.projectId)
    if (app === undefined) await this.#options.storage.deleteSession(stored.id)
    else await app.sessions.restore(stored)
  }

  /** Begins the service sessions that were not restored, and takes the restored ones on. */
  begin(): void {
    for (const { sessions } of this.#apps.values()) {
      sessions.arrive()
      sessions.goOn()
    }
  }

  /** Runs a version from now on; sessions of another version of the app go on with this one. */
  run(room: ProjectRoom, version: RunnableVersion): PublishedApp {
    const running = this.#apps.get(room.id)
    if (running === undefined) {
      const added = this.#add(room, version)
      this.#tell(added.live, `Version ${version.number} was published at /a/${added.app}`)
      added.sessions.arrive()
      return added
    }
    const { size } = running.sessions
    const next = { ...running, ...factsOf(version) }
    this.#apps.set(room.id, next)
    this.#tell(running.live, `Version ${version.number} was published at /a/${next.app}; ${size === 1 ? '1 session goes' : `${size} sessions go`} on with it`)
    running.sessions.modelChanged(version.project)
    return next
  }

  /** Ends an app with all its sessions; false when it was not running. */
  async end(projectId: string, reason: string): Promise<boolean> {
    const app = this.#apps.get(projectId)
    if (app === undefined) return false
    this.#apps.delete(projectId)
    const cancelForget = this.#options.clock.setTimer(DEFAULT_BUS_LIMITS.maxAgeMs, () => this.#ledgers.delete(projectId))
    this.#ledgers.set(projectId, { live: app.live, ledger: app.sessions.ledger, cancelForget })
    this.#tell(app.live, `The app is no longer published at /a/${app.app}`)
    await app.sessions.endAll(reason)
    return true
  }

  /** Ends all apps and makes ready those that are stored now; `begin` follows. */
  async reload(reason: string): Promise<void> {
    const ending = [...this.#apps.values()]
    this.#apps.clear()
    for (const { sessions } of ending) await sessions.endAll(reason)
    await this.load()
  }

  /** Ends the sessions of HTTP requests. */
  async endRequests(): Promise<void> {
    for (const { sessions } of this.#apps.values()) await sessions.endRequests()
  }

  /** Resolves when every session is on the disk; they go on when the server starts again. */
  async close(): Promise<void> {
    for (const { sessions } of this.#apps.values()) await sessions.close()
  }

  #add(room: ProjectRoom, version: RunnableVersion): PublishedApp & { readonly live: LiveView } {
    const { liveViewOf, storage, clock, onFailure } = this.#options
    const before = this.#takeLedger(room.id)
    const live = before?.live ?? new LiveView(room.id, { storage, clock, armed: () => [], waiting: () => [], onFailure: (error) => onFailure(error, 'the message log'), log: liveViewOf(room).log })
    const sessions = new ProjectSessions({ project: version.project, runsIn: { org: room.org, environment: 'published' }, live, ...(before !== undefined && { ledger: before.ledger }) }, this.#options)
    const added = { projectId: room.id, ...factsOf(version), sessions, live }
    this.#apps.set(room.id, added)
    if (!this.#followed.has(room)) {
      this.#followed.add(room)
      room.listen({
        edited: () => undefined,
        gone: () => {
          void this.end(room.id, 'the project was deleted')
          this.#takeLedger(room.id)
        },
      })
    }
    return added
  }

  /** The ledger of a project's app that has ended; it is kept no longer. */
  #takeLedger(projectId: string): { readonly live: LiveView; readonly ledger: DeliveryLedger } | undefined {
    const kept = this.#ledgers.get(projectId)
    kept?.cancelForget()
    this.#ledgers.delete(projectId)
    return kept
  }

  #tell(live: LiveView, text: string): void {
    live.log.put({ id: newServerId('row-'), type: 'session', at: this.#options.clock.nowMs(), text, level: 'info', session: null, flowId: null, nodeId: null, code: null, message: null })
  }
}

function factsOf({ number, project }: RunnableVersion): Pick<PublishedApp, 'app' | 'number' | 'project'> {
  return { app: project.technicalName, number, project }
}
