import { addNode, connect, createFlow, emptyProject, type Flow, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { expect, test } from 'vitest'
import { proposalOf } from '../palette/node-proposals.ts'
import { attachBySelection, type Attached } from './attach-by-selection.ts'
import { boxesOf, isFree } from './free-place.ts'
import { nodeFace, nodeFaces, type NodeFaces } from './node-face.ts'
import { nodeSize, type Size } from './node-geometry.ts'

/** Start → Wait → End, and a Decision that nothing leads to. */
function drawing(): { project: Project; flowId: string; flow: Flow; faces: NodeFaces; start: string; wait: string; end: string; decision: string } {
  const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
  const idOf = (kind: string) => Object.values(project.flows[flowId]?.nodes ?? {}).find((node) => node.kind === kind)?.id ?? ''
  const [start, end] = [idOf('start'), idOf('end')]
  const wait = addNode(project, flowId, { kind: 'wait', version: 1, position: { x: 184, y: 0 }, config: {} }, newId) ?? ''
  const decision = addNode(project, flowId, { kind: 'decision', version: 1, position: { x: 184, y: 240 }, config: {} }, newId) ?? ''
  connect(project, flowId, { from: start, exit: 'default', to: wait })
  connect(project, flowId, { from: wait, exit: 'default', to: end })
  const flow = project.flows[flowId]
  if (flow === undefined) throw new Error('The flow was just made.')
  return { project, flowId, flow, faces: nodeFaces(flowId, project, catalog), start, wait, end, decision }
}

function sizeOf(kind: string, project: Project, flowId: string): Size {
  return nodeSize(nodeFace({ id: 'new', kind, version: 1, position: { x: 0, y: 0 }, config: {} }, flowId, project, catalog))
}

function adding(kind: string, select: (drawn: ReturnType<typeof drawing>) => string): Attached {
  const drawn = drawing()
  const found = catalog.get(kind)
  if (found === undefined) throw new Error(`There is no kind ${kind}.`)
  return attachBySelection(drawn, { proposal: proposalOf(found), size: sizeOf(kind, drawn.project, drawn.flowId) }, { nodeIds: [select(drawn)], edgeIds: [] })
}

test('behind a node whose exit is taken a new node goes into the arrow of that exit', () => {
  const { start, wait } = drawing()
  expect(adding('decision', (drawn) => drawn.start).attachment).toEqual({ type: 'edge', edgeId: `${start}:default` })
  expect(adding('comet-message', (drawn) => drawn.wait).attachment).toEqual({ type: 'edge', edgeId: `${wait}:default` })
})

test('behind a node with a free exit a new node is led to by that exit', () => {
  expect(adding('wait', (drawn) => drawn.decision).attachment).toMatchObject({ type: 'exit' })
})

test('with an End selected a new node goes into the arrow that leads to it', () => {
  const { wait } = drawing()
  expect(adding('decision', (drawn) => drawn.end).attachment).toEqual({ type: 'edge', edgeId: `${wait}:default` })
})

test('an End never takes the place of what comes next, and a note is not led to', () => {
  expect([adding('end', (drawn) => drawn.start).attachment, adding('note', (drawn) => drawn.decision).attachment]).toEqual([{ type: 'none' }, { type: 'none' }])
})

test('where an arrow is too short for a node, all that comes after it makes room', () => {
  const { flow, wait, end, decision } = drawing()
  const { place, moved } = adding('decision', (drawn) => drawn.start)
  expect(Object.keys(moved ?? {}).toSorted()).toEqual([wait, end, decision].toSorted())
  expect(place?.x).toBeGreaterThan(104)
  expect((moved?.[wait]?.x ?? 0) - (place?.x ?? 0)).toBeGreaterThan(224)
  expect((moved?.[end]?.x ?? 0) - (moved?.[wait]?.x ?? 0)).toBe((flow.nodes[end]?.position.x ?? 0) - (flow.nodes[wait]?.position.x ?? 0))
})

test('behind a tall node, as well as into an arrow, a new node stands on no other', () => {
  const { project, flowId, flow, faces } = drawing()
  for (const kind of ['wait', 'decision', 'comet-message', 'end', 'note']) {
    for (const id of Object.keys(flow.nodes)) {
      const { place, moved } = adding(kind, () => id)
      const others = { nodes: Object.fromEntries(Object.values(flow.nodes).map((node) => [node.id, { ...node, position: moved?.[node.id] ?? node.position }])) }
      expect(isFree(boxesOf(others, faces), place ?? { x: 0, y: 0 }, sizeOf(kind, project, flowId)), `${kind} behind ${flow.nodes[id]?.kind}`).toBe(true)
    }
  }
})
