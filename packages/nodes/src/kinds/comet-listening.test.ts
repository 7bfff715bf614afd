import { describe, expect, it } from 'vitest'
import { cometNode, endNode, screenNode, startNode } from '../small-project.ts'
import { listen, listener, markdown, run, sender, stop, user } from './comet-message.test-fixture.ts'

/** Bob gets so many messages, and each opens an overlay of that placement. */
function flood(placement: 'toast' | 'banner', count: number) {
  const { simulation } = run({
    send: sender(), home: listener({ response: 'flow', flowId: 'notice' }),
    notice: { nodes: [startNode(), screenNode('show', 'Seen', [], { overlay: true, placement }), endNode()], arrows: [['start', 'default', 'show'], ['show', 'closed', 'end']] },
  })
  const alice = simulation.open(user('alice'), 'send')
  const bob = simulation.open(user('bob'), 'home')
  for (let sent = 0; sent < count; sent += 1) simulation.press(alice, 'Send')
  return { simulation, bob }
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

  it.each([['toast', 4, 'moreToasts'], ['banner', 2, 'moreBanners']] as const)('of many %ss the newest %i are shown, and how many more there are is told', (placement, most, more) => {
    const { simulation, bob } = flood(placement, 9)
    expect(simulation.sees(bob)).toMatchObject({ overlays: { length: most }, more: 0, [more]: 9 - most })
    expect(simulation.sees(bob).overlays.at(-1)?.id).toBe(bob.state.screens.at(-1)?.view.id)
  })

  it('an overlay beyond 100 closes the oldest, and the log says which', () => {
    const { bob } = flood('toast', 102)
    expect(bob.state.screens.filter(({ placement }) => placement !== null)).toHaveLength(100)
    expect(bob.logs.map(({ level, nodeId }) => [level, nodeId])).toEqual([['warning', 'show'], ['warning', 'show']])
    expect(bob.logs[0]?.text).toMatch(/^"show" was closed .* more than 100 overlays/)
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
