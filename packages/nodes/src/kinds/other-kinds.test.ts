import { Simulation, type SimulatedClient, type SimulationOptions } from '@halley/engine'
import type { Node } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { anyNode, assignNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'
import { node, screen } from '../examples/build-example.ts'

const nobody = { id: 'ann', name: 'Ann', roles: ['staff'] }

function open(flows: Record<string, DrawnFlow>, flowId: string, options: SimulationOptions = {}) {
  const simulation = new Simulation(smallProject({ elsewhere: { nodes: [startNode(), screenNode('there', 'Elsewhere', [])], arrows: [['start', 'default', 'there']] }, ...flows }), catalog, options)
  const client = simulation.open(nobody, flowId)
  return { simulation, client, text: () => textOf(simulation, client) }
}

function textOf(simulation: Simulation, client: SimulatedClient): string | undefined {
  const { main, overlays } = simulation.sees(client)
  const widget = (overlays.at(-1) ?? main)?.widgets.find((candidate) => candidate.kind === 'text')
  return widget?.kind === 'text' ? widget.markdown : undefined
}

describe('Decision', () => {
  const decide = (expression: string): DrawnFlow => ({
    nodes: [startNode(), anyNode('decide', 'decision', { expression }), screenNode('yes', 'Yes', []), screenNode('no', 'No', []), screenNode('unknown', 'Unknown', [])],
    arrows: [['start', 'default', 'decide'], ['decide', 'yes', 'yes'], ['decide', 'no', 'no'], ['decide', 'unknown', 'unknown']],
  })

  it.each([['count == 0', 'Yes'], ['count > 0', 'No'], ['name == "Ann"', 'Unknown'], ['isUnknown(name)', 'Yes'], ['"staff" in user.roles', 'Yes']])('%s leaves by %s', (expression, expected) => {
    expect(open({ home: decide(expression) }, 'home').text()).toBe(expected)
  })

  it('an Unknown exit that is not connected ends the run and guesses nothing', () => {
    const flow = decide('name == "Ann"')
    const { client } = open({ home: { ...flow, arrows: flow.arrows.filter(([, exit]) => exit !== 'unknown') } }, 'home')
    expect(client.state.runs).toEqual([])
    expect(client.failures).toEqual([])
  })

  it('with cases the first that equals the expression is taken, and Default when none does', () => {
    const flow = (expression: string): DrawnFlow => ({
      nodes: [startNode(), anyNode('decide', 'decision', { expression, cases: { one: { id: 'one', order: 'a0', label: 'One', expression: '1' }, two: { id: 'two', order: 'a1', label: 'Two', expression: '2' } } }), screenNode('sawOne', '1', []), screenNode('sawTwo', '2', []), screenNode('other', 'other', [])],
      arrows: [['start', 'default', 'decide'], ['decide', 'one', 'sawOne'], ['decide', 'two', 'sawTwo'], ['decide', 'default', 'other']],
    })
    expect([open({ home: flow('count + 1') }, 'home').text(), open({ home: flow('count + 2') }, 'home').text(), open({ home: flow('count + 3') }, 'home').text()]).toEqual(['1', '2', 'other'])
  })

  it('an expression that does not check never runs: the run stops at the node and says why', () => {
    const { client, simulation } = open({ home: decide('Tiket.subject == "x"') }, 'home')
    expect(client.failures).toMatchObject([{ flowId: 'home', nodeId: 'decide', code: 'node/has_errors', handled: false }])
    expect(simulation.program.diagnostics).toContainEqual(expect.objectContaining({ severity: 'error', place: { type: 'node', flowId: 'home', nodeId: 'decide', path: ['expression'], from: 0, to: 5 } }))
  })
})

describe('Assignment', () => {
  const assign = (assignments: Record<string, unknown>, text = '{count} {Ticket.subject} {error.text}'): DrawnFlow => ({
    nodes: [startNode(), node('assign', 'assignment', [0, 0], { assignments }), screenNode('done', text, []), screenNode('oops', `Error: ${text}`, [])],
    arrows: [['start', 'default', 'assign'], ['assign', 'default', 'done'], ['assign', 'error', 'oops']],
  })
  const line = (id: string, order: string, target: unknown, expression: string) => ({ [id]: { id, order, target, expression } })

  it('a later line sees what an earlier one wrote', () => {
    expect(open({ home: assign({ ...line('b', 'a1', subjectTarget, '"n" + "" + user.name'), ...line('a', 'a0', countTarget, 'count + 5') }) }, 'home').text()).toContain('5 nAnn')
  })

  it('when one line fails, none is stored and Error is taken', () => {
    const { text, client } = open({ home: assign({ ...line('a', 'a0', countTarget, '7'), ...line('b', 'a1', countTarget, 'count / 0') }) }, 'home')
    expect(text()).toContain('Error:')
    expect(client.state.data['count']).toBe(0)
  })

  it('a value of the wrong type is found before the run, with its position', () => {
    const { simulation } = open({ home: assign(line('a', 'a0', countTarget, '"five"')) }, 'home')
    expect(simulation.program.diagnostics.filter((problem) => problem.severity === 'error')).toMatchObject([{ place: { nodeId: 'assign', path: ['assignments', 'a', 'expression'] } }])
  })
})

describe('Sub-flowchart', () => {
  const inner: DrawnFlow = {
    type: 'action',
    nodes: [startNode(), anyNode('decide', 'decision', { expression: 'count > 3' }), endNode('big', 'Big'), endNode('small', 'Small')],
    arrows: [['start', 'default', 'decide'], ['decide', 'yes', 'big'], ['decide', 'no', 'small']],
  }
  const outer = (count: string): DrawnFlow => ({
    nodes: [startNode(), assignNode('set', countTarget, count), anyNode('call', 'sub-flowchart', { flowId: 'inner' }), screenNode('big', 'Big', []), screenNode('small', 'Small', []), screenNode('oops', 'Error {error.code}', [])],
    arrows: [['start', 'default', 'set'], ['set', 'default', 'call'], ['call', 'big', 'big'], ['call', 'small', 'small'], ['call', 'error', 'oops']],
  })

  it('leaves by the exit named like the End that was reached', () => {
    expect([open({ inner, home: outer('9') }, 'home').text(), open({ inner, home: outer('1') }, 'home').text()]).toEqual(['Big', 'Small'])
    expect(catalog.get('sub-flowchart')?.exits({ flowId: 'inner' }, { project: smallProject({ inner }), flowId: 'home', nodeId: 'call' }).map(({ label }) => label)).toEqual(['Big', 'Small', 'Error'])
  })

  it('a failure inside that nothing takes leaves by Error of the calling node', () => {
    const failing: DrawnFlow = { type: 'action', nodes: [startNode(), assignNode('fail', countTarget, '1 / 0'), endNode()], arrows: [['start', 'default', 'fail'], ['fail', 'default', 'end']] }
    const { text, client } = open({ inner: failing, home: outer('1') }, 'home')
    expect(text()).toMatch(/^Error expression\//)
    expect(client.failures).toMatchObject([{ flowId: 'inner', nodeId: 'fail', handled: true }])
  })

  it('flows that call themselves stop at fifty levels', () => {
    const self: DrawnFlow = { nodes: [startNode(), anyNode('call', 'sub-flowchart', { flowId: 'self' }), endNode()], arrows: [['start', 'default', 'call'], ['call', 'end', 'end']] }
    const { client } = open({ self }, 'self')
    expect(client.failures).toMatchObject([{ code: 'guard/depth', handled: false }])
  })
})

describe('User interaction', () => {
  const input = (id: string, target: unknown, required = false) => ({ id, kind: 'input' as const, label: id, target: target as never, required, placeholder: '', multiline: false })

  it('stores what was typed before its button’s exit is taken', () => {
    const form = node('form', 'user-interaction', [0, 0], { name: 'form', screen: screen(input('Subject', subjectTarget), { id: 'ok', kind: 'button', label: 'OK', tone: 'primary', action: { type: 'exit' }, storesInputs: true }) })
    const { simulation, client, text } = open({ home: { nodes: [startNode(), form, screenNode('done', '{Ticket.subject}', [])], arrows: [['start', 'default', 'form'], ['form', 'ok', 'done']] } }, 'home')
    simulation.press(client, 'OK', { Subject: 'Flood' })
    expect(text()).toBe('Flood')
  })

  it('a button that does not store leaves the data as it was', () => {
    const form = node('form', 'user-interaction', [0, 0], { name: 'form', screen: screen(input('Subject', subjectTarget, true), { id: 'cancel', kind: 'button', label: 'Cancel', tone: 'plain', action: { type: 'exit' }, storesInputs: false }) })
    const { simulation, client, text } = open({ home: { nodes: [startNode(), form, screenNode('done', '[{Ticket.subject}]', [])], arrows: [['start', 'default', 'form'], ['form', 'cancel', 'done']] } }, 'home')
    expect(simulation.press(client, 'Cancel', { Subject: 'Flood' })).toBeNull()
    expect(text()).toBe('[]')
  })

  it('an overlay opens over the screen and goes away by Closed, and the screen is still there', () => {
    const { simulation, client, text } = open({ home: { nodes: [startNode(), screenNode('base', 'base', ['Open']), screenNode('over', 'over', ['OK'], { overlay: true })], arrows: [['start', 'default', 'base'], ['base', 'Open', 'over'], ['over', 'closed', 'base']] } }, 'home')
    simulation.press(client, 'Open')
    expect(simulation.sees(client).main?.title).toBe('base')
    expect(text()).toBe('over')
    simulation.closeOverlay(client)
    expect(text()).toBe('base')
    expect(simulation.sees(client).overlays).toEqual([])
  })

  it('an overlay with auto-close leaves by Closed when its time is over', () => {
    const { simulation, text } = open({ home: { nodes: [startNode(), screenNode('toast', 'toast', [], { overlay: true, placement: 'toast', autoCloseMs: 5_000 }), screenNode('after', 'after', [])], arrows: [['start', 'default', 'toast'], ['toast', 'closed', 'after']] } }, 'home')
    simulation.advance(4_999)
    expect(text()).toBe('toast')
    simulation.advance(1)
    expect(text()).toBe('after')
  })

  it('a press on a screen that is gone is refused and changes nothing', () => {
    const { simulation, client } = open({ home: { nodes: [startNode(), screenNode('one', 'one', ['Go']), screenNode('two', 'two', ['Go'])], arrows: [['start', 'default', 'one'], ['one', 'Go', 'two'], ['two', 'Go', 'one']] } }, 'home')
    const gone = simulation.sees(client).main?.id ?? ''
    simulation.press(client, 'Go')
    const before = client.state
    expect(simulation.send(client, { type: 'press', screenId: gone, widgetId: 'Go', inputs: {}, atMs: 0 })).toMatchObject({ code: 'session/screen_gone' })
    expect(client.state).toBe(before)
  })

  it('a screen in an action flowchart is a problem', () => {
    const { simulation } = open({ home: { type: 'action', nodes: [startNode(), screenNode('one', 'one')], arrows: [['start', 'default', 'one']] } }, 'home')
    expect(simulation.program.diagnostics).toContainEqual(expect.objectContaining({ code: 'flow/kind_not_allowed', severity: 'error' }))
  })
})

describe('Navigation', () => {
  const go = (visibleWhen: string): Parameters<typeof smallProject>[1] => (project) => ({ ...project, navigation: Object.fromEntries(Object.entries(project.navigation).map(([id, item]) => [id, { ...item, visibleWhen }])) })
  const home: DrawnFlow = { nodes: [startNode(), screenNode('one', 'one', ['Go']), anyNode('navigate', 'navigation', { navigationId: 'goElsewhere' })], arrows: [['start', 'default', 'one'], ['one', 'Go', 'navigate']] }
  const elsewhere: DrawnFlow = { nodes: [startNode(), screenNode('there', 'Elsewhere', [])], arrows: [['start', 'default', 'there']] }

  it('goes to the item: what was shown ends, its flowchart starts', () => {
    const simulation = new Simulation(smallProject({ home, elsewhere }, go('"staff" in user.roles')), catalog)
    const client = simulation.open(nobody, 'home')
    simulation.press(client, 'Go')
    expect(textOf(simulation, client)).toBe('Elsewhere')
    expect(client.state.runs).toHaveLength(1)
  })

  it('obeys Visible when: an item that is not open stops the run and says so', () => {
    const simulation = new Simulation(smallProject({ home, elsewhere }, go('"boss" in user.roles')), catalog)
    const client = simulation.open(nobody, 'home')
    simulation.press(client, 'Go')
    expect(client.failures).toMatchObject([{ code: 'navigation/not_visible', handled: false }])
  })
})

describe('Guards', () => {
  const endless: DrawnFlow = {
    nodes: [startNode(), assignNode('add', countTarget, 'count + 1'), anyNode('again', 'decision', { expression: 'count >= 0' }), endNode()],
    arrows: [['start', 'default', 'add'], ['add', 'default', 'again'], ['again', 'yes', 'add'], ['again', 'no', 'end']],
  }

  it('a flow that loops without waiting stops at 10,000 steps and marks the node', () => {
    const { client } = open({ home: endless }, 'home')
    expect(client.failures).toMatchObject([{ flowId: 'home', code: 'guard/steps', handled: false }])
    expect(client.state.runs).toEqual([])
    expect(client.state.data['count']).toBe(4_999 + 1)
  })

  const toItself = (node: Node): Simulation => new Simulation(
    smallProject({ home: { nodes: [startNode(), node], arrows: [['start', 'default', node.id]] } }, (project) => ({
      ...project, navigation: Object.fromEntries(Object.entries(project.navigation).map(([id, item]) => [id, { ...item, flowId: 'home' }])),
    })), catalog)

  it.each([['Navigation', 'navigation'], ['Clear session', 'clear-session']])('a flow that leads to itself by %s stops at 10,000 steps and marks the node', (_title, kind) => {
    const simulation = toItself(anyNode('again', kind, { navigationId: 'goElsewhere' }))
    const client = simulation.open(nobody, 'home')
    expect(client.failures).toMatchObject([{ flowId: 'home', code: 'guard/steps', handled: false }])
    expect(client.state.runs).toEqual([])
  })

  it('effects on the way do not begin the guard anew: what one event causes takes 10,000 steps at most', () => {
    const adds = Array.from({ length: 200 }, (_, index) => assignNode(`add${index}`, countTarget, 'count + 1'))
    const send = anyNode('send', 'comet-message', { action: 'send', channelId: 'gossip', messageId: 'note' })
    const chain = [startNode(), ...adds, send]
    const { client } = open({ home: { nodes: chain, arrows: [...chain.slice(1).map((to, index): [string, string, string] => [chain[index]?.id ?? '', 'default', to.id]), ['send', 'default', 'add0']] } }, 'home')
    expect(client.failures).toMatchObject([{ code: 'guard/steps' }])
    expect(client.state.data['count']).toBeLessThan(10_000)
  })

  it('effects on the way do not begin the second anew', () => {
    let nowMs = 0
    const send = anyNode('send', 'comet-message', { action: 'send', channelId: 'gossip', messageId: 'note' })
    const { client } = open({ home: { nodes: [startNode(), send], arrows: [['start', 'default', 'send'], ['send', 'default', 'send']] } }, 'home', { nowMs: () => (nowMs += 40) })
    expect(client.failures).toMatchObject([{ code: 'guard/time' }])
  })

  it('a guard leaves by Error where it can', () => {
    const loop: DrawnFlow = {
      nodes: [startNode(), assignNode('a', countTarget, 'count + 1'), assignNode('b', countTarget, 'count + 1'), screenNode('oops', '{error.code}', [])],
      arrows: [['start', 'default', 'a'], ['a', 'default', 'b'], ['b', 'default', 'a'], ['a', 'error', 'oops'], ['b', 'error', 'oops']],
    }
    const { text, client } = open({ home: loop }, 'home')
    expect(text()).toBe('guard/steps')
    expect(client.failures).toMatchObject([{ code: 'guard/steps', handled: true }])
  })

  it('a guard that trips stops that run alone', () => {
    const both: DrawnFlow = {
      nodes: [startNode(), node('home', 'user-interaction', [0, 0], { name: 'home', screen: screen({ id: 'text', kind: 'text', text: 'alive {count}' }, { id: 'loop', kind: 'button', label: 'Loop', tone: 'plain', action: { type: 'flow', flowId: 'endless' }, storesInputs: false }) })],
      arrows: [['start', 'default', 'home']],
    }
    const { simulation, client, text } = open({ endless, both }, 'both')
    simulation.press(client, 'Loop')
    expect(client.failures).toMatchObject([{ code: 'guard/steps' }])
    expect(text()).toBe('alive 5000')
  })

  it('a run that works longer than a second is stopped', () => {
    let nowMs = 0
    const simulation = new Simulation(smallProject({ home: endless }), catalog, { nowMs: () => (nowMs += 20) })
    const client = simulation.open(nobody, 'home')
    expect(client.failures).toMatchObject([{ code: 'guard/time' }])
  })

  it('a loop in the drawing that never waits and never ends is a problem before the run', async () => {
    const { checkProject } = await import('@halley/engine')
    const loop: DrawnFlow = { nodes: [startNode(), assignNode('a', countTarget, '1'), assignNode('b', countTarget, '2')], arrows: [['start', 'default', 'a'], ['a', 'default', 'b'], ['b', 'default', 'a']] }
    expect(checkProject(smallProject({ loop }), catalog).diagnostics).toContainEqual(expect.objectContaining({ code: 'flow/endless_loop', severity: 'error' }))
  })
})

describe('A changed model', () => {
  it('reaches a running session: the next node entered is the new one, and data stays under a new name', () => {
    const flow = (text: string): DrawnFlow => ({ nodes: [startNode(), assignNode('set', countTarget, '42'), screenNode('one', 'one', ['Go']), screenNode('two', text, [])], arrows: [['start', 'default', 'set'], ['set', 'default', 'one'], ['one', 'Go', 'two']] })
    const simulation = new Simulation(smallProject({ home: flow('{count}') }), catalog)
    const client = simulation.open(nobody, 'home')
    simulation.changeModel(smallProject({ home: flow('now {total}') }, (project) => ({ ...project, fields: Object.fromEntries(Object.entries(project.fields).map(([id, field]) => [id, id === 'count' ? { ...field, name: 'total', technicalName: 'total' } : field])) })))
    simulation.press(client, 'Go')
    expect(textOf(simulation, client)).toBe('now 42')
  })

  it('a node that was deleted under a waiting run stops that run when it goes on, and says so', () => {
    const simulation = new Simulation(smallProject({ home: { nodes: [startNode(), screenNode('one', 'one', ['Go']), screenNode('two', 'two', [])], arrows: [['start', 'default', 'one'], ['one', 'Go', 'two']] } }), catalog)
    const client = simulation.open(nobody, 'home')
    simulation.changeModel(smallProject({ home: { nodes: [startNode(), screenNode('one', 'one', ['Go'])], arrows: [['start', 'default', 'one']] } }))
    simulation.press(client, 'Go')
    expect(client.failures).toMatchObject([{ code: 'run/exit_not_connected', nodeId: 'one' }])
  })
})

describe('Unknown node kinds', () => {
  it('are kept, named as a problem, and stop a run that reaches them', () => {
    const strange = { id: 'x', kind: 'teleport', version: 3, position: { x: 0, y: 0 }, config: { beam: 1 } }
    const { simulation, client } = open({ home: { nodes: [startNode(), strange], arrows: [['start', 'default', 'x']] } }, 'home')
    expect(simulation.program.diagnostics).toContainEqual(expect.objectContaining({ code: 'node/unknown_kind' }))
    expect(client.failures).toMatchObject([{ nodeId: 'x', code: 'node/has_errors' }])
  })
})

describe('Every kind of the catalog', () => {
  for (const kind of catalog.values()) {
    it(`${kind.title} has a config with defaults, a form for every key of it, help and an icon`, () => {
      const config = kind.config.parse({})
      expect(Object.keys(kind.form).toSorted()).toEqual(Object.keys(config as object).toSorted())
      expect(kind.help.length).toBeGreaterThan(20)
      expect(kind.look.icon).toMatch(/^[a-z0-9-]+$/)
    })
  }
})
