import { catalog } from '@halley/nodes'
import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import { useState } from 'react'
import { KindIcon } from '../canvas/kind-icons.tsx'
import { IconButton, Tooltip } from '../kit/index.ts'
import { projectStore, useProject } from '../stores/project-store.ts'
import { writeDragData } from './drag-data.ts'
import { freshNodeOf, groupTitles, kindsFor, type NodeProposal } from './node-proposals.ts'

/** The node kinds that may stand in a flow, to drag onto the canvas or to add by a click or Enter. */
export function Palette({ flowId, onAdd, onSearch }: { readonly flowId: string; readonly onAdd: (proposal: NodeProposal) => void; readonly onSearch: () => void }) {
  const flowType = useProject((project) => project.flows[flowId]?.type ?? 'flowchart')
  // Until a person chooses, the room decides (canvas.css).
  const [chosen, setChosen] = useState<boolean | null>(null)
  const named = chosen ?? true
  return (
    <div className="palette nowheel nopan" data-named={named || undefined} data-auto={chosen === null || undefined} role="toolbar" aria-label="Node kinds" aria-orientation="vertical">
      <div className="palette-head">
        <IconButton size="small" label="Search for a node" shortcut="Tab" tooltipSide="right" icon={<Search />} onClick={onSearch} />
        <IconButton size="small" label={chosen === null ? 'Names or icons only' : named ? 'Show icons only' : 'Show names'} tooltipSide="right" icon={named ? <PanelLeftClose /> : <PanelLeftOpen />} onClick={(event) => setChosen(!isNamedNow(event.currentTarget))} />
      </div>
      {kindsFor(catalog, flowType).map(({ group, kinds }) => (
        <div key={group} role="group" aria-label={groupTitles[group]} className="palette-group">
          {kinds.map((kind) => (
            <Tooltip key={kind.kind} title={kind.title} text={kind.help} side="right">
              <button
                type="button"
                draggable
                className="palette-kind"
                data-testid={`palette-${kind.kind}`}
                aria-label={`Add ${kind.title}`}
                onClick={() => onAdd(freshNodeOf(kind, projectStore.getState().project))}
                onDragStart={(event) => writeDragData(event.dataTransfer, { type: 'nodeKind', kind: kind.kind })}
              >
                <KindIcon name={kind.look.icon} />
                {named ? <span>{kind.title}</span> : null}
              </button>
            </Tooltip>
          ))}
        </div>
      ))}
    </div>
  )
}

function isNamedNow(button: HTMLElement): boolean {
  const name = button.closest('.palette')?.querySelector<HTMLElement>('.palette-kind span')
  return name !== null && name !== undefined && name.offsetWidth > 0
}
