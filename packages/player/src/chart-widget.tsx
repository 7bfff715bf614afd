import { useId } from 'react'
import { ChartPlot } from './chart-plot.tsx'
import { seriesLook, SeriesMark } from './chart-series.tsx'
import { chartWords, numberWords, type ChartView } from './chart-words.ts'

/** A chart with its title, what its lines or bars mean, and the same numbers as a table. */
export function ChartWidget({ widget }: { readonly widget: ChartView }) {
  const titleId = useId()
  const { chart, title, labels, series, more, emptyText } = widget
  if (labels.length === 0 || series.length === 0) {
    return (
      <div className="halley-chart">
        {title === '' ? null : <p className="halley-chart-title">{title}</p>}
        <p className="halley-empty-list">{emptyText}</p>
      </div>
    )
  }
  return (
    <figure className="halley-chart" aria-labelledby={title === '' ? undefined : titleId}>
      {title === '' ? null : <figcaption id={titleId} className="halley-chart-title">{title}</figcaption>}
      {series.length > 1 ? (
        <ul className="halley-chart-legend" aria-hidden="true">
          {series.map((one, index) => <li key={one.id}><SeriesMark chart={chart} look={seriesLook(index)} />{one.title}</li>)}
        </ul>
      ) : null}
      <ChartPlot widget={widget} label={chartWords(widget)} />
      <details className="halley-chart-table">
        <summary>Numbers as a table</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <div className="halley-table" role="region" aria-label={`Numbers of ${title === '' ? 'the chart' : title}`} tabIndex={0}>
          <table>
            <thead><tr><th scope="col"><span className="halley-unseen">Label</span></th>{series.map((one) => <th key={one.id} scope="col">{one.title}</th>)}</tr></thead>
            <tbody>
              {labels.map((label, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- points have no identity but their place
                <tr key={index}><th scope="row">{label}</th>{series.map((one) => <td key={one.id} data-title={one.title}>{numberWords(one.values[index])}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      {more > 0 ? <p className="halley-more-rows">The last {labels.length.toLocaleString('en')} of {(labels.length + more).toLocaleString('en')} points</p> : null}
    </figure>
  )
}
