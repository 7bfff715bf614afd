import { useReactFlow, type FinalConnectionState } from '@xyflow/react'
import { catalog } from '@halley/nodes'
import { useMemo, useRef, useState, type DragEvent, type PointerEvent, type RefObject } from 'react'
import { carriesDragData, readDragData, type DragData } from '../palette/drag-data.ts'
import { freshNodeOf, proposalsForMember, proposalsForResource, proposalsFor, type NodeProposal } from '../palette/node-proposals.ts'
import { QuickAdd } from '../palette/quick-add.tsx'
import { reportCursor } from '../presence/own-presence.ts'
import { projectStore } from '../stores/project-store.ts'
import { addProposedNode, connectExit, selectedOn, sizeOfNew, type Attachment } from './canvas-edits.ts'
import { attachBySelection, attachToArrow, type Attached } from './attach-by-selection.ts'
import { mayConnect } from './connecting.ts'
import type { createDropMark } from './edge-under.ts'
import { edgeUnder } from './edge-under.ts'
import { boxesOf, nearestFreePlace, placeBehind, type Box } from './free-place.ts'
import { useNewest } from './use-newest.ts'
import type { Size } from './node-geometry.ts'
import type { CanvasGraph } from './use-canvas-graph.ts'

type Point = { readonly x: number; readonly y: number }
/** An open quick search: where it stands, which place was pointed at (null for none), what the node is attached to. */
type Search = { readonly screen: Point; readonly place: Point | null; readonly attachment: Attachment; /** What may come there, when it is not everything. */ readonly only?: readonly NodeProposal[] }

