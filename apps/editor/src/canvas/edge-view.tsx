import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { useDetail, useScene } from './canvas-context.ts'
import type { CanvasEdge } from './canvas-graph.ts'
import { useMayChange } from '../stores/project-store.ts'
import { useTakenAt } from './run-marks.ts'

/** Pixels around an arrow in which it can be grasped. */
const GRASP = 16

/** Pixels before the entry at which a long arrow turns: in the gap beside the target's column, not behind the nodes between. */
const TURN_BEFORE = 32

/** Pixels between an arrow that leads back and the cards that it goes around. */
const CLEAR = 16

/** One arrow. Amber runs along it when its exit was just taken. */
export const EdgeView = memo(function EdgeView({ id, source, sourceHandleId, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data }: EdgeProps<CanvasEdge>) {
  const { flowId, insertOn } = useScene()
  const detail = useDetail()
  const mayChange = useMayChange()
  const takenAt = useTakenAt(flowId, source, sourceHandleId ?? '')
  // Handles are measured on the screen: what is a pixel off is the same row, and gets no kink.
  const endY = Math.abs(sourceY - targetY) < 2 ? sourceY : targetY
  const ends = { sourceX, sourceY, targetX, targetY: endY }
  const [path, labelX, labelY] = getSmoothStepPath({ ...ends, sourcePosition, targetPosition, borderRadius: detail === 'box' ? 0 : 8, offset: 16, ...(targetX < sourceX && data !== undefined ? goBack(ends, data) : bend(sourceX, targetX)) })
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={GRASP} className={data?.isError === true ? 'edge-error' : 'edge-normal'} {...(detail === 'full' && { markerEnd: 'url(#halley-arrow)' })} />
      {/* A new key starts the animation again; it ends by itself. */}
      {takenAt === undefined ? null : <path key={takenAt} d={path} className="edge-taken" pathLength={100} />}
      {selected === true && mayChange ? (
        <EdgeLabelRenderer>
          <button type="button" className="edge-insert nodrag nopan" style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }} aria-label="Insert a node here" onClick={() => insertOn(id, { x: labelX, y: labelY })}>
            <Plus size={14} aria-hidden="true" />
          </button>
        </EdgeLabelRenderer>
      ) : null}
    </>
  )
})

function bend(sourceX: number, targetX: number): { centerX: number } | Record<string, never> {
  return targetX - sourceX > 4 * TURN_BEFORE ? { centerX: targetX - TURN_BEFORE } : {}
}

type Ends = { readonly sourceX: number; readonly sourceY: number; readonly targetX: number; readonly targetY: number }

// Back to the left: between the two cards where they are above each other, below both and all between them where they are not.
function goBack({ sourceY, targetY }: Ends, { around }: NonNullable<CanvasEdge['data']>): { centerY: number } {
  const source = { top: sourceY - around.sourceAbove, bottom: sourceY + around.sourceBelow }
  const target = { top: targetY - around.targetAbove, bottom: targetY + around.targetBelow }
  // One down and one up between the same rows keep apart.
  if (target.top - source.bottom >= CLEAR) return { centerY: source.bottom + (target.top - source.bottom) / 3 }
  if (source.top - target.bottom >= CLEAR) return { centerY: source.top - (source.top - target.bottom) / 3 }
  return { centerY: Math.max(source.bottom, target.bottom, around.lowest) + CLEAR }
}
