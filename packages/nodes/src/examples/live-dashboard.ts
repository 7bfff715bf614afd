import { emptyProject, type Channel, type DataList, type Field, type Flow, type FieldType, type Message, type Persona, type Project } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, node, resource, screen } from './build-example.ts'

const number: FieldType = { type: 'number' }
const measured = (memberId: string) => ({ type: 'messageMember', messageId: 'measured', memberId }) as const
const points = { type: 'list', listId: 'points' } as const

/** Seconds since the example was made: what its numbers are computed from, as there is no sensor behind it. */
const AGE = "floor(inSeconds(now - dateTime('2026-01-01T00:00:00Z')))"

/** A service measures every two seconds with nobody looking; every screen shows the same curve, and warns when it is too high. */
export function liveDashboard(): Project {
  return {
    ...emptyProject({ id: 'live-dashboard', name: 'Live dashboard', technicalName: 'dashboard' }),
    messages: listed<Message>({ ...resource('measured', 'Measured', 'Measured'), description: 'There is a new measurement.', hue: 1, members: memberFields({ load: ['Load', 'load', number, 'needed'], visitors: ['Visitors', 'visitors', number, 'needed'] }) }),
    channels: listed<Channel>(channel('measurements', 'measurements', { messageIds: ['measured'] })),
    fields: listed<Field>({ ...resource('limit', 'Limit', 'limit'), valueType: { type: 'number', min: 0, max: 100 }, default: 80 }),
    lists: listed<DataList>({ ...resource('points', 'Points', 'points'), description: 'The last minute.', storage: 'stored', members: memberFields({ pointLoad: ['Load', 'load', number], pointVisitors: ['Visitors', 'visitors', number] }) }),
    personas: listed<Persona>({ ...resource('viewer', 'Viewer', 'viewer'), roles: [], homeFlowId: 'watch' }, { ...resource('operator', 'Operator', 'operator'), roles: ['operator'], homeFlowId: 'operate' }),
    flows: listed<Flow>(watch(), operate(), warn(), measure()),
    settings: { homeFlowId: 'watch', onApplicationStartFlowId: 'measure' },
  }
}

function dashboard() {
  return screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Right now' },
    { id: 'numbers', kind: 'columns', count: 2, children: [
      { id: 'loadNow', kind: 'progress', label: 'Load', value: 'last(points).load', max: '100' },
      { id: 'visitorsNow', kind: 'text', text: '**{last(points).visitors}** visitors' },
    ] },
    {
      id: 'curve', kind: 'chart', chart: 'line', title: 'The last minute', source: 'points', label: "{format(row.lastModified, 'HH:mm:ss')}", emptyText: 'The first measurement comes in a moment.',
      series: { load: { id: 'load', order: 'a0', title: 'Load', value: 'row.load' }, visitors: { id: 'visitors', order: 'a1', title: 'Visitors', value: 'row.visitors' } },
    },
  )
}

const listen = (response: Record<string, unknown>) => ({ action: 'listen', channelId: 'measurements', listenTo: 'specific', listenMessageIds: ['measured'], ...response })

function watch() {
  return flow(
    { id: 'watch', name: 'Watch', technicalName: 'watch', type: 'flowchart', description: 'What a viewer starts with: numbers that keep themselves up to date.' },
    [node('start', 'start', [0, 0]), node('listen', 'comet-message', [1, 0], listen({ response: 'refresh' })), node('shown', 'user-interaction', [2, 0], { name: 'Right now', screen: dashboard() })],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'shown']),
  )
}

function operate() {
  const own = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'On watch' },
    { id: 'text', kind: 'text', text: 'A load over **{limit} %** opens a banner here.' },
    { id: 'inLimit', kind: 'input', label: 'Limit, %', target: { type: 'field', fieldId: 'limit' }, required: true, placeholder: '80', multiline: false },
    { id: 'set', kind: 'button', label: 'Set the limit', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  )
  return flow(
    { id: 'operate', name: 'Operate', technicalName: 'operate', type: 'flowchart', description: 'What an operator starts with: only a measurement over the limit reaches this client.' },
    [
      node('start', 'start', [0, 0]),
      node('listen', 'comet-message', [1, 0], listen({ response: 'flow', flowId: 'warn', condition: 'Measured.load > limit' })),
      node('shown', 'user-interaction', [2, 0], { name: 'On watch', screen: own, defaultButtonId: 'set' }),
    ],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'shown'], ['shown', 'set', 'shown']),
  )
}

function warn() {
  return flow(
    { id: 'warn', name: 'Warn', technicalName: 'warn', type: 'flowchart', description: 'Runs when a measurement is over the limit.' },
    [
      node('start', 'start', [0, 0]),
      node('banner', 'user-interaction', [1, 0], { name: 'Too high', overlay: true, placement: 'banner', autoCloseMs: 4_000, screen: screen({ id: 'text', kind: 'text', text: 'The load is **{Measured.load} %**, over {limit} %.' }) }),
      node('end', 'end', [2, 0]),
    ],
    edges(['start', 'default', 'banner'], ['banner', 'closed', 'end']),
  )
}

function measure() {
  return flow(
    { id: 'measure', name: 'Measure', technicalName: 'measure', type: 'action', description: 'Runs on application start: measures, tells, waits, and begins again.' },
    [
      node('start', 'start', [0, 0]),
      node('read', 'assignment', [1, 0], { assignments: lines({ target: measured('load'), expression: `40 + (${AGE} * 7 % 41) + (${AGE} * 3 % 17)` }, { target: measured('visitors'), expression: `20 + (${AGE} * 5 % 29)` }) }),
      node('keep', 'list-action', [2, 0], { list: points, action: 'add', values: lines({ memberId: 'pointLoad', expression: 'Measured.load' }, { memberId: 'pointVisitors', expression: 'Measured.visitors' }) }),
      node('forget', 'list-action', [0, 1.375], { list: points, action: 'delete', filter: 'row.lastModified < now - minutes(1)' }),
      node('tell', 'comet-message', [1, 1.375], { action: 'send', channelId: 'measurements', messageId: 'measured' }),
      node('wait', 'wait', [2, 1.375], { durationMs: 2_000 }),
      node('failed', 'log', [1, 2.75], { level: 'warning', text: 'Not measured: {error.text}' }),
    ],
    edges(
      ['start', 'default', 'read'], ['read', 'default', 'keep'], ['keep', 'default', 'forget'], ['forget', 'default', 'tell'], ['forget', 'nothing', 'tell'], ['tell', 'default', 'wait'], ['wait', 'default', 'read'],
      ['keep', 'error', 'failed'], ['forget', 'error', 'failed'], ['tell', 'error', 'failed'], ['failed', 'default', 'wait'],
    ),
  )
}
