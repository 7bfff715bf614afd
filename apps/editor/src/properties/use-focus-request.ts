import { useEffect, type RefObject } from 'react'
import { firstFieldIn } from '../kit/index.ts'
import { useView } from '../stores/view-store.ts'

/** The request that was answered last: drawing the form anew must not take the focus again. */
let answered = 0

/** Frames to wait for a field that is still being drawn. */
const FRAMES = 20

/** Focuses the field that a jump asked for; without a matching one the first. */
export function useFocusRequest(form: RefObject<HTMLElement | null>, flowId: string, nodeId: string): void {
  const request = useView((view) => view.focusRequest)
  useEffect(() => {
    if (request === null || request.id <= answered) return
    const { place } = request
    if (place.type !== 'node' || place.flowId !== flowId || place.nodeId !== nodeId || place.path === undefined || place.path[0] === 'screen') return
    answered = request.id
    let frames = FRAMES
    const path = place.path
    const attempt = () => {
      const found = form.current === null ? null : firstFieldIn(fieldAt(form.current, path))
      if (found !== null) found.focus()
      else if ((frames -= 1) > 0) requestAnimationFrame(attempt)
    }
    // After the click or key that asked, whose own focus comes first.
    requestAnimationFrame(attempt)
  }, [request, form, flowId, nodeId])
}

// The field of the longest part of the path that has one of its own.
function fieldAt(form: HTMLElement, path: readonly string[]): HTMLElement {
  for (let length = path.length; length > 0; length -= 1) {
    const field = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(path.slice(0, length).join('/'))}"]`)
    if (field !== null) return field
  }
  return form.querySelector<HTMLElement>('[data-field]') ?? form
}
