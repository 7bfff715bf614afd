import type { NodeBodyProps } from './custom-views.ts'
import { KindIcon } from './kind-icons.tsx'

/** Start and End: a small pill with a name. */
export function PillBody({ face }: NodeBodyProps) {
  return (
    <div className="pill-body">
      <KindIcon name={face.icon} size={14} />
      <span>{face.kind === 'end' && face.summary !== '' ? face.summary : face.title}</span>
    </div>
  )
}
