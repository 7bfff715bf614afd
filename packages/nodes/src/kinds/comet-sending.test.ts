import { Simulation } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { assignNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'
import { errorsOf, listen, listener, run, send, sender, user } from './comet-message.test-fixture.ts'

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
