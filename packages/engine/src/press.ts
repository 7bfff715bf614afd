import { buttonKey, everyWidgetView, type Value, type Widget } from '@halley/model'
import { activate, write, type ActiveRun } from './active-run.ts'
import type { Burst, StepRefusal } from './burst.ts'
import { closeOverlay, SCREEN_GONE } from './close-overlay.ts'
import { chooseRow } from './row-walk.ts'
import { resumeRun, startRun } from './run-machine.ts'
import { preparedScreen, refreshScreens, removeScreens, runBehindNotice, waitingRun } from './screens.ts'
import type { PreparedScreen } from './program.ts'
import type { SessionEvent } from './session-events.ts'
import { readInput } from './session-inputs.ts'
import type { ShownScreen } from './session-state.ts'
import { fieldTypeOfTarget } from './targets.ts'

type Press = Extract<SessionEvent, { type: 'press' }>
type Button = Extract<Widget, { kind: 'button' }>

const SCREEN_BEHIND: StepRefusal = { code: 'session/screen_gone', text: 'Something is open before this screen; answer or close it first.' }
const BUTTON_GONE: StepRefusal = { code: 'session/screen_gone', text: 'That button is no longer on the screen.' }
const ROW_GONE: StepRefusal = { code: 'session/row_gone', text: 'The list has changed since; look at it and press again.' }

/** Carries out a press on a button: checks and stores what was typed, then does what the button is for. */
export function press(burst: Burst, event: Press): void {
  const { screenId, widgetId, row: place } = event
  const waiting = waitingRun(burst, screenId) ?? runBehindNotice(burst, screenId)
  const node = waiting && burst.program.flows.get(waiting.shown.view.flowId)?.nodes.get(waiting.shown.view.nodeId)
  const shownBy = node?.kind?.screenOf?.(node.prepared)
  const screen = shownBy && preparedScreen(shownBy.screen)
  const prepared = screen?.byId.get(widgetId)
  if (waiting === undefined || screen === undefined || prepared?.widget.kind !== 'button') {
    burst.refusal = waiting !== undefined ? BUTTON_GONE : burst.state.screens.some(({ view }) => view.id === screenId) ? SCREEN_BEHIND : SCREEN_GONE
    return
  }
  const { run, shown } = waiting
  const row = place === undefined ? null : pressedRow(shown, event, place)
  const refusal = row === null ? (isShown(shown, widgetId) ? undefined : BUTTON_GONE) : 'code' in row ? row : undefined
  if (refusal !== undefined) {
    burst.refusal = refusal
    return
  }
  const pressed = row !== null && 'value' in row ? row : null
  const active = activate(burst, run)
  active.flowId = shown.view.flowId
  active.nodeId = shown.view.nodeId
  if (prepared.widget.storesInputs && !storeInputs(burst, active, { screen, shown, event })) return
  // Whatever is done with it next, `current` tells it to flows that are executed and to the refreshed screen.
  if (pressed !== null && prepared.listName !== undefined) active.setCurrent(prepared.listName, { row: pressed.value, at: place?.at(-1) ?? 0 })
  act(burst, waiting, { button: prepared.widget, screenId, pressed })
}

function act(burst: Burst, { run, shown }: NonNullable<ReturnType<typeof waitingRun>>, { button, screenId, pressed }: { readonly button: Button; readonly screenId: string; readonly pressed: { readonly value: Value } | null }): void {
  switch (button.action.type) {
    case 'exit': {
      removeScreens(burst, run.id, 'overlays')
      const frame = run.frames.at(-1)
      if (frame !== undefined) {
        // With a banner before it, the run stood at the banner's node.
        frame.nodeId = shown.view.nodeId
        chooseRow(frame, frame.nodeId, pressed)
      }
      return resumeRun(burst, run, { type: 'pressed', widgetId: button.id })
    }
    case 'close':
      return closeOverlay(burst, screenId)
    case 'refresh':
      refreshScreens(burst)
      return
    case 'flow':
      if (startRun(burst, { type: 'button', flowId: button.action.flowId ?? '', event: run.event, received: run.received, isHidden: run.isHidden === true }) === undefined) {
        burst.refusal = { code: 'session/flow_missing', text: `The button "${button.label}" has no flow to execute.` }
      }
      return
  }
}

/** The row that the person saw, also when the list has changed since; a refusal when it was not seen, or too long ago. */
function pressedRow({ rows = [], view }: ShownScreen, { widgetId, version = view.version }: Press, place: readonly number[]): { readonly value: Value } | StepRefusal {
  const seen = rows.find((of) => of.version === version)
  if (seen === undefined) return version < view.version ? ROW_GONE : BUTTON_GONE
  const key = buttonKey(widgetId, place)
  const index = Object.hasOwn(seen.at, key) ? seen.at[key] : undefined
  return index === undefined ? BUTTON_GONE : { value: seen.rows[index] ?? null }
}

/** Is the button on the screen as it is now? What a condition hides cannot be pressed. */
function isShown({ view }: ShownScreen, widgetId: string): boolean {
  for (const widget of everyWidgetView(view.widgets)) if (widget.kind === 'button' && widget.id === widgetId && widget.row === undefined) return true
  return false
}

/** A text of blanks says nothing, so it is not what a needed input waits for. */
function isBlank(value: Value): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/** Stores what was typed into the inputs that are shown, all of it or nothing; false when something is not valid. */
function storeInputs(burst: Burst, active: ActiveRun, { screen, shown, event }: { readonly screen: PreparedScreen; readonly shown: ShownScreen; readonly event: Press }): boolean {
  const { inputs } = event
  const { project } = burst.program
  const fields: Record<string, string> = {}
  const writes: (() => void)[] = []
  for (const view of everyWidgetView(shown.view.widgets)) {
    if (view.kind !== 'input') continue
    const { widget, target } = screen.byId.get(view.id) ?? {}
    const type = widget?.kind !== 'input' || widget.target === null ? undefined : fieldTypeOfTarget(project, widget.target)
    if (widget?.kind !== 'input' || target === undefined || type === undefined) continue
    const raw: Value = Object.hasOwn(inputs, view.id) ? (inputs[view.id] ?? null) : (view.value as Value)
    const reading = readInput(raw, type, project)
    if (!reading.ok) fields[view.id] = reading.text
    else if (widget.required && (reading.value === null || isBlank(reading.value))) fields[view.id] = 'This is needed.'
    else writes.push(() => write(burst, active, target, reading.value))
  }
  if (Object.keys(fields).length > 0) {
    burst.refusal = { code: 'session/input_invalid', text: 'Please check what is marked.', fields }
    return false
  }
  for (const store of writes) store()
  return true
}
