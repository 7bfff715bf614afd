import { checkPublishing, compileProject } from '@halley/engine'
import { freeTechnicalName, type Diagnostic } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { PublishedApp, PublishedApps } from '../sessions/published-apps.ts'
import type { Storage } from '../storage/storage.ts'
import type { ProjectRoom } from './project-room.ts'
import type { NewVersion, OpenedVersion, Versions } from './versions.ts'

/** What became of a wish to publish. */
export type PublishReply =
  /** `warnings` are errors that stop only what they touch. */
  | { readonly ok: true; readonly app: PublishedApp; readonly version: OpenedVersion; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly code: 'publish/stopped'; readonly problems: readonly Diagnostic[] }
  | { readonly ok: false; readonly code: 'publish/name_taken'; readonly taken: string; /** A technical name that no published app has. */ readonly free: string }
  | { readonly ok: false; readonly code: 'version/not_found' }

export type PublishingOptions = { readonly storage: Storage; readonly versions: Versions; readonly apps: PublishedApps }

/** Publishes versions of projects and takes them back, one after the other: two wishes for one name never both come true. */
export class Publishing {
  readonly #options: PublishingOptions
  readonly #listeners = new Set<(projectId: string) => void>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: PublishingOptions) {
    this.#options = options
  }

  /** Calls with the project whenever its versions, or which of them is published, are others. */
  onChanged(listener: (projectId: string) => void): void {
    this.#listeners.add(listener)
  }

  /** Makes a version of the draft. */
  async save(room: ProjectRoom, version: NewVersion): Promise<OpenedVersion> {
    const saved = await this.#options.versions.save(room, version)
    this.#changed(room.id)
    return saved
  }

  /** Makes a version of the draft and publishes it; nothing is made when it cannot be published. */
  saveAndPublish(room: ProjectRoom, version: NewVersion): Promise<PublishReply> {
    return this.#inTurn(async () => {
      const refused = this.#whyNot(room.id, room.project)
      if (!refused.ok) return refused
      return this.#run(room, await this.#options.versions.save(room, version))
    })
  }

  /** Publishes a version that is there. */
  publish(room: ProjectRoom, number: number): Promise<PublishReply> {
    return this.#inTurn(async () => {
      const version = await this.#options.versions.open(room.id, number)
      return version === null ? { ok: false, code: 'version/not_found' } : this.#run(room, version)
    })
  }

  /** Ends the published app of a project; false when it was not published. */
  unpublish(projectId: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const { storage, apps } = this.#options
      if ((await storage.readPublished(projectId)) === null) return false
      await storage.setPublished(projectId, null)
      await apps.end(projectId, 'the app is no longer published')
      this.#changed(projectId)
      return true
    })
  }

  /** Runs the app of a project again that was brought back. Its name may be another's by now: then it is not published any more. */
  resume(room: ProjectRoom): Promise<void> {
    return this.#inTurn(async () => {
      const { storage, versions } = this.#options
      const number = await storage.readPublished(room.id)
      const version = number === null ? null : await versions.open(room.id, number)
      if (version === null || (await this.#run(room, version)).ok) return
      await storage.setPublished(room.id, null)
      this.#changed(room.id)
    })
  }

  async #run(room: ProjectRoom, version: OpenedVersion): Promise<PublishReply> {
    const { storage, apps } = this.#options
    const checked = this.#whyNot(room.id, version.project)
    if (!checked.ok) return checked
    const { number } = version.summary
    // On the disk first: what runs is what a restart brings back.
    if (!(await storage.setPublished(room.id, number))) return { ok: false, code: 'version/not_found' }
    const app = apps.run(room, { number, project: version.project })
    this.#changed(room.id)
    return { ok: true, app, version, warnings: checked.warnings }
  }

  #whyNot(projectId: string, project: OpenedVersion['project']): { readonly ok: true; readonly warnings: readonly Diagnostic[] } | Extract<PublishReply, { ok: false }> {
    const { stops, warns } = checkPublishing(compileProject(project, catalog))
    if (stops.length > 0) return { ok: false, code: 'publish/stopped', problems: stops }
    const { apps } = this.#options
    const taken = project.technicalName
    const other = apps.findByName(taken)
    if (other === undefined || other.projectId === projectId) return { ok: true, warnings: warns }
    return { ok: false, code: 'publish/name_taken', taken, free: freeTechnicalName(taken, apps.names) }
  }

  #changed(projectId: string): void {
    for (const listener of this.#listeners) listener(projectId)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    // The next one does not care how this one ended; whoever asked for it does.
    this.#last = done.catch(() => undefined)
    return done
  }
}
