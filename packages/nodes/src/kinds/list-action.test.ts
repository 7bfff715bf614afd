import { checkProject } from '@halley/engine'
import { LIMITS, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow, withTickets } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, cometNode, endNode, screenNode, smallProject, startNode, type DrawnFlow } from '../small-project.ts'

const tickets = { type: 'list', listId: 'tickets' } as const
const notes = { type: 'messageMember', messageId: 'note', memberId: 'parts' } as const
const rows = `[{'subject': 'b', 'level': 2, 'lines': []}, {'subject': 'a', 'level': 10, 'lines': []}, {'subject': 'c', 'level': null, 'lines': []}]`

/** With the session list tickets, and a list parts (text) in the message Note. */
function withLists(project: Project): Project {
  const named = (name: string) => ({ name, technicalName: name, technicalNameSetByHand: false, description: '' })
  const note = project.messages['note']
  if (note === undefined) throw new Error('The small project has a Note.')
  return {
    ...withTickets(project),
    messages: { ...project.messages, note: { ...note, members: { ...note.members, parts: { id: 'parts', parentId: null, ...named('parts'), order: 'a1', type: 'list' }, part: { id: 'part', parentId: 'parts', ...named('part'), order: 'a0', type: 'field', valueType: { type: 'text' }, required: false, default: 'new' } } } },
  }
}

const values = (...lines: readonly (readonly [memberId: string | null, expression: string])[]) => Object.fromEntries(lines.map(([memberId, expression], at) => [`v${at}`, { id: `v${at}`, order: `a${at}`, memberId, expression }]))

/** Fills tickets, does the action, and shows by which exit it left. */
function acting(config: Record<string, unknown>, list = rows): DrawnFlow {
  return {
    nodes: [startNode(), assignNode('fill', tickets, list), anyNode('act', 'list-action', { list: tickets, ...config }), screenNode('done', 'done', []), screenNode('nothing', 'nothing', []), screenNode('oops', '{error.code}', [])],
    arrows: [['start', 'default', 'fill'], ['fill', 'default', 'act'], ['act', 'default', 'done'], ['act', 'nothing', 'nothing'], ['act', 'error', 'oops']],
  }
}

function outcome(config: Record<string, unknown>, list = rows) {
  const { client, text } = openFlow(acting(config, list), { change: withLists })
  return { exit: text(), rows: client.state.data['tickets'] }
}

const before = outcome({ action: 'delete', filter: 'row.subject == "nobody"' }).rows
const problemsOf = (config: Record<string, unknown>) => checkProject(withLists(smallProject({ home: acting(config) })), catalog).diagnostics

