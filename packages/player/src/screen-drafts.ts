import { everyWidgetView, type ScreenView, type WidgetView } from '@halley/model'
import type { InputValue } from './input-text.ts'
import { valueOf } from './input-text.ts'

/** What a person typed into one input and is not (or not yet) in the session's data. */
export type Draft =
  | { readonly type: 'text'; readonly text: string; readonly storedInVersion: number | null }
  | { readonly type: 'value'; readonly value: InputValue; readonly storedInVersion: number | null }
export type ScreenDrafts = Readonly<Record<string, Draft>>
/** By screen id, the screen that was typed in last at the end. */
export type AllDrafts = ReadonlyMap<string, ScreenDrafts>

/** Screens whose drafts are kept: a person who is led away and comes back finds what was typed. */
const SCREENS_KEPT = 20

export const noDrafts: ScreenDrafts = {}

/** Notes what was typed. */
export function typed(all: AllDrafts, screenId: string, { widgetId, draft }: { readonly widgetId: string; readonly draft: Draft }): AllDrafts {
  const next = new Map(all)
  next.delete(screenId)
  next.set(screenId, { ...all.get(screenId), [widgetId]: draft })
  for (const oldest of next.keys()) {
    if (next.size <= SCREENS_KEPT) break
    next.delete(oldest)
  }
  return next
}

/**
 * Notes that the server stored a press: those drafts give way to the session's data in versions after the one that was
 * pressed in. What was typed since stays.
 */
export function stored(all: AllDrafts, screenId: string, { sent, version }: { readonly sent: ScreenDrafts; readonly version: number }): AllDrafts {
  const now = all.get(screenId)
  if (now === undefined) return all
  const marked = Object.fromEntries(Object.entries(now).map(([id, draft]) => [id, sent[id] === draft ? { ...draft, storedInVersion: version } : draft]))
  return new Map(all).set(screenId, marked)
}

/** Does the draft still stand before what the session has? */
export function stands(draft: Draft | undefined, version: number): draft is Draft {
  return draft !== undefined && (draft.storedInVersion === null || version <= draft.storedInVersion)
}

/** What a press sends: every input as it is shown, wherever on the screen it is. */
export function inputsOf(view: ScreenView, drafts: ScreenDrafts): Record<string, InputValue> {
  const inputs: Record<string, InputValue> = {}
  for (const widget of everyWidgetView(view.widgets)) if (widget.kind === 'input') inputs[widget.id] = shownValue(widget, drafts[widget.id], view.version)
  return inputs
}

function shownValue(widget: Extract<WidgetView, { kind: 'input' }>, draft: Draft | undefined, version: number): InputValue {
  if (stands(draft, version)) return draft.type === 'text' ? valueOf(widget.control, draft.text) : draft.value
  // An empty box that nobody touched means no, since that is what it shows.
  if (widget.control.type === 'yesNo' && widget.value === null) return false
  return widget.value
}
