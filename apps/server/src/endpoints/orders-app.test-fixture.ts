import { emptyProject, type Endpoint, type EndpointParameter, type Flow, type Project } from '@halley/model'

type Config = Flow['nodes'][string]['config']
export type Step = readonly [id: string, kind: string, config?: Config]
export type Arrow = readonly [from: string, exit: string, to: string]

/** A flow of steps in a row from Start to End, and whatever other arrows it has. */
export function flowOf(id: string, { type, steps, arrows = [], endpoint = null }: { readonly type: Flow['type']; readonly steps: readonly Step[]; readonly arrows?: readonly Arrow[]; readonly endpoint?: Endpoint | null }): Flow {
  const row = steps.filter(([step]) => !arrows.some(([, , to]) => to === step)).map(([step]) => step)
  const all: Arrow[] = [...['start', ...row].map((from, at): Arrow => [from, 'default', row[at] ?? 'end']), ...arrows]
  const nodes: readonly Step[] = [['start', 'start'], ...steps, ['end', 'end']]
  return {
    id, name: id, technicalName: id, technicalNameSetByHand: false, description: '', folderId: null, order: `a${id}`, type,
    nodes: Object.fromEntries(nodes.map(([nodeId, kind, config = {}], index) => [nodeId, { id: nodeId, kind, version: 1, position: { x: index * 240, y: 0 }, config }])),
    edges: Object.fromEntries(all.map(([from, exit, to]) => [`${from}:${exit}`, { id: `${from}:${exit}`, from, exit, to }])),
    inputs: {}, outputs: {}, endpoint,
  }
}

export function parameter(id: string, source: EndpointParameter['source'], target: EndpointParameter['target'], required = false): EndpointParameter {
  return { id, order: `a${id}`, source, name: id, target, required }
}

export function endpointOf(method: Endpoint['method'], path: string, parameters: readonly EndpointParameter[] = [], rest: Partial<Endpoint> = {}): Endpoint {
  return { method, path, parameters: Object.fromEntries(parameters.map((one) => [one.id, one])), visibleWhen: '', roles: [], timeLimitMs: 30_000, streamLimitMs: 3_600_000, ...rest }
}

export const field = (fieldId: string) => ({ type: 'field' as const, fieldId })
export const moved = (memberId: string) => ({ type: 'messageMember' as const, messageId: 'orderMoved', memberId })
export const assign = (id: string, target: Config[string], expression: string): Step => [id, 'assignment', { assignments: { line: { id: 'line', order: 'a0', target, expression } } }]

/** Order tracking as the story tells it: one endpoint moves an order, another streams every move, on the channel orders with the order's id as key. */
export function ordersApp(flows: readonly Flow[] = [], change: (project: Project) => Project = (project) => project): Project {
  const base = (id: string, order: string, technicalName = id) => ({ id, folderId: null, order, name: technicalName, technicalName, technicalNameSetByHand: false, description: '' })
  const member = (id: string, order: string, valueType: { type: 'text' } | { type: 'singleChoice'; choiceId: string }, required: boolean) => ({ id, parentId: null, order, name: id, technicalName: id, technicalNameSetByHand: false, description: '', type: 'field' as const, valueType, required })
  const option = (id: string, order: string) => ({ id, order, name: id, technicalName: id, technicalNameSetByHand: false })
  const own = [
    flowOf('setStatus', {
      type: 'endpoint',
      endpoint: endpointOf('POST', '/order/{id}/status', [parameter('id', 'path', field('orderId'), true), parameter('status', 'body', moved('status'), true), parameter('remark', 'body', moved('remark')), parameter('weight', 'query', field('weight'))]),
      steps: [
        assign('own', moved('id'), 'orderId'),
        ['send', 'comet-message', { action: 'send', channelId: 'orders', messageId: 'orderMoved', key: 'orderId' }],
        ['answer', 'respond', { answer: 'json', status: 202, bodyExpression: "{'id': orderId, 'status': OrderMoved.status}" }],
      ],
    }),
    flowOf('live', {
      type: 'endpoint', endpoint: endpointOf('GET', '/live'),
      steps: [['listen', 'comet-message', { action: 'listen', channelId: 'orders', listenTo: 'any', response: 'flow', flowId: 'tell' }]],
    }),
    flowOf('tell', { type: 'action', steps: [['event', 'respond', { answer: 'event', eventName: 'moved', dataExpression: "{'id': OrderMoved.id, 'status': OrderMoved.status}", eventId: '{event.id}' }]] }),
    ...flows,
  ]
  return change({
    ...emptyProject({ id: 'orders-project', name: 'Tracking', technicalName: 'tracking' }),
    choices: { state: { ...base('state', 'a0'), options: { packed: option('packed', 'a0'), sent: option('sent', 'a1') } } },
    messages: { orderMoved: { ...base('orderMoved', 'a0', 'OrderMoved'), hue: 0, members: { id: member('id', 'a0', { type: 'text' }, true), status: member('status', 'a1', { type: 'singleChoice', choiceId: 'state' }, true), remark: member('remark', 'a2', { type: 'text' }, false) } } },
    channels: { orders: { ...base('orders', 'a0'), keyName: 'Order', messageIds: [], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' } },
    fields: { orderId: { ...base('orderId', 'a0'), valueType: { type: 'text', maxLength: 20 } }, weight: { ...base('weight', 'a1'), valueType: { type: 'number', min: 0 } }, answer: { ...base('answer', 'a2'), valueType: { type: 'text' } } },
    flows: Object.fromEntries(own.map((flow) => [flow.id, flow])),
  })
}
