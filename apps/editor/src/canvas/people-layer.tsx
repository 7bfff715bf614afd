import { ViewportPortal } from '@xyflow/react'
import { MousePointer2 } from 'lucide-react'
import type { CSSProperties } from 'react'
import { personColor, useOthersInFlow } from '../presence/others.ts'

/** Where the others point on this canvas. */
export function PeopleLayer({ flowId }: { readonly flowId: string }) {
  const others = useOthersInFlow(flowId)
  return (
    <ViewportPortal>
      {others.map((person) => (person.cursor === null ? null : (
        <div key={person.clientId} className="person-cursor" aria-hidden="true" style={cursorStyle(person.cursor, personColor(person))}>
          <MousePointer2 size={16} fill="currentColor" />
          <span>{person.name}</span>
        </div>
      )))}
    </ViewportPortal>
  )
}

function cursorStyle({ x, y }: { readonly x: number; readonly y: number }, color: string): CSSProperties {
  const style: Record<string, string | number> = { transform: `translate(${x}px, ${y}px)`, zIndex: 2000, '--person': color }
  return style
}