describe('List action', () => {
  it('adds a row at the end; what has no value gets its default', () => {
    expect(outcome({ action: 'add', values: values(['subject', '"new"'], ['level', 'size(tickets)']) })).toEqual({ exit: 'done', rows: [...(before as unknown[]), { subject: 'new', level: 3, lines: [] }] })
    expect(outcome({ action: 'add' }, '[]')).toEqual({ exit: 'done', rows: [{ subject: null, level: null, lines: [] }] })
  })

  it('adds a row to a list of a message, with its defaults; Send sends it', () => {
    const { client, simulation } = openFlow({
      nodes: [startNode(), anyNode('one', 'list-action', { list: notes, values: values(['part', '"first"']) }), anyNode('two', 'list-action', { list: notes }), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'note' }), endNode()],
      arrows: [['start', 'default', 'one'], ['one', 'default', 'two'], ['two', 'default', 'send'], ['send', 'default', 'end']],
    }, { change: withLists })
    expect(client.failures).toEqual([])
    expect(simulation.messages[0]?.effect.payload).toEqual({ text: null, parts: [{ part: 'first' }, { part: 'new' }] })
  })

  it('changes the rows that meet the condition; row is the row as it was', () => {
    expect(outcome({ action: 'update', filter: 'row.level > 1', values: values(['level', 'row.level + 1'], ['subject', 'row.subject + text(row.level)']) })).toEqual({
      exit: 'done', rows: [{ subject: 'b2', level: 3, lines: [] }, { subject: 'a10', level: 11, lines: [] }, { subject: 'c', level: null, lines: [] }],
    })
  })

  it('deletes the rows that meet the condition; a row for which the answer is unknown stays', () => {
    expect(outcome({ action: 'delete', filter: 'row.level > 5' })).toEqual({ exit: 'done', rows: [{ subject: 'b', level: 2, lines: [] }, { subject: 'c', level: null, lines: [] }] })
  })

  it('without a condition every row is meant', () => {
    expect(outcome({ action: 'delete' })).toEqual({ exit: 'done', rows: [] })
    expect(outcome({ action: 'update', values: values(['level', '0']) }).rows).toEqual((before as object[]).map((row) => ({ ...row, level: 0 })))
  })

  it.each([['update', rows, 'row.level > 99'], ['delete', rows, 'row.level > 99'], ['delete', '[]', ''], ['update', 'count > 0 ? tickets : null', '']])('%s leaves by Nothing found when there is no such row', (action, list, filter) => {
    expect(outcome({ action, filter, values: values(['level', '0']) }, list).exit).toBe('nothing')
  })

  it.each([
    ['a value', { action: 'add', values: values(['subject', '"x"'], ['level', '1 / count']) }],
    ['a value in the middle of the rows', { action: 'update', values: values(['level', '1 / (row.level - 10)']) }],
    ['the condition', { action: 'delete', filter: '1 / (row.level - 10) > 0' }],
  ])('when %s fails, nothing is changed and Error is taken', (_what, config) => {
    expect(outcome(config)).toEqual({ exit: 'expression/division-by-zero', rows: before })
  })

  it.each([['session list', tickets, LIMITS.sessionListRows], ['list of a message', notes, LIMITS.listRows]])('a full %s takes Error', (_what, list, maxRows) => {
    const { simulation, client, text } = openFlow({
      nodes: [startNode(), screenNode('base', 'base', ['Add']), anyNode('act', 'list-action', { list }), screenNode('oops', '{error.code}: {error.text}', [])],
      arrows: [['start', 'default', 'base'], ['base', 'Add', 'act'], ['act', 'default', 'base'], ['act', 'error', 'oops']],
    }, { change: withLists })
    const full = Array.from({ length: maxRows - 1 }, () => ({}))
    client.state = { ...client.state, data: { ...client.state.data, tickets: full, Note: { text: null, parts: full } } }
    simulation.press(client, 'Add')
    expect(text()).toBe('base')
    simulation.press(client, 'Add')
    expect(text()).toMatch(/^list-action\/full: .* the limit/)
  })

  it('in a run that a message started it changes the received message, not the session’s own', () => {
    const arrived: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('act', 'list-action', { list: notes, values: values(['part', '"added"']) }), anyNode('log', 'log', { text: '{size(Note.parts)}' }), endNode()], arrows: [['start', 'default', 'act'], ['act', 'default', 'log'], ['log', 'default', 'end']] }
    const { client } = openFlow({
      nodes: [startNode(), cometNode('listen', { action: 'listen', channelId: 'escalation', response: 'flow', flowId: 'arrived' }), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'note' }), endNode()],
      arrows: [['start', 'default', 'listen'], ['listen', 'default', 'send'], ['send', 'default', 'end']],
    }, { change: withLists, flows: { arrived } })
    expect(client.logs.map(({ text }) => text)).toEqual(['1'])
    expect(client.state.data['Note']).toEqual({ text: null, parts: [] })
  })

  it('in a loop, a value of a new row may use the loop’s row', () => {
    const { client } = openFlow({
      nodes: [startNode(), assignNode('fill', tickets, rows), anyNode('loop', 'loop', { list: 'tickets' }), anyNode('act', 'list-action', { list: notes, values: values(['part', 'row.subject']) }), endNode()],
      arrows: [['start', 'default', 'fill'], ['fill', 'default', 'loop'], ['loop', 'next', 'act'], ['act', 'default', 'loop'], ['loop', 'end', 'end']],
    }, { change: withLists })
    expect(client.state.data['Note']).toEqual({ text: null, parts: [{ part: 'b' }, { part: 'a' }, { part: 'c' }] })
  })

  it.each([
    [{ list: null }, 'list-action/list_missing', ['list'], 'error'],
    [{ list: { type: 'list', listId: 'gone' } }, 'list-action/list_missing', ['list'], 'error'],
    [{ list: { type: 'field', fieldId: 'count' } }, 'list-action/list_missing', ['list'], 'error'],
    [{ action: 'update' }, 'list-action/no_values', ['values'], 'error'],
    [{ values: values([null, '1']) }, 'list-action/member_missing', ['values', 'v0', 'memberId'], 'error'],
    [{ values: values(['gone', '1']) }, 'list-action/member_missing', ['values', 'v0', 'memberId'], 'error'],
    [{ values: values(['level', '']) }, 'list-action/no_expression', ['values', 'v0', 'expression'], 'error'],
    [{ values: values(['level', '"five"']) }, 'expression/wrong-type', ['values', 'v0', 'expression'], 'error'],
    [{ values: values(['level', 'row.level']) }, 'expression/unknown-name', ['values', 'v0', 'expression'], 'error'],
    [{ action: 'delete', filter: 'row.levle > 1' }, 'expression/unknown-field', ['filter'], 'error'],
    [{ action: 'delete' }, 'list-action/every_row', ['filter'], 'hint'],
  ])('%j is found before the run: %s', (config, code, path, severity) => {
    expect(problemsOf(config)).toContainEqual(expect.objectContaining({ code, severity, place: expect.objectContaining({ nodeId: 'act', path }) }))
  })

  it('says what it does, and has Nothing found where rows are looked for', () => {
    const kind = catalog.get('list-action')
    const context = { project: withLists(smallProject({})), flowId: 'home', nodeId: 'act' }
    const about = (config: Record<string, unknown>) => kind?.look.summary(kind.config.parse(config), context)
    const exits = (action: string) => kind?.exits(kind.config.parse({ action }), context).map(({ label }) => label)
    expect([about({}), about({ list: tickets }), about({ list: tickets, action: 'update', filter: 'row.level > 1' }), about({ list: notes, action: 'delete' })]).toEqual(['Choose a list', 'Add a row to tickets', 'Update rows of tickets where row.level > 1', 'Delete every row of Note › parts'])
    expect([exits('add'), exits('update'), exits('delete')]).toEqual([['Default', 'Error'], ['Default', 'Nothing found', 'Error'], ['Default', 'Nothing found', 'Error']])
  })
})
