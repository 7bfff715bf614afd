import { Simulation } from '@halley/engine'
import { LIMITS } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { leave, problemsOf, screenWith, showTickets, type Drawn } from './screen.test-fixture.ts'
import { smallProject, startNode } from './small-project.ts'

const heading = (text: string, id = 'heading'): Drawn => ({ id, kind: 'heading', text })

describe('The tree of a screen', () => {
  it('groups and columns hold their widgets in their order', () => {
    const { widgets } = showTickets([{ id: 'group', kind: 'group', title: 'For {user.name}', inside: [heading('One', 'one'), { id: 'columns', kind: 'columns', count: 3, inside: [heading('Two', 'two'), { id: 'line', kind: 'divider' }] }] }])
    expect(widgets()).toMatchObject([{ kind: 'group', title: 'For Ann', widgets: [{ text: 'One' }, { kind: 'columns', count: 3, widgets: [{ text: 'Two' }, { kind: 'divider' }] }] }])
  })

  it('what hangs in a circle, has a parent that is gone or cannot hold it is at the top: nothing is lost', () => {
    const shown = showTickets([heading('Alone', 'alone'), { ...heading('Orphan', 'orphan'), parentId: 'gone' }, { ...heading('On a heading', 'held'), parentId: 'alone' }, { id: 'a', kind: 'group', parentId: 'b' }, { id: 'b', kind: 'group', parentId: 'a' }])
    expect(shown.all().map(({ id }) => id).toSorted()).toEqual(['a', 'alone', 'b', 'held', 'orphan'])
    expect(shown.widgets().map(({ id }) => id)).toEqual(['alone', 'orphan', 'held', 'a'])
    expect(problemsOf(shown).filter(({ code }) => code === 'screen/nesting').map(({ path }) => path)).toEqual(['held', 'a'])
  })

  it('what is nested too deep is shown at the top, and is a problem', () => {
    const deep = (level: number): Drawn => (level === 0 ? heading('Deep', 'deep') : { id: `level${level}`, kind: 'group', inside: [deep(level - 1)] })
    const shown = showTickets([deep(LIMITS.widgetLevels)])
    expect(shown.widgets().map(({ id }) => id)).toEqual(['level6', 'deep'])
    expect(problemsOf(shown)).toContainEqual({ code: 'screen/nesting', severity: 'warning', path: 'deep' })
  })

  it('an empty container is a hint', () => {
    const shown = showTickets([{ id: 'group', kind: 'group' }, { id: 'columns', kind: 'columns' }, { id: 'repeater', kind: 'repeater', source: 'tickets' }, { id: 'when', kind: 'conditional', when: 'true' }, { id: 'table', kind: 'table', source: 'tickets', columns: {} }])
    expect(problemsOf(shown).filter(({ code }) => code === 'screen/empty_container')).toEqual(['group', 'columns', 'repeater', 'when'].map((path) => ({ code: 'screen/empty_container', severity: 'hint', path })))
  })
})

describe('Conditional', () => {
  const parts = (when: string): Drawn[] => [heading('Before', 'before'), { id: 'when', kind: 'conditional', when, inside: [heading('In', 'in'), heading('It', 'it')] }, heading('After', 'behind')]

  it('puts what is inside in its place while its condition holds', () => {
    expect(showTickets(parts('count == 0')).widgets().map(({ id }) => id)).toEqual(['before', 'in', 'it', 'behind'])
  })

  it.each(['count > 0', 'name == "Ann"'])('is not there while its condition does not hold or is unknown: %s', (when) => {
    expect(showTickets(parts(when)).widgets().map(({ id }) => id)).toEqual(['before', 'behind'])
  })

  it('says what failed in its place, and the rest is drawn', () => {
    expect(showTickets(parts('1 / count > 0')).widgets()).toMatchObject([{ id: 'before' }, { kind: 'problem', id: 'when' }, { id: 'behind' }])
  })

  it('follows the data at each refresh', () => {
    const { simulation, client, widgets } = showTickets([...parts('count > 0'), leave('again', { action: { type: 'refresh' } })])
    client.state.data['count'] = 1
    simulation.press(client, 'again')
    expect(widgets().map(({ id }) => id)).toEqual(['before', 'in', 'it', 'behind', 'again'])
  })
})

