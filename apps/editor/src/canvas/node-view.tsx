import { Handle, Position, type NodeProps } from '@xyflow/react'
import { Info, Radio, TriangleAlert } from 'lucide-react'
import { memo, type CSSProperties } from 'react'
import { useProblems } from '../problems/problems-store.ts'
import { useMayChange } from '../stores/project-store.ts'
import { useDetail, useScene } from './canvas-context.ts'
import type { CanvasNode } from './canvas-graph.ts'
import { NodeBody } from './custom-views.ts'
import type { NodeFace } from './node-face.ts'
import { entryPlace, exitPlaces, nodeSize } from './node-geometry.ts'
import { useNodeRun, type NodeRun } from './run-marks.ts'

/** One node on the canvas, of any kind; drawn anew only when what it says or its selection changes. */
export const NodeView = memo(
  function NodeView({ data, selected }: NodeProps<CanvasNode>) {
    const { face, onlooker, connected } = data
    const { flowId } = useScene()
    const detail = useDetail()
    const run = useNodeRun(flowId, face.id)
    const problem = useProblems((problems) => problems.worstOfNode.get(`${flowId}/${face.id}`))
    return (
      <div
        className="node"
        data-shape={face.shape}
        data-kind={face.kind}
        data-tone={face.isKnown ? face.tone : 'unknown'}
        data-detail={detail}
        data-run={run.state}
        data-arrival={run.hasArrival || undefined}
        data-selected={selected || undefined}
        data-problem={problem?.severity}
        style={nodeStyle(face, onlooker?.color)}
      >
        {detail === 'box' ? null : <NodeBody face={face} detail={detail} />}
        {face.hue === null || detail === 'box' ? null : <span className="node-rail" />}
        {onlooker === null ? null : <span className="node-onlooker">{onlooker.name}</span>}
        <NodeMarks run={run} problem={problem} />
        {detail === 'box' ? <HandlePlaces face={face} /> : <NodeHandles face={face} connected={connected} />}
      </div>
    )
  },
  (before, after) => before.data === after.data && before.selected === after.selected,
)

function nodeStyle(face: NodeFace, personColor: number | undefined): CSSProperties {
  const style: Record<string, string> = { '--node-height': `${nodeSize(face).height}px`, '--node-width': `${nodeSize(face).width}px` }
  if (face.hue !== null) style['--node-hue'] = `var(--hue-${face.hue})`
  if (personColor !== undefined) style['--person'] = `var(--hue-${personColor})`
  return style
}

/** What a node's state is called on its badge. */
const stateWords = { running: 'Running', waiting: 'Waiting', failed: 'Failed' } as const

function NodeMarks({ run, problem }: { readonly run: NodeRun; readonly problem: { readonly severity: string; readonly texts: readonly string[] } | undefined }) {
  return (
    <>
      {run.state === undefined ? null : <span className="node-state" data-run={run.state} title={run.state === 'waiting' ? run.waits : (run.failure ?? undefined)}>{stateWords[run.state]}</span>}
      {run.armed === 0 ? null : (
        <span className="node-armed" title={`${run.armed.toLocaleString('en')} ${run.armed === 1 ? 'session listens' : 'sessions listen'} here`}>
          <Radio size={12} aria-hidden="true" />
          {run.armed.toLocaleString('en')}
          <span className="sr-only"> listening</span>
        </span>
      )}
      {run.count === 0 ? null : <span className="node-count" title={`Ran ${run.count === 1 ? 'once' : `${run.count.toLocaleString('en')} times`} since this page was opened`}>ran {run.count.toLocaleString('en')}×</span>}
      {problem === undefined ? null : (
        <span className="node-problem" data-severity={problem.severity} title={problem.texts.join('\n')}>
          {problem.severity === 'hint' ? <Info size={14} aria-hidden="true" /> : <TriangleAlert size={14} aria-hidden="true" />}
          <span className="sr-only">{problem.severity === 'error' ? 'Error: ' : 'Problem: '}{problem.texts[0]}</span>
        </span>
      )}
    </>
  )
}

// React Flow measures where handles are whenever a node appears, and forgets the places that the node itself names. From far
// away nobody can grasp one, so plain elements in their places do; a Handle listens to every move of the canvas, and there
// are thousands of them then.
function HandlePlaces({ face }: { readonly face: NodeFace }) {
  return (
    <>
      {face.hasEntry ? <i className="handle-place target" data-handlepos="left" style={{ left: entryPlace.x, top: entryPlace.y }} /> : null}
      {exitPlaces(face).map(({ exit, x, y, side }) => <i key={exit.id} className="handle-place source" data-handleid={exit.id} data-handlepos={side} style={{ left: x, top: y }} />)}
    </>
  )
}

function NodeHandles({ face, connected }: { readonly face: NodeFace; readonly connected: readonly string[] }) {
  const mayChange = useMayChange()
  return (
    <>
      {face.hasEntry ? <Handle type="target" position={Position.Left} className="entry" style={{ top: entryPlace.y }} isConnectableStart={false} /> : null}
      {exitPlaces(face).map(({ exit, x, y, side }) => (
        <Handle
          key={exit.id}
          id={exit.id}
          type="source"
          position={side === 'right' ? Position.Right : Position.Bottom}
          className="exit"
          data-testid={`exit-${face.id}-${exit.id}`}
          data-tone={exit.tone ?? 'normal'}
          data-connected={connected.includes(exit.id) || undefined}
          title={mayChange ? `${exit.label}: drag to where it goes on` : exit.label}
          style={side === 'right' ? { top: y } : { left: x }}
          isConnectableEnd={false}
        />
      ))}
    </>
  )
}
