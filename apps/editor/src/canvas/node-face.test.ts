import { addNode, connect, createChannel, createFlow, createMessage, emptyProject, setNodeConfig, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { mayConnect, firstFreeExit } from './connecting.ts'
import { createGraphBuilder } from './canvas-graph.ts'
import { hasIcon } from './kind-icons.tsx'
import { faceInWords, nodeFaces } from './node-face.ts'
import { exitPlaces, GRID, nodeSize } from './node-geometry.ts'
import { neighbourOf } from './walking.ts'

/** A flow with Start, "Send Ticket on escalation", a decision and a note. */
function escalation(): { project: Project; flowId: string; start: string; send: string; decision: string; note: string } {
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  const channelId = createChannel(project, { name: 'escalation' }, newId)
  const messageId = createMessage(project, { name: 'Ticket' }, newId)
  const flowId = createFlow(project, { name: 'Escalate', type: 'flowchart' }, newId)
  const add = (kind: string, x: number, y: number, config = {}) => addNode(project, flowId, { kind, version: 1, position: { x, y }, config }, newId) ?? ''
  const send = add('comet-message', 200, 0, { action: 'send', channelId, messageId })
  const decision = add('decision', 600, 0, { expression: 'Ticket.subject == "fire"' })
  const note = add('note', 600, 400, { text: 'Only fires are escalated' })
  const start = Object.values(project.flows[flowId]?.nodes ?? {}).find((node) => node.kind === 'start')?.id ?? ''
  connect(project, flowId, { from: start, exit: 'default', to: send })
  connect(project, flowId, { from: send, exit: 'default', to: decision })
  return { project, flowId, start, send, decision, note }
}

const changed = (project: Project, recipe: (draft: Project) => void): Project => {
  const copy = structuredClone(project)
  recipe(copy)
  return copy
}

describe('the face of a node', () => {
  it('is called by its kind and what it does', () => {
    const { project, flowId, send, start } = escalation()
    const faces = nodeFaces(flowId, project, catalog)
    const words = (id: string) => faces.get(id) && faceInWords(faces.get(id) ?? { kindTitle: '', summary: '', isKnown: true })
    expect(words(send)).toBe('Comet message: Send Ticket on escalation')
    expect(words(start)).toBe('Start')
  })

  it('stays the same object while it says the same', () => {
    const { project, flowId, send, decision } = escalation()
    const before = nodeFaces(flowId, project, catalog)
    const after = nodeFaces(flowId, changed(project, (draft) => setNodeConfig(draft, { flowId, nodeId: decision }, 'expression', 'true')), catalog, before)
    expect(after.get(send)).toBe(before.get(send))
    expect(after.get(decision)).not.toBe(before.get(decision))
  })

  it('shows an unknown node kind as it is, with the exits its arrows leave by', () => {
    const { project, flowId, send, decision } = escalation()
    const node = project.flows[flowId]?.nodes[send]
    if (node !== undefined) node.kind = 'teleport'
    const face = nodeFaces(flowId, project, catalog).get(send)
    expect(face?.summary).toBe('Unknown node kind teleport (kept as it is)')
    expect(face?.exits.map((exit) => exit.id)).toEqual(['default'])
    expect(project.flows[flowId]?.edges[`${send}:default`]?.to).toBe(decision)
  })

  it('has an icon for every node kind', () => {
    expect([...catalog.values()].filter((kind) => !hasIcon(kind.look.icon)).map((kind) => kind.kind)).toEqual([])
  })

  it('is as large as its exits need, on the grid, with Error at the bottom', () => {
    const { project, flowId } = escalation()
    for (const face of nodeFaces(flowId, project, catalog).values()) {
      const { width, height } = nodeSize(face)
      expect([width % GRID, height % GRID]).toEqual([0, 0])
      for (const { exit, x, y, side } of exitPlaces(face)) {
        expect(side).toBe(exit.tone === 'error' ? 'bottom' : 'right')
        expect(x <= width && y <= height).toBe(true)
      }
    }
  })
})

describe('arrows', () => {
  it('cannot lead to Start, to a note, or from a node that does not wait to itself', () => {
    const { project, flowId, start, send, decision, note } = escalation()
    const faces = nodeFaces(flowId, project, catalog)
    expect(mayConnect(faces, send, decision)).toBe(true)
    expect(mayConnect(faces, send, start)).toBe(false)
    expect(mayConnect(faces, send, note)).toBe(false)
    expect(mayConnect(faces, note, send)).toBe(false)
    expect(mayConnect(faces, send, send)).toBe(false)
  })

  it('leave what is added after a node by its first exit that leads nowhere', () => {
    const { project, flowId, send, decision } = escalation()
    const faces = nodeFaces(flowId, project, catalog)
    const edges = project.flows[flowId]?.edges ?? {}
    expect(firstFreeExit(faces, edges, decision)).toBe('yes')
    expect(firstFreeExit(faces, edges, send)).toBeNull()
  })
})

describe('walking with the arrow keys', () => {
  it('follows the arrows to the right and left, and goes to the nearest node up and down', () => {
    const { project, flowId, start, send, decision, note } = escalation()
    const flow = project.flows[flowId]
    const faces = nodeFaces(flowId, project, catalog)
    if (flow === undefined) throw new Error('the fixture has a flow')
    expect(neighbourOf(flow, faces, start, 'right')).toBe(send)
    expect(neighbourOf(flow, faces, send, 'right')).toBe(decision)
    expect(neighbourOf(flow, faces, decision, 'left')).toBe(send)
    expect(neighbourOf(flow, faces, decision, 'down')).toBe(note)
    expect(neighbourOf(flow, faces, note, 'down')).toBeNull()
  })
})

describe('what the canvas draws', () => {
  const view = { selectedNodes: new Set<string>(), selectedEdges: new Set<string>(), dragged: {}, tabStop: null, onlookers: new Map() }

  it('draws a node anew only when its content, place or selection changes', () => {
    const { project, flowId, send, decision } = escalation()
    const builder = createGraphBuilder()
    const flow = project.flows[flowId]
    if (flow === undefined) throw new Error('the fixture has a flow')
    const faces = builder.faces(flowId, project)
    const before = builder.nodes(flow, faces, view)
    const after = builder.nodes(flow, faces, { ...view, selectedNodes: new Set([send]), dragged: { [decision]: { x: 8, y: 8 } } })
    const same = before.filter((node, at) => node === after[at]).map((node) => node.id)
    expect(same).not.toContain(send)
    expect(same).not.toContain(decision)
    expect(same).toHaveLength(before.length - 2)
    expect(builder.edges(flow, faces, view.selectedEdges)[0]).toBe(builder.edges(flow, faces, view.selectedEdges)[0])
  })

  it('leaves out arrows whose exit is gone', () => {
    const { project, flowId, decision, send } = escalation()
    connect(project, flowId, { from: decision, exit: 'case1', to: send })
    const builder = createGraphBuilder()
    const flow = project.flows[flowId]
    if (flow === undefined) throw new Error('the fixture has a flow')
    expect(builder.edges(flow, builder.faces(flowId, project), new Set()).map((edge) => edge.id)).not.toContain(`${decision}:case1`)
  })
})
