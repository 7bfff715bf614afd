import { emptyProject, endpointSchema, type Channel, type Choice, type ChoiceOption, type Connection, type DataList, type Endpoint, type Field, type Flow, type FieldType, type Message, type NavigationItem, type Persona, type Project, type TableColumn } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, named, node, resource, screen } from './build-example.ts'

const text: FieldType = { type: 'text' }
const statusType: FieldType = { type: 'singleChoice', choiceId: 'status' }
const field = (fieldId: string) => ({ type: 'field', fieldId }) as const
const moved = (memberId: string) => ({ type: 'messageMember', messageId: 'moved', memberId }) as const
const orders = { type: 'list', listId: 'orders' } as const

/** The order that the customer follows; unknown when there is none of that number. */
const THE_ORDER = 'first(orders.filter(order, order.number == orderNumber))'

/**
 * A customer follows one order and sees its progress bar move; the warehouse works on a stored list of all orders; programs
 * move orders over HTTP and listen to them as a stream of events; a service writes every move to the log.
 */
export function orderTracking(): Project {
  return {
    ...emptyProject({ id: 'order-tracking', name: 'Order tracking', technicalName: 'orders' }),
    messages: listed<Message>({
      ...resource('moved', 'Order moved', 'OrderMoved'),
      description: 'An order has another status now.',
      hue: 2,
      members: memberFields({ movedNumber: ['Number', 'number', text, 'needed'], movedStatus: ['Status', 'status', statusType, 'needed'], movedNote: ['Note', 'note', { type: 'text', maxLength: 200 }] }),
    }),
    channels: listed<Channel>(channel('orderChannel', 'orders', { keyName: 'order number', messageIds: ['moved'], description: 'The key is the number of the order.' })),
    fields: listed<Field>(
      { ...resource('orderNumber', 'Order number', 'orderNumber'), valueType: text, default: '1001' },
      { ...resource('remark', 'Remark', 'remark'), valueType: { type: 'text', maxLength: 500 } },
      { ...resource('item', 'Item', 'item'), valueType: { type: 'text', maxLength: 80 } },
      { ...resource('newNumber', 'New number', 'newNumber'), valueType: { type: 'text', maxLength: 20 } },
      { ...resource('carrierState', 'State at the carrier', 'carrierState'), valueType: text },
      { ...resource('carrierReport', 'Report of the carrier', 'carrierReport'), valueType: { type: 'text' }, default: '' },
    ),
    lists: listed<DataList>({
      ...resource('orders', 'Orders', 'orders'), description: 'All orders, kept in the database.', storage: 'stored',
      members: memberFields({ number: ['Number', 'number', text, 'needed'], itemName: ['Item', 'item', text, 'needed'], status: ['Status', 'status', statusType], due: ['Due', 'due', { type: 'dateTime' }] }),
    }),
    choices: listed<Choice>({
      ...resource('status', 'Status', 'status'),
      options: listed<ChoiceOption>(
        { id: 'placed', ...named('Placed', 'placed'), color: 'grey', icon: 'shopping-cart' }, { id: 'packed', ...named('Packed', 'packed'), color: 'amber', icon: 'package' },
        { id: 'shipped', ...named('Shipped', 'shipped'), color: 'blue', icon: 'truck' }, { id: 'delivered', ...named('Delivered', 'delivered'), color: 'green', icon: 'circle-check' },
      ),
    }),
    connections: listed<Connection>({ ...resource('carrier', 'Carrier', 'carrier'), description: 'Knows where a parcel is. There is no such service behind this address: put yours here.', settings: { type: 'http', baseUrl: 'https://carrier.example', auth: { type: 'none' } } }),
    personas: listed<Persona>(
      { ...resource('customer', 'Customer', 'customer'), roles: ['customer'], homeFlowId: 'track' },
      { ...resource('warehouse', 'Warehouse', 'warehouse'), roles: ['warehouse'], homeFlowId: 'work' },
    ),
    navigation: listed<NavigationItem>(
      { ...resource('goTrack', 'Track an order', 'trackAnOrder'), flowId: 'track', visibleWhen: '"customer" in user.roles' },
      { ...resource('goWork', 'All orders', 'allOrders'), flowId: 'work', visibleWhen: '"warehouse" in user.roles' },
      { ...resource('goLate', 'Late orders', 'lateOrders'), flowId: 'late', visibleWhen: '"warehouse" in user.roles' },
    ),
    flows: listed<Flow>(track(), work(), checkLate(), late(), moveOrder(), live(), streamMove(), watchOrders(), logMove()),
    settings: { homeFlowId: 'track', onApplicationStartFlowId: 'watchOrders' },
  }
}

