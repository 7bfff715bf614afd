import { addNode, createFlow, emptyProject, type Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { proposalOf } from '../palette/node-proposals.ts'
import { arrowToFill, goesBetween } from './arrow-to-fill.ts'

function newFlow(add: readonly string[] = []): Flow {
  const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
  for (const kind of add) addNode(project, flowId, { kind, version: 1, position: { x: 200, y: 200 }, config: {} }, newId)
  const flow = project.flows[flowId]
  if (flow === undefined) throw new Error('The flow was just made.')
  return flow
}

const canStandBetween = (kind: string): boolean => {
  const found = catalog.get(kind)
  return found !== undefined && goesBetween(proposalOf(found))
}

describe('a node that is added without pointing at a place', () => {
  it('goes into the only arrow of a new flow', () => {
    const flow = newFlow()
    expect(arrowToFill(flow, [])?.id).toBe(Object.keys(flow.edges)[0])
  })

  it('goes into the arrow that is selected, and into none where something was drawn already', () => {
    const flow = newFlow(['decision'])
    expect(arrowToFill(flow, [])).toBeNull()
    const [arrow = ''] = Object.keys(flow.edges)
    expect(arrowToFill(flow, [arrow])?.id).toBe(arrow)
  })

  it('does not go into an arrow when it is an End or a note', () => {
    expect(['decision', 'user-interaction', 'comet-message', 'end', 'note'].map(canStandBetween)).toEqual([true, true, true, false, false])
  })
})
