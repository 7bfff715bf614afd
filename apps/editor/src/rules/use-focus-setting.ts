import { useEffect, type RefObject } from 'react'
import { firstFieldIn } from '../kit/index.ts'
import { useView } from '../stores/view-store.ts'

/** The request that was answered last: drawing the form anew must not take the focus again. */
let answered = 0

/** Focuses the setting of a rule or room that a jump asked for, such as one from a problem. */
export function useFocusSetting(form: RefObject<HTMLElement | null>, resourceId: string, collection: 'rules' | 'rooms' = 'rules'): void {
  const request = useView((view) => view.focusRequest)
  useEffect(() => {
    if (request === null || request.id <= answered) return
    const { place } = request
    if (place.type !== 'resource' || place.collection !== collection || place.id !== resourceId || place.path === undefined) return
    answered = request.id
    const path = place.path
    // After the click or key that asked, whose own focus comes first.
    requestAnimationFrame(() => {
      const field = form.current === null ? null : fieldOf(form.current, path)
      if (field !== null) firstFieldIn(field)?.focus()
    })
  }, [request, form, resourceId, collection])
}

function fieldOf(form: HTMLElement, path: readonly string[]): HTMLElement | null {
  for (let length = path.length; length > 0; length -= 1) {
    const field = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(path.slice(0, length).join('/'))}"]`)
    if (field !== null) return field
  }
  return null
}
