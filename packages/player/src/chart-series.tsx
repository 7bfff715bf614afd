/** How one series looks: a colour, and for lines dashes as well, so that nobody needs to tell the colours apart. */
export type SeriesLook = { readonly color: string; readonly dashes: string | undefined }

// Neighbours differ in lightness and in hue for people with any kind of colour blindness.
const colors = [
  'var(--hue-0, light-dark(#2563c4, #7fb0ff))', 'var(--hue-5, light-dark(#a83a26, #ff9178))', 'var(--hue-1, light-dark(#0b7a70, #4fd1c1))', 'var(--hue-2, light-dark(#a8327f, #f291cf))',
  'var(--hue-8, light-dark(#6f4a2b, #d9b08c))', 'var(--hue-4, light-dark(#7146c2, #bfa0ff))', 'var(--hue-3, light-dark(#4d7414, #b2d96a))', 'var(--hue-7, light-dark(#2a3568, #c9d2f5))',
]
const dashes = [undefined, '7 4', '2 4', '9 3 2 3']

/** The look of the series at a place of the chart. */
export function seriesLook(index: number): SeriesLook {
  return { color: colors[index % colors.length] ?? 'currentColor', dashes: dashes[index % dashes.length] }
}

/** A piece of the line, or a bar's colour, as it stands in the chart. */
export function SeriesMark({ chart, look }: { readonly chart: 'line' | 'bar'; readonly look: SeriesLook }) {
  return (
    <svg className="halley-chart-mark" width={chart === 'line' ? 22 : 10} height={10} aria-hidden="true">
      {chart === 'line'
        ? <line x1={0} y1={5} x2={22} y2={5} stroke={look.color} strokeWidth={2} strokeDasharray={look.dashes} />
        : <rect width={10} height={10} rx={2} fill={look.color} />}
    </svg>
  )
}
