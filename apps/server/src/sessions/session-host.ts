import type { LiveView } from '../live/live-view.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import { ProjectSessions } from './project-sessions.ts'
import type { PublishedApps } from './published-apps.ts'
import type { SessionsSurroundings } from './sessions-surroundings.ts'

/** The sessions of the drafts of all projects of this server. */
export class SessionHost {
  readonly #surroundings: SessionsSurroundings
  readonly #liveViewOf: (room: ProjectRoom) => LiveView
  readonly #projects = new Map<string, ProjectSessions>()

  constructor(surroundings: SessionsSurroundings, liveViewOf: (room: ProjectRoom) => LiveView) {
    this.#surroundings = surroundings
    this.#liveViewOf = liveViewOf
  }

  /** The sessions of an open project; they follow its edits from then on. */
  of(room: ProjectRoom): ProjectSessions {
    const known = this.#projects.get(room.id)
    if (known !== undefined) return known
    const sessions = new ProjectSessions({ project: room.project, runsIn: { org: room.org, environment: 'draft' }, live: this.#liveViewOf(room) }, this.#surroundings)
    this.#projects.set(room.id, sessions)
    room.listen({
      edited: (_stored, project) => sessions.modelChanged(project),
      gone: () => {
        this.#projects.delete(room.id)
        void sessions.endAll('the project was deleted')
      },
    })
    return sessions
  }

  /** Those of every project that has any. */
  all(): Iterable<ProjectSessions> {
    return this.#projects.values()
  }

  /** The sessions of a project, when it has any. */
  find(projectId: string): ProjectSessions | undefined {
    return this.#projects.get(projectId)
  }

  /** Lets go of what is held for the sessions of a project that has none. */
  letGo(projectId: string): void {
    const sessions = this.#projects.get(projectId)
    this.#projects.delete(projectId)
    void sessions?.endAll('nobody needs the project')
  }

  /** Puts the sessions back that were kept over a restart, also those of published apps; one that cannot be is named in the server's log. */
  async restore(projects: Projects, published: PublishedApps): Promise<void> {
    for (const stored of await this.#surroundings.storage.listSessions()) {
      try {
        if (stored.environment === 'published') {
          await published.restore(stored)
          continue
        }
        const room = await projects.open(stored.projectId)
        if (room === null) await this.#surroundings.storage.deleteSession(stored.id)
        else await this.of(room).restore(stored)
      } catch (error) {
        this.#surroundings.onFailure(error, `restoring session ${stored.id}`)
      }
    }
  }

  /** Takes the restored sessions on. */
  goOn(): void {
    for (const sessions of this.#projects.values()) sessions.goOn()
  }

  /** Ends the sessions of HTTP requests. */
  async endRequests(): Promise<void> {
    for (const sessions of this.#projects.values()) await sessions.endRequests()
  }

  /** Resolves when every session is on the disk. */
  async close(): Promise<void> {
    for (const sessions of this.#projects.values()) await sessions.close()
  }
}
