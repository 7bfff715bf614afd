import type { PersonaReach, PreviewPost } from '@halley/protocol'
import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { EditorConnection } from '../sync/editor-connection.ts'

/** How the personas of the preview can be reached, and what the preview would have sent them, the newest last. */
export type ReachState = { readonly reaches: Readonly<Record<string, PersonaReach>>; readonly posts: readonly PreviewPost[] }

/** Posts that are kept here: as many as the server keeps. */
const POSTS_KEPT = 50
/** Milliseconds until asking again, when the server was not ready for it (the project is opened on the same wire). */
const ASK_AGAIN_MS = 300

const nothing: ReachState = { reaches: {}, posts: [] }

export const reachStore = createStore<ReachState>(() => nothing)

/** How a persona can be reached; nobody in particular is online. */
export function useReach(personaId: string | null): PersonaReach {
  return useStore(reachStore, (state) => reachOf(state, personaId))
}

/** What was posted to a persona, the newest first. */
export function usePosts(): readonly PreviewPost[] {
  return useStore(reachStore, (state) => state.posts)
}

export function reachOf({ reaches }: ReachState, personaId: string | null): PersonaReach {
  return personaId === null ? 'online' : (reaches[personaId] ?? 'online')
}

/** The state after a push or mail that the server shows: one with the same id takes the place of the earlier one. */
export function afterPost(state: ReachState, post: PreviewPost): ReachState {
  return { ...state, posts: [...state.posts.filter(({ id }) => id !== post.id), post].slice(-POSTS_KEPT) }
}

/** The state after somebody said how a persona can be reached. */
export function afterReach(state: ReachState, { personaId, reach }: { readonly personaId: string; readonly reach: PersonaReach }): ReachState {
  const { [personaId]: _before, ...others } = state.reaches
  return { ...state, reaches: reach === 'online' ? others : { ...others, [personaId]: reach } }
}

/** Follows them for the open project, from now on and after each reconnection; gives what ends it. */
export function followReaches(connection: EditorConnection): () => void {
  let isEnded = false
  let isConnected = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const read = async () => {
    const reply = await connection.request('previewPosts', {})
    if (isEnded || !isConnected) return
    if (reply.ok) reachStore.setState({ reaches: reply.reaches, posts: reply.posts })
    else timer = setTimeout(() => void read(), ASK_AGAIN_MS)
  }
  const offs = [
    connection.onPush('previewPost', (post) => reachStore.setState((state) => afterPost(state, post))),
    connection.onPush('personaReach', (change) => reachStore.setState((state) => afterReach(state, change))),
    connection.onConnected((now) => {
      isConnected = now
      clearTimeout(timer)
      if (now) void read()
    }),
  ]
  return () => {
    isEnded = true
    clearTimeout(timer)
    for (const off of offs) off()
    reachStore.setState(nothing)
  }
}

/** Says how a persona can be reached from now on; everybody who looks at the project sees it. Answers whether the server took it. */
export async function setReach(connection: EditorConnection, personaId: string, reach: PersonaReach): Promise<boolean> {
  const reply = await connection.request('setPersonaReach', { personaId, reach })
  if (!reply.ok) toast.error('That could not be changed', { description: reply.error.message })
  else reachStore.setState((state) => afterReach(state, { personaId, reach }))
  return reply.ok
}
