import type { WidgetView } from '@halley/model'
import type { CSSProperties } from 'react'

/** A bar that fills; while its value is unknown it shows that something is going on. */
export function ProgressWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'progress' }> }) {
  const { label, value, max } = widget
  const words = value === null ? null : progressWords(value, max)
  return (
    <div className="halley-progress">
      {label === '' && words === null ? null : (
        <div className="halley-progress-words" aria-hidden="true">
          <span className="halley-label">{label}</span>
          {words === null ? null : <span className="halley-progress-value">{words}</span>}
        </div>
      )}
      <div
        className="halley-progress-track"
        role="progressbar"
        aria-label={label === '' ? 'Progress' : label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value ?? undefined}
        aria-valuetext={words ?? undefined}
        data-unknown={value === null || undefined}
      >
        <div className="halley-progress-bar" style={{ '--done': value === null ? 0 : value / max } as CSSProperties} />
      </div>
    </div>
  )
}

/** "40 %" of a hundred, "2 of 4" of anything else. */
export function progressWords(value: number, max: number): string {
  const written = (number: number) => number.toLocaleString('en', { maximumFractionDigits: 1 })
  return max === 100 || max === 1 ? `${Math.round((value / max) * 100)} %` : `${written(value)} of ${written(max)}`
}
