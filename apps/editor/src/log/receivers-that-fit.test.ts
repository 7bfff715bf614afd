import fc from 'fast-check'
import { expect, test } from 'vitest'
import { receiversThatFit } from './receivers-that-fit.ts'

/** Ten pixels a letter, so that widths can be counted by hand. */
const room = (width: number) => ({ width, widthOf: (text: string) => text.length * 10 })

test('all receivers are named where they have room', () => {
  // Sender 40, arrow 18, two receivers of 22 + 40 and 22 + 70.
  expect(receiversThatFit({ from: 'Desk', names: ['Shop', 'Officer'], awayCount: 0 }, room(212))).toBe(2)
})

test('those that do not fit whole are counted, and the count has its room', () => {
  expect(receiversThatFit({ from: 'Desk', names: ['Shop', 'Officer'], awayCount: 0 }, room(211))).toBe(1)
  // "+1" takes 26, and so does the first receiver lose its place; one is named all the same.
  expect(receiversThatFit({ from: 'Desk', names: ['Shop', 'Officer'], awayCount: 0 }, room(140))).toBe(1)
  expect(receiversThatFit({ from: 'Desk', names: ['A', 'B', 'C'], awayCount: 0 }, room(40 + 18 + 32 + 32 + 26))).toBe(2)
})

test('clients that are away take room', () => {
  expect(receiversThatFit({ from: 'Desk', names: ['Shop', 'Officer'], awayCount: 3 }, room(243))).toBe(1)
  expect(receiversThatFit({ from: 'Desk', names: ['Shop', 'Officer'], awayCount: 3 }, room(244))).toBe(2)
})

test('wider rows never name fewer, and one is named wherever there is one', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 8 }), fc.nat(600), fc.nat(300), (names, width, more) => {
    const fits = receiversThatFit({ from: 'Desk', names, awayCount: 0 }, room(width))
    expect(fits).toBeGreaterThanOrEqual(Math.min(1, names.length))
    expect(receiversThatFit({ from: 'Desk', names, awayCount: 0 }, room(width + more))).toBeGreaterThanOrEqual(fits)
  }))
})
