import type { ActiveRun } from './active-run.ts'
import type { Burst } from './burst.ts'
import { endListenersOfScreen } from './listener-life.ts'
import { shownError } from './hidden-values.ts'
import type { CompiledNode } from './program.ts'
import { refreshScreens, removeScreens } from './screens.ts'
import type { Run } from './session-state.ts'
import { streamsOfEndedRun } from './session-streams.ts'

/** Follows an exit. One that leads nowhere ends the run: quietly where that is meant, else as a failure that says so. */
export function leave(burst: Burst, active: ActiveRun, node: CompiledNode, exit: string): void {
  const { run } = active
  burst.trace?.push({ type: 'left', runId: run.id, flowId: active.flowId, nodeId: active.nodeId, exit })
  const frame = run.frames[run.frames.length - 1]
  const to = node.nextNode.get(exit)
  if (frame !== undefined && to !== undefined) {
    frame.nodeId = to.node.id
    active.reached(to)
    return
  }
  const known = node.exits.find((candidate) => candidate.id === exit)
  if (known?.tone === 'quiet') return finishRun(burst, run, 'stopped')
  stopRun(burst, run, { code: 'run/exit_not_connected', text: `The exit "${known?.label ?? exit}" of “${node.label}” leads nowhere. Connect it.` })
}

/** A technical failure: by the node's Error exit, else by that of a calling Sub-flowchart node, else the run stops. */
export function fail(burst: Burst, active: ActiveRun, node: CompiledNode, error: { readonly code: string; readonly text: string }): void {
  const { run, flowId, nodeId } = active
  run.error = { code: error.code, text: error.text, node: node.label }
  active.knows('error', run.error)
  if (active.hides) hideRun(burst, run)
  const shown = shownError(error, active.hides)
  burst.trace?.push({ type: 'failed', runId: run.id, flowId, nodeId, ...pick(shown) })
  for (let depth = run.frames.length - 1; depth >= 0; depth -= 1) {
    const frame = run.frames[depth]
    const at = frame && burst.program.flows.get(frame.flowId)?.nodes.get(frame.nodeId)
    if (frame === undefined || at?.next.get('error') === undefined) continue
    burst.effects.push({ type: 'failed', runId: run.id, flowId, nodeId, ...pick(shown), handled: true })
    run.frames.length = depth + 1
    active.flowId = frame.flowId
    active.nodeId = frame.nodeId
    return leave(burst, active, at, 'error')
  }
  stopRun(burst, run, shown, { flowId, nodeId, traced: true })
}

/** From now on, nothing of the run is shown in traces and the log. */
export function hideRun(burst: Burst, run: Run): void {
  run.isHidden = true
  burst.mayHide = true
}

/** Ends a run because of an error that nothing took. */
export function stopRun(burst: Burst, run: Run, error: { readonly code: string; readonly text: string }, where?: { flowId: string; nodeId: string; traced: boolean }): void {
  const frame = run.frames.at(-1)
  const place = where ?? { flowId: frame?.flowId ?? '', nodeId: frame?.nodeId ?? '', traced: false }
  if (!place.traced) burst.trace?.push({ type: 'failed', runId: run.id, flowId: place.flowId, nodeId: place.nodeId, ...pick(error) })
  burst.effects.push({ type: 'failed', runId: run.id, flowId: place.flowId, nodeId: place.nodeId, ...pick(error), handled: false })
  responded(burst, run, `failed: ${error.text}`)
  finishRun(burst, run, 'failed')
}

export const pick = ({ code, text }: { readonly code: string; readonly text: string }) => ({ code, text })

/** Takes a run, its screens and what was tied to them away. */
export function finishRun(burst: Burst, run: Run, outcome: 'ended' | 'failed' | 'stopped'): void {
  responded(burst, run, outcome === 'ended' ? 'done' : outcome)
  endListenersOfScreen(burst, run, 'all')
  removeScreens(burst, run.id)
  streamsOfEndedRun(burst, run.id)
  burst.state.runs = burst.state.runs.filter((candidate) => candidate !== run)
  // Whoever walks it sees that it is over.
  run.frames = []
  burst.trace?.push({ type: 'runEnded', runId: run.id, outcome })
  if (run.type === 'button') refreshScreens(burst)
}

/** Says once what became of the delivery that the run answers. */
export function responded(burst: Burst, run: Run, response: string): void {
  if (run.deliveryId === null) return
  const first = run.frames[0]
  burst.effects.push({ type: 'responded', deliveryId: run.deliveryId, outcome: 'delivered', response, flowId: first?.flowId ?? null, nodeId: null })
  run.deliveryId = null
}
