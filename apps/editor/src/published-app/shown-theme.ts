import { useSyncExternalStore } from 'react'

/** The same place in which the editor remembers it: who likes it dark likes it dark in both. */
const STORAGE_KEY = 'halley-theme'
const prefersDark = matchMedia('(prefers-color-scheme: dark)')
const changed = new EventTarget()

/** Shows the page in the remembered theme; without one, in the system's. */
export function followShownTheme(): void {
  const remembered = localStorage.getItem(STORAGE_KEY)
  if (remembered === 'light' || remembered === 'dark') document.documentElement.dataset.theme = remembered
}

/** Is the page dark now? */
export function useIsDark(): boolean {
  return useSyncExternalStore(watch, isDark)
}

/** Turns the page dark or light, and remembers it. */
export function switchTheme(): void {
  const theme = isDark() ? 'light' : 'dark'
  document.documentElement.dataset.theme = theme
  localStorage.setItem(STORAGE_KEY, theme)
  changed.dispatchEvent(new Event('changed'))
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme
  return chosen === undefined ? prefersDark.matches : chosen === 'dark'
}

function watch(tell: () => void): () => void {
  prefersDark.addEventListener('change', tell)
  changed.addEventListener('changed', tell)
  return () => {
    prefersDark.removeEventListener('change', tell)
    changed.removeEventListener('changed', tell)
  }
}