describe('Repeater', () => {
  it('draws what is inside once for each row, and row is the row', () => {
    const { widgets } = showTickets([{ id: 'list', kind: 'repeater', source: 'tickets', layout: 'cards', inside: [heading('{row.subject}'), { id: 'when', kind: 'conditional', when: 'row.level > 2', inside: [heading('Urgent', 'urgent')] }] }])
    expect(widgets()).toMatchObject([{ kind: 'repeater', layout: 'cards', more: 0, rows: [{ widgets: [{ text: 'Fire' }, { text: 'Urgent' }] }, { widgets: [{ text: 'Flood' }] }] }])
  })

  it('inside another one it repeats over what is in the row', () => {
    const { all } = showTickets([{ id: 'outer', kind: 'repeater', source: 'tickets', inside: [{ id: 'inner', kind: 'repeater', source: 'row.lines', inside: [heading('{row.text}')] }] }])
    expect(all().flatMap((widget) => (widget.kind === 'heading' ? [widget.text] : []))).toEqual(['Smoke', 'Heat', 'Water'])
  })

  it('a row is known by its id where it has one, else by its place', () => {
    const { widget } = showTickets([{ id: 'list', kind: 'repeater', source: 'tickets', inside: [heading('x')] }], { rows: [{ id: 'r7' }, { id: 'r7' }, { id: 9 }] })
    expect(widget('list')).toMatchObject({ rows: [{ key: 'r7' }, { key: '#1' }, { key: '#2' }] })
  })

  it('shows 200 rows and says how many more there are', () => {
    const { widget } = showTickets([{ id: 'list', kind: 'repeater', source: 'tickets', inside: [heading('{row.subject}')] }], { rows: Array.from({ length: 250 }, (_, index) => ({ subject: `T${index}` })) })
    const list = widget('list')
    expect(list?.kind === 'repeater' && [list.rows.length, list.more]).toEqual([200, 50])
  })

  it('lists inside lists show no more widgets than a screen may have, and say how many rows are left out', () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({ text: `L${index}` }))
    const { all, widget } = showTickets([{ id: 'outer', kind: 'repeater', source: 'tickets', inside: [{ id: 'inner', kind: 'repeater', source: 'row.lines', inside: [heading('{row.text}')] }] }], { rows: Array.from({ length: 60 }, () => ({ subject: 'T', level: 1, lines })) })
    expect(all().length).toBeLessThanOrEqual(LIMITS.shownWidgets + 10)
    const outer = widget('outer')
    expect(outer?.kind === 'repeater' && outer.rows.length + outer.more).toBe(60)
  })

  it('an input in its rows is a problem, since all of them would fill in the same', () => {
    const shown = showTickets([{ id: 'list', kind: 'repeater', source: 'tickets', inside: [{ id: 'input', kind: 'input', label: 'Name', target: { type: 'field', fieldId: 'name' } }] }])
    expect(problemsOf(shown)).toContainEqual({ code: 'screen/input_in_rows', severity: 'error', path: 'input' })
    expect(shown.all().filter(({ id }) => id === 'input').map(({ kind }) => kind)).toEqual(['problem', 'problem'])
  })

  it('a list that is unknown has no rows', () => {
    expect(showTickets([{ id: 'list', kind: 'repeater', source: 'received.Ticket.subject == "x" ? tickets : null', inside: [heading('x')] }]).widget('list')).toMatchObject({ rows: [], more: 0, emptyText: 'Nothing here yet.' })
  })
})

