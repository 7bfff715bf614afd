import { adoptProject, checkProject, newSession, step, timersOf, type SessionState } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const DAY_MS = 86_400_000
const startMs = Date.UTC(2026, 0, 31, 10)
const nameTarget = { type: 'field', fieldId: 'name' } as const

/** Sets name, waits as the config says, then shows the moment. */
const waiting = (config: Record<string, unknown>, name = '"Ann"'): DrawnFlow => ({
  nodes: [startNode(), assignNode('set', nameTarget, name), anyNode('wait', 'wait', config), screenNode('after', 'after {now}', [])],
  arrows: [['start', 'default', 'set'], ['set', 'default', 'wait'], ['wait', 'default', 'after']],
})

describe('Wait', () => {
  it.each([
    ['a duration', { mode: 'duration', durationMs: 90_000 }, 90_000],
    ['a computed duration', { mode: 'computed', duration: 'minutes(count + 2)' }, 120_000],
    ['a date and time', { mode: 'until', until: 'now + hours(1)' }, 3_600_000],
    ['a written date and time', { mode: 'until', until: "'2026-01-31T10:00:30Z'" }, 30_000],
    ['thirty days, the longest', { mode: 'computed', duration: 'days(30)' }, 30 * DAY_MS],
  ])('waits for %s, not a millisecond less', (_what, config, durationMs) => {
    const { simulation, text, client } = openFlow(waiting(config), { startMs })
    simulation.advance(durationMs - 1)
    expect(text()).toBeUndefined()
    expect(client.state.runs).toMatchObject([{ waiting: { type: 'time', dueAtMs: startMs + durationMs } }])
    simulation.advance(1)
    expect(text()).toBe(`after ${new Date(startMs + durationMs).toISOString()}`)
  })

  it.each([
    ['no time at all', { mode: 'duration', durationMs: 0 }],
    ['a time that has passed', { mode: 'until', until: "'2020-01-01T00:00:00Z'" }],
    ['a duration below nothing', { mode: 'computed', duration: 'minutes(-5)' }],
  ])('%s goes on at once, and no timer is set', (_what, config) => {
    const { text, client } = openFlow(waiting(config), { startMs })
    expect(text()).toBe('after 2026-01-31T10:00:00.000Z')
    expect(timersOf(client.state)).toEqual([])
  })

  it.each([
    ['an unknown duration', { mode: 'computed', duration: 'name == "Bob" ? minutes(1) : null' }, 'wait/time_unknown'],
    ['an unknown date and time', { mode: 'until', until: 'event.sentAt' }, 'wait/time_unknown'],
    ['an expression that fails', { mode: 'computed', duration: 'minutes(1 / count)' }, 'expression/division-by-zero'],
    ['more than thirty days', { mode: 'computed', duration: 'days(31)' }, 'wait/too_long'],
  ])('%s stops the run with the reason', (_what, config, code) => {
    const { client } = openFlow(waiting(config), { startMs })
    expect(client.failures).toMatchObject([{ flowId: 'home', nodeId: 'wait', code, handled: false }])
    expect(client.state.runs).toEqual([])
  })

  it('a failure of it leaves by Error of the calling Sub-flowchart', () => {
    const inner: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('wait', 'wait', { mode: 'until', until: 'event.sentAt' }), endNode()], arrows: [['start', 'default', 'wait'], ['wait', 'default', 'end']] }
    const { text } = openFlow({ nodes: [startNode(), anyNode('call', 'sub-flowchart', { flowId: 'inner' }), screenNode('oops', '{error.code}', [])], arrows: [['start', 'default', 'call'], ['call', 'error', 'oops']] }, { flows: { inner } })
    expect(text()).toBe('wait/time_unknown')
  })

  it('a stored session waits on: what it waits for is in its state, and the same timer takes it on', () => {
    const { simulation, client } = openFlow(waiting({ mode: 'duration', durationMs: 60_000 }), { startMs })
    const restored = JSON.parse(JSON.stringify(client.state)) as SessionState
    const [timer] = timersOf(restored)
    expect(timer).toMatchObject({ dueAtMs: startMs + 60_000 })
    const { state } = step(simulation.program, restored, { type: 'timer', timerId: timer?.timerId ?? '', atMs: startMs + 60_000 })
    expect(state.screens).toHaveLength(1)
  })

  it('a timer that comes too early or belongs to nothing changes nothing', () => {
    const { simulation, client } = openFlow(waiting({ mode: 'duration', durationMs: 60_000 }), { startMs })
    const [timer] = timersOf(client.state)
    for (const event of [{ timerId: timer?.timerId ?? '', atMs: startMs + 59_999 }, { timerId: 't999', atMs: startMs + 90_000 }]) {
      const result = step(simulation.program, client.state, { type: 'timer', ...event })
      expect(result).toMatchObject({ effects: [], refusal: null })
      expect(result.state).toEqual(client.state)
    }
  })

  it('what was stopped meanwhile does not go on', () => {
    const { simulation, client, text } = openFlow(waiting({ mode: 'duration', durationMs: 60_000 }), { startMs })
    simulation.send(client, { type: 'navigate', navigationId: 'goElsewhere', atMs: simulation.nowMs })
    simulation.advance(60_000)
    expect(text()).toContain('Elsewhere')
  })

  it('the session goes on meanwhile: its screen can be used, and the log says that the response waits', () => {
    const remind: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('wait', 'wait', { mode: 'duration', durationMs: 60_000 }), assignNode('add', countTarget, 'count + 1'), endNode()], arrows: [['start', 'default', 'wait'], ['wait', 'default', 'add'], ['add', 'default', 'end']] }
    const { simulation, client, text } = openFlow({
      nodes: [startNode(), cometNode('listen', { action: 'listen', channelId: 'escalation', response: 'flow', flowId: 'remind' }), assignNode('subject', subjectTarget, '"x"'), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket' }), screenNode('one', 'one {count}', ['Go']), screenNode('two', 'two {count}', ['Go'])],
      arrows: [['start', 'default', 'listen'], ['listen', 'default', 'subject'], ['subject', 'default', 'send'], ['send', 'default', 'one'], ['one', 'Go', 'two'], ['two', 'Go', 'one']],
    }, { flows: { remind }, startMs })
    expect(simulation.messages[0]?.receivers).toMatchObject([{ outcome: 'delivered', response: 'waits until 2026-01-31T10:01:00.000Z' }])
    simulation.press(client, 'Go')
    expect(text()).toBe('two 0')
    simulation.advance(60_000)
    simulation.press(client, 'Go')
    expect(text()).toBe('one 1')
  })

  it('a loop that waits is no problem, runs for ever, and may send in every round', () => {
    const beat: DrawnFlow = {
      nodes: [startNode(), assignNode('subject', subjectTarget, '"beat"'), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket' }), anyNode('wait', 'wait', { durationMs: 1_000 })],
      arrows: [['start', 'default', 'subject'], ['subject', 'default', 'send'], ['send', 'default', 'wait'], ['wait', 'default', 'send']],
    }
    const { simulation, client } = openFlow(beat, { startMs })
    simulation.advance(250_000)
    expect(client.failures).toEqual([])
    expect(simulation.messages).toHaveLength(251)
    expect(checkProject(smallProject({ home: beat }), catalog).diagnostics.filter(({ code }) => code.startsWith('flow/'))).toEqual([])
  })

  it('a node that is deleted meanwhile stops the run when the time has come, and says so', () => {
    const { simulation, client } = openFlow(waiting({ mode: 'duration', durationMs: 1_000 }), { startMs })
    simulation.changeModel(smallProject({ home: { nodes: [startNode()], arrows: [] } }))
    simulation.advance(1_000)
    expect(client.failures).toMatchObject([{ code: 'run/node_gone' }])
  })

  it('a changed model leaves the time as it was', () => {
    const project = smallProject({ home: waiting({ durationMs: 1_000 }) })
    const fresh = step(checkProject(project, catalog).program, newSession({ sessionId: 's', user: { id: 'u', name: 'U', roles: [] } }, project), { type: 'start', flowId: 'home', atMs: startMs }).state
    expect(timersOf(adoptProject(project, { ...project, fields: {} }, fresh))).toEqual(timersOf(fresh))
  })

  it.each([
    [{ mode: 'computed' }, 'wait/no_time', 'duration'], [{ mode: 'until' }, 'wait/no_time', 'until'],
    [{ mode: 'computed', duration: '5' }, 'expression/wrong-type', 'duration'], [{ mode: 'until', until: 'minutes(5)' }, 'expression/wrong-type', 'until'],
    [{ durationMs: 31 * DAY_MS }, 'node/config_invalid', 'durationMs'],
  ])('%j is a problem before the run: %s', (config, code, path) => {
    const project = smallProject({ home: waiting({}) })
    const home = project.flows['home']
    const wait = home?.nodes['wait']
    if (home === undefined || wait === undefined) throw new Error('The flow was not drawn.')
    const changed = { ...project, flows: { home: { ...home, nodes: { ...home.nodes, wait: { ...wait, config: { ...wait.config, ...config } } } } } }
    expect(checkProject(changed, catalog).diagnostics).toContainEqual(expect.objectContaining({ code, severity: 'error', place: expect.objectContaining({ nodeId: 'wait', path: [path] }) }))
  })

  it('says what it does', () => {
    const kind = catalog.get('wait')
    const context = { project: smallProject({}), flowId: 'home', nodeId: 'wait' }
    const summary = (config: Record<string, unknown>) => kind?.look.summary(kind.config.parse(config), context)
    expect([summary({}), summary({ durationMs: 5_400_000 }), summary({ mode: 'computed' }), summary({ mode: 'computed', duration: 'minutes(5)' }), summary({ mode: 'until' }), summary({ mode: 'until', until: 'Ticket.due' })])
      .toEqual(['Wait 5 s', 'Wait 1 h 30 min', 'Say how long', 'Wait minutes(5)', 'Say until when', 'Wait until Ticket.due'])
    expect(kind?.exits(kind.config.parse({}), context)).toEqual([{ id: 'default', label: 'Default' }])
  })
})
