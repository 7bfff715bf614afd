import { useSyncExternalStore } from 'react'
import { useView, viewStore, type Theme } from '../stores/view-store.ts'

const storageKey = 'halley-theme'
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

/** Puts the remembered theme on the document, and keeps both in step from then on. */
export function followTheme(): void {
  const stored = localStorage.getItem(storageKey)
  if (isTheme(stored)) viewStore.setState({ theme: stored })
  apply(viewStore.getState().theme)
  viewStore.subscribe(({ theme }, before) => {
    if (theme === before.theme) return
    localStorage.setItem(storageKey, theme)
    apply(theme)
  })
}

/** Chooses light, dark, or what the system says. */
export function setTheme(theme: Theme): void {
  viewStore.setState({ theme })
}

/** The theme that is shown now, `system` resolved. */
export function useShownTheme(): 'light' | 'dark' {
  const theme = useView((view) => view.theme)
  const systemIsDark = useSyncExternalStore(watchSystem, () => prefersDark.matches)
  if (theme === 'system') return systemIsDark ? 'dark' : 'light'
  return theme
}

function watchSystem(changed: () => void): () => void {
  prefersDark.addEventListener('change', changed)
  return () => prefersDark.removeEventListener('change', changed)
}

// tokens.css follows the system by itself where the attribute is not there.
function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

function isTheme(text: string | null): text is Theme {
  return text === 'light' || text === 'dark' || text === 'system'
}