function track() {
  const which = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Where is my order?' },
    { id: 'inNumber', kind: 'input', label: 'Order number', target: field('orderNumber'), required: true, placeholder: '1001', multiline: false },
    { id: 'follow', kind: 'button', label: 'Follow it', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  )
  const progress = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Order {orderNumber}' },
    { id: 'known', kind: 'conditional', when: `isKnown(${THE_ORDER})`, children: [
      { id: 'item', kind: 'text', text: `**{${THE_ORDER}.item}**` },
      { id: 'badge', kind: 'badge', value: `${THE_ORDER}.status`, tone: 'neutral' },
      { id: 'bar', kind: 'progress', label: 'Progress', value: `position(${THE_ORDER}.status)`, max: `size(options(${THE_ORDER}.status))` },
      { id: 'note', kind: 'conditional', when: 'isKnown(received.OrderMoved.note)', children: [{ id: 'noteText', kind: 'text', text: '_{received.OrderMoved.note}_' }] },
    ] },
    { id: 'unknown', kind: 'conditional', when: `isUnknown(${THE_ORDER})`, children: [{ id: 'unknownText', kind: 'text', text: 'There is no order {orderNumber} yet. This page follows it as soon as there is.' }] },
    { id: 'inRemark', kind: 'input', label: 'A remark for the driver', target: field('remark'), required: false, placeholder: 'Third floor, please', multiline: true },
    { id: 'other', kind: 'button', label: 'Follow another', tone: 'plain', action: { type: 'exit' }, storesInputs: true },
  )
  return flow(
    { id: 'track', name: 'Track an order', technicalName: 'trackAnOrder', type: 'flowchart', description: 'What a customer starts with: follows one order by its number.' },
    [
      node('start', 'start', [0, 0]),
      node('which', 'user-interaction', [1, 0], { name: 'Which order', screen: which, defaultButtonId: 'follow' }),
      node('listen', 'comet-message', [2, 0], { action: 'listen', channelId: 'orderChannel', key: 'orderNumber', listenTo: 'specific', listenMessageIds: ['moved'], response: 'refresh', until: 'screenLeft' }),
      node('progress', 'user-interaction', [1, 1.375], { name: 'Order', screen: progress }),
      node('note', 'note', [0, 1.375], { text: 'Listens with the order’s number as **key**: moves of other orders do not reach this client. **Refresh screen** keeps the remark that is being typed.' }),
    ],
    edges(['start', 'default', 'which'], ['which', 'follow', 'listen'], ['listen', 'default', 'progress'], ['progress', 'other', 'which']),
  )
}

function work() {
  const table = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'All orders' },
    {
      id: 'table', kind: 'table', source: 'orders', emptyText: 'No orders yet.',
      columns: listed<TableColumn>({ id: 'number', title: 'Number', text: '{row.number}' }, { id: 'item', title: 'Item', text: '{row.item}' }, { id: 'status', title: 'Status', text: '{row.status}' }),
      children: [{ id: 'advance', kind: 'button', label: 'Next step', tone: 'plain', action: { type: 'exit' }, storesInputs: false }],
    },
    { id: 'add', kind: 'group', title: 'New order', children: [
      { id: 'inNumber', kind: 'input', label: 'Number', target: field('newNumber'), required: false, placeholder: '1004', multiline: false },
      { id: 'inItem', kind: 'input', label: 'Item', target: field('item'), required: false, placeholder: 'Lamp', multiline: false },
      { id: 'place', kind: 'button', label: 'Place it', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
    ] },
  )
  const advanced = 'row.status == "placed" ? "packed" : (row.status == "packed" ? "shipped" : "delivered")'
  return flow(
    { id: 'work', name: 'All orders', technicalName: 'workOnOrders', type: 'flowchart', description: 'What the warehouse starts with: a stored list of all orders.' },
    [
      node('start', 'start', [0, 1.75]),
      node('listen', 'comet-message', [1, 1.75], { action: 'listen', channelId: 'orderChannel', listenTo: 'specific', listenMessageIds: ['moved'], response: 'refresh' }),
      node('table', 'user-interaction', [2, 1.75], { name: 'All orders', screen: table }),
      node('fill', 'assignment', [0, 0], { assignments: lines({ target: moved('movedNumber'), expression: 'row.number' }, { target: moved('movedStatus'), expression: advanced }, { target: moved('movedNote'), expression: 'null' }) }),
      node('store', 'list-action', [1, 0], { list: orders, action: 'update', filter: 'row.number == OrderMoved.number', values: lines({ memberId: 'status', expression: 'OrderMoved.status' }) }),
      node('tell', 'comet-message', [2, 0.5], { action: 'send', channelId: 'orderChannel', messageId: 'moved', key: 'OrderMoved.number' }),
      node('place', 'list-action', [1, 3.375], { list: orders, action: 'add', values: lines({ memberId: 'number', expression: 'newNumber' }, { memberId: 'itemName', expression: 'item' }, { memberId: 'status', expression: "'placed'" }, { memberId: 'due', expression: "now + hours(48)" }) }),
      node('placed', 'assignment', [2, 3.375], { assignments: lines({ target: field('newNumber'), expression: 'null' }, { target: field('item'), expression: 'null' }) }),
      node('refused', 'user-interaction', [1, 4.625], { name: 'Not done', overlay: true, placement: 'banner', autoCloseMs: 8_000, screen: screen({ id: 'why', kind: 'text', text: '{error.text}' }) }),
    ],
    edges(
      ['start', 'default', 'listen'], ['listen', 'default', 'table'], ['table', 'advance', 'fill'], ['fill', 'default', 'store'], ['store', 'default', 'tell'], ['store', 'nothing', 'table'], ['tell', 'default', 'table'],
      ['table', 'place', 'place'], ['place', 'default', 'placed'], ['placed', 'default', 'table'], ['place', 'error', 'refused'], ['store', 'error', 'refused'], ['tell', 'error', 'refused'], ['refused', 'closed', 'table'],
    ),
  )
}

