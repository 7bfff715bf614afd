import { checkProject, step, type SessionState } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow, withTickets } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, type DrawnFlow } from '../small-project.ts'

const nameTarget = { type: 'field', fieldId: 'name' } as const
const listTarget = { type: 'list', listId: 'tickets' } as const
const rows = `[{'subject': 'b', 'level': 2, 'lines': [{'text': '1'}, {'text': '2'}]}, {'subject': 'a', 'level': 10, 'lines': []}, {'subject': 'c', 'level': null, 'lines': [{'text': '3'}]}]`

/** Fills the list, loops over it adding each row's text to `name`, and shows what came of it. */
function looping(config: Record<string, unknown>, add = 'name + row.subject', list = rows): DrawnFlow {
  return {
    nodes: [startNode(), assignNode('fill', listTarget, list), assignNode('empty', nameTarget, '""'), anyNode('loop', 'loop', { list: 'tickets', ...config }), assignNode('add', nameTarget, add), screenNode('done', '[{name}]', [])],
    arrows: [['start', 'default', 'fill'], ['fill', 'default', 'empty'], ['empty', 'default', 'loop'], ['loop', 'next', 'add'], ['add', 'default', 'loop'], ['loop', 'end', 'done']],
  }
}

const open = (flow: DrawnFlow, flows: Record<string, DrawnFlow> = {}) => openFlow(flow, { change: withTickets, flows })
const problemsOf = (flow: DrawnFlow, flows: Record<string, DrawnFlow> = {}) => checkProject(withTickets(smallProject({ home: flow, ...flows })), catalog).diagnostics

const nodeErrors = (flow: DrawnFlow) => problemsOf(flow).filter(({ severity, place }) => severity === 'error' && place.type === 'node')

