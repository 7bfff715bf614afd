import type { EditorPushes, PersonaReach, PreviewPost, PushOf } from '@halley/protocol'

/** Pushes and mails of a project that its editors can look at. */
export const PREVIEW_POSTS_KEPT = 50

/** What editors are told. */
export type PreviewPostNews = { [Event in 'previewPost' | 'personaReach' | 'notices']: { readonly projectId: string; readonly event: Event; readonly payload: PushOf<EditorPushes, Event> } }['previewPost' | 'personaReach' | 'notices']

/** How the personas of previews can be reached, and what was sent to them: a preview shows pushes and mails, and sends none. In memory alone. */
export class PreviewPostBox {
  readonly #reaches = new Map<string, Map<string, PersonaReach>>()
  readonly #posts = new Map<string, PreviewPost[]>()
  readonly #tell: (news: PreviewPostNews) => void

  constructor(tell: (news: PreviewPostNews) => void) {
    this.#tell = tell
  }

  reachOf(projectId: string, personaId: string): PersonaReach {
    return this.#reaches.get(projectId)?.get(personaId) ?? 'online'
  }

  setReach(projectId: string, personaId: string, reach: PersonaReach): void {
    const reaches = this.#reaches.get(projectId) ?? new Map<string, PersonaReach>()
    if (reach === 'online') reaches.delete(personaId)
    else reaches.set(personaId, reach)
    this.#reaches.set(projectId, reaches)
    this.#tell({ projectId, event: 'personaReach', payload: { personaId, reach } })
  }

  /** Those that are not online alone, and the posts, the newest last. */
  of(projectId: string): { readonly reaches: Record<string, PersonaReach>; readonly posts: PreviewPost[] } {
    return { reaches: Object.fromEntries(this.#reaches.get(projectId) ?? []), posts: [...(this.#posts.get(projectId) ?? [])] }
  }

  /** Shows what would have been sent; one of the same id takes the place of the earlier one. */
  put(projectId: string, post: PreviewPost): void {
    this.#posts.set(projectId, [...(this.#posts.get(projectId) ?? []).filter(({ id }) => id !== post.id), post].slice(-PREVIEW_POSTS_KEPT))
    this.#tell({ projectId, event: 'previewPost', payload: post })
  }

  /** The project is gone, or nobody needs it any more. */
  forget(projectId: string): void {
    this.#reaches.delete(projectId)
    this.#posts.delete(projectId)
  }
}