describe('Table', () => {
  const columns = { one: { id: 'one', order: 'a0', title: 'Subject', text: '{row.subject}' } }

  it('shows 200 rows and says how many more there are', () => {
    const table = showTickets([{ id: 'table', kind: 'table', source: 'tickets', columns }], { rows: Array.from({ length: 201 }, (_, index) => ({ subject: `T${index}` })) }).widget('table')
    expect(table?.kind === 'table' && [table.rows.length, table.rows.at(-1), table.more, table.buttons]).toEqual([200, ['T199'], 1, []])
  })

  it('holds buttons only: anything else is shown at the top and is a problem', () => {
    const shown = showTickets([{ id: 'table', kind: 'table', source: 'tickets', columns, inside: [leave('go'), heading('Lost')] }])
    expect(shown.widgets().map(({ id }) => id)).toEqual(['table', 'heading'])
    expect(problemsOf(shown)).toContainEqual({ code: 'screen/nesting', severity: 'warning', path: 'heading' })
  })
})

describe('Progress', () => {
  const bar = (value: string, max = '100') => showTickets([{ id: 'bar', kind: 'progress', label: 'Done', value, max }]).widget('bar')
  it.each([['50', '100', 50, 100], ['-3', '10', 0, 10], ['12', '10', 10, 10], ['size(tickets)', '4', 2, 4], ['0', '0', 0, 1]])('%s of %s', (value, max, shown, of) => {
    expect(bar(value, max)).toEqual({ kind: 'progress', id: 'bar', label: 'Done', value: shown, max: of })
  })

  it('an unknown value is shown as going on', () => {
    expect(bar('number(name)')).toMatchObject({ value: null })
  })
})

describe('Badge', () => {
  it('is the text of its value in its tone, and a dash when that is unknown', () => {
    const { widgets } = showTickets([{ id: 'known', kind: 'badge', value: 'user.name', tone: 'good' }, { id: 'unknown', kind: 'badge', value: 'name', tone: 'good' }])
    expect(widgets()).toEqual([{ kind: 'badge', id: 'known', text: 'Ann', tone: 'good' }, { kind: 'badge', id: 'unknown', text: '–', tone: 'neutral' }])
  })

  it('of a choice it is the label, colour and icon of the option, in rows too', () => {
    const option = (id: string, name: string, color: string) => ({ id, order: id, name, technicalName: id, technicalNameSetByHand: false, color, icon: 'flag' })
    const project = smallProject({ home: { nodes: [startNode(), screenWith('list', [{ id: 'badge', kind: 'badge', value: 'size' }])], arrows: [['start', 'default', 'list']] } }, (before) => ({
      ...before,
      choices: { sizes: { id: 'sizes', folderId: null, order: 'a0', name: 'Sizes', technicalName: 'sizes', technicalNameSetByHand: false, description: '', options: { small: option('small', 'Rather small', 'teal'), big: option('big', 'Big', 'red') } } },
      fields: { ...before.fields, size: { id: 'size', folderId: null, order: 'a5', name: 'size', technicalName: 'size', technicalNameSetByHand: false, description: '', valueType: { type: 'singleChoice', choiceId: 'sizes' }, default: 'small' } },
    }))
    const simulation = new Simulation(project, catalog)
    const { main } = simulation.sees(simulation.open({ id: 'ann', name: 'Ann', roles: [] }, 'home'))
    expect(main?.widgets).toEqual([{ kind: 'badge', id: 'badge', text: 'Rather small', tone: 'neutral', color: 'teal', icon: 'flag' }])
  })
})