describe('Loop', () => {
  it('takes every row in the order of the list, then leaves by End of loop', () => {
    expect(open(looping({})).text()).toBe('[bac]')
  })

  it.each([
    ['a list without rows', looping({}, 'name', '[]')],
    ['a list that is unknown', looping({ list: 'count > 0 ? tickets : null' })],
    ['a filter that no row meets', looping({ filter: 'row.level > 99' })],
  ])('%s leaves by End of loop at once', (_what, flow) => {
    expect(open(flow).text()).toBe('[]')
  })

  it('takes only the rows that meet the filter; an unknown answer is no', () => {
    expect(open(looping({ filter: 'row.level > 1' })).text()).toBe('[ba]')
  })

  it.each([
    ['row.subject', 'ascending', 'abc'], ['row.subject', 'descending', 'cba'],
    ['row.level', 'ascending', 'bac'], ['row.level', 'descending', 'abc'],
    ['row.level > 5', 'ascending', 'bac'], ['row.subject == "c" ? null : date("2026-01-0" + text(row.level / row.level))', 'ascending', 'bac'],
  ])('in the order of %s, %s: %s; rows without a value come last', (sort, direction, expected) => {
    expect(open(looping({ sort, direction })).text()).toBe(`[${expected}]`)
  })

  it('a filter or an order that fails stops the run with the reason', () => {
    expect(open(looping({ filter: '1 / (row.level - 2) > 0' })).client.failures).toMatchObject([{ nodeId: 'loop', code: 'expression/division-by-zero', handled: false }])
    expect(open(looping({ sort: '1 / (row.level - 2)' })).client.failures).toMatchObject([{ nodeId: 'loop', code: 'expression/division-by-zero' }])
    expect(open(looping({ list: 'count == 0 ? [1 / count] : tickets' })).client.failures).toMatchObject([{ nodeId: 'loop', code: 'expression/division-by-zero' }])
  })

  it('goes over the rows that were there when it began', () => {
    const flow = looping({})
    const emptied = { nodes: [...flow.nodes, assignNode('clear', listTarget, '[]')], arrows: [...flow.arrows.filter(([from]) => from !== 'add'), ['add', 'default', 'clear'], ['clear', 'default', 'loop']] as const }
    expect(open(emptied).text()).toBe('[bac]')
  })

  const nested: DrawnFlow = {
    nodes: [
      startNode(), assignNode('fill', listTarget, rows), assignNode('empty', nameTarget, '""'),
      anyNode('outer', 'loop', { list: 'tickets' }), anyNode('inner', 'loop', { list: 'row.lines' }), assignNode('add', nameTarget, 'name + row.text'), assignNode('after', nameTarget, 'name + row.subject'), screenNode('done', '[{name}]', []),
    ],
    arrows: [['start', 'default', 'fill'], ['fill', 'default', 'empty'], ['empty', 'default', 'outer'], ['outer', 'next', 'inner'], ['inner', 'next', 'add'], ['add', 'default', 'inner'], ['inner', 'end', 'after'], ['after', 'default', 'outer'], ['outer', 'end', 'done']],
  }

  it('loops in loops: row is that of the innermost, and the outer’s again after its end', () => {
    expect(open(nested).text()).toBe('[12ba3c]')
    expect(nodeErrors(nested)).toEqual([])
  })

  it('an inner loop that is left in the middle begins anew with the next row of the outer', () => {
    const early: DrawnFlow = { ...nested, arrows: [...nested.arrows.filter(([from]) => from !== 'add'), ['add', 'default', 'outer']] }
    expect(open(early).text()).toBe('[1a3]')
  })

  it('begins anew when it is entered after its end', () => {
    const flow = looping({})
    const twice: DrawnFlow = {
      nodes: [...flow.nodes, anyNode('again', 'decision', { expression: 'size(name) < 6' })],
      arrows: [...flow.arrows.filter(([, exit]) => exit !== 'end'), ['loop', 'end', 'again'], ['again', 'yes', 'loop'], ['again', 'no', 'done']],
    }
    expect(open(twice).text()).toBe('[bacbac]')
  })

  it('a screen in a loop shows its row, also after a refresh and when the session was stored meanwhile', () => {
    const flow = looping({})
    const { simulation, client, text } = open({ nodes: [...flow.nodes, screenNode('show', 'row {row.subject}', ['Next'])], arrows: [...flow.arrows.filter(([from]) => from !== 'add'), ['add', 'default', 'show'], ['show', 'Next', 'loop']] })
    expect(text()).toBe('row b')
    client.state = step(simulation.program, JSON.parse(JSON.stringify(client.state)) as SessionState, { type: 'redraw', atMs: 0 }).state
    expect(text()).toBe('row b')
    simulation.press(client, 'Next')
    expect(text()).toBe('row a')
  })

  it('a flow that is called in a loop has no row of its own, and its loops are its own', () => {
    const inner = looping({}, 'name + row.subject', rows)
    const called: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('loop', 'loop', { list: 'tickets' }), assignNode('add', nameTarget, 'name + "."'), endNode()], arrows: [['start', 'default', 'loop'], ['loop', 'next', 'add'], ['add', 'default', 'loop'], ['loop', 'end', 'end']] }
    const caller: DrawnFlow = { nodes: [...inner.nodes, anyNode('call', 'sub-flowchart', { flowId: 'called' })], arrows: [...inner.arrows.filter(([from]) => from !== 'add'), ['add', 'default', 'call'], ['call', 'end', 'loop']] }
    expect(open(caller, { called }).text()).toBe('[b...a...c...]')
    const peeking: DrawnFlow = { ...called, nodes: [startNode(), assignNode('loop', nameTarget, 'row.subject'), endNode()] }
    expect(problemsOf(caller, { called: peeking })).toContainEqual(expect.objectContaining({ code: 'expression/unknown-name', place: expect.objectContaining({ flowId: 'called' }) }))
  })

  it('row has the fields of the list: a wrong one is a problem before the run, and outside of the loop there is no row', () => {
    expect(problemsOf(looping({}, 'name + row.subjekt'))).toContainEqual(expect.objectContaining({ code: 'expression/unknown-field', place: expect.objectContaining({ nodeId: 'add' }) }))
    const flow = looping({})
    const outside = { nodes: flow.nodes.map((node) => (node.id === 'empty' ? assignNode('empty', nameTarget, 'row.subject') : node)), arrows: flow.arrows }
    expect(problemsOf(outside)).toContainEqual(expect.objectContaining({ code: 'expression/unknown-name', place: expect.objectContaining({ nodeId: 'empty' }) }))
    expect(nodeErrors(flow)).toEqual([])
  })

  it('a listener’s condition cannot use the row: none is in turn when a message arrives', () => {
    const flow = looping({})
    const listening: DrawnFlow = { nodes: flow.nodes.map((node) => (node.id === 'add' ? cometNode('add', { action: 'listen', channelId: 'escalation', condition: 'Ticket.subject == row.subject' }) : node)), arrows: flow.arrows }
    expect(problemsOf(listening)).toContainEqual(expect.objectContaining({ code: 'comet/row_in_condition', severity: 'error' }))
  })

  it('going back to the Loop is no endless loop; coming back to it from its end for ever is one', () => {
    const codes = (flow: DrawnFlow) => problemsOf(flow).map(({ code }) => code).filter((code) => code === 'flow/endless_loop' || code === 'flow/busy_loop')
    expect(codes(looping({}))).toEqual([])
    const flow = looping({})
    expect(codes({ nodes: flow.nodes, arrows: [...flow.arrows.filter(([, exit]) => exit !== 'end'), ['loop', 'end', 'empty']] })).toEqual(['flow/endless_loop'])
  })

  it('loops that go over too many rows without waiting are stopped by the guard', () => {
    const list = `[${Array.from({ length: 150 }, () => '0').join()}]`
    const { client } = open({
      nodes: [startNode(), anyNode('outer', 'loop', { list }), anyNode('inner', 'loop', { list }), assignNode('add', countTarget, 'count + 1'), endNode()],
      arrows: [['start', 'default', 'outer'], ['outer', 'next', 'inner'], ['inner', 'next', 'add'], ['add', 'default', 'inner'], ['inner', 'end', 'outer'], ['outer', 'end', 'end']],
    })
    expect(client.failures).toMatchObject([{ code: 'guard/steps', handled: false }])
  })

  it('a filter that works for longer than a second is stopped in the middle of the rows', () => {
    let nowMs = 0
    const list = `[${Array.from({ length: 150 }, () => '0').join()}]`
    const { client } = openFlow({ nodes: [startNode(), anyNode('loop', 'loop', { list, filter: 'row == 0' }), endNode()], arrows: [['start', 'default', 'loop'], ['loop', 'next', 'loop'], ['loop', 'end', 'end']] }, { nowMs: () => (nowMs += 400) })
    expect(client.failures).toMatchObject([{ nodeId: 'loop', code: 'guard/time' }])
  })

  it.each([[{ list: '' }, 'loop/no_list', 'list'], [{ list: 'count' }, 'expression/wrong-type', 'list'], [{ filter: 'row.level' }, 'expression/wrong-type', 'filter'], [{ sort: 'row.lines' }, 'loop/no_order', 'sort'], [{ sort: 'row' }, 'loop/no_order', 'sort']])('%j is a problem before the run: %s', (config, code, path) => {
    expect(problemsOf(looping(config))).toContainEqual(expect.objectContaining({ code, severity: 'error', place: expect.objectContaining({ nodeId: 'loop', path: [path] }) }))
  })

  it('says what it does, and has the exits Next row and End of loop', () => {
    const kind = catalog.get('loop')
    const context = { project: smallProject({}), flowId: 'home', nodeId: 'loop' }
    const summary = (config: Record<string, unknown>) => kind?.look.summary(kind.config.parse(config), context)
    expect([summary({}), summary({ list: 'tickets' }), summary({ list: 'tickets', filter: 'row.level > 1' })]).toEqual(['Choose a list', 'For each row of tickets', 'For each row of tickets where row.level > 1'])
    expect(kind?.exits(kind.config.parse({}), context).map(({ label }) => label)).toEqual(['Next row', 'End of loop'])
  })
})
