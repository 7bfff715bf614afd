import { emptyProject, type Flow, type Project } from '@halley/model'
import { flowOf, type Step } from '../endpoints/orders-app.test-fixture.ts'

type Config = Flow['nodes'][string]['config']

const base = (id: string, order: string, technicalName = id) => ({ id, folderId: null, order, name: technicalName, technicalName, technicalNameSetByHand: false, description: '' })

/** A screen with a text that streams and buttons that leave by their label. */
function screenStep(id: string, title: string, { buttons = [], source, canStop = false, overlay = false }: { readonly buttons?: readonly string[]; readonly source?: string; readonly canStop?: boolean; readonly overlay?: boolean }): Step {
  const widgets = [
    ...(source === undefined ? [] : [{ id: 'grows', parentId: null, order: 'a0', kind: 'streamText', source, format: 'plain', placeholder: 'Nothing yet', canStop }]),
    ...buttons.map((label, at) => ({ id: label, parentId: null, order: `b${at}`, kind: 'button', label, tone: 'primary', action: { type: 'exit' }, storesInputs: true })),
  ]
  return [id, 'user-interaction', { name: title, ...(overlay && { overlay: true, placement: 'dialog' }), screen: { widgets: Object.fromEntries(widgets.map((widget) => [widget.id, widget])) } } as unknown as Config]
}

/**
 * A customer presses Ask and streams an Answer on the channel answers; an officer listens there, and it opens in an overlay.
 * What the customer's stream comes from is given; where it leads, a screen says.
 */
export function streamingApp(stream: Readonly<Record<string, unknown>>, { change = (project) => project, officerStops = true }: { readonly change?: (project: Project) => Project; readonly officerStops?: boolean } = {}): Project {
  const text = (id: string, order: string, required = false) => ({ id, parentId: null, order, name: id, technicalName: id, technicalNameSetByHand: false, description: '', type: 'field' as const, valueType: { type: 'text' as const, maxLength: 65_536 }, required })
  const flows = [
    flowOf('ask', {
      type: 'flowchart',
      steps: [
        screenStep('begin', 'Begin', { buttons: ['Ask'], source: 'Answer.text' }),
        ['stream', 'stream', { channelId: 'answers', messageId: 'answer', memberId: 'text', ...stream } as Config],
        screenStep('done', 'Done', { source: 'Answer.text', buttons: ['Ask'] }), screenStep('cancelled', 'Cancelled', { source: 'Answer.text' }),
        ['failed', 'user-interaction', { name: 'Failed', screen: { widgets: { why: { id: 'why', parentId: null, order: 'a0', kind: 'text', text: '{error.code}: {error.text}' } } } } as unknown as Config],
      ],
      arrows: [['begin', 'Ask', 'stream'], ['stream', 'done', 'done'], ['stream', 'cancelled', 'cancelled'], ['stream', 'error', 'failed'], ['done', 'Ask', 'stream']],
    }),
    flowOf('watch', {
      type: 'flowchart',
      steps: [['listen', 'comet-message', { action: 'listen', channelId: 'answers', response: 'flow', flowId: 'arrived' }], screenStep('waiting', 'Waiting', {})],
    }),
    flowOf('more', { type: 'action', steps: [['streamMore', 'stream', { channelId: 'answers', messageId: 'answer', memberId: 'text', ...stream } as Config]], arrows: [['streamMore', 'done', 'end'], ['streamMore', 'cancelled', 'end']] }),
    flowOf('onStart', {
      type: 'action',
      steps: [['listen', 'comet-message', { action: 'listen', channelId: 'answers', response: 'flow', flowId: 'noted' }]],
    }),
    flowOf('noted', { type: 'action', steps: [['write', 'log', { text: 'Noted: {Answer.text} ({event.seq})' } as Config]] }),
    flowOf('arrived', { type: 'flowchart', steps: [screenStep('shown', 'Answer', { source: 'Answer.text', canStop: officerStops, overlay: true, buttons: ['Close'] })] }),
  ]
  const begin = flows[0]?.nodes['begin']?.config as { screen: { widgets: Record<string, unknown> } } | undefined
  if (begin !== undefined) begin.screen.widgets['more'] = { id: 'more', parentId: null, order: 'c0', kind: 'button', label: 'More', tone: 'plain', action: { type: 'flow', flowId: 'more' }, storesInputs: false }
  const persona = (id: string, order: string, homeFlowId: string) => ({ ...base(id, order), name: id, roles: [id], homeFlowId })
  return change({
    ...emptyProject({ id: 'streaming', name: 'Streaming', technicalName: 'streaming' }),
    messages: { answer: { ...base('answer', 'a0', 'Answer'), hue: 0, members: { subject: text('subject', 'a0'), text: text('text', 'a1', true) } } },
    channels: { answers: { ...base('answers', 'a0'), keyName: null, messageIds: [], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' } },
    personas: { customer: persona('customer', 'a0', 'ask'), officer: persona('officer', 'a1', 'watch') },
    flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])),
    settings: { homeFlowId: 'ask', onApplicationStartFlowId: null },
  })
}

/** The connection to a model at an address. */
export function toModel(baseUrl: string, project: Project, auth: 'none' | 'bearer' = 'none'): Project {
  return { ...project, connections: { ai: { ...base('ai', 'a0'), name: 'The model', settings: { type: 'model', baseUrl, model: 'small-1', auth: { type: auth } } } } }
}
