import { LIMITS, type OverlayPlacement, type ScreenView } from '@halley/model'
import { valuesOf, type ActiveRun } from './active-run.ts'
import { newId, whereIs, type Burst } from './burst.ts'
import { tieListenersToScreen } from './listener-life.ts'
import type { Outcome, PreparedScreenRef } from './node-kind.ts'
import type { PreparedScreen } from './program.ts'
import { renderScreen, type DrawnScreen, type RunValues } from './render-screen.ts'
import { streamReadBy } from './session-streams.ts'
import type { Run, ShownScreen } from './session-state.ts'

type Show = Extract<Outcome, { type: 'show' }>

/** Shows a screen for a run that then waits for it. A full screen replaces the run's earlier ones; an overlay comes on top. */
export function showScreen(burst: Burst, { run, values, flowId, nodeId }: ActiveRun, show: Show): void {
  const placement = show.overlay?.placement ?? null
  const { state, program } = burst
  state.screens = state.screens.filter((shown) => shown.runId !== run.id || (placement !== null && shown.placement === null))
  const closesAtMs = show.overlay?.autoCloseMs == null ? null : burst.atMs + show.overlay.autoCloseMs
  const message = run.event === null ? undefined : program.project.messages[run.event.messageId]
  const { widgets, rows } = draw(burst, run, { ...show, values })
  const view: ScreenView = {
    id: newId(burst, 's'),
    runId: run.id,
    flowId,
    nodeId,
    title: show.title,
    overlay: show.overlay === null ? null : { placement: show.overlay.placement, autoCloseMs: show.overlay.autoCloseMs },
    message: message === undefined ? null : { messageId: message.id, name: message.name, hue: message.hue },
    widgets,
    version: 1,
  }
  state.screens.push({ runId: run.id, view, closesAtMs, placement, ...(rows !== null && { rows: [{ version: 1, ...rows }] }) })
  run.waiting = { type: 'screen', screenId: view.id }
  if (placement === null) tieListenersToScreen(burst, run, view.id)
  if (closesAtMs !== null) burst.effects.push({ type: 'timer', timerId: view.id, dueAtMs: closesAtMs })
}

function draw(burst: Burst, run: Run, { screen, defaultButtonId, values }: Pick<Show, 'screen' | 'defaultButtonId'> & { readonly values: RunValues }): DrawnScreen {
  const { nowMs, startedMs, program } = burst
  return renderScreen(preparedScreen(screen), { project: program.project, values, defaultButtonId, streamReadBy: (expression) => streamReadBy(burst, run, expression), isLate: () => nowMs !== undefined && nowMs() - startedMs > LIMITS.burstMs })
}

/** What the engine made of a screen; node kinds hand it on without looking inside. */
export function preparedScreen(screen: PreparedScreenRef): PreparedScreen {
  // Only prepareScreen makes these.
  return screen as PreparedScreen
}

/** Takes a run's screens away, all of them or (after a press) only its overlays. */
export function removeScreens(burst: Burst, runId: string, which: 'all' | 'overlays' = 'all'): void {
  if (burst.state.screens.length === 0) return
  burst.state.screens = burst.state.screens.filter((shown) => shown.runId !== runId || (which === 'overlays' && shown.placement === null))
}

/** Draws every shown screen anew from the data as it is now; clients keep what was typed. Returns how many. */
export function refreshScreens(burst: Burst): number {
  burst.state.screens = burst.state.screens.map((shown) => {
    const run = burst.state.runs.find((candidate) => candidate.id === shown.runId)
    return run === undefined ? shown : redraw(burst, run, shown)
  })
  return burst.state.screens.length
}

/** Versions of a screen whose rows are kept: a press that was on its way while the list changed still means the row that was seen. */
const VERSIONS_KEPT = 3

function redraw(burst: Burst, run: Run, shown: ShownScreen): ShownScreen {
  const node = burst.program.flows.get(shown.view.flowId)?.nodes.get(shown.view.nodeId)
  const show = node?.kind?.screenOf?.(node.prepared)
  if (show === undefined || node?.blockedBy) return shown
  const { widgets, rows } = draw(burst, run, { ...show, values: valuesOf(burst, run) })
  const version = shown.view.version + 1
  const kept = [...(rows === null ? [] : [{ version, ...rows }]), ...(shown.rows ?? [])].filter((of) => of.version > version - VERSIONS_KEPT)
  const { rows: _before, ...rest } = shown
  return { ...rest, view: { ...shown.view, title: show.title, widgets, version }, ...(kept.length > 0 && { rows: kept }) }
}

/** What a client draws; `more` are dialogs and side panels that wait behind those shown. */
export type VisibleScreens = { readonly main: ScreenView | null; readonly overlays: ScreenView[]; readonly more: number; readonly moreToasts: number; readonly moreBanners: number }

/** What a client is to draw: the topmost full screen, and the newest overlays of each placement with how many more there are. */
export function visibleScreens(screens: readonly ShownScreen[]): VisibleScreens {
  const main = screens.findLast((shown) => shown.placement === null)?.view ?? null
  const overlays = screens.filter((shown) => shown.placement !== null)
  const older = (which: (placement: OverlayPlacement | null) => boolean, most: number): ShownScreen[] => overlays.filter(({ placement }) => which(placement)).slice(0, -most)
  const waiting = older(isBlocking, LIMITS.overlays)
  const toasts = older((placement) => placement === 'toast', LIMITS.toasts)
  const banners = older((placement) => placement === 'banner', LIMITS.banners)
  const hidden = new Set([...waiting, ...toasts, ...banners])
  return { main, overlays: overlays.filter((shown) => !hidden.has(shown)).map((shown) => shown.view), more: waiting.length, moreToasts: toasts.length, moreBanners: banners.length }
}

/** Dialogs and side panels take the focus; banners and toasts stand beside. */
export function isBlocking(placement: OverlayPlacement | null): boolean {
  return placement === 'dialog' || placement === 'sidePanel'
}

/**
 * The run whose full screen stands behind a banner or toast that the run waits for: neither blocks it, so its buttons work.
 * Only in the flow that showed both; a flow that was called meanwhile has to end first.
 */
export function runBehindNotice(burst: Burst, screenId: string): { run: Run; shown: ShownScreen } | undefined {
  const { screens, runs } = burst.state
  const shown = screens.find(({ view, placement }) => view.id === screenId && placement === null)
  const run = shown && runs.find(({ id }) => id === shown.runId)
  if (run === undefined || shown === undefined || run.waiting?.type !== 'screen') return undefined
  const { screenId: waitedFor } = run.waiting
  const notice = screens.find(({ view }) => view.id === waitedFor)
  const isInFront = notice?.placement === 'banner' || notice?.placement === 'toast'
  return isInFront && run.frames.at(-1)?.flowId === shown.view.flowId ? { run, shown } : undefined
}

/** The run that waits for a screen, with where it is. */
export function waitingRun(burst: Burst, screenId: string): { run: Run; shown: ShownScreen } | undefined {
  const shown = burst.state.screens.find((candidate) => candidate.view.id === screenId)
  const run = shown && burst.state.runs.find((candidate) => candidate.id === shown.runId)
  if (run === undefined || shown === undefined || run.waiting?.type !== 'screen' || run.waiting.screenId !== screenId) return undefined
  return whereIs(burst, run) === undefined ? undefined : { run, shown }
}
