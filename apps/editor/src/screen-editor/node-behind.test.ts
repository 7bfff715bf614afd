import { addNode, connect, createFlow, emptyProject } from '@halley/model'
import { expect, test } from 'vitest'
import { newId } from '../stores/new-id.ts'
import { nodeBehind } from './node-behind.ts'

test('a button says in words where its exit leads, and nothing where it leads nowhere', () => {
  const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
  const flowId = createFlow(project, { name: 'Report', type: 'flowchart' }, newId)
  const screen = addNode(project, flowId, { kind: 'user-interaction', version: 1, position: { x: 0, y: 200 }, config: { screen: { widgets: { send: { id: 'send', order: 'a0', kind: 'button', label: 'Send' } } } } }, newId) ?? ''
  const wait = addNode(project, flowId, { kind: 'wait', version: 1, position: { x: 300, y: 200 }, config: { durationMs: 5_000 } }, newId) ?? ''
  expect(nodeBehind(project, { flowId, nodeId: screen }, 'send')).toBeNull()
  connect(project, flowId, { from: screen, exit: 'send', to: wait })
  expect(nodeBehind(project, { flowId, nodeId: screen }, 'send')).toBe('Wait 5 s')
})
