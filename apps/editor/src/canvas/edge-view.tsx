import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { useScene } from './canvas-context.ts'
import type { CanvasEdge } from './canvas-graph.ts'
import { useTakenAt } from './run-marks.ts'

/** Pixels around an arrow in which it can be grasped. */
const GRASP = 16

/** Pixels before the entry at which a long arrow turns: in the gap beside the target's column, not behind the nodes between. */
const TURN_BEFORE = 32

/** One arrow. Amber runs along it when its exit was just taken. */
export const EdgeView = memo(function EdgeView({ id, source, sourceHandleId, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data }: EdgeProps<CanvasEdge>) {
  const { flowId, detail, insertOn } = useScene()
  const takenAt = useTakenAt(flowId, source, sourceHandleId ?? '')
  const [path, labelX, labelY] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: detail === 'box' ? 0 : 8, offset: 16, ...bend(sourceX, targetX) })
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={GRASP} className={data?.isError === true ? 'edge-error' : 'edge-normal'} {...(detail === 'full' && { markerEnd: 'url(#halley-arrow)' })} />
      {/* A new key starts the animation again; it ends by itself. */}
      {takenAt === undefined ? null : <path key={takenAt} d={path} className="edge-taken" pathLength={100} />}
      {selected === true ? (
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
