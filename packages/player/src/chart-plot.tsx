import { useEffect, useRef, useState, type CSSProperties, type PointerEvent, type RefObject } from 'react'
import { axisOver, labelEvery, LABEL_CHARACTERS, runsOf, tickWords } from './chart-scale.ts'
import { seriesLook, SeriesMark } from './chart-series.tsx'
import { numberWords, type ChartView } from './chart-words.ts'

/** Width in pixels before it was measured, or where nothing can be measured. */
const FIRST_WIDTH = 480
/** Points that get a dot each; more would be a thick line. */
const DOTTED_POINTS = 40

/** The picture of a chart: as wide as its place, with the numbers of the point under the pointer. */
export function ChartPlot({ widget, label }: { readonly widget: ChartView; readonly label: string }) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [pointed, setPointed] = useState<number | null>(null)
  const { chart, labels, series } = widget
  const isNarrow = width < 300
  const height = isNarrow ? 150 : 210
  const axis = axisOver(series.flatMap(({ values }) => values), { count: isNarrow ? 3 : 4, fromZero: chart === 'bar' })
  const words = tickWords(axis)
  const left = Math.max(...words.map((word) => word.length)) * 6.4 + 10
  const plot = { left, top: 8, width: Math.max(40, width - left - 6), height: height - 8 - 24 }
  const band = plot.width / labels.length
  const x = (index: number) => plot.left + band * (index + 0.5)
  const y = (value: number) => plot.top + plot.height * (1 - (value - axis.from) / (axis.to - axis.from))
  const every = labelEvery(labels, plot.width)
  const shown = pointed !== null && pointed < labels.length ? pointed : null
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = Math.floor(((event.clientX - box.left) * (width / Math.max(1, box.width)) - plot.left) / band)
    setPointed(at >= 0 && at < labels.length ? at : null)
  }
  return (
    <div ref={frame} className="halley-chart-plot">
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} role="img" aria-label={label} onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(null)}>
        {axis.ticks.map((tick, index) => (
          <g key={tick}>
            <line className="halley-chart-grid" data-zero={tick === 0 || undefined} x1={plot.left} x2={plot.left + plot.width} y1={y(tick)} y2={y(tick)} />
            <text className="halley-chart-words" x={plot.left - 6} y={y(tick)} dy="0.32em" textAnchor="end">{words[index]}</text>
          </g>
        ))}
        {labels.map((text, index) => (index % every === 0 ? (
          // oxlint-disable-next-line react/no-array-index-key -- points have no identity but their place
          <text key={index} className="halley-chart-words" x={within(x(index), text, width)} y={height - 7} textAnchor="middle">{text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text}</text>
        ) : null))}
        {shown === null ? null : chart === 'line'
          ? <line className="halley-chart-pointed" x1={x(shown)} x2={x(shown)} y1={plot.top} y2={plot.top + plot.height} />
          : <rect className="halley-chart-pointed" x={x(shown) - band / 2} y={plot.top} width={band} height={plot.height} />}
        {series.map(({ id, values }, index) => (chart === 'line'
          ? <Line key={id} values={values} x={x} y={y} index={index} shown={shown} />
          : <Bars key={id} values={values} x={x} y={y} place={{ index, of: series.length, band }} />))}
      </svg>
      {shown === null ? null : (
        <div className="halley-chart-tip" aria-hidden="true" style={{ left: x(shown), '--along': x(shown) / width } as CSSProperties}>
          <p className="halley-chart-tip-label">{labels[shown]}</p>
          {series.map((one, index) => <p key={one.id}><SeriesMark chart={chart} look={seriesLook(index)} />{one.title}<b>{numberWords(one.values[shown])}</b></p>)}
        </div>
      )}
    </div>
  )
}

/** Where the middle of a label stands: at its point, or as near as the whole of it is seen. */
function within(x: number, text: string, width: number): number {
  const half = Math.min(text.length, LABEL_CHARACTERS) * 3.2
  return Math.min(Math.max(x, half), width - half)
}

type Drawn = { readonly values: readonly (number | null)[]; readonly x: (index: number) => number; readonly y: (value: number) => number }

function Line({ values, x, y, index, shown }: Drawn & { readonly index: number; readonly shown: number | null }) {
  const { color, dashes } = seriesLook(index)
  const at = (position: number) => `${round(x(position))} ${round(y(values[position] ?? 0))}`
  const runs = runsOf(values)
  const dotted = values.length <= DOTTED_POINTS
  return (
    <g>
      {runs.map((run) => <path key={run[0]} d={`M ${run.map(at).join(' L ')}`} fill="none" stroke={color} strokeWidth={2} strokeLinejoin="round" strokeLinecap="round" strokeDasharray={dashes} />)}
      {/* A value between two gaps has no line to be seen by. */}
      {runs.flatMap((run) => (dotted || run.length === 1 ? run : run.filter((position) => position === shown))).map((position) => (
        <circle key={position} cx={round(x(position))} cy={round(y(values[position] ?? 0))} r={position === shown ? 4.5 : 3} fill={color} />
      ))}
    </g>
  )
}

function Bars({ values, x, y, place: { index, of, band } }: Drawn & { readonly place: { readonly index: number; readonly of: number; readonly band: number } }) {
  const { color } = seriesLook(index)
  const inner = Math.min(band * 0.72, 56 * of)
  const width = inner / of
  return values.map((value, position) => {
    if (value === null) return null
    const top = Math.min(y(value), y(0))
    // A value of zero is known: it keeps a hairline, a gap has none.
    const height = Math.max(Math.abs(y(value) - y(0)), 1)
    // oxlint-disable-next-line react/no-array-index-key -- points have no identity but their place
    return <rect key={position} x={round(x(position) - inner / 2 + width * index + (of > 1 ? 0.5 : 0))} y={round(top)} width={round(Math.max(1, width - (of > 1 ? 1 : 0)))} height={round(height)} rx={Math.min(2, width / 4)} fill={color} />
  })
}

const round = (value: number): number => Math.round(value * 10) / 10

function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(FIRST_WIDTH)
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      const measured = Math.round(entry?.contentRect.width ?? 0)
      if (measured > 0) setWidth(measured)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return width
}
