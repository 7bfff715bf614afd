import { idSchema } from '@halley/model'
import { useMemo, useSyncExternalStore } from 'react'

/** Pages about who is here, by their paths. */
export type AccountPageName = 'sign-in' | 'claim' | 'invitation' | 'people' | 'tokens' | 'organisations'

/** What an address shows. */
export type Route = { readonly type: 'start' } | { readonly type: 'account'; readonly page: AccountPageName } | { readonly type: 'project'; readonly projectId: string } | { readonly type: 'unknown' }

const accountPages: readonly AccountPageName[] = ['sign-in', 'claim', 'invitation', 'people', 'tokens', 'organisations']

/** Reads an address's path: `/`, `/p/{projectId}`, or a page about who is here. */
export function routeOf(path: string): Route {
  if (path === '/' || path === '') return { type: 'start' }
  const [, prefix, id, ...rest] = path.replace(/\/$/, '').split('/')
  const page = accountPages.find((name) => name === prefix)
  if (page !== undefined && id === undefined) return { type: 'account', page }
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

/** Goes to a path of this page without loading it again. With `replace` nobody comes back to where they were, as to a link that works once. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (path === location.pathname && !replace) return
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
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
