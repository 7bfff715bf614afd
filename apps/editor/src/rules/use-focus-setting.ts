import { useEffect, useMemo, type RefObject } from 'react'
import { firstFieldIn } from '../kit/index.ts'
import { useView, viewStore, type ViewState } from '../stores/view-store.ts'

/** Focuses the setting of a rule or room that a jump asked for, such as one from a problem. */
export function useFocusSetting(form: RefObject<HTMLElement | null>, resourceId: string, collection: 'rules' | 'rooms' = 'rules'): void {
  const request = useView((view) => view.focusRequest)
  useEffect(() => {
    const path = settingOf(request, resourceId, collection)?.path
    if (path === undefined) return undefined
    // After the click or key that asked, whose own focus comes first.
    const frame = requestAnimationFrame(() => {
      const field = form.current === null ? null : fieldOf(form.current, path)
      if (field !== null) firstFieldIn(field)?.focus()
      // Once: drawing the form anew must not take the focus again.
      viewStore.setState(({ focusRequest }) => (focusRequest === request ? { focusRequest: null } : {}))
    })
    return () => cancelAnimationFrame(frame)
  }, [request, form, resourceId, collection])
}

/** The characters of a setting that a jump asked for. */
export function useRevealed(ruleId: string, ...path: readonly string[]): { readonly from: number; readonly to: number } | undefined {
  const request = useView((view) => view.focusRequest)
  const wanted = path.join('/')
  return useMemo(() => {
    const place = settingOf(request, ruleId, 'rules')
    return place?.path?.join('/') !== wanted || place.from === undefined || place.to === undefined ? undefined : { from: place.from, to: place.to }
  }, [request, ruleId, wanted])
}

function settingOf(request: ViewState['focusRequest'], id: string, collection: 'rules' | 'rooms') {
  const place = request?.place
  return place?.type === 'resource' && place.collection === collection && place.id === id ? place : undefined
}

function fieldOf(form: HTMLElement, path: readonly string[]): HTMLElement | null {
  for (let length = path.length; length > 0; length -= 1) {
    const field = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(path.slice(0, length).join('/'))}"]`)
    if (field !== null) return field
  }
  return null
}
