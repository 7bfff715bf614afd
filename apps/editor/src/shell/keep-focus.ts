import { enterPane, paneOf, walkPanes, type PaneName } from './walk-panes.ts'

/** Milliseconds after a key until what it closed is gone: a dialog leaves in 150. */
const CLOSED_MS = 250

/**
 * From now on the keyboard never falls out of the page: when a key made the thing vanish that had the focus (a dialog that
 * a command opened, a deleted row), the focus goes to the pane where it was last. Returns what ends it.
 */
export function keepFocus(): () => void {
  let last: Element | null = null
  let pane: PaneName | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const onFocusIn = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : null
    pane = paneOf(last) ?? pane
  }
  // Who clicks beside everything wants the focus nowhere.
  const onPointerDown = () => {
    last = null
  }
  const look = () => {
    if (last === null || last.isConnected || document.activeElement !== document.body) return
    if (pane === undefined || !enterPane(pane)) walkPanes(1)
  }
  const onKeyDown = () => {
    clearTimeout(timer)
    timer = setTimeout(look, CLOSED_MS)
  }
  document.addEventListener('focusin', onFocusIn)
  document.addEventListener('pointerdown', onPointerDown, true)
  document.addEventListener('keydown', onKeyDown, true)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('focusin', onFocusIn)
    document.removeEventListener('pointerdown', onPointerDown, true)
    document.removeEventListener('keydown', onKeyDown, true)
  }
}
