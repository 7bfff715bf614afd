import { describe, expect, it } from 'vitest'
import { median, ratios, table } from './report.ts'

const row = { suite: 's', name: 'n', ours: [200, 400, 300], peer: 'p', peerFigures: [100, 100, 100], unit: 'x/s', higherIsBetter: true }

describe('the benchmark report', () => {
  it('takes the middle figure, or the mean of the two middle ones', () => {
    expect([median([3, 1, 2]), median([1, 2, 3, 10])]).toEqual([2, 2.5])
  })

  it('says how far ahead we are round by round, also where less is better', () => {
    expect(ratios(row)).toEqual([2, 4, 3])
    expect(ratios({ ...row, higherIsBetter: false })).toEqual([0.5, 0.25, 1 / 3])
  })

  it('says how many rounds did not end, and compares the others', () => {
    const torn = { ...row, ours: [200, Number.NaN, 300] }
    expect([ratios(torn), median(torn.ours)]).toEqual([[2, 3], 250])
    expect(table([torn])).toContain('(1 of 3 did not end)')
  })

  it('prints medians and the ratio with its minimum and maximum', () => {
    expect(table([row])).toContain('3.00× (2.00–4.00)')
  })
})
