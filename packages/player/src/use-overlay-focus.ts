import { useLayoutEffect, useRef, type RefObject } from 'react'
import { focusInto, mayTakeFocus } from './focusable.ts'

/**
 * Brings the focus into an overlay that arrives on top, and back to where it was when that is closed. `topId` is the
 * newest dialog or side panel.
 */
export function useOverlayFocus(frame: RefObject<HTMLElement | null>, topId: string | null): void {
  const shown = useRef<readonly string[]>([])
  const cameFrom = useRef(new Map<string, Element>())
  useLayoutEffect(() => {
    const root = frame.current
    if (root === null) return
    const overlays = [...root.querySelectorAll<HTMLElement>('.halley-stack > [data-overlay]')]
    const ids = overlays.map((overlay) => overlay.dataset['overlay'] ?? '')
    const before = shown.current
    shown.current = ids
    const top = overlays.at(-1)
    const active = document.activeElement
    if (top !== undefined && topId !== null && !before.includes(topId)) {
      if (!mayTakeFocus(root)) return
      if (active !== null && active !== document.body) cameFrom.current.set(topId, active)
      focusInto(top)
      return
    }
    const closed = before.findLast((id) => !ids.includes(id))
    if (closed === undefined || (active !== null && active !== document.body)) return
    const back = cameFrom.current.get(closed)
    cameFrom.current.delete(closed)
    if (top !== undefined && topId !== null) {
      // The next one below has waited; from there it goes back to where the first one came from.
      if (back !== undefined && !cameFrom.current.has(topId)) cameFrom.current.set(topId, back)
      focusInto(top)
    } else if (back instanceof HTMLElement && back.isConnected && back.closest('[inert]') === null) back.focus({ preventScroll: true })
    else root.querySelector<HTMLElement>('.halley-screen')?.focus({ preventScroll: true })
  }, [frame, topId])
}
