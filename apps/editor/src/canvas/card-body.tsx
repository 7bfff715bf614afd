import type { NodeBodyProps } from './custom-views.ts'
import { KindIcon } from './kind-icons.tsx'
import { exitPlaces } from './node-geometry.ts'

/** Pixels from the middle of an exit on the lower edge to its label: the mark itself is not written over. */
const BESIDE_EXIT = 9

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
          style={side === 'bottom' ? { left: x + BESIDE_EXIT } : { top: y - 8, height: 16 }}
        >
          {exit.label}
        </span>
      ))}
    </>
  )
}
