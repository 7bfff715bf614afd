import type { Row } from './row.ts'

/** The middle figure of the rounds that ended. */
export function median(figures: readonly number[]): number {
  const sorted = ended(figures).toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return sorted.length % 2 === 1 ? middle : (middle + (sorted[sorted.length / 2 - 1] ?? Number.NaN)) / 2
}

/** The ratio ours to peer's, above 1 when we are ahead; per round where both were taken in turn. */
export function ratios(row: Row): number[] {
  return row.ours.flatMap((figure, index) => {
    const peer = row.peerFigures[index]
    if (peer === undefined || !Number.isFinite(figure) || !Number.isFinite(peer)) return []
    // Nothing of what must not be is as good as promised.
    return [figure === peer ? 1 : row.higherIsBetter ? figure / peer : peer / figure]
  })
}

/** What to add to a median: how many of its rounds did not end. Empty when all did. */
export function missing(figures: readonly number[]): string {
  const count = figures.length - ended(figures).length
  return count === 0 ? '' : ` (${count} of ${figures.length} did not end)`
}

function ended(figures: readonly number[]): number[] {
  return figures.filter((figure) => Number.isFinite(figure))
}

function short(figure: number): string {
  if (!Number.isFinite(figure)) return '–'
  const magnitude = Math.abs(figure)
  if (magnitude >= 1e6) return `${(figure / 1e6).toFixed(2)} M`
  if (magnitude >= 1e4) return `${(figure / 1e3).toFixed(1)} k`
  return magnitude >= 100 ? figure.toFixed(0) : figure.toFixed(2)
}

/** The rows as a table for the screen: medians, and the ratio with its minimum and maximum. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['suite', 'what', 'Halley', 'peer', 'peer’s', 'ahead by (min–max)', 'unit'],
    ...rows.map((row) => {
      const each = ratios(row)
      const ratio = each.length === 0 ? '–' : `${median(each).toFixed(2)}× (${Math.min(...each).toFixed(2)}–${Math.max(...each).toFixed(2)})`
      return [row.suite, row.name, short(median(row.ours)) + missing(row.ours), row.peer, short(median(row.peerFigures)) + missing(row.peerFigures), ratio, row.unit]
    }),
  ]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? []
  return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}