function late() {
  const shown = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Late orders' },
    { id: 'report', kind: 'text', text: '{carrierReport}' },
    {
      id: 'list', kind: 'repeater', source: 'orders.filter(order, order.status != "delivered" && order.due < now)', layout: 'cards', emptyText: 'No order is late.',
      children: [{ id: 'title', kind: 'text', text: '**{row.number}** {row.item}' }, { id: 'state', kind: 'badge', value: 'row.status', tone: 'neutral' }, { id: 'due', kind: 'text', text: "due {format(row.due, 'dd.MM.yyyy HH:mm')}" }],
    },
    { id: 'ask', kind: 'button', label: 'Ask the carrier', tone: 'primary', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'late', name: 'Late orders', technicalName: 'lateOrders', type: 'flowchart', description: 'Orders that should have been there.' },
    [
      node('start', 'start', [0, 0]),
      node('shown', 'user-interaction', [1, 0], { name: 'Late orders', screen: shown }),
      node('check', 'sub-flowchart', [2, 0], { flowId: 'checkLate' }),
      node('again', 'navigation', [1, 1.375], { navigationId: 'goLate' }),
    ],
    edges(['start', 'default', 'shown'], ['shown', 'ask', 'check'], ['check', 'end', 'again'], ['check', 'error', 'again']),
  )
}

function checkLate() {
  const report = (words: string) => ({ assignments: lines({ target: field('carrierReport'), expression: `carrierReport + row.number + ': ' + ${words} + '  \\n'` }) })
  return flow(
    { id: 'checkLate', name: 'Ask the carrier', technicalName: 'askTheCarrier', type: 'action', description: 'Takes the late orders in turn and asks the carrier about each.' },
    [
      node('start', 'start', [0, 0]),
      node('empty', 'assignment', [1, 0], { assignments: lines({ target: field('carrierReport'), expression: "''" }) }),
      node('each', 'loop', [2, 0], { list: 'orders', filter: 'row.status != "delivered" && row.due < now', sort: 'row.due' }),
      node('ask', 'http-request', [0, 1.375], { connectionId: 'carrier', url: '/parcels/{row.number}', timeoutMs: 5_000, statuses: '4xx', responseExample: '{"state": "on its way"}', mapping: lines({ expression: 'response.body.state', target: field('carrierState') }) }),
      node('known', 'assignment', [1, 1.375], report("orElse(carrierState, 'no state')")),
      node('unknown', 'assignment', [1, 2.5], report("'the carrier does not know it'")),
      node('down', 'assignment', [1, 3.625], report("'the carrier cannot be asked now'")),
      node('end', 'end', [2, 1.375]),
    ],
    edges(
      ['start', 'default', 'empty'], ['empty', 'default', 'each'], ['each', 'next', 'ask'], ['each', 'end', 'end'], ['ask', 'default', 'known'], ['ask', '4xx', 'unknown'], ['ask', 'error', 'down'],
      ['known', 'default', 'each'], ['unknown', 'default', 'each'], ['down', 'default', 'each'],
    ),
  )
}

const endpoint = (values: Partial<Endpoint>): Endpoint => endpointSchema.parse(values)

