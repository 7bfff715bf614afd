import type { ArmedListener, Flight, LogRow, TraceBatch, TraceEntry } from '@halley/protocol'

/** A node that runs, or ran so shortly ago that a person has not seen it yet. */
export type ActiveNode = { readonly since: number; readonly sessions: readonly string[] }
export type FailedNode = { readonly code: string; readonly text: string; readonly at: number; readonly flowId: string }
/** What a run gave a name last: for the values beside expressions. */
export type LastValue = { readonly value: unknown; readonly at: number; readonly sessionId: string }

/** Everything that happens now in the watched sessions, by node id. Times are this page's clock in milliseconds. */
export type RunState = {
  readonly activeNodes: ReadonlyMap<string, ActiveNode>
  /** Sessions that wait at a node, by node id. */
  readonly waitingNodes: ReadonlyMap<string, readonly string[]>
  /** Until the next run of the flow starts, or one passes there. */
  readonly failedNodes: ReadonlyMap<string, FailedNode>
  /** When an exit was taken last, by `nodeId:exit`. */
  readonly takenExits: ReadonlyMap<string, number>
  /** How often a node was entered, by node id. */
  readonly counts: ReadonlyMap<string, number>
  /** How often an exit was taken, by `nodeId:exit`. */
  readonly exitCounts: ReadonlyMap<string, number>
  readonly armed: readonly ArmedListener[]
  readonly flights: readonly Flight[]
  /** Log row ids whose flight has landed and still glows. */
  readonly arrivals: ReadonlyMap<string, Flight>
  readonly logRows: readonly LogRow[]
  /** Older rows are on the server. */
  readonly hasOlderRows: boolean
  readonly watching: boolean
  readonly lastValues: ReadonlyMap<string, LastValue>
}

/** Rows kept in the page; the server keeps 10,000 and gives older ones on request. */
export const LOG_ROWS_KEPT = 10_000

export const emptyRun: RunState = {
  activeNodes: new Map(), waitingNodes: new Map(), failedNodes: new Map(), takenExits: new Map(), counts: new Map(), exitCounts: new Map(),
  armed: [], flights: [], arrivals: new Map(), logRows: [], hasOlderRows: false, watching: false, lastValues: new Map(),
}

/** Where each run is; not part of the state, since nobody draws it. */
export type RunPlaces = Map<string, { readonly sessionId: string; readonly flowId: string; nodeId: string | null; isWaiting: boolean }>

export type TraceChange = {
  readonly state: Partial<RunState>
  /** Nodes that were entered and are to be put out when they have been seen. */
  readonly lit: readonly { readonly nodeId: string; readonly sessionId: string }[]
}

/** Works trace batches into the state. `places` is changed; the state's maps are made anew only where they change. */
export function applyTraces(state: RunState, places: RunPlaces, { batches, atMs }: { readonly batches: readonly TraceBatch[]; readonly atMs: number }): TraceChange {
  const active = new Map(state.activeNodes)
  const failed = new Map(state.failedNodes)
  const taken = new Map(state.takenExits)
  const counts = new Map(state.counts)
  const exitCounts = new Map(state.exitCounts)
  const values = new Map(state.lastValues)
  const lit: { nodeId: string; sessionId: string }[] = []

  const enter = (sessionId: string, entry: Extract<TraceEntry, { type: 'entered' }>) => {
    const isNewRun = !places.has(entry.runId)
    for (const [nodeId, { flowId }] of failed) if (nodeId === entry.nodeId || (isNewRun && flowId === entry.flowId)) failed.delete(nodeId)
    places.set(entry.runId, { sessionId, flowId: entry.flowId, nodeId: entry.nodeId, isWaiting: false })
    const sessions = active.get(entry.nodeId)?.sessions ?? []
    active.set(entry.nodeId, { since: atMs, sessions: sessions.includes(sessionId) ? sessions : [...sessions, sessionId] })
    counts.set(entry.nodeId, (counts.get(entry.nodeId) ?? 0) + 1)
    lit.push({ nodeId: entry.nodeId, sessionId })
  }

  for (const batch of batches) {
    for (const entry of batch.entries) {
      switch (entry.type) {
        case 'entered':
          enter(batch.sessionId, entry)
          break
        case 'left': {
          const exit = `${entry.nodeId}:${entry.exit}`
          taken.set(exit, atMs)
          exitCounts.set(exit, (exitCounts.get(exit) ?? 0) + 1)
          const place = places.get(entry.runId)
          if (place !== undefined) {
            place.nodeId = null
            place.isWaiting = false
          }
          break
        }
        case 'waiting':
          places.set(entry.runId, { sessionId: batch.sessionId, flowId: entry.flowId, nodeId: entry.nodeId, isWaiting: true })
          break
        case 'failed':
          failed.set(entry.nodeId, { code: entry.code, text: entry.text, at: atMs, flowId: entry.flowId })
          break
        case 'assigned':
          values.set(entry.target, { value: entry.value, at: atMs, sessionId: batch.sessionId })
          break
        case 'runEnded':
          places.delete(entry.runId)
          break
      }
    }
  }
  return { state: { activeNodes: active, waitingNodes: waitingOf(places), failedNodes: failed, takenExits: taken, counts, exitCounts, lastValues: values }, lit }
}

function waitingOf(places: RunPlaces): Map<string, readonly string[]> {
  const waiting = new Map<string, readonly string[]>()
  for (const { nodeId, sessionId, isWaiting } of places.values()) {
    if (isWaiting && nodeId !== null) waiting.set(nodeId, [...(waiting.get(nodeId) ?? []), sessionId])
  }
  return waiting
}

/** Does a run of this session work at the node right now? */
export function isWorkingAt(places: RunPlaces, nodeId: string, sessionId: string): boolean {
  for (const place of places.values()) if (place.nodeId === nodeId && place.sessionId === sessionId && !place.isWaiting) return true
  return false
}

/** Forgets the runs of sessions that are no more. */
export function keepSessions(places: RunPlaces, isThere: (sessionId: string) => boolean): Partial<RunState> {
  for (const [runId, place] of places) if (!isThere(place.sessionId)) places.delete(runId)
  return { waitingNodes: waitingOf(places) }
}

/** Puts a node out for one session. */
export function putOut(active: RunState['activeNodes'], nodeId: string, sessionId: string): RunState['activeNodes'] {
  const node = active.get(nodeId)
  if (node === undefined) return active
  const next = new Map(active)
  const sessions = node.sessions.filter((candidate) => candidate !== sessionId)
  if (sessions.length === 0) next.delete(nodeId)
  else next.set(nodeId, { ...node, sessions })
  return next
}

/** Puts new rows in their place by time; a row with a known id replaces it. The oldest beyond the limit go. */
export function mergeRows(rows: readonly LogRow[], added: readonly LogRow[]): readonly LogRow[] {
  if (added.length === 0) return rows
  const byId = new Map(added.map((row) => [row.id, row]))
  const merged = rows.map((row) => {
    const replacement = byId.get(row.id)
    if (replacement !== undefined) byId.delete(row.id)
    return replacement ?? row
  })
  const fresh = [...byId.values()]
  merged.push(...fresh)
  const isInOrder = merged.every((row, index) => index === 0 || (merged[index - 1]?.at ?? 0) <= row.at)
  const ordered = isInOrder ? merged : merged.toSorted((left, right) => left.at - right.at)
  return ordered.length > LOG_ROWS_KEPT ? ordered.slice(-LOG_ROWS_KEPT) : ordered
}
