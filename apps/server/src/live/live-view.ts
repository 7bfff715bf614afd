import type { ArmedListener, EditorPushes, Flight, LogRow, TraceBatch, WaitingPlace } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { Push } from '../realtime/pushing.ts'
import type { Storage } from '../storage/storage.ts'
import { MessageLog } from './message-log.ts'

/** Milliseconds within which traces, flights and armed listeners go out together: a frame of the screen. */
const FRAME_MS = 16

/** Trace batches of one frame; beyond it the oldest are left out, for nobody could see them. */
const BATCHES_PER_FRAME = 200

/** Armed listeners and waiting runs that are shown; each lights a node, and a node is lit once. */
const PLACES_SHOWN = 2_000

export type LiveViewSurroundings = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** What sessions listen to now. */
  readonly armed: () => readonly ArmedListener[]
  /** Where their runs wait now. */
  readonly waiting: () => readonly WaitingPlace[]
  readonly onFailure: (error: unknown) => void
  /** A log that is there already: a published app writes into that of its project, and lights nothing on the canvas. */
  readonly log?: MessageLog
}

/**
 * What the tabs of one project see of its running sessions. Everybody gets log rows; traces, flights and armed listeners go
 * to those who watch, once a frame, and are not even made while nobody does.
 */
export class LiveView {
  readonly log: MessageLog
  readonly #surroundings: LiveViewSurroundings
  readonly #tabs = new Map<string, { readonly push: Push<EditorPushes>; watches: boolean }>()
  #batches: TraceBatch[] = []
  readonly #flights = new Map<string, Flight>()
  #hasArmedChanged = false
  #isFramePending = false

  constructor(projectId: string, surroundings: LiveViewSurroundings) {
    this.#surroundings = surroundings
    const { storage, clock, onFailure } = surroundings
    this.log = surroundings.log ?? new MessageLog(projectId, { storage, clock, onFailure, push: (rows) => this.#pushRows(rows) })
  }

  /** True while somebody watches; traces are made only then. */
  get isWatched(): boolean {
    for (const { watches } of this.#tabs.values()) if (watches) return true
    return false
  }

  enter(clientId: string, push: Push<EditorPushes>): void {
    this.#tabs.set(clientId, { push, watches: false })
  }

  leave(clientId: string): void {
    this.#tabs.delete(clientId)
  }

  /** Turns the live pushes of a tab on or off; it gets the armed listeners, and where runs wait, at once. */
  watch(clientId: string, on: boolean): void {
    const tab = this.#tabs.get(clientId)
    if (tab === undefined) return
    tab.watches = on
    if (!on) return
    tab.push('armed', { listeners: this.#armed() })
    tab.push('waiting', { places: this.#surroundings.waiting().slice(0, PLACES_SHOWN) })
  }

  /** Shows what one burst of a session did. */
  trace(batch: TraceBatch): void {
    if (batch.entries.length === 0 || !this.isWatched) return
    this.#batches.push(batch)
    if (this.#batches.length > BATCHES_PER_FRAME) this.#batches.shift()
    this.#frameSoon()
  }

  /** Shows a message on its way; legs that are told later in the same frame join it, later ones are a flight of their own. */
  fly(flight: Flight): void {
    if (!this.isWatched) return
    const known = this.#flights.get(flight.logRowId)
    this.#flights.set(flight.logRowId, known === undefined ? flight : { ...known, to: [...known.to, ...flight.to] })
    this.#frameSoon()
  }

  /** Some session listens to more or less than before. */
  armedChanged(): void {
    if (!this.isWatched) return
    this.#hasArmedChanged = true
    this.#frameSoon()
  }

  #armed(): ArmedListener[] {
    return this.#surroundings.armed().slice(0, PLACES_SHOWN)
  }

  #pushRows(rows: readonly LogRow[]): void {
    for (const { push } of this.#tabs.values()) push('logRows', { rows: [...rows] })
  }

  #frameSoon(): void {
    if (this.#isFramePending) return
    this.#isFramePending = true
    this.#surroundings.clock.setTimer(FRAME_MS, () => this.#frame())
  }

  #frame(): void {
    this.#isFramePending = false
    const batches = this.#batches
    const flights = [...this.#flights.values()]
    const armed = this.#hasArmedChanged ? this.#armed() : null
    this.#batches = []
    this.#flights.clear()
    this.#hasArmedChanged = false
    for (const { push, watches } of this.#tabs.values()) {
      if (!watches) continue
      if (armed !== null) push('armed', { listeners: armed })
      if (batches.length > 0) push('traces', { batches })
      for (const flight of flights) push('flight', flight)
    }
  }
}