function moveOrder() {
  return flow(
    {
      id: 'moveOrder', name: 'Move an order', technicalName: 'moveAnOrder', type: 'endpoint', description: 'POST /h/orders/order/{id}/status with {"status": "shipped", "note": "…"}.',
      endpoint: endpoint({
        method: 'POST', path: '/order/{id}/status',
        parameters: lines({ source: 'path' as const, name: 'id', target: moved('movedNumber'), required: true }, { source: 'body' as const, name: 'status', target: moved('movedStatus'), required: true }, { source: 'body' as const, name: 'note', target: moved('movedNote'), required: false }),
      }),
    },
    [
      node('start', 'start', [0, 0]),
      node('store', 'list-action', [1, 0], { list: orders, action: 'update', filter: 'row.number == OrderMoved.number', values: lines({ memberId: 'status', expression: 'OrderMoved.status' }) }),
      node('tell', 'comet-message', [2, 0.5], { action: 'send', channelId: 'orderChannel', messageId: 'moved', key: 'OrderMoved.number' }),
      node('unknown', 'respond', [1, 1.625], { answer: 'json', status: 404, bodyExpression: "{'detail': 'There is no order ' + OrderMoved.number + '.'}" }),
      node('done', 'respond', [2, 1.875], { answer: 'json', status: 202, bodyExpression: 'OrderMoved' }),
      node('failed', 'respond', [1, 2.875], { answer: 'json', status: 503, bodyExpression: "{'detail': error.text}" }),
      node('end', 'end', [2, 2.875]),
    ],
    edges(
      ['start', 'default', 'store'], ['store', 'default', 'tell'], ['store', 'nothing', 'unknown'], ['store', 'error', 'failed'], ['tell', 'default', 'done'], ['tell', 'error', 'failed'],
      ['done', 'default', 'end'], ['unknown', 'default', 'end'], ['failed', 'default', 'end'],
    ),
  )
}

function live() {
  return flow(
    { id: 'live', name: 'Live orders', technicalName: 'liveOrders', type: 'endpoint', description: 'GET /h/orders/live streams every move, for example to curl -N.', endpoint: endpoint({ method: 'GET', path: '/live' }) },
    [
      node('start', 'start', [0, 0]),
      node('listen', 'comet-message', [1, 0], { action: 'listen', channelId: 'orderChannel', listenTo: 'specific', listenMessageIds: ['moved'], response: 'flow', flowId: 'streamMove' }),
      node('end', 'end', [2, 0]),
    ],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'end']),
  )
}

function streamMove() {
  return flow(
    { id: 'streamMove', name: 'Stream a move', technicalName: 'streamAMove', type: 'action', description: 'Runs in every live stream when an order moves.' },
    [node('start', 'start', [0, 0]), node('event', 'respond', [1, 0], { answer: 'event', eventName: 'order', dataExpression: 'OrderMoved', eventId: '{event.seq}' }), node('end', 'end', [2, 0])],
    edges(['start', 'default', 'event'], ['event', 'default', 'end']),
  )
}

function watchOrders() {
  const first = (number: string, item: string, hours: number) => ({ list: orders, action: 'add', values: lines({ memberId: 'number', expression: `'${number}'` }, { memberId: 'itemName', expression: `'${item}'` }, { memberId: 'status', expression: "'placed'" }, { memberId: 'due', expression: `now + hours(${hours})` }) })
  return flow(
    { id: 'watchOrders', name: 'Watch all orders', technicalName: 'watchAllOrders', type: 'action', description: 'Runs on application start, with nobody looking.' },
    [
      node('start', 'start', [0, 0]),
      node('listen', 'comet-message', [1, 0], { action: 'listen', channelId: 'orderChannel', listenTo: 'specific', listenMessageIds: ['moved'], response: 'flow', flowId: 'logMove' }),
      node('none', 'decision', [0, 1.375], { expression: 'isEmpty(orders)' }),
      node('lamp', 'list-action', [1, 1.875], first('1001', 'Lamp', 48)),
      node('chair', 'list-action', [2, 1.875], first('1002', 'Chair', 24)),
      node('clock', 'list-action', [2, 2.875], first('1003', 'Clock', -1)),
      node('end', 'end', [1, 3.75]),
    ],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'none'], ['none', 'yes', 'lamp'], ['none', 'no', 'end'], ['lamp', 'default', 'chair'], ['chair', 'default', 'clock'], ['clock', 'default', 'end']),
  )
}

function logMove() {
  return flow(
    { id: 'logMove', name: 'Log a move', technicalName: 'logAMove', type: 'action', description: 'Runs in the service when an order moves.' },
    [node('start', 'start', [0, 0]), node('log', 'log', [1, 0], { level: 'info', text: 'Order {OrderMoved.number} is {OrderMoved.status} now' }), node('end', 'end', [2, 0])],
    edges(['start', 'default', 'log'], ['log', 'default', 'end']),
  )
}