/** All ways to add a node: palette, drop, quick search, an exit pulled into empty space, "+" on an arrow. */
export function useAdding({ flowId, graph, root, mark, goToNode }: { readonly goToNode: (nodeId: string) => void; readonly flowId: string; readonly graph: CanvasGraph; readonly root: RefObject<HTMLDivElement | null>; readonly mark: ReturnType<typeof createDropMark> }) {
  const camera = useReactFlow()
  const [search, setSearch] = useState<Search | null>(null)
  const pointer = useRef<Point | null>(null)
  const newest = useNewest(graph)

  const actions = useMemo(() => {
    const inCanvas = ({ x, y }: Point): Point => {
      const box = root.current?.getBoundingClientRect()
      return { x: x - (box?.left ?? 0), y: y - (box?.top ?? 0) }
    }
    const centre = (): Point => {
      const box = root.current?.getBoundingClientRect()
      return { x: (box?.left ?? 0) + (box?.width ?? 800) / 2, y: (box?.top ?? 0) + (box?.height ?? 600) / 2 }
    }
    const flowPoint = (client: Point): Point => camera.screenToFlowPosition(client)
    const boxOf = ({ left, top, right, bottom }: DOMRect): Box => {
      const [from, to] = [flowPoint({ x: left, y: top }), flowPoint({ x: right, y: bottom })]
      return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y }
    }
    /** Where nothing stands, in sight and not beneath palette, tools or map; as near as can be to what was pointed at, else to the middle. */
    const freePlace = (size: Size, pointed: Point | null): Point => {
      const { flow, faces } = newest.current
      const middle = flowPoint(centre())
      const wanted = pointed ?? { x: middle.x - size.width / 2, y: middle.y - size.height / 2 }
      const covers = root.current?.querySelectorAll('.palette, .canvas-tools, .canvas-map') ?? []
      const taken = [...boxesOf(flow, faces), ...[...covers].map((cover) => boxOf(cover.getBoundingClientRect()))]
      const sight = root.current === null ? { ...middle, width: 0, height: 0 } : boxOf(root.current.getBoundingClientRect())
      return nearestFreePlace({ taken, size, wanted, sight })
    }
    const addAt = (proposal: NodeProposal, { attachment, place, moved }: Pick<Attached, 'attachment' | 'moved'> & { readonly place: Point }) => {
      const id = addProposedNode(flowId, proposal, place, { ...attachment, ...(moved !== undefined && { moved }) })
      // Where it came to stand may be out of sight; it is on the canvas with the next frame.
      if (id !== null) requestAnimationFrame(() => goToNode(id))
    }
    /** Attached to what is selected; where nothing is, at the place, or in the middle. */
    const addBySelection = (proposal: NodeProposal, pointed: Point | null = null) => {
      const size = sizeOfNew(proposal, flowId)
      const attached = attachBySelection(newest.current, { proposal, size }, selectedOn(flowId))
      addAt(proposal, { ...attached, place: attached.place ?? freePlace(size, pointed) })
    }
    const choose = (proposal: NodeProposal, { place, attachment, only }: Search) => {
      setSearch(null)
      const { flow, faces } = newest.current
      const size = sizeOfNew(proposal, flowId)
      const arrow = attachment.type === 'edge' ? flow.edges[attachment.edgeId] : undefined
      if (only !== undefined || (attachment.type === 'exit' && place !== null)) addProposedNode(flowId, proposal, place ?? freePlace(size, null), attachment)
      else if (attachment.type === 'exit') addAt(proposal, { attachment, place: placeBehind(flow, faces, { after: attachment.from, size }) })
      else if (arrow === undefined) addBySelection(proposal, place)
      else {
        const between = attachToArrow({ flow, faces }, arrow, size)
        addAt(proposal, { ...between, place: between.place ?? freePlace(size, place) })
      }
      root.current?.focus({ preventScroll: true })
    }
    const openSearch = (attachment: Attachment | null) => {
      const pointed = attachment === null && pointer.current !== null ? flowPoint(pointer.current) : null
      setSearch({ screen: inCanvas(pointer.current ?? centre()), place: pointed, attachment: attachment ?? { type: 'none' } })
    }
    const proposalsOfDrag = (data: DragData): NodeProposal[] => {
      const { project } = projectStore.getState()
      if (data.type === 'resource') return proposalsForResource(project, catalog, data, newest.current.flow.type)
      if (data.type === 'member') return proposalsForMember(project, catalog, data)
      const kind = catalog.get(data.kind)
      return kind === undefined ? [] : [freshNodeOf(kind, project)]
    }
    return {
      addBySelection: (proposal: NodeProposal) => addBySelection(proposal), openSearch, choose,
      insertOn: (edgeId: string, at: Point) => {
        const box = root.current?.getBoundingClientRect()
        const client = camera.flowToScreenPosition({ ...at })
        setSearch({ screen: { x: client.x - (box?.left ?? 0), y: client.y - (box?.top ?? 0) }, place: at, attachment: { type: 'edge', edgeId } })
      },
      pointer: (): Point | null => (pointer.current === null ? null : flowPoint(pointer.current)),
      onPointerMove: (event: PointerEvent) => {
        pointer.current = { x: event.clientX, y: event.clientY }
        reportCursor(flowPoint(pointer.current))
      },
      onPointerLeave: () => {
        pointer.current = null
        reportCursor(null)
      },
      onDragOver: (event: DragEvent) => {
        if (!carriesDragData(event.dataTransfer)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        mark.show(edgeUnder(event.clientX, event.clientY)?.element ?? null)
      },
      onDragLeave: () => mark.show(null),
      onDrop: (event: DragEvent) => {
        mark.show(null)
        const data = readDragData(event.dataTransfer)
        const [proposal, ...others] = data === null ? [] : proposalsOfDrag(data)
        if (proposal === undefined) return
        event.preventDefault()
        const edge = edgeUnder(event.clientX, event.clientY)
        const at = flowPoint({ x: event.clientX, y: event.clientY })
        const place = { x: at.x - 112, y: at.y - 20 }
        const attachment: Attachment = edge === null ? { type: 'none' } : { type: 'edge', edgeId: edge.id }
        // A list may mean several things; which one is asked where it was let go.
        if (others.length > 0) return setSearch({ screen: inCanvas({ x: event.clientX, y: event.clientY }), place, attachment, only: [proposal, ...others] })
        addProposedNode(flowId, proposal, place, attachment)
        root.current?.focus({ preventScroll: true })
      },
      /** An exit let go over a node connects to it, in empty space it asks what comes there. */
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
        const from = state.fromNode?.id
        const exit = state.fromHandle?.id ?? null
        if (state.isValid === true || from === undefined || exit === null || state.fromHandle?.type !== 'source') return
        const touch = 'changedTouches' in event ? event.changedTouches[0] : event
        if (touch === undefined) return
        const client = { x: touch.clientX, y: touch.clientY }
        const under = document.elementFromPoint(client.x, client.y)
        const to = under?.closest('.react-flow__node')?.getAttribute('data-id') ?? null
        if (to !== null) {
          if (mayConnect(newest.current.faces, from, to)) connectExit(flowId, { from, exit, to })
        } else if (under?.closest('.react-flow__pane, .react-flow__edge') !== null && under !== null) {
          const at = flowPoint(client)
          setSearch({ screen: inCanvas(client), place: { x: at.x, y: at.y - 20 }, attachment: { type: 'exit', from, exit } })
        }
      },
    }
  }, [camera, flowId, goToNode, mark, root, newest])

  const proposals = useMemo(() => {
    if (search === null) return []
    if (search.only !== undefined) return search.only
    const all = proposalsFor(projectStore.getState().project, catalog, flowId)
    // Nothing leads to a note.
    return search.attachment.type === 'none' ? all : all.filter((proposal) => catalog.get(proposal.node.kind)?.hasEntry !== false)
  }, [search, flowId])
  const popup = search === null ? null : (
    <QuickAdd
      at={search.screen}
      proposals={proposals}
      label={search.attachment.type === 'none' ? 'Add a node' : 'Add a node and connect it'}
      onChoose={(proposal) => actions.choose(proposal, search)}
      onClose={(returnsFocus) => {
        setSearch(null)
        if (returnsFocus) root.current?.focus({ preventScroll: true })
      }}
    />
  )
  return { ...actions, popup }
}
