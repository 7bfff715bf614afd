import type { NodeBodyProps } from './custom-views.ts'
import { KindIcon } from './kind-icons.tsx'
import { exitPlaces } from './node-geometry.ts'

/** Icon, title, one sentence, and the exits' labels. */
export function CardBody({ face, detail }: NodeBodyProps) {
  if (detail === 'title') {
    return (
      <div className="card-far">
        <KindIcon name={face.icon} size={28} />
        <span>{face.title}</span>
      </div>
    )
  }
  const places = exitPlaces(face)
  const single = places.filter((place) => place.side === 'right').length === 1
  return (
    <>
      <div className="card-head">
        <span className="card-icon"><KindIcon name={face.icon} /></span>
        <span className="card-title">{face.title}</span>
      </div>
      <p className="card-summary" title={face.summary}>{face.summary}</p>
      {places.map(({ exit, x, y, side }) => (
        <span
          key={exit.id}
          className="exit-label"
          data-side={side}
          data-tone={exit.tone ?? 'normal'}
          style={side === 'bottom' ? { left: x - 16 } : { top: y - (single ? 8 : 12), height: single ? 16 : 24 }}
        >
          {exit.label}
        </span>
      ))}
    </>
  )
}
