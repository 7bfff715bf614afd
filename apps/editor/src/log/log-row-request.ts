import { showDock } from '../stores/view-store.ts'

let wanted: string | null = null
let shower: ((rowId: string) => void) | null = null

/** Opens the log at a row, with its details. */
export function askForLogRow(rowId: string): void {
  wanted = rowId
  showDock('log')
  show()
}

/** The log says here how it shows a row; one that was asked for before it was there is shown then. Returns what takes it back. */
export function showsLogRows(next: (rowId: string) => void): () => void {
  shower = next
  queueMicrotask(show)
  return () => {
    if (shower === next) shower = null
  }
}

function show(): void {
  if (wanted === null || shower === null) return
  const rowId = wanted
  wanted = null
  shower(rowId)
  // What asked is gone with its tab, or is behind: the keyboard goes on among the rows.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="log"] [role="grid"]')?.focus())
}
