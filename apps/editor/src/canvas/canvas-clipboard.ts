import type { Position } from '@halley/model'
import { toast } from 'sonner'
import { copySelected, deleteSelected, pasteText } from './canvas-edits.ts'

/** Copies the selected nodes where no copy event of the browser is at hand; says when the browser refuses. */
export async function copyToClipboard(flowId: string): Promise<boolean> {
  const text = copySelected(flowId)
  if (text === null) return false
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    toast.error('The browser does not let a command write to the clipboard. Press Ctrl+C on the canvas instead.')
    return false
  }
}

/** Copies the selected nodes and deletes them, once they are on the clipboard. */
export async function cutToClipboard(flowId: string): Promise<void> {
  if (await copyToClipboard(flowId)) deleteSelected(flowId, { reconnect: false })
}

/** Pastes where no paste event is at hand: the browser asks the person once. */
export async function pasteFromClipboard(flowId: string, at: Position | null): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    toast.error('The browser does not let a command read the clipboard. Press Ctrl+V on the canvas instead.')
    return
  }
  if (!pasteText(flowId, text, at ?? undefined)) toast.error('There are no nodes of a Halley project on the clipboard.')
}
