import { addNode, connect, createFlow, emptyProject, type Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import { expect, test } from 'vitest'
import { proposalOf } from '../palette/node-proposals.ts'
import { attachBySelection, type Attached } from './attach-by-selection.ts'
import { nodeFaces, type NodeFaces } from './node-face.ts'

/** Start → Wait → End, and a Decision that nothing leads to. */
function drawing(): { flow: Flow; faces: NodeFaces; start: string; wait: string; end: string; decision: string } {
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
  return { flow, faces: nodeFaces(flowId, project, catalog), start, wait, end, decision }
}

function adding(kind: string, select: (drawn: ReturnType<typeof drawing>) => string): Attached {
  const drawn = drawing()
  const found = catalog.get(kind)
  if (found === undefined) throw new Error(`There is no kind ${kind}.`)
  return attachBySelection(drawn, proposalOf(found), { nodeIds: [select(drawn)], edgeIds: [] })
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