describe('Chart', () => {
  const series = (value: string) => ({ s: { id: 's', order: 'a0', title: 'Level', value } })

  it('has a point for each row, and unknown values are gaps', () => {
    const { widget } = showTickets([{ id: 'chart', kind: 'chart', title: 'Levels', source: 'tickets', label: '{row.subject}', series: series('row.level') }], { rows: [{ subject: 'a', level: 1 }, { subject: 'b', level: null }] })
    expect(widget('chart')).toMatchObject({ title: 'Levels', labels: ['a', 'b'], series: [{ title: 'Level', values: [1, null] }], more: 0 })
  })

  it('shows the last 200 rows, since what is new comes at the end of a list', () => {
    const chart = showTickets([{ id: 'chart', kind: 'chart', source: 'tickets', label: '{row.subject}', series: series('row.level') }], { rows: Array.from({ length: 203 }, (_, level) => ({ subject: `T${level}`, level })) }).widget('chart')
    expect(chart?.kind === 'chart' && [chart.labels.length, chart.labels[0], chart.labels.at(-1), chart.series[0]?.values.at(-1), chart.more]).toEqual([200, 'T3', 'T202', 202, 3])
  })

  it('a series without a value, or whose value is no number, is a problem at its place', () => {
    expect(problemsOf(showTickets([{ id: 'chart', kind: 'chart', source: 'tickets', series: series('') }]))).toContainEqual({ code: 'screen/chart_value_missing', severity: 'error', path: 'chart/series/s/value' })
    expect(problemsOf(showTickets([{ id: 'chart', kind: 'chart', source: 'tickets', series: series('row.subject') }]))).toContainEqual({ code: 'expression/wrong-type', severity: 'error', path: 'chart/series/s/value' })
  })
})

describe('Image', () => {
  it('comes from an https address only', () => {
    const image = (url: string) => ({ id: 'image', kind: 'image' as const, url, alt: 'A parcel of {user.name}' })
    expect(showTickets([image('https://example.com/{user.name}.png')]).widget('image')).toEqual({ kind: 'image', id: 'image', url: 'https://example.com/Ann.png', alt: 'A parcel of Ann', width: 'medium' })
    expect(showTickets([image('{"javascript:alert(1)"}')]).widget('image')).toMatchObject({ kind: 'problem' })
    expect(problemsOf(showTickets([image('data:image/png;base64,x')]))).toContainEqual({ code: 'screen/image_address', severity: 'error', path: 'image/url' })
  })

  it('an address that is not known yet shows no picture and is no error', () => {
    expect(showTickets([{ id: 'image', kind: 'image', url: '{name}' }]).widget('image')).toMatchObject({ kind: 'image', url: '' })
  })
})

describe('What does not check', () => {
  it.each([
    [{ id: 'w', kind: 'repeater', source: '' } as const, 'screen/repeater_source_missing', 'w/source'],
    [{ id: 'w', kind: 'conditional', when: '' } as const, 'screen/condition_missing', 'w/when'],
    [{ id: 'w', kind: 'conditional', when: 'tikets' } as const, 'expression/unknown-name', 'w/when'],
    [{ id: 'w', kind: 'progress', value: '"half"' } as const, 'expression/wrong-type', 'w/value'],
    [{ id: 'w', kind: 'badge', value: '' } as const, 'screen/badge_value_missing', 'w/value'],
    [{ id: 'w', kind: 'chart', source: '', series: {} } as const, 'screen/chart_source_missing', 'w/source'],
    [{ id: 'w', kind: 'group', title: '{nobody}' } as const, 'expression/unknown-name', 'w/title'],
  ])('%j is an error at its place', (drawn, code, path) => {
    expect(problemsOf(showTickets([drawn]))).toContainEqual({ code, severity: 'error', path })
  })

  it('says so in its place, and the rest of the screen is shown and works', () => {
    const shown = showTickets([heading('{nobody}'), { id: 'list', kind: 'repeater', source: '' }, { id: 'bar', kind: 'progress', value: 'nobody' }, { id: 'input', kind: 'input', label: 'Name', target: null }, leave('go')])
    expect(shown.widgets().map(({ kind }) => kind)).toEqual(['problem', 'problem', 'problem', 'problem', 'button'])
    expect(shown.simulation.press(shown.client, 'go')).toBeNull()
    expect(shown.widgets()[0]).toMatchObject({ markdown: 'after 0' })
  })

  it('a row button’s label, a conditional and a series know the row; outside of a list there is none', () => {
    const shown = showTickets([heading('{row.subject}'), { id: 'list', kind: 'repeater', source: 'tickets', inside: [leave('go', { label: 'Take {row.subject}' })] }])
    expect(problemsOf(shown).filter(({ severity }) => severity === 'error')).toEqual([{ code: 'expression/unknown-name', severity: 'error', path: 'heading/text' }])
  })
})
