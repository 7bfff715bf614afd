import { median, missing, ratios } from './report.ts'
import type { Row } from './row.ts'

/** What a run of the suite leaves behind: raw figures, machine, date. */
export type Results = {
  readonly at: string
  readonly smoke: boolean
  readonly rounds: number
  readonly machine: { readonly node: string; readonly cores: number; readonly processor: string; readonly memoryGiB: number }
  readonly rows: readonly Row[]
}

/** docs/benchmarks.md: every row with medians and the ratio, and the chart. */
export function benchmarksPage({ at, smoke, machine, rows }: Results): string {
  const counts = rows.map((row) => row.ours.length)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const line = (row: Row): string => {
    const each = ratios(row)
    const ratio = each.length === 0 ? '–' : `${digits(median(each))}× (${digits(Math.min(...each))}–${digits(Math.max(...each))})`
    return `| ${row.suite} | ${row.name} | ${figure(median(row.ours))}${missing(row.ours)} | ${row.peer} | ${figure(median(row.peerFigures))}${missing(row.peerFigures)} | ${ratio} | ${row.unit} |`
  }
  return `# Benchmarks

\`npm run bench\` measures Halley and its peers in one run, taken in turn; what counts is the ratio (above 1: Halley is ahead), with its minimum and maximum over the rounds.
Taken ${at.slice(0, 10)} on ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, Node ${machine.node}, ${most === 1 ? 'one round' : `median of ${fewest === most ? most : `${fewest} to ${most}`} rounds`}.${smoke ? ' **A smoke run: it shows that the suite works, and its figures say nothing.**' : ''} Raw figures: [benchmarks.json](benchmarks.json).

![Ratios to the peers](pictures/benchmarks.svg)

| suite | what | Halley | peer | peer's | ahead by (min–max) | unit |
|---|---|---|---|---|---|---|
${rows.map(line).join('\n')}
`
}

const LABEL_WIDTH = 430
const BAR_WIDTH = 420
const ROW_HEIGHT = 22

/** Bars of the ratios on a logarithmic scale, with the line at 1. */
export function benchmarksChart(rows: readonly Row[]): string {
  const bars = rows.flatMap((row) => (ratios(row).length === 0 || median(ratios(row)) <= 0 ? [] : [{ label: `${row.name} / ${row.peer}`, ratio: median(ratios(row)) }]))
  const reach = Math.max(1, ...bars.map(({ ratio }) => Math.abs(Math.log10(ratio))))
  const middle = LABEL_WIDTH + BAR_WIDTH / 2
  const height = bars.length * ROW_HEIGHT + 30
  const drawn = bars.map(({ label, ratio }, index) => {
    const y = 10 + index * ROW_HEIGHT
    const length = (Math.log10(ratio) / reach) * (BAR_WIDTH / 2)
    const x = Math.min(middle, middle + length)
    return `<text x="${LABEL_WIDTH - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text><rect x="${x.toFixed(1)}" y="${y + 3}" width="${Math.max(1, Math.abs(length)).toFixed(1)}" height="${ROW_HEIGHT - 8}" fill="${ratio >= 1 ? '#3c4aa3' : '#b07a1a'}"/><text x="${(length >= 0 ? middle + length + 5 : middle + 5).toFixed(1)}" y="${y + 14}">${digits(ratio)}×</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH + BAR_WIDTH + 70}" height="${height}" font-family="Inter, sans-serif" font-size="11" fill="#1e2130"><rect width="100%" height="100%" fill="#faf8f4"/>${drawn.join('')}<line x1="${middle}" x2="${middle}" y1="6" y2="${height - 20}" stroke="#8a8d99"/></svg>\n`
}

function digits(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
