import { addInputsForMessage, addWidget, copyWidget, deleteWidget, inOrder, moveWidget, pasteWidget, placeProblem, screenOfNode, siblingsAt, widgetsAsRead, type Screen, type WidgetClip, type WidgetKind, type WidgetPlace } from '@halley/model'
import { ListPlus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { toast } from 'sonner'
import { ScopeOfNode } from '../data/use-scope.ts'
import { Button, EmptyState, Menu } from '../kit/index.ts'
import { ResourceIcon } from '../resources/resource-icon.tsx'
import { newId } from '../stores/new-id.ts'
import { change, useMayChange, useProject, useProjectShallow } from '../stores/project-store.ts'
import { useView } from '../stores/view-store.ts'
import { LiveSample } from './live-sample.tsx'
import { LookOnly } from '../shell/look-only.tsx'
import { roomOfScreen } from './room-of-screen.ts'
import './screen-editor.css'
import { ScreenOutline } from './screen-outline.tsx'
import { holdsRows, isInRows, placeOfAdded, placeOfDrop } from './widget-order.ts'
import { WidgetPalette } from './widget-palette.tsx'
import { WidgetProperties } from './widget-properties.tsx'
import { freshWidget, widgetLabels, widgetName } from './widget-words.ts'

const emptyScreen: Screen = { widgets: {} }

/** What was copied last, on whichever screen of this tab. */
let copied: WidgetClip | null = null

/** Edits the screen of a User Interaction node: outline on the left, the live screen in the middle, properties of the selected widget on the right. */
export function ScreenEditor({ flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }) {
  const mayChange = useMayChange()
  const node = useProject((project) => project.flows[flowId]?.nodes[nodeId])
  const messages = useProjectShallow((project) => inOrder(project.messages))
  const focusRequest = useView((view) => view.focusRequest)
  const screen = useMemo(() => (node === undefined ? emptyScreen : screenOfNode(node)), [node])
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [answeredRequest, setAnsweredRequest] = useState<number | null>(null)
  const ref = useMemo(() => ({ flowId, nodeId }), [flowId, nodeId])

  // A problem or a usage inside of this screen was jumped to: its widget becomes the selected one.
  const place = focusRequest?.place
  const isHere = place?.type === 'node' && place.flowId === flowId && place.nodeId === nodeId && place.path?.[0] === 'screen'
  if (focusRequest !== null && isHere && answeredRequest !== focusRequest.id) {
    setAnsweredRequest(focusRequest.id)
    setSelectedId(place.path?.[2] ?? null)
  }

  if (node === undefined || node.kind !== 'user-interaction') return <EmptyState title="This screen was deleted">Undo brings it back.</EmptyState>
  const selected = selectedId === null ? undefined : screen.widgets[selectedId]
  const name = typeof node.config['name'] === 'string' ? node.config['name'] : 'Screen'

  const add = (kind: WidgetKind, place: WidgetPlace = placeOfAdded(screen, selectedId, kind)) => {
    let id: string | null = null
    change(`Add ${widgetLabels[kind].toLowerCase()}`, (draft) => {
      id = addWidget(draft, ref, { widget: freshWidget(kind, { isInRows: holdsRows(screen, place.parentId), room: roomOfScreen(screen, draft.rooms) }), ...place }, newId)
    })
    if (id !== null) setSelectedId(id)
  }
  const move = (widgetId: string, place: WidgetPlace) => {
    const widget = screen.widgets[widgetId]
    if (widget !== undefined) change(`Move ${widgetName(widget)}`, (draft) => moveWidget(draft, ref, widgetId, place))
  }
  const remove = (widgetId: string, keepsInside = false) => {
    const widget = screen.widgets[widgetId]
    if (widget === undefined) return
    const siblings = siblingsAt(screen, widget.parentId)
    const at = siblings.findIndex((other) => other.id === widgetId)
    const [firstInside] = keepsInside ? siblingsAt(screen, widgetId) : []
    change(keepsInside ? `Take apart ${widgetName(widget)}` : `Delete ${widgetName(widget)}`, (draft) => deleteWidget(draft, ref, widgetId, { keepsInside }))
    setSelectedId(firstInside?.id ?? siblings[at + 1]?.id ?? siblings[at - 1]?.id ?? widget.parentId)
  }
  const paste = (clip: WidgetClip | null, besideId: string, label: string) => {
    const [outermost] = clip ?? []
    if (clip === null || outermost === undefined) return
    const place = placeOfDrop(screen, { kind: outermost.kind }, { id: besideId, position: 'after' })
    let id: string | null = null
    if (place !== null) change(`${label} ${widgetName(outermost)}`, (draft) => {
      id = pasteWidget(draft, ref, { clip, ...place }, newId)
    })
    if (id !== null) setSelectedId(id)
    else toast(placeProblem(screen, { kind: outermost.kind }, screen.widgets[besideId]?.parentId ?? null) ?? 'It cannot stand here.')
  }
  const addInputs = (messageId: string, messageName: string) => {
    let added = 0
    change(`Add inputs for ${messageName}`, (draft) => {
      added = addInputsForMessage(draft, ref, { messageId, ...placeOfAdded(screen, selectedId, 'input') }, newId)
    })
    if (added === 0) toast(`All fields of ${messageName} have an input already.`)
  }

  return (
    <ScopeOfNode value={ref}><section aria-label={`Screen ${name}`} className="screen-editor">
      {mayChange && <div className="shrink-0 border-b border-line"><div role="toolbar" aria-label="Add to the screen" className="screen-editor-palette">
        <WidgetPalette onAdd={add} />
        {messages.length > 0 && (
          <Menu
            trigger={<Button size="small" variant="quiet" icon={<ListPlus size={14} aria-hidden="true" />}>Inputs for a message</Button>}
            entries={messages.map((message) => ({ type: 'item' as const, id: message.id, label: `All fields of ${message.name}`, icon: <ResourceIcon tree="messages" hue={message.hue} />, onSelect: () => addInputs(message.id, message.name) }))}
          />
        )}
      </div></div>}
      <div className="screen-editor-columns">
        <ScreenOutline
          screen={screen}
          selectedId={selectedId}
          onSelect={setSelectedId}
          onMove={move}
          onDelete={remove}
          onDuplicate={(widgetId) => paste(copyWidget(screen, widgetId), widgetId, 'Duplicate')}
          onCopy={(widgetId) => { copied = copyWidget(screen, widgetId) }}
          onPaste={(besideId) => paste(copied, besideId, 'Paste')}
        />
        <LiveSample node={node} flowId={flowId} screen={screen} selectedId={selectedId} onSelect={setSelectedId} onMove={move} onAdd={add} />
        <div className="screen-editor-properties"><LookOnly>
          {selected === undefined ? (
            <p className="p-3 text-xs text-ink-faint">{widgetsAsRead(screen).length === 0 ? 'Add a heading, a text, inputs and a button.' : mayChange ? 'Select something on the screen to change it.' : 'Select something on the screen to see how it is made.'}</p>
          ) : (
            <WidgetProperties
              key={selected.id}
              about={ref}
              screen={screen}
              widget={selected}
              isInRows={isInRows(screen, selected.id)}
              defaultButtonId={typeof node.config['defaultButtonId'] === 'string' ? node.config['defaultButtonId'] : ''}
              onDelete={() => remove(selected.id)}
              onTakeApart={siblingsAt(screen, selected.id).length === 0 || selected.kind === 'table' ? null : () => remove(selected.id, true)}
              onDuplicate={() => paste(copyWidget(screen, selected.id), selected.id, 'Duplicate')}
            />
          )}
        </LookOnly></div>
      </div>
    </section></ScopeOfNode>
  )
}
