import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFree, nearestFreePlace, type Box } from './free-place.ts'

const sight: Box = { x: 0, y: 0, width: 1200, height: 640 }
const card = { width: 224, height: 96 }
const boxes = fc.array(fc.record({ x: fc.integer({ min: -600, max: 1600 }), y: fc.integer({ min: -400, max: 1000 }), width: fc.constantFrom(104, 224), height: fc.integer({ min: 40, max: 400 }) }), { maxLength: 40 })
const places = fc.record({ x: fc.integer({ min: -400, max: 1400 }), y: fc.integer({ min: -200, max: 800 }) })

const isSeen = ({ x, y }: { readonly x: number; readonly y: number }) => x >= 0 && y >= 0 && x + card.width <= sight.width && y + card.height <= sight.height

describe('a node that is added without pointing at a place', () => {
  it('stands where it is wanted when nothing is there', () => {
    expect(nearestFreePlace({ taken: [], size: card, wanted: { x: 400, y: 200 }, sight })).toEqual({ x: 400, y: 200 })
  })

  it('stands on no other node, whatever is drawn and however tall it is', () => {
    fc.assert(
      fc.property(boxes, places, (taken, wanted) => {
        expect(isFree(taken, nearestFreePlace({ taken, size: card, wanted, sight }), card)).toBe(true)
      }),
    )
  })

  it('stands in the part that is seen as long as there is room', () => {
    const left = fc.record({ x: fc.integer({ min: -600, max: 560 - 224 }), y: fc.integer({ min: -400, max: 1000 }), width: fc.constant(224), height: fc.integer({ min: 40, max: 400 }) })
    fc.assert(
      fc.property(fc.array(left, { maxLength: 30 }), places, (taken, wanted) => {
        expect(isSeen(nearestFreePlace({ taken, size: card, wanted, sight }))).toBe(true)
      }),
    )
  })

  it('stands out of sight when all that is seen is full, beside what is there', () => {
    const place = nearestFreePlace({ taken: [sight], size: card, wanted: { x: 600, y: 300 }, sight })
    expect(isSeen(place)).toBe(false)
    expect(isFree([sight], place, card)).toBe(true)
  })
})
