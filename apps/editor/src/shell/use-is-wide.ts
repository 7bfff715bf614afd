import { useSyncExternalStore } from 'react'

/** From this width on there is room for a column of properties beside the canvas and two preview clients. */
const wide = matchMedia('(min-width: 1600px)')

/** Is the window wide? */
export function useIsWide(): boolean {
  return useSyncExternalStore(watchWidth, () => wide.matches)
}

function watchWidth(changed: () => void): () => void {
  wide.addEventListener('change', changed)
  return () => wide.removeEventListener('change', changed)
}
