import { Position, type Edge as FlowEdge, type Node as FlowNode } from '@xyflow/react'
import type { Edge, Flow, Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { HTMLAttributes } from 'react'
import { faceInWords, nodeFaces, type NodeFace, type NodeFaces } from './node-face.ts'
import { entryPlace, exitPlaces, HANDLE, nodeSize } from './node-geometry.ts'

/** A person whose selection shows on a node. */
export type Onlooker = { readonly name: string; readonly color: number }

export type CanvasNode = FlowNode<{ readonly face: NodeFace; readonly onlooker: Onlooker | null; /** Exits that lead somewhere. */ readonly connected: readonly string[] }, 'halley'>
export type CanvasEdge = FlowEdge<{ readonly isError: boolean }, 'halley'>

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
        if (from === undefined || exit === undefined || !known.has(edge.to)) continue
        const inputs = [edge, exit.tone, selectedEdges.has(edge.id)]
        const kept = keptEdges.get(edge.id)
        const drawn = kept !== undefined && sameInputs(kept.inputs, inputs) ? kept.edge : canvasEdge(edge, exit.tone === 'error', selectedEdges.has(edge.id))
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

function canvasEdge(edge: Edge, isError: boolean, isSelected: boolean): CanvasEdge {
  return { id: edge.id, type: 'halley', source: edge.from, sourceHandle: edge.exit, target: edge.to, selected: isSelected, data: { isError } }
}

function sameInputs(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.every((value, at) => value === right[at])
}

function forget<T>(kept: Map<string, T>, wanted: ReadonlySet<string>): void {
  for (const id of kept.keys()) if (!wanted.has(id)) kept.delete(id)
}
