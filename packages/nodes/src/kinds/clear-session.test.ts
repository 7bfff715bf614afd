import { step } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const show: DrawnFlow = { nodes: [startNode(), screenNode('over', 'Arrived', ['OK'], { overlay: true }), endNode()], arrows: [['start', 'default', 'over'], ['over', 'OK', 'end'], ['over', 'closed', 'end']] }

/** Listens, sends to itself (an overlay opens), then clears from the screen underneath. */
const home = (config: Record<string, unknown>): DrawnFlow => ({
  nodes: [
    startNode(),
    cometNode('listen', { action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'show' }),
    assignNode('count', countTarget, '7'), assignNode('subject', subjectTarget, '"Flood"'),
    cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket' }),
    screenNode('base', 'base', ['Clear']),
    anyNode('clear', 'clear-session', config),
  ],
  arrows: [['start', 'default', 'listen'], ['listen', 'default', 'count'], ['count', 'default', 'subject'], ['subject', 'default', 'send'], ['send', 'default', 'base'], ['base', 'Clear', 'clear']],
})

describe('Clear session', () => {
  it('drops data, runs, screens, overlays, what was received and listeners', () => {
    const { simulation, client } = openFlow(home({}), { flows: { show } })
    expect(client.state).toMatchObject({ data: { count: 7, Ticket: { subject: 'Flood' } }, received: { Ticket: { subject: 'Flood' } }, listeners: [{ channelId: 'escalation' }] })
    expect(client.state.runs).toHaveLength(2)
    expect(client.state.screens).toHaveLength(2)
    simulation.press(client, 'Clear')
    expect(client.state).toMatchObject({ data: { count: 0, Ticket: { subject: null } }, received: {}, runs: [], screens: [], listeners: [] })
    expect(client.failures).toEqual([])
  })

  it('tells the server to stop every listener', () => {
    const { simulation, client } = openFlow(home({}), { flows: { show } })
    const { listeners } = client.state
    const screenId = simulation.sees(client).main?.id ?? ''
    const { effects } = step(simulation.program, client.state, { type: 'press', screenId, widgetId: 'Clear', inputs: {}, atMs: 0 })
    expect(effects).toContainEqual({ type: 'unlisten', listeners })
  })

  it('a message that arrives afterwards gets no response', () => {
    const { simulation, client } = openFlow(home({}), { flows: { show } })
    simulation.press(client, 'Clear')
    const { effects } = step(simulation.program, client.state, { type: 'delivery', atMs: 0, delivery: { deliveryId: 'late', payload: { subject: 'x' }, event: { channelId: 'escalation', channel: 'escalation', messageId: 'ticket', message: 'Ticket', key: null, id: 'x', seq: 2, sentAt: '2026-01-01T00:00:00.000Z', sender: 'Bob', hops: 0 } } })
    expect(effects).toMatchObject([{ type: 'responded', outcome: 'filtered' }])
  })

  it('then goes to the navigation item, which starts with fresh data', () => {
    const { simulation, client, text } = openFlow(home({ navigationId: 'goElsewhere' }), { flows: { show } })
    simulation.press(client, 'Clear')
    expect(text()).toBe('Elsewhere 0 ')
    expect(client.state.runs).toHaveLength(1)
  })

  it('ids go on counting, so that an answer to what was dropped reaches nothing new', () => {
    const { simulation, client } = openFlow(home({ navigationId: 'goElsewhere' }), { flows: { show } })
    const before = client.state.nextId
    simulation.press(client, 'Clear')
    expect(client.state.nextId).toBeGreaterThan(before)
  })

  it('a navigation item that is not open is said, and the session stays cleared', () => {
    const { simulation, client } = openFlow(home({ navigationId: 'goElsewhere' }), {
      flows: { show },
      change: (project) => ({ ...project, navigation: Object.fromEntries(Object.entries(project.navigation).map(([id, item]) => [id, { ...item, visibleWhen: '"boss" in user.roles' }])) }),
    })
    simulation.press(client, 'Clear')
    expect(client.failures).toMatchObject([{ flowId: 'home', nodeId: 'clear', code: 'navigation/not_visible', handled: false }])
    expect(client.state).toMatchObject({ data: { count: 0 }, runs: [], listeners: [] })
  })

  it('in the response to a message, the log says that the session was cleared', () => {
    const clearing: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('wipe', 'clear-session')], arrows: [['start', 'default', 'wipe']] }
    const { simulation, client } = openFlow(home({}), { flows: { show: clearing } })
    expect(simulation.messages[0]?.receivers).toMatchObject([{ outcome: 'delivered', response: 'cleared the session' }])
    expect(client.state).toMatchObject({ runs: [], screens: [] })
  })

  it('a navigation item that was deleted is a problem before the run; none is no problem', () => {
    const problems = (config: Record<string, unknown>) => catalog.get('clear-session')?.check?.(catalog.get('clear-session')?.config.parse(config), { project: smallProject({}), flowId: 'home', nodeId: 'clear' })
    expect(problems({})).toEqual([])
    expect(problems({ navigationId: 'goElsewhere' })).toEqual([])
    expect(problems({ navigationId: 'gone' })).toMatchObject([{ code: 'navigation/missing', severity: 'error', path: ['navigationId'] }])
  })

  it('has no exits and says what it does', () => {
    const kind = catalog.get('clear-session')
    const context = { project: smallProject({}), flowId: 'home', nodeId: 'clear' }
    expect(kind?.exits(kind.config.parse({}), context)).toEqual([])
    expect([kind?.look.summary({ navigationId: null }, context), kind?.look.summary({ navigationId: 'goElsewhere' }, context)]).toEqual(['Forget everything', 'Forget everything, then go to "Elsewhere"'])
  })
})
