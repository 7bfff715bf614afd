import { Simulation, type SimulatedClient, type SimulationOptions } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { anyNode, assignNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const user = (id: string, roles: string[] = []) => ({ id, name: id, roles })
const listen = (config: Record<string, unknown> = {}) => cometNode('listen', { action: 'listen', channelId: 'escalation', ...config })
const send = (config: Record<string, unknown> = {}) => cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket', ...config })
const stop = (config: Record<string, unknown> = {}) => cometNode('stop', { action: 'stop', channelId: 'escalation', ...config })

/** Sets the subject and sends; Error leads to a screen that shows the error. */
function sender(config: Record<string, unknown> = {}, subject = '"Printer on fire"'): DrawnFlow {
  return {
    nodes: [startNode(), screenNode('ready', 'ready', ['Send']), assignNode('fill', subjectTarget, subject), send(config), screenNode('oops', '{error.code}: {error.text}', [])],
    arrows: [['start', 'default', 'ready'], ['ready', 'Send', 'fill'], ['fill', 'default', 'send'], ['send', 'default', 'ready'], ['send', 'error', 'oops']],
  }
}

/** Listens, then shows a screen with what is known. */
function listener(config: Record<string, unknown> = {}, text = 'Own: {Ticket.subject}. Received: {received.Ticket.subject}.'): DrawnFlow {
  return {
    nodes: [startNode(), listen(config), screenNode('home', text, ['Stop', 'Leave']), stop(config['stop'] as Record<string, unknown> | undefined), screenNode('stopped', 'stopped', [])],
    arrows: [['start', 'default', 'listen'], ['listen', 'default', 'home'], ['home', 'Stop', 'stop'], ['home', 'Leave', 'stopped'], ['stop', 'default', 'stopped']],
  }
}

const show: DrawnFlow = {
  nodes: [startNode(), screenNode('overlay', '{Ticket.subject} from {event.sender}, {event.channel}/{event.key}', ['OK'], { overlay: true }), endNode()],
  arrows: [['start', 'default', 'overlay'], ['overlay', 'OK', 'end'], ['overlay', 'closed', 'end']],
}

function run(flows: Record<string, DrawnFlow>, options: SimulationOptions = {}) {
  const simulation = new Simulation(smallProject({ show, elsewhere: { nodes: [startNode(), screenNode('there', 'Elsewhere: {Ticket.subject}', [])], arrows: [['start', 'default', 'there']] }, ...flows }), catalog, options)
  const texts = (client: SimulatedClient) => {
    const { main, overlays } = simulation.sees(client)
    return { main: markdown(main), overlays: overlays.map(markdown) }
  }
  return { simulation, texts }
}

const errorsOf = (simulation: Simulation) => simulation.program.diagnostics.filter((problem) => problem.severity === 'error')

function markdown(view: ReturnType<Simulation['sees']>['main']): string {
  return (view?.widgets ?? []).flatMap((widget) => (widget.kind === 'text' ? [widget.markdown] : widget.kind === 'problem' ? [`! ${widget.text}`] : [])).join(' ')
}

describe('Comet message: Start listening', () => {
  it('Execute flowchart runs the flow with the received message under its name', () => {
    const { simulation, texts } = run({ send: sender(), home: listener({ response: 'flow', flowId: 'show' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(texts(bob).overlays).toEqual(['Printer on fire from alice, escalation/'])
    expect(simulation.messages[0]?.receivers).toEqual([{ sessionId: bob.sessionId, outcome: 'delivered', response: 'opened "overlay" in an overlay' }])
  })

  it('a received message never overwrites the session’s own copy; received.Ticket is the last one that arrived', () => {
    const { simulation, texts } = run({ send: sender(), home: listener({ response: 'refresh' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    expect(texts(bob).main).toBe('Own: . Received: .')
    simulation.press(alice, 'Send')
    expect(texts(bob).main).toBe('Own: . Received: Printer on fire.')
    expect(simulation.messages[0]?.receivers[0]?.response).toBe('refreshed the screen')
  })

  it('Navigate to goes to the navigation item, where the message is read by its name', () => {
    const { simulation, texts } = run({ send: sender(), home: listener({ response: 'navigate', navigationId: 'goElsewhere' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(texts(bob).main).toBe('Elsewhere: Printer on fire')
    expect(bob.state.runs).toHaveLength(1)
  })

  it('a message that does not meet the condition gets no response, and the log says why', () => {
    const { simulation, texts } = run({ send: sender(), home: listener({ response: 'flow', flowId: 'show', condition: 'Ticket.subject == "Flood"' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(texts(bob).overlays).toEqual([])
    expect(simulation.messages[0]?.receivers).toEqual([{ sessionId: bob.sessionId, outcome: 'filtered', response: "the listener's condition is not met" }])
  })

  it('a condition that is unknown for a message filters it and says so', () => {
    const { simulation } = run({ send: sender(), home: listener({ condition: 'Ticket.priority == "high"' }) })
    const alice = simulation.open(user('alice'), 'send')
    simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(simulation.messages[0]?.receivers[0]?.response).toBe("the listener's condition is unknown for this message")
  })

  it('with a key only messages of that key arrive; without one every key does', () => {
    const { simulation, texts } = run({ send: sender({ key: '"k1"' }), k1: listener({ key: '"k1"', response: 'flow', flowId: 'show' }), k2: listener({ key: '"k2"', response: 'flow', flowId: 'show' }), every: listener({ response: 'flow', flowId: 'show' }) })
    const alice = simulation.open(user('alice'), 'send')
    const clients = ['k1', 'k2', 'every'].map((flowId) => simulation.open(user(flowId), flowId))
    simulation.press(alice, 'Send')
    expect(clients.map((client) => texts(client).overlays)).toEqual([['Printer on fire from alice, escalation/k1'], [], ['Printer on fire from alice, escalation/k1']])
  })

  it('a specific message is heard, another one on the channel is not', () => {
    const { simulation, texts } = run({ send: sender({ messageId: 'note' }), home: listener({ listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'show' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(texts(bob).overlays).toEqual([])
  })

  it('Specific wins over Any, and the session handles the delivery once', () => {
    const { simulation } = run({
      send: sender(),
      home: {
        nodes: [startNode(), cometNode('any', { action: 'listen', channelId: 'escalation', response: 'flow', flowId: 'show' }), listen({ listenTo: 'specific', listenMessageIds: ['ticket'], response: 'refresh' }), screenNode('home', 'home', [])],
        arrows: [['start', 'default', 'any'], ['any', 'default', 'listen'], ['listen', 'default', 'home']],
      },
    })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(bob.state.listeners).toHaveLength(2)
    expect(simulation.messages[0]?.receivers).toEqual([{ sessionId: bob.sessionId, outcome: 'delivered', response: 'refreshed the screen' }])
  })

  it('starting the same (channel, key, message) again replaces the response', () => {
    const { simulation } = run({
      send: sender(),
      home: {
        nodes: [startNode(), cometNode('first', { action: 'listen', channelId: 'escalation', response: 'flow', flowId: 'show' }), listen({ response: 'refresh' }), screenNode('home', 'home', [])],
        arrows: [['start', 'default', 'first'], ['first', 'default', 'listen'], ['listen', 'default', 'home']],
      },
    })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(bob.state.listeners).toMatchObject([{ nodeId: 'listen' }])
    expect(simulation.messages[0]?.receivers[0]?.response).toBe('refreshed the screen')
  })

  it('a listener survives screen changes', () => {
    const { simulation } = run({ send: sender(), home: listener() })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(bob, 'Leave')
    simulation.press(alice, 'Send')
    expect(simulation.messages[0]?.receivers).toHaveLength(1)
  })

  it('"Listen until this screen is left" ends with the screen, and not before', () => {
    const { simulation } = run({ send: sender(), home: listener({ until: 'screenLeft' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(simulation.messages[0]?.receivers).toHaveLength(1)
    simulation.press(bob, 'Leave')
    expect(bob.state.listeners).toEqual([])
    simulation.press(alice, 'Send')
    expect(simulation.messages[1]?.receivers).toEqual([])
  })

  it('a refused listen leaves by Error', () => {
    const { simulation } = run({
      home: { nodes: [startNode(), listen(), screenNode('home', 'home', []), screenNode('oops', '{error.code}', [])], arrows: [['start', 'default', 'listen'], ['listen', 'default', 'home'], ['listen', 'error', 'oops']] },
    }, { refuse: () => ({ code: 'unavailable', text: 'The bus is not available.' }) })
    const bob = simulation.open(user('bob'), 'home')
    expect(markdown(simulation.sees(bob).main)).toBe('unavailable')
    expect(bob.state.listeners).toEqual([])
  })

  it('messages that arrive on top of one another stack their overlays, the newest on top', () => {
    const { simulation, texts } = run({ send: sender({}, '"No " + "1"'), other: sender({}, '"No 2"'), home: listener({ response: 'flow', flowId: 'show' }) })
    const alice = simulation.open(user('alice'), 'send')
    const carol = simulation.open(user('carol'), 'other')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    simulation.press(carol, 'Send')
    expect(texts(bob).overlays).toEqual(['No 1 from alice, escalation/', 'No 2 from carol, escalation/'])
    simulation.press(bob, 'OK')
    expect(texts(bob).overlays).toEqual(['No 1 from alice, escalation/'])
  })

  it('at most eight dialogs are shown, and how many more wait is told', () => {
    const { simulation } = run({ send: sender(), home: listener({ response: 'flow', flowId: 'show' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    for (let count = 0; count < 11; count += 1) simulation.press(alice, 'Send')
    expect(simulation.sees(bob).overlays).toHaveLength(8)
    expect(simulation.sees(bob).more).toBe(3)
  })
})

describe('Comet message: Send message', () => {
  it('the values are those at the moment of sending', () => {
    const drawn = sender()
    const later = assignNode('later', subjectTarget, '"Flood"')
    const { simulation } = run({ send: { nodes: [...drawn.nodes, later], arrows: [...drawn.arrows.filter(([from, exit]) => from !== 'send' || exit === 'error'), ['send', 'default', 'later'], ['later', 'default', 'ready']] } })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(simulation.messages[0]?.effect.payload).toEqual({ subject: 'Printer on fire', priority: null, remark: null })
    expect(alice.state.data['Ticket']).toMatchObject({ subject: 'Flood' })
  })

  it('nobody listening is no error', () => {
    const { simulation, texts } = run({ send: sender() })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(texts(alice).main).toBe('ready')
    expect(simulation.messages).toHaveLength(1)
  })

  it.each([
    ['all', ['alice', 'bob', 'carol']],
    ['others', ['bob', 'carol']],
    ['me', ['alice']],
  ])('Deliver to %s reaches %j', (deliverTo, expected) => {
    const both: DrawnFlow = {
      nodes: [startNode(), listen({ response: 'refresh' }), screenNode('ready', 'ready', ['Send']), send({ deliverTo })],
      arrows: [['start', 'default', 'listen'], ['listen', 'default', 'ready'], ['ready', 'Send', 'send'], ['send', 'default', 'ready']],
    }
    const { simulation } = run({ both })
    const clients = ['alice', 'bob', 'carol'].map((id) => simulation.open(user(id), 'both'))
    const [alice] = clients
    if (alice !== undefined) simulation.press(alice, 'Send')
    const reached = simulation.messages[0]?.receivers.map(({ sessionId }) => clients.find((client) => client.sessionId === sessionId)?.state.user.id)
    expect(reached?.toSorted()).toEqual(expected)
  })

  it('Deliver to users and to roles take the names from an expression', () => {
    const { simulation } = run({ toUsers: sender({ deliverTo: 'users', recipients: '["bob"]' }), toRoles: sender({ deliverTo: 'roles', recipients: '"officer"' }), home: listener() })
    const toUsers = simulation.open(user('alice'), 'toUsers')
    const toRoles = simulation.open(user('dave'), 'toRoles')
    const bob = simulation.open(user('bob'), 'home')
    const carol = simulation.open(user('carol', ['officer']), 'home')
    simulation.press(toUsers, 'Send')
    simulation.press(toRoles, 'Send')
    expect(simulation.messages.map((message) => message.receivers.map((receiver) => receiver.sessionId))).toEqual([[bob.sessionId], [carol.sessionId]])
  })

  it('recipients that are unknown leave by Error; nothing is sent to everybody instead', () => {
    const { simulation, texts } = run({ send: sender({ deliverTo: 'users', recipients: 'name' }), home: listener() })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(texts(alice).main).toContain('comet/recipients_unknown')
    expect(simulation.messages).toEqual([])
  })

  it('an unknown key leaves by Error, since an empty key would have meant none', () => {
    const { simulation, texts } = run({ send: sender({ key: 'name' }) })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(texts(alice).main).toContain('comet/key_unknown')
  })

  it('a refused send leaves by Error with error.code and error.text, and is reported as handled', () => {
    const { simulation, texts } = run({ send: sender() }, { refuse: (effect) => (effect.type === 'publish' ? { code: 'rate_limited', text: 'Too fast.' } : undefined) })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(texts(alice).main).toBe('rate_limited: Too fast.')
    expect(alice.failures).toMatchObject([{ nodeId: 'send', code: 'rate_limited', handled: true }])
  })

  it('an Error exit that is not connected stops the run and says where', () => {
    const drawn = sender()
    const { simulation } = run({ send: { ...drawn, arrows: drawn.arrows.filter(([, exit]) => exit !== 'error') } }, { refuse: () => ({ code: 'unavailable', text: 'The bus is not available.' }) })
    const alice = simulation.open(user('alice'), 'send')
    simulation.press(alice, 'Send')
    expect(alice.failures).toMatchObject([{ flowId: 'send', nodeId: 'send', code: 'unavailable', handled: false }])
    expect(alice.state.runs).toEqual([])
  })

  it('a missing channel or message is a problem before the run and Error in the run', () => {
    const { simulation, texts } = run({ noChannel: sender({ channelId: null }), noMessage: sender({ messageId: 'gone' }) })
    expect(errorsOf(simulation).map(({ code }) => code)).toEqual(['comet/channel_missing', 'comet/message_missing'])
    const alice = simulation.open(user('alice'), 'noChannel')
    simulation.press(alice, 'Send')
    expect(texts(alice).main).toBe('node/has_errors: Choose a channel, or type the name of a new one.')
  })

  it('messages that cause messages stop at sixteen hops', () => {
    const echo: DrawnFlow = {
      nodes: [startNode(), assignNode('count', countTarget, 'count + 1'), send(), endNode()],
      arrows: [['start', 'default', 'count'], ['count', 'default', 'send'], ['send', 'default', 'end']],
      type: 'action',
    }
    const { simulation } = run({ send: sender(), echo, home: listener({ response: 'flow', flowId: 'echo' }) })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(alice, 'Send')
    expect(simulation.messages.map((message) => message.effect.hops)).toEqual(Array.from({ length: 17 }, (_, index) => index))
    expect(bob.failures).toMatchObject([{ code: 'hops_exceeded', handled: false }])
    expect(bob.state.data['count']).toBe(17)
  })

  it('a message on a channel that does not carry it is a problem', () => {
    const project = smallProject({ send: sender() }, (small) => ({ ...small, navigation: {}, channels: Object.fromEntries(Object.entries(small.channels).map(([id, channel]) => [id, { ...channel, messageIds: ['note'] }])) }))
    expect(errorsOf(new Simulation(project, catalog))).toMatchObject([{ code: 'comet/message_not_on_channel', place: { nodeId: 'send', path: ['messageId'] } }])
  })
})

describe('Comet message: Stop listening', () => {
  it('All messages ends every listener of the channel', () => {
    const { simulation } = run({ send: sender(), home: listener() })
    const alice = simulation.open(user('alice'), 'send')
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(bob, 'Stop')
    simulation.press(alice, 'Send')
    expect(bob.state.listeners).toEqual([])
    expect(simulation.messages[0]?.receivers).toEqual([])
  })

  it('a specific message ends only the listener for it', () => {
    const home = listener({ listenTo: 'specific', listenMessageIds: ['ticket', 'note'], stop: { stopAt: 'specific', stopMessageIds: ['note'] } })
    const { simulation } = run({ home })
    const bob = simulation.open(user('bob'), 'home')
    expect(bob.state.listeners.map((one) => one.messageId)).toEqual(['ticket', 'note'])
    simulation.press(bob, 'Stop')
    expect(bob.state.listeners.map((one) => one.messageId)).toEqual(['ticket'])
  })

  it('a key ends only the listener of that key', () => {
    const { simulation } = run({ home: listener({ key: '"k1"', stop: { key: '"k2"' } }) })
    const bob = simulation.open(user('bob'), 'home')
    simulation.press(bob, 'Stop')
    expect(bob.state.listeners).toHaveLength(1)
  })

  it('stopping what was never started is no error', () => {
    const { simulation, texts } = run({ home: { nodes: [startNode(), stop(), screenNode('home', 'fine', [])], arrows: [['start', 'default', 'stop'], ['stop', 'default', 'home']] } })
    const bob = simulation.open(user('bob'), 'home')
    expect(texts(bob).main).toBe('fine')
  })
})

describe('Comet message: properties', () => {
  const context = (messages: number) => {
    const project = smallProject({ show })
    const { note: _note, ...one } = project.messages
    return { project: messages === 1 ? { ...project, messages: one } : project, flowId: 'show', nodeId: 'n' }
  }
  const kind = catalog.get('comet-message')
  const config = (changes: Record<string, unknown>) => kind?.config.parse(changes)

  it('the name is generated from action, message and channel', () => {
    const name = (changes: Record<string, unknown>) => kind?.look.summary(config(changes), context(2))
    expect(name({ action: 'send', channelId: 'escalation', messageId: 'ticket' })).toBe('Send Ticket on escalation')
    expect(name({ action: 'listen', channelId: 'escalation', response: 'refresh' })).toBe('Listen to escalation, then refresh the screen')
    expect(name({ action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'show' })).toBe('Listen to Ticket on escalation, then run "show"')
    expect(name({ action: 'stop', channelId: 'escalation' })).toBe('Stop listening to escalation')
    expect(name({ action: 'send', channelId: 'escalation', messageId: 'ticket', deliverTo: 'others' })).toBe('Send Ticket on escalation, to all but me')
  })

  it('Any or Specific appears only when the project has more than one message', () => {
    const visible = (key: string, messages: number) => kind?.form[key]?.visible?.(config({ action: 'listen', channelId: 'escalation' }), context(messages))
    expect([visible('listenTo', 1), visible('listenTo', 2)]).toEqual([false, true])
    const stopVisible = (messages: number) => kind?.form['stopAt']?.visible?.(config({ action: 'stop' }), context(messages))
    expect([stopVisible(1), stopVisible(2)]).toEqual([false, true])
  })

  it('each action shows its own properties', () => {
    const shown = (action: string) => Object.entries(kind?.form ?? {}).filter(([, field]) => field.visible?.(config({ action, listenTo: 'specific' }), context(2)) ?? true).map(([key]) => key)
    expect(shown('send')).toEqual(['channelId', 'action', 'messageId', 'key', 'deliverTo', 'secure'])
    expect(shown('listen')).toEqual(['channelId', 'action', 'listenTo', 'listenMessageIds', 'key', 'condition', 'response', 'until'])
    expect(shown('stop')).toEqual(['channelId', 'action', 'stopAt', 'key'])
  })

  it('all three actions work in an action flowchart', () => {
    const action: DrawnFlow = {
      type: 'action',
      nodes: [startNode(), listen({ response: 'refresh' }), assignNode('fill', subjectTarget, '"x"'), send(), stop(), anyNode('log', 'log', { text: 'did all three' }), endNode()],
      arrows: [['start', 'default', 'listen'], ['listen', 'default', 'fill'], ['fill', 'default', 'send'], ['send', 'default', 'stop'], ['stop', 'default', 'log'], ['log', 'default', 'end']],
    }
    const { simulation } = run({ action })
    const alice = simulation.open(user('alice'), 'action')
    expect(alice.logs).toMatchObject([{ text: 'did all three' }])
    expect(simulation.messages).toHaveLength(1)
    expect(alice.failures).toEqual([])
  })
})
