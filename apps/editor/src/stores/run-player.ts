import type { ArmedListener, Flight, LogRow, TraceBatch, WaitingPlace } from '@halley/protocol'
import type { StoreApi } from 'zustand/vanilla'
import { applyTraces, emptyRun, forgetSessions, isWorkingAt, mergeRows, noteWaiting, putOut, type RunPlaces, type RunState } from './run-state.ts'

/** A clock and a way to do things later; the page's own, or a test's. */
export type RunClock = {
  readonly nowMs: () => number
  /** Returns what takes it back. */
  readonly after: (delayMs: number, run: () => void) => () => void
}

/** Milliseconds that a node stays lit at least: shorter, and a person does not see it. */
export const LIT_MS = 350
/** Milliseconds of a message's way, as `--flight` in tokens.css. */
export const FLIGHT_MS = 600
/** Milliseconds that the listeners glow after a message arrived. */
export const ARRIVAL_MS = 400

/** What the server tells of running sessions, as the run store takes it. */
export type RunPlayer = {
  readonly traces: (batches: readonly TraceBatch[]) => void
  readonly flight: (flight: Flight) => void
  readonly armed: (listeners: readonly ArmedListener[]) => void
  /** Where everybody's runs waited when this tab began to watch. */
  readonly waiting: (places: readonly WaitingPlace[]) => void
  readonly logRows: (rows: readonly LogRow[]) => void
  /** Rows older than those that are there. */
  readonly olderRows: (rows: readonly LogRow[], hasOlder: boolean) => void
  readonly clearRows: () => void
  /** A client of this tab ends its session or starts it again. */
  readonly sessionGone: (sessionId: string) => void
  readonly watching: (on: boolean) => void
  /** Forgets everything: another project is opened. */
  readonly forget: () => void
}

/** Feeds a run store, and puts out again what was lit, when a person has seen it. */
export function createRunPlayer(store: StoreApi<RunState>, clock: RunClock): RunPlayer {
  const places: RunPlaces = new Map()
  const pending = new Map<string, () => void>()
  /** Nodes that were seen and still work: put out when they are left. */
  const overdue = new Map<string, { readonly node: string; readonly sessionId: string }>()

  const later = (key: string, delayMs: number, run: () => void) => {
    pending.get(key)?.()
    pending.set(key, clock.after(delayMs, () => {
      pending.delete(key)
      run()
    }))
  }
  const cancelAll = () => {
    for (const cancel of pending.values()) cancel()
    pending.clear()
  }

  const putOutSeen = (key: string, node: string, sessionId: string) => {
    if (isWorkingAt(places, node, sessionId)) {
      overdue.set(key, { node, sessionId })
      return
    }
    overdue.delete(key)
    store.setState(({ activeNodes }) => ({ activeNodes: putOut(activeNodes, node, sessionId) }))
  }

  return {
    traces: (batches) => {
      const { state, lit } = applyTraces(store.getState(), places, { batches, atMs: clock.nowMs() })
      store.setState(state)
      for (const { node, sessionId } of lit) {
        const key = `${node}/${sessionId}`
        overdue.delete(key)
        later(`lit/${key}`, LIT_MS, () => putOutSeen(key, node, sessionId))
      }
      for (const [key, { node, sessionId }] of overdue) putOutSeen(key, node, sessionId)
    },
    flight: (told) => {
      const id = told.logRowId
      // Legs may be told before the message is acknowledged, which is told with none.
      const known = store.getState().flights.find(({ logRowId }) => logRowId === id)
      const flight = known === undefined ? told : { ...told, to: [...known.to, ...told.to] }
      store.setState(({ flights }) => ({ flights: [...flights.filter((other) => other.logRowId !== id), { ...flight, at: clock.nowMs() }] }))
      later(`flight/${id}`, FLIGHT_MS, () => {
        store.setState(({ flights, arrivals }) => ({ flights: flights.filter((other) => other.logRowId !== id), arrivals: new Map(arrivals).set(id, flight) }))
        later(`arrival/${id}`, ARRIVAL_MS, () =>
          store.setState(({ arrivals }) => {
            const left = new Map(arrivals)
            left.delete(id)
            return { arrivals: left }
          }))
      })
    },
    armed: (listeners) => store.setState({ armed: listeners }),
    waiting: (waiting) => store.setState(noteWaiting(places, waiting)),
    logRows: (rows) => {
      const gone = new Set(rows.flatMap((row) => (row.type === 'session' && row.code === 'session/ended' && row.session !== null ? [row.session.sessionId] : [])))
      store.setState(({ logRows }) => ({ logRows: mergeRows(logRows, rows), ...(gone.size > 0 && forgetSessions(places, gone)) }))
    },
    olderRows: (rows, hasOlder) => store.setState(({ logRows }) => ({ logRows: mergeRows(logRows, rows), hasOlderRows: hasOlder })),
    clearRows: () => store.setState({ logRows: [], hasOlderRows: false }),
    sessionGone: (sessionId) => store.setState(forgetSessions(places, new Set([sessionId]))),
    watching: (on) => {
      // What happened while nobody told is not known: better nothing lit than something wrong.
      if (!on) {
        places.clear()
        overdue.clear()
        store.setState({ activeNodes: new Map(), waitingNodes: new Map(), waitingNames: new Map(), armed: [] })
      }
      store.setState({ watching: on })
    },
    forget: () => {
      cancelAll()
      places.clear()
      overdue.clear()
      store.setState(emptyRun, true)
    },
  }
}
