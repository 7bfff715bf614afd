import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { anyNode, assignNode, endNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'
import { listen, run, send, show, stop, user } from './comet-message.test-fixture.ts'

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
