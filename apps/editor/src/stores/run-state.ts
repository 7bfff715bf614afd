import type { ArmedListener, Flight, LogRow, TraceBatch, TraceEntry, WaitingPlace } from '@halley/protocol'

/** The key of a node in the maps below: node ids are unique in their flow only. */
export function nodeKey(flowId: string, nodeId: string): string {
  return `${flowId}/${nodeId}`
}

/** The key of an exit in the maps below. */
export function exitKey(flowId: string, nodeId: string, exit: string): string {
  return `${flowId}/${nodeId}:${exit}`
}

/** A node that runs, or ran so shortly ago that a person has not seen it yet. */
export type ActiveNode = { readonly since: number; readonly sessions: readonly string[] }
export type FailedNode = { readonly code: string; readonly text: string; readonly at: number; readonly flowId: string }
/** What a run gave a name last: for the values beside expressions. */
export type LastValue = { readonly value: unknown; readonly at: number; readonly sessionId: string }

/** Everything that happens now in the watched sessions, by nodeKey and exitKey. Times are this page's clock in milliseconds. */
export type RunState = {
  readonly activeNodes: ReadonlyMap<string, ActiveNode>
  /** Sessions that wait at a node. */
  readonly waitingNodes: ReadonlyMap<string, readonly string[]>
  /** Who uses those sessions, each once; who is not known is left out. */
  readonly waitingNames: ReadonlyMap<string, readonly string[]>
  /** Until the next run of the flow starts, or one passes there. */
  readonly failedNodes: ReadonlyMap<string, FailedNode>
  /** When an exit was taken last. */
  readonly takenExits: ReadonlyMap<string, number>
  /** How often a node was entered. */
  readonly counts: ReadonlyMap<string, number>
  /** How often an exit was taken. */
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
  activeNodes: new Map(), waitingNodes: new Map(), waitingNames: new Map(), failedNodes: new Map(), takenExits: new Map(), counts: new Map(), exitCounts: new Map(),
  armed: [], flights: [], arrivals: new Map(), logRows: [], hasOlderRows: false, watching: false, lastValues: new Map(),
}

/** Where a run is. */
type RunPlace = {
  readonly sessionId: string
  readonly userName: string | undefined
  /** By nodeKey; null between two nodes. */
  node: string | null
  isWaiting: boolean
  /** False while it is only known from where the server said that it waits. */
  readonly isTraced: boolean
}
/** Where each run is, by runKey; not part of the state, since nobody draws it. */
export type RunPlaces = Map<string, RunPlace>

/** Run ids are unique in their session only. */
function runKey(sessionId: string, runId: string): string {
  return `${sessionId}/${runId}`
}

export type TraceChange = {
  readonly state: Partial<RunState>
  /** Nodes that were entered and are to be put out when they have been seen. */
  readonly lit: readonly { readonly node: string; readonly sessionId: string }[]
}

