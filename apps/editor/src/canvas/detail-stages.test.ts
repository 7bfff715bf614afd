import { describe, expect, it } from 'vitest'
import type { Detail } from './canvas-context.ts'
import { createDetailStages, type DetailSeat } from './detail-stages.ts'

function canvas(first: Detail) {
  const frames: (() => void)[] = []
  const stages = createDetailStages(first, (draw) => void frames.push(draw))
  const mount = (count: number) =>
    Array.from({ length: count }, () => {
      const seat = stages.seat()
      return { seat, leave: seat.subscribe(() => undefined) }
    })
  return { stages, mount, nextFrame: () => frames.shift()?.(), isDone: () => frames.length === 0 }
}

function drawn(seats: readonly { readonly seat: DetailSeat }[]): Record<Detail, number> {
  const counts = { full: 0, title: 0, box: 0 }
  for (const { seat } of seats) counts[seat.detail()] += 1
  return counts
}

describe('how much of a node is drawn', () => {
  it('a few nodes that appear are drawn in full at once', () => {
    expect(drawn(canvas('full').mount(20))).toEqual({ full: 20, title: 0, box: 0 })
  })

  it('of many that appear in one frame the last are boxes first, and are drawn in full over the next frames', () => {
    const { mount, nextFrame, isDone } = canvas('full')
    const seats = mount(150)
    expect(drawn(seats)).toEqual({ full: 60, title: 0, box: 90 })
    nextFrame()
    expect(drawn(seats)).toEqual({ full: 120, title: 0, box: 30 })
    while (!isDone()) nextFrame()
    expect(drawn(seats)).toEqual({ full: 150, title: 0, box: 0 })
  })

  it('what has left the window before its turn is not drawn', () => {
    const { stages, mount, nextFrame, isDone } = canvas('box')
    const seats = mount(100)
    stages.want('full')
    for (const { leave } of seats.slice(0, 90)) leave()
    while (!isDone()) nextFrame()
    expect(drawn(seats)).toEqual({ full: 10, title: 0, box: 90 })
  })

  it('zooming in and out again before anybody’s turn draws nothing anew', () => {
    const { stages, mount, nextFrame, isDone } = canvas('title')
    const seats = mount(3)
    while (!isDone()) nextFrame()
    let draws = 0
    for (const { seat } of seats) seat.subscribe(() => void (draws += 1))
    stages.want('full')
    stages.want('title')
    while (!isDone()) nextFrame()
    expect([draws, drawn(seats)]).toEqual([0, { full: 0, title: 3, box: 0 }])
  })
})
