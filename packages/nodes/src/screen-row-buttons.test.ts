import { describe, expect, it } from 'vitest'
import { leave, showTickets, screenWith, type Drawn } from './screen.test-fixture.ts'
import { openFlow, withTickets } from './open-flow.test-fixture.ts'
import { anyNode, assignNode, countTarget, endNode, screenNode, startNode } from './small-project.ts'

const columns = { one: { id: 'one', order: 'a0', title: 'Subject', text: '{row.subject}' } }
const table = (...inside: readonly Drawn[]): Drawn => ({ id: 'table', kind: 'table', source: 'tickets', columns, inside })
const refresh: Drawn = leave('again', { action: { type: 'refresh' } })
const input: Drawn = { id: 'input', kind: 'input', label: 'Name', target: { type: 'field', fieldId: 'name' }, required: true }
const textOf = ({ all }: ReturnType<typeof showTickets>) => all().flatMap((widget) => (widget.kind === 'text' ? [widget.markdown] : []))[0]

describe('A button in a row', () => {
  it('stands in every row of a table, with the row in its label', () => {
    expect(showTickets([table(leave('go', { label: 'Take {row.subject}' }))]).widget('table')).toMatchObject({ buttons: [[{ label: 'Take Fire', row: [0] }], [{ label: 'Take Flood', row: [1] }]] })
  })

  it('makes its row the row in turn after its exit', () => {
    const shown = showTickets([table(leave('go'))], { after: '{row.subject} is {row.level}' })
    shown.simulation.press(shown.client, 'go', {}, [1])
    expect(textOf(shown)).toBe('Flood is 1')
  })

  it('means the row that the person saw, also when the list has changed since', () => {
    const shown = showTickets([table(leave('go')), refresh], { after: '{row.subject}' })
    const { simulation, client } = shown
    const seen = simulation.sees(client).main
    client.state.data['tickets'] = [{ subject: 'New', level: 9, lines: [] }]
    simulation.press(client, 'again')
    expect(simulation.send(client, { type: 'press', screenId: seen?.id ?? '', widgetId: 'go', inputs: {}, row: [1], version: 1, atMs: 0 })).toBeNull()
    expect(textOf(shown)).toBe('Flood')
  })

  it('seen too long ago is refused with what to do, and nothing happens', () => {
    const { simulation, client } = showTickets([table(leave('go')), refresh])
    for (let times = 0; times < 5; times += 1) simulation.press(client, 'again')
    const before = client.state
    expect(simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, row: [1], version: 1, atMs: 0 })).toMatchObject({ code: 'session/row_gone' })
    expect(client.state).toBe(before)
  })

  it.each([[[7]], [[0, 0]], [[-1]]])('in a row that was never shown is refused: %j', (row) => {
    const { simulation, client } = showTickets([table(leave('go'))])
    expect(simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, row, atMs: 0 })).toMatchObject({ code: 'session/screen_gone' })
  })

  it('without its row is refused: it would mean none', () => {
    const { simulation, client } = showTickets([table(leave('go'))])
    expect(simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, atMs: 0 })).toMatchObject({ code: 'session/screen_gone' })
  })

  it('that a condition hides in its row cannot be pressed there', () => {
    const { simulation, client } = showTickets([{ id: 'list', kind: 'repeater', source: 'tickets', inside: [{ id: 'when', kind: 'conditional', when: 'row.level > 2', inside: [leave('go')] }] }], { after: '{row.subject}' })
    const press = (row: number[]) => simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, row, atMs: 0 })
    expect(press([1])).toMatchObject({ code: 'session/screen_gone' })
    expect(press([0])).toBeNull()
  })

  it('in a list inside a list means the row of the inner one, typed as that', () => {
    const shown = showTickets([{ id: 'outer', kind: 'repeater', source: 'tickets', inside: [{ id: 'inner', kind: 'repeater', source: 'row.lines', inside: [leave('go', { label: '{row.text}' })] }] }], { after: 'about {row.text}' })
    expect(shown.simulation.program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    shown.simulation.press(shown.client, 'Heat', {}, [0, 1])
    expect(textOf(shown)).toBe('about Heat')
  })

  it('keeps the row until another one is pressed; a screen shown again has none, and inside a loop it has the loop’s', () => {
    const { simulation, client, text } = openFlow({
      nodes: [startNode(), screenNode('first', 'first', ['Open']), anyNode('loop', 'loop', { list: 'tickets' }), screenWith('list', [{ id: 'text', kind: 'text', text: 'in turn {row.subject}' }, { id: 'lines', kind: 'repeater', source: 'row.lines', inside: [leave('go')] }, leave('next')]), screenNode('after', 'line {row.text}', ['Back'])],
      arrows: [['start', 'default', 'first'], ['first', 'Open', 'loop'], ['loop', 'next', 'list'], ['list', 'go', 'after'], ['after', 'Back', 'list'], ['list', 'next', 'loop']],
    }, { change: withTickets })
    client.state.data['tickets'] = [{ subject: 'Fire', level: 1, lines: [{ text: 'Smoke' }] }, { subject: 'Flood', level: 1, lines: [] }]
    simulation.press(client, 'Open')
    simulation.press(client, 'go', {}, [0])
    expect(text()).toBe('line Smoke')
    simulation.press(client, 'Back')
    expect(text()).toBe('in turn Fire')
    simulation.press(client, 'next')
    expect(text()).toBe('in turn Flood')
  })

  it('makes its row the current one of its list, for the flow that it executes and for the screen that it refreshes', () => {
    const { simulation, client } = openFlow({
      nodes: [startNode(), screenNode('first', 'first', ['Open']), screenWith('list', [{ id: 'text', kind: 'text', text: '{current.tickets.subject}' }, { ...table(leave('run', { action: { type: 'flow', flowId: 'raise' } }), leave('look', { action: { type: 'refresh' } })), source: 'tickets.filter(ticket, ticket.level < 9)' }])],
      arrows: [['start', 'default', 'first'], ['first', 'Open', 'list']],
    }, { change: withTickets, flows: { raise: { type: 'action', nodes: [startNode(), assignNode('set', countTarget, 'current.tickets.level + 10'), endNode()], arrows: [['start', 'default', 'set'], ['set', 'default', 'end']] } } })
    client.state.data['tickets'] = [{ subject: 'Fire', level: 3, lines: [] }, { subject: 'Flood', level: 1, lines: [] }]
    simulation.press(client, 'Open')
    simulation.press(client, 'run', {}, [1])
    expect([client.state.data['count'], client.failures]).toEqual([11, []])
    simulation.press(client, 'look', {}, [0])
    expect(simulation.sees(client).main?.widgets[0]).toMatchObject({ markdown: 'Fire' })
  })

  it('knows its row by the new names once the model has changed and the screen was drawn anew', () => {
    const shown = showTickets([table(leave('go'))], { after: '{row.subject}' })
    const { simulation, client } = shown
    const { project } = simulation.program
    const tickets = project.lists['tickets']
    const subject = tickets?.members['subject']
    if (tickets === undefined || subject === undefined) throw new Error('There are no tickets.')
    const renamed = JSON.parse(JSON.stringify(project).replaceAll('row.subject', 'row.title')) as typeof project
    simulation.changeModel({ ...renamed, lists: { tickets: { ...tickets, members: { ...tickets.members, subject: { ...subject, technicalName: 'title' } } } } })
    expect(simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, row: [1], version: 1, atMs: 0 })).toMatchObject({ code: 'session/screen_gone' })
    simulation.send(client, { type: 'redraw', atMs: 0 })
    simulation.press(client, 'go', {}, [1])
    expect(textOf(shown)).toBe('Flood')
  })

  it('the rows that are kept with a session are those with buttons only', () => {
    expect(showTickets([table()]).client.state.screens[0]?.rows).toBeUndefined()
    expect(showTickets([table(leave('go'), leave('other'))]).client.state.screens[0]?.rows).toMatchObject([{ version: 1, rows: [{ subject: 'Fire' }, { subject: 'Flood' }], at: { 'go/0': 0, 'other/0': 0, 'go/1': 1, 'other/1': 1 } }])
  })
})

