import { createFlow, emptyProject, type Node, type Project } from '@halley/model'

/** A project with the stored list Orders (item: text, needed; amount: number) and a Home that counts its rows and adds one. */
export function createDataProject(): Project {
  const project = emptyProject({ id: 'orders-shop', name: 'Shop', technicalName: 'shop' })
  const named = (name: string) => ({ name, technicalName: name, technicalNameSetByHand: false, description: '' })
  const field = { parentId: null, type: 'field' as const }
  project.lists['orders'] = {
    id: 'orders', folderId: null, order: 'a0', ...named('orders'), name: 'Orders', storage: 'stored',
    members: {
      item: { id: 'item', order: 'a0', ...named('item'), ...field, valueType: { type: 'text' }, required: true },
      amount: { id: 'amount', order: 'a1', ...named('amount'), ...field, valueType: { type: 'number' }, required: false, default: 1 },
    },
  }
  let ids = 0
  const flowId = createFlow(project, { name: 'Home', type: 'flowchart' }, () => `id${(ids += 1)}`)
  const flow = project.flows[flowId]
  if (flow === undefined) throw new Error('The flow was made a moment ago.')
  const start = Object.values(flow.nodes).find(({ kind }) => kind === 'start')?.id ?? ''
  const text = { id: 'text', parentId: null, order: 'a0', kind: 'text', text: '{orders.size()} orders, the newest {current.orders.item}' }
  const button = { id: 'order', parentId: null, order: 'a1', kind: 'button', label: 'Order', tone: 'primary', action: { type: 'exit' }, storesInputs: true }
  const node = (id: string, kind: string, config: Node['config']): Node => ({ id, kind, version: 1, position: { x: 0, y: 0 }, config })
  const edge = (from: string, exit: string, to: string) => [`${from}:${exit}`, { id: `${from}:${exit}`, from, exit, to }] as const
  flow.nodes['show'] = node('show', 'user-interaction', { name: 'Orders', screen: { widgets: { text, order: button } } })
  flow.nodes['add'] = node('add', 'list-action', { list: { type: 'list', listId: 'orders' }, action: 'add', values: { v: { id: 'v', order: 'a0', memberId: 'item', expression: "'pen'" } } })
  flow.edges = Object.fromEntries([edge(start, 'default', 'show'), edge('show', 'order', 'add'), edge('add', 'default', 'show')])
  return project
}
