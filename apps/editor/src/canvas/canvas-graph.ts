import { Position, type Edge as FlowEdge, type Node as FlowNode } from '@xyflow/react'
import type { Edge, Flow, Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { HTMLAttributes } from 'react'
import { faceInWords, nodeFaces, type NodeFace, type NodeFaces } from './node-face.ts'
import { entryPlace, exitPlaces, HANDLE, nodeSize } from './node-geometry.ts'

/** A person whose selection shows on a node. */
export type Onlooker = { readonly name: string; readonly color: number }

export type CanvasNode = FlowNode<{ readonly face: NodeFace; readonly onlooker: Onlooker | null; /** Exits that lead somewhere. */ readonly connected: readonly string[] }, 'halley'>
export type CanvasEdge = FlowEdge<{ readonly isError: boolean; readonly around: AroundCards }, 'halley'>

/** What an arrow that leads back has to go around, in pixels: how far its two cards reach above and below its ends, and the lowest edge of the cards between them in the same row. */
export type AroundCards = { readonly sourceAbove: number; readonly sourceBelow: number; readonly targetAbove: number; readonly targetBelow: number; readonly lowest: number }

/** What besides the document decides how nodes are drawn. */
export type GraphView = {
  readonly selectedNodes: ReadonlySet<string>
  readonly selectedEdges: ReadonlySet<string>
  /** Where nodes are while they are dragged. */
  readonly dragged: Readonly<Record<string, { readonly x: number; readonly y: number }>>
  /** The one node that Tab reaches; arrows walk from it. */
  readonly tabStop: string | null
  readonly onlookers: ReadonlyMap<string, Onlooker>
}

type Kept = { readonly inputs: readonly unknown[]; readonly node: CanvasNode }

/**
 * Turns a flow into what React Flow draws. One builder serves one canvas: it keeps what it made, so that a node whose
 * content, place and selection are as before is the same object and is not drawn again.
 */
export function createGraphBuilder() {
  const keptNodes = new Map<string, Kept>()
  const keptEdges = new Map<string, { readonly inputs: readonly unknown[]; readonly edge: CanvasEdge }>()
  let faces: NodeFaces = new Map()
  return {
    faces(flowId: string, project: Project): NodeFaces {
      faces = nodeFaces(flowId, project, catalog, faces)
      return faces
    },
    nodes(flow: Flow, known: NodeFaces, view: GraphView): CanvasNode[] {
      const nodes: CanvasNode[] = []
      for (const { id, position: stored } of Object.values(flow.nodes)) {
        const face = known.get(id)
        if (face === undefined) continue
        const position = view.dragged[id] ?? stored
        const isSelected = view.selectedNodes.has(id)
        const connected = face.exits.filter((exit) => flow.edges[`${id}:${exit.id}`] !== undefined).map((exit) => exit.id)
        const inputs = [face, position, isSelected, view.tabStop === id, view.onlookers.get(id)?.name, view.onlookers.get(id)?.color, connected.join(' ')]
        const kept = keptNodes.get(id)
        if (kept !== undefined && sameInputs(kept.inputs, inputs)) {
          nodes.push(kept.node)
          continue
        }
        const node = canvasNode(face, { position, isSelected, isTabStop: view.tabStop === id, onlooker: view.onlookers.get(id) ?? null, connected })
        keptNodes.set(id, { inputs, node })
        nodes.push(node)
      }
      if (keptNodes.size > nodes.length) forget(keptNodes, new Set(nodes.map((node) => node.id)))
      return nodes
    },
    edges(flow: Flow, known: NodeFaces, selectedEdges: ReadonlySet<string>): CanvasEdge[] {
      const edges: CanvasEdge[] = []
      for (const edge of Object.values(flow.edges)) {
        const from = known.get(edge.from)
        const exit = from?.exits.find((one) => one.id === edge.exit)
        // An arrow whose exit is gone (a deleted button) is a problem, not a drawing.
        const to = known.get(edge.to)
        if (from === undefined || exit === undefined || to === undefined) continue
        const around = aroundCards(flow, known, { edge, from, to })
        const label = `${exit.label} of ${from.title} leads to ${to.title}`
        const inputs = [edge, exit.tone, label, selectedEdges.has(edge.id), ...Object.values(around)]
        const kept = keptEdges.get(edge.id)
        const drawn = kept !== undefined && sameInputs(kept.inputs, inputs) ? kept.edge : { ...canvasEdge(edge, { isError: exit.tone === 'error', around }, selectedEdges.has(edge.id)), ariaLabel: label }
        if (drawn !== kept?.edge) keptEdges.set(edge.id, { inputs, edge: drawn })
        edges.push(drawn)
      }
      if (keptEdges.size > edges.length) forget(keptEdges, new Set(edges.map((edge) => edge.id)))
      return edges
    },
  }
}

function canvasNode(face: NodeFace, { position, isSelected, isTabStop, onlooker, connected }: { position: { readonly x: number; readonly y: number }; isSelected: boolean; isTabStop: boolean; onlooker: Onlooker | null; connected: readonly string[] }): CanvasNode {
  const size = nodeSize(face)
  const attributes: HTMLAttributes<HTMLDivElement> & { 'data-testid': string } = { tabIndex: isTabStop ? 0 : -1, 'data-testid': `node-${face.id}` }
  return {
    id: face.id,
    type: 'halley',
    position: { x: position.x, y: position.y },
    ...size,
    measured: size,
    handles: handlesOf(face),
    data: { face, onlooker, connected },
    selected: isSelected,
    // Above the others, and above arrows, which always lie below nodes.
    zIndex: isSelected ? 2 : 1,
    ariaLabel: faceInWords(face),
    domAttributes: attributes,
  }
}

function handlesOf(face: NodeFace): NonNullable<CanvasNode['handles']> {
  const around = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: x - HANDLE / 2, y: y - HANDLE / 2, width: HANDLE, height: HANDLE })
  return [
    ...(face.hasEntry ? [{ type: 'target' as const, position: Position.Left, id: null, ...around(entryPlace) }] : []),
    ...exitPlaces(face).map((place) => ({ type: 'source' as const, position: place.side === 'right' ? Position.Right : Position.Bottom, id: place.exit.id, ...around(place) })),
  ]
}

