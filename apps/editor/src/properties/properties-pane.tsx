import { useLayoutEffect, useRef } from 'react'
import { ResourceProperties } from '../data/resource-properties.tsx'
import { EmptyState } from '../kit/index.ts'
import { LookOnly } from '../shell/look-only.tsx'
import { useView } from '../stores/view-store.ts'
import { EdgeProperties } from './edge-properties.tsx'
import { NodeProperties } from './node-properties.tsx'

/** The properties of what is selected; of the flowchart on the canvas when nothing is. */
export function PropertiesPane() {
  const selection = useView((view) => view.selection)
  const tab = useView((view) => view.activeTab)
  const pane = useRef<HTMLDivElement>(null)
  const shown = selection.type === 'nodes' ? [selection.flowId, ...selection.nodeIds, ...selection.edgeIds].join('/') : selection.type === 'resource' ? `${selection.collection}/${selection.id}` : ''
  // Something else is shown from its beginning; a jump to one of its fields scrolls there afterwards.
  useLayoutEffect(() => {
    pane.current?.scrollTo(0, 0)
  }, [shown])
  return (
    <div ref={pane} className="h-full overflow-x-hidden overflow-y-auto"><LookOnly>
      {selection.type === 'nodes' && selection.nodeIds.length > 0 ? <NodeProperties key={`${selection.flowId}/${selection.nodeIds.join()}`} flowId={selection.flowId} nodeIds={selection.nodeIds} />
        : selection.type === 'nodes' && selection.edgeIds.length > 0 ? <EdgeProperties flowId={selection.flowId} edgeIds={selection.edgeIds} />
        : selection.type === 'resource' ? <ResourceProperties collection={selection.collection} id={selection.id} />
        : tab?.type === 'flow' ? <ResourceProperties collection="flows" id={tab.flowId} />
        : tab?.type === 'screen' ? <NodeProperties key={`${tab.flowId}/${tab.nodeId}`} flowId={tab.flowId} nodeIds={[tab.nodeId]} />
        : <EmptyState title="Nothing is selected">Select a node, a message or a channel to see and change its properties.</EmptyState>}
    </LookOnly></div>
  )
}