/** Works trace batches into the state. `places` is changed; the state's maps are made anew only where they change. */
export function applyTraces(state: RunState, places: RunPlaces, { batches, atMs }: { readonly batches: readonly TraceBatch[]; readonly atMs: number }): TraceChange {
  const active = new Map(state.activeNodes)
  const failed = new Map(state.failedNodes)
  const taken = new Map(state.takenExits)
  const counts = new Map(state.counts)
  const exitCounts = new Map(state.exitCounts)
  const values = new Map(state.lastValues)
  const lit: { node: string; sessionId: string }[] = []

  const enter = ({ sessionId, userName }: TraceBatch, entry: Extract<TraceEntry, { type: 'entered' }>) => {
    const node = nodeKey(entry.flowId, entry.nodeId)
    const run = runKey(sessionId, entry.runId)
    const isNewRun = places.get(run)?.isTraced !== true
    for (const [key, { flowId }] of failed) if (key === node || (isNewRun && flowId === entry.flowId)) failed.delete(key)
    places.set(run, { sessionId, userName, node, isWaiting: false, isTraced: true })
    const sessions = active.get(node)?.sessions ?? []
    active.set(node, { since: atMs, sessions: sessions.includes(sessionId) ? sessions : [...sessions, sessionId] })
    counts.set(node, (counts.get(node) ?? 0) + 1)
    lit.push({ node, sessionId })
  }

  for (const batch of batches) {
    for (const entry of batch.entries) {
      switch (entry.type) {
        case 'entered':
          enter(batch, entry)
          break
        case 'left': {
          const exit = exitKey(entry.flowId, entry.nodeId, entry.exit)
          taken.set(exit, atMs)
          exitCounts.set(exit, (exitCounts.get(exit) ?? 0) + 1)
          const place = places.get(runKey(batch.sessionId, entry.runId))
          if (place !== undefined) {
            place.node = null
            place.isWaiting = false
          }
          break
        }
        case 'waiting':
          places.set(runKey(batch.sessionId, entry.runId), { sessionId: batch.sessionId, userName: batch.userName, node: nodeKey(entry.flowId, entry.nodeId), isWaiting: true, isTraced: true })
          break
        case 'failed':
          failed.set(nodeKey(entry.flowId, entry.nodeId), { code: entry.code, text: entry.text, at: atMs, flowId: entry.flowId })
          break
        case 'assigned':
          values.set(entry.target, { value: entry.value, at: atMs, sessionId: batch.sessionId })
          break
        case 'runEnded':
          places.delete(runKey(batch.sessionId, entry.runId))
          break
      }
    }
  }
  return { state: { activeNodes: active, ...waitingOf(places), failedNodes: failed, takenExits: taken, counts, exitCounts, lastValues: values }, lit }
}

function waitingOf(places: RunPlaces): Pick<RunState, 'waitingNodes' | 'waitingNames'> {
  const sessions = new Map<string, readonly string[]>()
  const names = new Map<string, readonly string[]>()
  for (const { node, sessionId, userName, isWaiting } of places.values()) {
    if (!isWaiting || node === null) continue
    sessions.set(node, [...(sessions.get(node) ?? []), sessionId])
    const known = names.get(node) ?? []
    if (userName !== undefined && !known.includes(userName)) names.set(node, [...known, userName])
  }
  return { waitingNodes: sessions, waitingNames: names }
}

/** Does a run of this session work at the node right now? */
export function isWorkingAt(places: RunPlaces, node: string, sessionId: string): boolean {
  for (const place of places.values()) if (place.node === node && place.sessionId === sessionId && !place.isWaiting) return true
  return false
}

/** Forgets the runs of sessions that are no more, or start again. */
export function forgetSessions(places: RunPlaces, sessionIds: ReadonlySet<string>): Partial<RunState> {
  for (const [run, { sessionId }] of places) if (sessionIds.has(sessionId)) places.delete(run)
  return waitingOf(places)
}

/** Notes the runs that had come to wait before anybody here watched; where a trace told of a run, it knows better. */
export function noteWaiting(places: RunPlaces, waiting: readonly WaitingPlace[]): Partial<RunState> {
  for (const { sessionId, userName, runId, flowId, nodeId } of waiting) {
    const run = runKey(sessionId, runId)
    if (!places.has(run)) places.set(run, { sessionId, userName, node: nodeKey(flowId, nodeId), isWaiting: true, isTraced: false })
  }
  return waitingOf(places)
}

/** The newest message that has just arrived at a listener of the flow, by its log row id; null when none did. */
export function arrivalIn(arrivals: RunState['arrivals'], flowId: string): string | null {
  let newest: string | null = null
  for (const [id, { to }] of arrivals) if (to.some((leg) => leg.flowId === flowId)) newest = id
  return newest
}

/** Puts a node out for one session. */
export function putOut(active: RunState['activeNodes'], node: string, sessionId: string): RunState['activeNodes'] {
  const lit = active.get(node)
  if (lit === undefined) return active
  const next = new Map(active)
  const sessions = lit.sessions.filter((candidate) => candidate !== sessionId)
  if (sessions.length === 0) next.delete(node)
  else next.set(node, { ...lit, sessions })
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
