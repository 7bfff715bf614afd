import type { Effect, SimulationOptions } from '@halley/engine'
import type { Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, screenNode, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

type StreamEffect = Extract<Effect, { type: 'stream' }>

const streamText = (source: string, canStop = false) => ({ id: 'grows', kind: 'streamText' as const, source, format: 'plain' as const, placeholder: 'Nothing yet', canStop })
const onTicket = { channelId: 'escalation', messageId: 'ticket', memberId: 'remark' }

/** Listens, assigns the subject, streams into the remark, and says by which exit it went on. */
function streaming(config: Record<string, unknown>, { listens = true }: { readonly listens?: boolean } = {}): DrawnFlow {
  return {
    nodes: [
      startNode(), cometNode('listen', { channelId: 'escalation', action: 'listen', response: 'flow', flowId: 'arrived' }), assignNode('set', subjectTarget, '"Printer"'),
      anyNode('send', 'stream', { ...onTicket, text: 'one two', ...config }),
      ...(['done', 'cancelled', 'error'] as const).map((exit) => screenNode(`by-${exit}`, `${exit}: {Ticket.remark} {error.code} {error.text}`, [])),
    ],
    arrows: [['start', 'default', listens ? 'listen' : 'set'], ['listen', 'default', 'set'], ['set', 'default', 'send'], ...(['done', 'cancelled', 'error'] as const).map((exit) => ['send', exit, `by-${exit}`] as const)],
  }
}

const arrived: DrawnFlow = { nodes: [startNode(), screenNode('shown', '{Ticket.subject} as {event.stream}', ['Close'], { overlay: true, inputs: [streamText('Ticket.remark', true)] })], arrows: [['start', 'default', 'shown']] }

const modelConnection = (model = 'small'): Project['connections'] => ({ ai: { id: 'ai', folderId: null, order: 'a0', name: 'The model', technicalName: 'theModel', technicalNameSetByHand: false, description: '', settings: { type: 'model', baseUrl: 'https://ai.example.com/v1', model, auth: { type: 'bearer' } } } })

function open(config: Record<string, unknown> = {}, { change, ...options }: SimulationOptions & { readonly listens?: boolean; readonly change?: (project: Project) => Project } = {}) {
  return openFlow(streaming(config, options), { flows: { arrived }, ...options, ...(change && { change }) })
}

const problems = (config: Record<string, unknown>, change?: (project: Project) => Project) => open(config, change === undefined ? {} : { change }).simulation.program.diagnostics.filter(({ place, severity }) => severity === 'error' && place.type === 'node' && place.nodeId === 'send').map(({ code }) => code)

describe('Stream', () => {
  it('goes on by Done with the whole text in the own copy of the message', () => {
    const { simulation, client } = open({ text: 'Dear {user.name}, all is well.' }, { listens: false })
    expect(simulation.sees(client).main?.widgets[0]).toMatchObject({ markdown: 'done: Dear Ann, all is well.  ' })
  })

  it('reaches listeners with an empty text, which then grows where it is shown, and is one message', () => {
    const { simulation, client } = open()
    const overlay = simulation.sees(client).overlays[0]
    expect(overlay?.widgets).toMatchObject([{ markdown: expect.stringMatching(/^Printer as session-1-e/) }, { kind: 'button' }, { kind: 'streamText', text: 'one two', stream: { state: 'complete', canStop: false } }])
    expect(client.state.received['Ticket']).toMatchObject({ subject: 'Printer', remark: 'one two' })
    expect(simulation.messages.map(({ receivers }) => receivers.map(({ outcome }) => outcome))).toEqual([['delivered']])
  })

  it('takes the other fields as they were when it opened', () => {
    const { simulation } = open()
    expect(simulation.messages[0]?.effect.payload).toMatchObject({ subject: 'Printer' })
  })

  it('grows in the session that receives it, without a second response, while `received` is that message', () => {
    const { simulation, client } = open()
    const id = client.state.streams.find(({ runId }) => runId === null)?.id ?? ''
    simulation.send(client, { type: 'streamGrew', streamId: id, text: 'one two three', state: 'cancelled', reason: 'stopped by Bob', atMs: 0 })
    expect(client.state.received['Ticket']).toMatchObject({ remark: 'one two three' })
    expect(simulation.sees(client).overlays).toHaveLength(1)
    expect(simulation.sees(client).overlays[0]?.widgets[2]).toMatchObject({ text: 'one two three', stream: { state: 'cancelled', reason: 'stopped by Bob' } })
  })

  it('does not grow in a message of its kind that came later', () => {
    const { simulation, client } = open()
    const id = client.state.streams.find(({ runId }) => runId === null)?.id ?? ''
    const event = { channelId: 'escalation', channel: 'escalation', messageId: 'ticket', message: 'Ticket', key: null, id: 'later', seq: 9, sentAt: '2026-01-01T00:00:00Z', sender: 'Bob', hops: 0 }
    simulation.send(client, { type: 'delivery', atMs: 0, delivery: { deliveryId: '0/x', event, payload: { subject: 'Later', priority: null, remark: 'whole' } } })
    simulation.send(client, { type: 'streamGrew', streamId: id, text: 'grown', state: 'running', reason: null, atMs: 0 })
    expect(client.state.received['Ticket']).toMatchObject({ subject: 'Later', remark: 'whole' })
    expect(simulation.sees(client).overlays.map(({ widgets }) => widgets[2])).toMatchObject([{ text: 'grown' }, { text: 'whole', stream: null }])
  })

  it('is shown by the last message that arrived, too, on any screen', () => {
    const drawn: DrawnFlow = {
      nodes: [startNode(), cometNode('listen', { channelId: 'escalation', action: 'listen', response: 'refresh' }), screenNode('desk', 'Desk', ['Go'], { inputs: [streamText('received.Ticket.remark')] }), assignNode('set', subjectTarget, '"Printer"'), anyNode('send', 'stream', { ...onTicket, sourceType: 'http', url: 'https://api.example.com/news' })],
      arrows: [['start', 'default', 'listen'], ['listen', 'default', 'desk'], ['desk', 'Go', 'set'], ['set', 'default', 'send'], ['send', 'done', 'desk']],
    }
    const { simulation, client } = openFlow(drawn, { stream: () => ['a', 'b'] })
    const shown = () => simulation.sees(client).main?.widgets.find(({ kind }) => kind === 'streamText')
    expect(shown()).toMatchObject({ text: '', stream: null, placeholder: 'Nothing yet' })
    simulation.press(client, 'Go')
    expect(shown()).toMatchObject({ text: 'ab', stream: { state: 'complete' } })
  })

  it('keeps the names of its message and field through a renaming', () => {
    const { simulation, client, effect } = waiting()
    const { project } = simulation.program
    const ticket = project.messages['ticket']
    const remark = ticket?.members['remark']
    if (ticket === undefined || remark === undefined) throw new Error('The small project has them.')
    simulation.changeModel({ ...project, messages: { ...project.messages, ticket: { ...ticket, technicalName: 'Report', members: { ...ticket.members, remark: { ...remark, technicalName: 'words' } } } } })
    simulation.send(client, { type: 'streamGrew', streamId: effect.streamId, text: 'on', state: 'running', reason: null, atMs: 0 })
    expect(client.state.data['Report']).toMatchObject({ words: 'on' })
  })

  it('ends with the run that sends it', () => {
    const { simulation, client } = waiting()
    simulation.send(client, { type: 'start', flowId: 'elsewhere', atMs: 0 })
    expect(client.state.streams).toMatchObject([{ state: 'cancelled' }])
  })

  it('reaches an action flowchart when it is whole', () => {
    const kept: DrawnFlow = { type: 'action', nodes: [startNode(), assignNode('keep', { type: 'field', fieldId: 'name' }, 'Ticket.remark'), anyNode('end', 'end', { name: 'Kept' })], arrows: [['start', 'default', 'keep'], ['keep', 'default', 'end']] }
    const { simulation, client } = openFlow(streaming({}), { flows: { arrived: kept } })
    expect(client.state.data['name']).toBe('one two')
    expect(simulation.messages.map(({ receivers }) => receivers.map(({ response }) => response))).toEqual([['ran "arrived" to its end']])
  })

  it('cancelled, it leaves by Cancelled with what there was', () => {
    const { simulation, client, effect } = waiting()
    simulation.send(client, { type: 'effectDone', effectId: effect.effectId, atMs: 0, result: { ok: true, value: { state: 'cancelled', text: 'one', reason: 'stopped' } } })
    expect(simulation.sees(client).main?.widgets[0]).toMatchObject({ markdown: 'cancelled: one  ' })
  })

  it('while it runs, the own copy grows where the sender shows it', () => {
    const { simulation, client, effect } = waiting()
    simulation.send(client, { type: 'streamGrew', streamId: effect.streamId, text: 'on', state: 'running', reason: null, atMs: 0 })
    expect(client.state.data['Ticket']).toMatchObject({ subject: 'Printer', remark: 'on' })
    expect(client.state.streams).toMatchObject([{ id: effect.streamId, state: 'running' }])
  })

  it('a source that fails leaves by Error', () => {
    const { simulation, client } = open({ sourceType: 'http', url: 'https://api.example.com/news' }, { listens: false })
    expect(simulation.sees(client).main?.widgets[0]).toMatchObject({ markdown: expect.stringMatching(/^error: {2}http\/unreachable/) })
  })

  it('asks a model with prompt and instructions as they are written', () => {
    const asked: unknown[] = []
    open({ sourceType: 'model', connectionId: 'ai', system: 'You serve {user.name}.', prompt: 'Sum up {Ticket.subject}', maxTokens: 20 }, {
      listens: false, change: (project) => ({ ...project, connections: modelConnection() }), stream: ({ source }) => { asked.push(source); return ['ok'] },
    })
    expect(asked).toEqual([{ type: 'model', connectionId: 'ai', system: 'You serve Ann.', prompt: 'Sum up Printer', maxTokens: 20, temperature: null }])
  })

  it('an empty prompt asks nobody', () => {
    const { simulation, client } = open({ sourceType: 'model', connectionId: 'ai', prompt: '{Ticket.priority}' }, { listens: false, change: (project) => ({ ...project, connections: modelConnection() }) })
    expect(simulation.sees(client).main?.widgets[0]).toMatchObject({ markdown: expect.stringMatching(/stream\/no_source/) })
  })

  it.each([
    [{}, []],
    [{ channelId: null }, ['comet/channel_missing']],
    [{ messageId: null }, ['comet/message_missing']],
    [{ memberId: null }, ['stream/no_text']],
    [{ messageId: 'note', memberId: null }, []],
    [{ text: ' ' }, ['stream/no_source']],
    [{ deliverTo: 'roles' }, ['comet/recipients_missing']],
    [{ secure: true }, ['stream/not_encrypted']],
    [{ sourceType: 'model', prompt: 'x' }, ['stream/connection_missing']],
    [{ sourceType: 'model', connectionId: 'gone', prompt: 'x' }, ['stream/connection_missing']],
    [{ sourceType: 'http', url: 'ftp://x' }, ['stream/address_invalid']],
    [{ sourceType: 'http', url: 'https://x.example', format: 'events', field: 'a..b' }, ['stream/field_invalid']],
  ])('%j has the problems %j', (config, codes) => {
    expect(problems(config)).toEqual(codes)
  })

  it('a connection that is no model, or does not say which, is a problem', () => {
    const config = { sourceType: 'model', connectionId: 'ai', prompt: 'x' }
    expect(problems(config, (project) => ({ ...project, connections: modelConnection('') }))).toEqual(['stream/connection_no_model'])
    expect(problems(config, (project) => ({ ...project, connections: modelConnection() }))).toEqual([])
  })
})

/** A run that waits for the end of its stream; the test plays the server. */
function waiting() {
  const held: StreamEffect[] = []
  const flow = openFlow(streaming({ sourceType: 'http', url: 'https://api.example.com/news' }, { listens: false }), { flows: { arrived }, stream: (effect) => { held.push(effect); return 'wait' } })
  const [effect] = held
  if (effect === undefined) throw new Error('No stream was opened.')
  return { ...flow, effect }
}