function canvasEdge(edge: Edge, data: NonNullable<CanvasEdge['data']>, isSelected: boolean): CanvasEdge {
  return { id: edge.id, type: 'halley', source: edge.from, sourceHandle: edge.exit, target: edge.to, selected: isSelected, data }
}

function aroundCards(flow: Flow, known: NodeFaces, { edge, from, to }: { readonly edge: Edge; readonly from: NodeFace; readonly to: NodeFace }): AroundCards {
  const exitY = exitPlaces(from).find(({ exit }) => exit.id === edge.exit)?.y ?? 0
  const reach = { sourceAbove: exitY, sourceBelow: nodeSize(from).height - exitY, targetAbove: entryPlace.y, targetBelow: nodeSize(to).height - entryPlace.y }
  const source = boxOf(flow, from)
  const target = boxOf(flow, to)
  if (source === null || target === null || target.left >= source.right || target.top > source.bottom || source.top > target.bottom) return { ...reach, lowest: -Infinity }
  // Only an arrow back within its row meets others; it has to clear those that it would run behind.
  const top = Math.min(source.top, target.top)
  let lowest = Math.max(source.bottom, target.bottom)
  for (const face of known.values()) {
    const box = boxOf(flow, face)
    if (box !== null && box.right > target.left && box.left < source.right && box.top <= lowest && box.bottom > top) lowest = Math.max(lowest, box.bottom)
  }
  return { ...reach, lowest }
}

function boxOf(flow: Flow, face: NodeFace): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } | null {
  const place = flow.nodes[face.id]?.position
  const { width, height } = nodeSize(face)
  return place === undefined ? null : { left: place.x, right: place.x + width, top: place.y, bottom: place.y + height }
}

function sameInputs(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.every((value, at) => value === right[at])
}

function forget<T>(kept: Map<string, T>, wanted: ReadonlySet<string>): void {
  for (const id of kept.keys()) if (!wanted.has(id)) kept.delete(id)
}
