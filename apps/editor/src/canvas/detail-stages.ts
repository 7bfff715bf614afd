import type { Detail } from './canvas-context.ts'

/** Nodes and arrows of a canvas that may be drawn richer in one frame: more than a person's window holds when cards can be read. */
const PER_FRAME = 60

/** Frames that a zoom has to rest on richer faces before anything is drawn so: on the way in, what is passed is not worth it. */
const REST_FRAMES = 4

const richness: Readonly<Record<Detail, number>> = { box: 0, title: 1, full: 2 }

/** One node's or arrow's place on the stage: how much of it is drawn now. */
export type DetailSeat = { readonly subscribe: (onChange: () => void) => () => void; readonly detail: () => Detail }

/**
 * Says to every node and arrow of one canvas how much of it to draw. A canvas that is zoomed past the point where its cards can
 * be read would draw hundreds of them in one frame; here they follow over some frames, and what has left the window meanwhile
 * never does. What appears while a frame is full, or while the zoom is on its way in, appears as a box.
 */
export type DetailStages = {
  /** From now on so much is worth drawing. */
  want(detail: Detail): void
  seat(): DetailSeat
}

/** `nextFrame` calls back once before the next frame is drawn. */
export function createDetailStages(first: Detail, nextFrame: (draw: () => void) => void): DetailStages {
  let wanted = first
  let spent = 0
  let restsFor = 0
  let isAwaitingFrame = false
  const seated = new Set<Seat>()
  const behind = new Set<Seat>()

  const awaitFrame = () => {
    if (isAwaitingFrame) return
    isAwaitingFrame = true
    nextFrame(drawFrame)
  }
  const drawFrame = () => {
    isAwaitingFrame = false
    spent = 0
    restsFor = Math.max(0, restsFor - 1)
    for (const seat of behind) {
      if (spent >= PER_FRAME || restsFor > 0) break
      spent += 1
      behind.delete(seat)
      seat.draw(wanted)
    }
    // One frame more, so that what was spent in this one is forgotten.
    if (spent > 0 || restsFor > 0) awaitFrame()
  }

  class Seat implements DetailSeat {
    #drawn: Detail
    #listener: (() => void) | null = null

    constructor() {
      this.#drawn = wanted === 'box' || (spent < PER_FRAME && restsFor === 0) ? wanted : 'box'
      if (this.#drawn === 'box') return
      spent += 1
      awaitFrame()
    }

    readonly detail = () => this.#drawn

    readonly subscribe = (onChange: () => void) => {
      this.#listener = onChange
      seated.add(this)
      this.follow()
      return () => {
        this.#listener = null
        seated.delete(this)
        behind.delete(this)
      }
    }

    follow() {
      if (this.#drawn === wanted) return void behind.delete(this)
      behind.add(this)
      awaitFrame()
    }

    draw(detail: Detail) {
      this.#drawn = detail
      this.#listener?.()
    }
  }

  return {
    want(detail) {
      if (detail === wanted) return
      restsFor = richness[detail] > richness[wanted] ? REST_FRAMES : 0
      wanted = detail
      for (const seat of seated) seat.follow()
    },
    seat: () => new Seat(),
  }
}
