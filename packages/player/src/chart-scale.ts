/** The values at which an axis has its marks, the first and the last of them its ends. */
export type Axis = { readonly ticks: readonly number[]; readonly from: number; readonly to: number }

/**
 * An axis over numbers with marks at 1, 2 or 5 times a power of ten, about `count` of them. Bars stand on zero; lines do too,
 * unless all of their values are far from it. Without any number it goes from 0 to 1.
 */
export function axisOver(values: readonly (number | null)[], { count, fromZero }: { readonly count: number; readonly fromZero: boolean }): Axis {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  let low = known.length === 0 ? 0 : Math.min(...known)
  let high = known.length === 0 ? 1 : Math.max(...known)
  const isFar = low > 0 ? low > high / 2 : high < 0 && high < low / 2
  if (fromZero || !isFar) {
    low = Math.min(low, 0)
    high = Math.max(high, 0)
  }
  // What differs by less than anybody could see on the axis (or by too much to reckon with) has an axis around it.
  const largest = Math.max(Math.abs(low), Math.abs(high))
  if (!(high - low > largest * 1e-6 && high - low > 1e-200)) {
    const around = largest < 1e-200 ? 1 : largest / 10
    if (low !== 0 || high !== 0) low -= around
    high += around
  }
  if (!(high - low < 1e300)) return { ticks: [-1e300, 0, 1e300], from: -1e300, to: 1e300 }
  const step = niceStep((high - low) / Math.max(1, count))
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  // Counted and multiplied, not added up: 0.1 stays 0.1.
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  return { ticks, from: ticks[0] ?? 0, to: ticks.at(-1) ?? 1 }
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Says a number beside an axis: short, and all of one axis with the same decimals. */
export function tickWords({ ticks }: Axis): string[] {
  const largest = Math.max(...ticks.map(Math.abs))
  if (largest >= 10_000) return ticks.map((tick) => tick.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 2 }))
  const decimals = Math.max(...ticks.map((tick) => (String(tick).split('.')[1] ?? '').length))
  return ticks.map((tick) => tick.toLocaleString('en', { minimumFractionDigits: Math.min(decimals, 6), maximumFractionDigits: Math.min(decimals, 6) }))
}

/** Which labels stand below a chart: every so many, so that they do not touch. `width` is that of the plot, in pixels. */
export function labelEvery(labels: readonly string[], width: number): number {
  const widest = Math.max(1, ...labels.map((label) => Math.min(label.length, LABEL_CHARACTERS))) * CHARACTER_WIDTH + 12
  return Math.max(1, Math.ceil((labels.length * widest) / Math.max(1, width)))
}

/** Characters of a label below a chart; the rest is read in its tooltip and in the table. */
export const LABEL_CHARACTERS = 12
const CHARACTER_WIDTH = 6.2

/** The runs of known values, by index: a gap lies between them. */
export function runsOf(values: readonly (number | null)[]): number[][] {
  const runs: number[][] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const last = runs.at(-1)
    if (last !== undefined && last.at(-1) === index - 1) last.push(index)
    else runs.push([index])
  }
  return runs
}
