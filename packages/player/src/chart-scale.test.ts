import { expect, test } from 'vitest'
import fc from 'fast-check'
import { axisOver, labelEvery, runsOf, tickWords } from './chart-scale.ts'

test.each([
  [[0, 7], { count: 4, fromZero: false }, [0, 2, 4, 6, 8]],
  [[3, 97], { count: 4, fromZero: true }, [0, 50, 100]],
  [[980, 1_000], { count: 4, fromZero: false }, [980, 985, 990, 995, 1_000]],
  [[980, 1_000], { count: 4, fromZero: true }, [0, 500, 1_000]],
  [[-4, 6], { count: 4, fromZero: false }, [-5, 0, 5, 10]],
  [[0.1, 0.3], { count: 3, fromZero: true }, [0, 0.1, 0.2, 0.3]],
  [[0, 0], { count: 4, fromZero: true }, [0, 0.5, 1]],
  [[null, null], { count: 4, fromZero: false }, [0, 0.5, 1]],
  [[-9, -8], { count: 2, fromZero: true }, [-10, -5, 0]],
])('an axis over %j has round marks', (values, options, ticks) => {
  expect(axisOver(values, options).ticks).toEqual(ticks)
})

test('an axis holds all of its values, with a bounded number of marks that rise', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true, min: -1e299, max: 1e299 }), { minLength: 1, maxLength: 50 }), fc.boolean(), (values, fromZero) => {
    const axis = axisOver(values, { count: 4, fromZero })
    const slack = (axis.to - axis.from) * 1e-6
    expect(axis.ticks.length).toBeGreaterThanOrEqual(2)
    expect(axis.ticks.length).toBeLessThanOrEqual(8)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(axis.from - slack)
    expect(Math.max(...values)).toBeLessThanOrEqual(axis.to + slack)
    expect([...new Set(axis.ticks)].toSorted((a, b) => a - b)).toEqual(axis.ticks)
  }))
})

test('marks of one axis are written with the same decimals, large ones short', () => {
  expect(tickWords({ ticks: [0, 0.5, 1], from: 0, to: 1 })).toEqual(['0.0', '0.5', '1.0'])
  expect(tickWords({ ticks: [0, 20_000], from: 0, to: 20_000 })).toEqual(['0', '20K'])
})

test('labels that would touch are left out', () => {
  expect(labelEvery(['Mon', 'Tue', 'Wed'], 400)).toBe(1)
  expect(labelEvery(Array.from({ length: 100 }, (_, index) => `Day ${index}`), 400)).toBeGreaterThan(5)
})

test('unknown values part a line into runs', () => {
  expect(runsOf([1, 2, null, 3, null])).toEqual([[0, 1], [3]])
})
