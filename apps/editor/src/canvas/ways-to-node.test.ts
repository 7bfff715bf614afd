import { addNode, connect, createFlow, emptyProject } from '@halley/model'
import { catalog } from '@halley/nodes'
import { expect, test } from 'vitest'
import { nodeFaces } from './node-face.ts'
import { waysToNode } from './ways-to-node.ts'

/** Start → Send → End; a Decision and a Wait in the air, and a Notify that nothing leads to, behind the Wait. */
function offered(): readonly string[] {
  const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
  const flow = project.flows[flowId]
  if (flow === undefined) throw new Error('The flow was just made.')
  const idOf = (kind: string) => Object.values(flow.nodes).find((node) => node.kind === kind)?.id ?? ''
  const add = (kind: string, x: number, y: number) => addNode(project, flowId, { kind, version: 1, position: { x, y }, config: {} }, newId) ?? ''
  const send = add('comet-message', 200, 0)
  const notify = add('notify', 600, 400)
  add('log', 1000, 400)
  add('wait', 300, 400)
  connect(project, flowId, { from: idOf('start'), exit: 'default', to: send })
  connect(project, flowId, { from: send, exit: 'default', to: idOf('end') })
  return waysToNode({ flow, faces: nodeFaces(flowId, project, catalog) }, notify).map(({ face, exit, group }) => `${group}: ${face.kind} ${exit.id}`)
}

test('open ends before the node come first, then arrows it can go into, failures last', () => {
  expect(offered()).toEqual([
    'Exits that lead nowhere: wait default',
    'Exits that lead nowhere: log default',
    'Into an arrow: comet-message default',
    'Into an arrow: start default',
    'When something fails: comet-message error',
  ])
})