describe('Inputs inside of others', () => {
  const nested = (when: string): Drawn[] => [{ id: 'group', kind: 'group', inside: [{ id: 'columns', kind: 'columns', inside: [{ id: 'when', kind: 'conditional', when, inside: [input] }] }] }, leave('go')]

  it('are stored on a press wherever they are', () => {
    const { simulation, client } = showTickets(nested('count == 0'))
    expect(simulation.press(client, 'go', { Name: 'Ada' })).toBeNull()
    expect(client.state.data['name']).toBe('Ada')
  })

  it('that are hidden are not required and not stored', () => {
    const { simulation, client } = showTickets(nested('count > 0'))
    expect(simulation.press(client, 'go', { input: 'Ada' })).toBeNull()
    expect(client.state.data['name']).toBeNull()
  })

  it('that are required and empty are named', () => {
    const { simulation, client } = showTickets(nested('count == 0'))
    expect(simulation.press(client, 'go')).toMatchObject({ code: 'session/input_invalid', fields: { input: 'This is needed.' } })
  })
})

describe('The default button', () => {
  const defaults = ({ all }: ReturnType<typeof showTickets>) => all().flatMap((widget) => (widget.kind === 'button' && widget.isDefault ? [widget.id] : []))
  const one = leave('one')
  const two = leave('two')

  it('is the first primary one that leaves the screen, wherever it is, but never one in a row', () => {
    expect(defaults(showTickets([table(leave('go')), leave('plain', { tone: 'plain' }), { id: 'group', kind: 'group', inside: [one] }, two]))).toEqual(['one'])
  })

  it('is the chosen one while that is shown, else the first again', () => {
    const shown = showTickets([one, { id: 'when', kind: 'conditional', when: 'count == 0', inside: [two] }, refresh], { config: { defaultButtonId: 'two' } })
    expect(defaults(shown)).toEqual(['two'])
    shown.client.state.data['count'] = 1
    shown.simulation.press(shown.client, 'again')
    expect(defaults(shown)).toEqual(['one'])
  })

  it('a button that a condition hides cannot be pressed', () => {
    const { simulation, client } = showTickets([{ id: 'when', kind: 'conditional', when: 'count > 0', inside: [leave('go')] }])
    expect(simulation.send(client, { type: 'press', screenId: simulation.sees(client).main?.id ?? '', widgetId: 'go', inputs: {}, atMs: 0 })).toMatchObject({ code: 'session/screen_gone' })
  })
})
