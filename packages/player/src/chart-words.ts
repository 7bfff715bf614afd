import type { WidgetView } from '@halley/model'

export type ChartView = Extract<WidgetView, { kind: 'chart' }>

/** Says a value of a chart; unknown is a dash. */
export function numberWords(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: 4 })
}

/** What a chart shows in one sentence, for those who do not see it. */
export function chartWords({ chart, title, labels, series }: ChartView): string {
  const parts = series.map(({ title: name, values }) => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? `${name}: nothing known` : `${name} from ${numberWords(Math.min(...known))} to ${numberWords(Math.max(...known))}, at the end ${numberWords(known.at(-1))}`
  })
  return `${chart === 'line' ? 'Line' : 'Bar'} chart${title === '' ? '' : ` "${title}"`}, ${labels.length.toLocaleString('en')} ${labels.length === 1 ? 'point' : 'points'}. ${parts.join('; ')}.`
}
