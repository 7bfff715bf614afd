import { idSchema } from '@halley/model'
import { useMemo, useSyncExternalStore } from 'react'

/** What an address shows. */
export type Route = { readonly type: 'start' } | { readonly type: 'project'; readonly projectId: string } | { readonly type: 'unknown' }

/** Reads an address's path: `/` or `/p/{projectId}`. */
export function routeOf(path: string): Route {
  if (path === '/' || path === '') return { type: 'start' }
  const [, prefix, id, ...rest] = path.replace(/\/$/, '').split('/')
  const parsed = idSchema.safeParse(id)
  return prefix === 'p' && parsed.success && rest.length === 0 ? { type: 'project', projectId: parsed.data } : { type: 'unknown' }
}

/** The path of a project's editor. */
export function projectPath(projectId: string): string {
  return `/p/${projectId}`
}

const moved = new EventTarget()
let isMovedTo = false

/** Was what is shown now opened from within this page, and not by loading it? */
export function isFromWithin(): boolean {
  return isMovedTo
}

/** Goes to a path of this page without loading it again. */
export function navigate(path: string): void {
  if (path === location.pathname) return
  history.pushState(null, '', path)
  isMovedTo = true
  moved.dispatchEvent(new Event('moved'))
}

/** What the address shows now. */
export function useRoute(): Route {
  const path = useSyncExternalStore(watchAddress, () => location.pathname)
  return useMemo(() => routeOf(path), [path])
}

function watchAddress(changed: () => void): () => void {
  moved.addEventListener('moved', changed)
  window.addEventListener('popstate', changed)
  return () => {
    moved.removeEventListener('moved', changed)
    window.removeEventListener('popstate', changed)
  }
}
