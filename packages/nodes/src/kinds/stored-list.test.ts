import { checkProject, Simulation } from '@halley/engine'
import type { Project, Value } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { anyNode, countTarget, assignNode, screenNode, smallProject, startNode, type DrawnFlow } from '../small-project.ts'

const orders = { type: 'list', listId: 'orders' } as const
const basket = { type: 'list', listId: 'basket' } as const
const customer = { id: 'customer', name: 'Customer', roles: [] }

/** With the stored list orders (item: text, needed; amount: number) and the session list basket (item, id, note). */
function withOrders(project: Project): Project {
  const named = (name: string) => ({ name, technicalName: name, technicalNameSetByHand: false, description: '' })
  const member = (id: string, order: string, type: 'text' | 'number', required = false) => ({ id, parentId: null, ...named(id), order, type: 'field' as const, valueType: { type }, required })
  const list = (id: string, order: string, storage: 'session' | 'stored', members: Project['lists'][string]['members']) => ({ id, folderId: null, ...named(id), order, storage, members })
  return {
    ...project,
    lists: {
      orders: list('orders', 'a0', 'stored', { item: member('item', 'a0', 'text', true), amount: { ...member('amount', 'a1', 'number'), default: 1 } }),
      basket: list('basket', 'a1', 'session', { item: member('item', 'a0', 'text'), id: member('id', 'a1', 'text'), note: { ...member('note', 'a2', 'text'), default: 'new' } }),
    },
  }
}

const values = (...lines: readonly (readonly [memberId: string, expression: string])[]) => Object.fromEntries(lines.map(([memberId, expression], at) => [`v${at}`, { id: `v${at}`, order: `a${at}`, memberId, expression }]))
const add = (item: string, amount = '1') => ({ action: 'add', values: values(['item', `'${item}'`], ['amount', amount]) })

/** Does the actions one after the other and shows `text` where the last leaves by Default; else by which exit it left. */
function acting(actions: readonly Record<string, unknown>[], text: string): DrawnFlow {
  const steps = actions.map((config, at) => anyNode(`act${at}`, 'list-action', { list: orders, ...config }))
  const ids = ['start', ...steps.map(({ id }) => id), 'done']
  return {
    nodes: [startNode(), ...steps, screenNode('done', text, ['Again']), screenNode('nothing', 'nothing', ['Go']), screenNode('oops', '{error.code}: {error.text}', [])],
    arrows: [
      ...ids.slice(1).map((to, at): readonly [string, string, string] => [ids[at] ?? '', 'default', to]),
      ...steps.flatMap(({ id }): (readonly [string, string, string])[] => [[id, 'error', 'oops'], [id, 'nothing', 'nothing']]),
      ['done', 'Again', steps.at(-1)?.id ?? 'done'],
    ],
  }
}

function run(actions: readonly Record<string, unknown>[], text = 'done', options: ConstructorParameters<typeof Simulation>[2] = {}) {
  const simulation = new Simulation(smallProject({ home: acting(actions, text) }, withOrders), catalog, options)
  const client = simulation.open(customer, 'home')
  const shown = () => {
    const widget = simulation.sees(client).main?.widgets[0]
    return widget?.kind === 'text' ? widget.markdown : widget?.kind === 'problem' ? widget.text : undefined
  }
  return { simulation, client, shown, rows: () => simulation.stored['orders'] ?? [] }
}

describe('a stored list', () => {
  it('a row that is added has an id and its time, gets defaults, and is the current row', () => {
    const { shown, rows } = run([{ action: 'add', values: values(['item', "'pen'"]) }], '{current.orders.item} {current.orders.amount} {current.orders.id}')
    expect(rows()).toEqual([{ id: 'row-1', lastModified: '2026-01-01T00:00:00.000Z', item: 'pen', amount: 1 }])
    expect(shown()).toBe('pen 1 row-1')
  })

  it('is seen by every session, in expressions as any list', () => {
    const { simulation } = run([add('pen', '2'), add('ink', '3')])
    const other = simulation.open(customer, 'home')
    expect(simulation.stored['orders']).toHaveLength(4)
    expect(JSON.stringify(simulation.sees(other).main)).toContain('done')
    const { shown } = run([add('pen', '2'), add('ink', '3')], '{orders.size()} {orders.filter(order, order.amount > 2)[0].item}')
    expect(shown()).toBe('2 ink')
  })

  it('rows are changed and deleted by a condition on row, and their time rises although the clock stands', () => {
    const { rows } = run([add('pen', '2'), add('ink', '3'), { action: 'update', filter: "row.item == 'pen'", values: values(['amount', 'row.amount + 10']) }, { action: 'delete', filter: 'row.amount == 3' }])
    expect(rows()).toEqual([{ id: 'row-1', lastModified: '2026-01-01T00:00:00.001Z', item: 'pen', amount: 12 }])
  })

  it('a current row that is changed is seen as it is now; one that is deleted is unknown', () => {
    expect(run([add('pen', '2'), { action: 'update', values: values(['amount', '7']) }], '{current.orders.amount}').shown()).toBe('7')
    expect(run([add('pen', '2'), { action: 'delete', filter: "row.item == 'pen'" }], '{orElse(current.orders.item, "gone")}').shown()).toBe('gone')
  })

  it('no row that meets the condition leaves by Nothing found', () => {
    expect(run([add('pen'), { action: 'update', filter: "row.item == 'ink'", values: values(['amount', '7']) }]).shown()).toBe('nothing')
    expect(run([{ action: 'first' }]).shown()).toBe('nothing')
  })

  it('first, last and next go through the rows in the order that is asked for', () => {
    const three = [add('pen', '2'), add('ink', '1'), add('cap', '3')]
    const by = { sort: 'row.amount', direction: 'ascending' }
    expect(run([...three, { action: 'first', ...by }], '{current.orders.item}').shown()).toBe('ink')
    expect(run([...three, { action: 'last', ...by }], '{current.orders.item}').shown()).toBe('cap')
    const { shown, simulation, client } = run([...three, { action: 'first', ...by }, { action: 'next', ...by }], '{current.orders.item}')
    expect(shown()).toBe('pen')
    simulation.press(client, 'Again')
    expect(shown()).toBe('cap')
    simulation.press(client, 'Again')
    expect(shown()).toBe('nothing')
  })

  it('load fills a session list by technical name, at most so many rows, and nothing else of it', () => {
    const { client } = run([add('pen', '2'), add('ink', '1'), add('cap', '3'), { action: 'load', into: basket, sort: 'row.amount', direction: 'descending', limit: 2 }])
    expect(client.state.data['basket']).toEqual([{ item: 'cap', id: 'row-3', note: 'new' }, { item: 'pen', id: 'row-1', note: 'new' }])
  })

  it('a value that does not fit its field, and one that is needed, leave by Error with the field named, and nothing is kept', () => {
    const missing = run([{ action: 'add', values: values(['amount', '1']) }])
    expect(missing.shown()).toBe('list/invalid_value: "item" of "orders" is needed.')
    expect(missing.rows()).toEqual([])
  })

  it('a database that does not take the change leaves by Error', () => {
    expect(run([add('pen')], 'done', { refuse: ({ type }) => (type === 'changeRows' ? { code: 'list/unavailable', text: 'The database does not answer.' } : undefined) }).shown()).toBe('list/unavailable: The database does not answer.')
  })

  it('rows that somebody else changed between reading and writing are read again', () => {
    let conflicts = 2
    const { rows } = run([add('pen', '2'), { action: 'update', values: values(['amount', 'row.amount + 1']) }], 'done', {
      refuse: (effect) => (effect.type === 'changeRows' && effect.changes.updated.length > 0 && (conflicts -= 1) >= 0 ? { code: 'list/conflict', text: 'Changed meanwhile.' } : undefined),
    })
    expect(rows()[0]?.['amount']).toBe(3)
  })

  it('deleting says how each row was read, and after a change by somebody else meets the condition anew', () => {
    const deleted: unknown[] = []
    let hasChanged = false
    const { rows, shown } = run([add('pen', '2'), { action: 'delete', filter: 'row.amount == 2' }], 'done', {
      refuse: (effect) => {
        if (effect.type !== 'changeRows' || effect.changes.deleted.length === 0) return undefined
        deleted.push(...effect.changes.deleted)
        if (hasChanged) return undefined
        hasChanged = true
        return { code: 'list/conflict', text: 'Changed meanwhile.' }
      },
    })
    const asRead = { id: 'row-1', lastModified: '2026-01-01T00:00:00.000Z' }
    expect(deleted).toEqual([asRead, asRead])
    expect([rows(), shown()]).toEqual([[], 'done'])
  })

  it('a loop takes its rows as they were when it began', () => {
    const flow: DrawnFlow = {
      nodes: [startNode(), anyNode('a', 'list-action', { list: orders, ...add('pen', '2') }), anyNode('b', 'list-action', { list: orders, ...add('ink', '3') }), anyNode('each', 'loop', { list: 'orders' }), assignNode('sum', countTarget, 'count + row.amount'), screenNode('done', '{count}', [])],
      arrows: [['start', 'default', 'a'], ['a', 'default', 'b'], ['b', 'default', 'each'], ['each', 'next', 'sum'], ['sum', 'default', 'each'], ['each', 'end', 'done']],
    }
    const simulation = new Simulation(smallProject({ home: flow }, withOrders), catalog)
    expect(simulation.open(customer, 'home').state.data['count']).toBe(5)
  })

  it('renaming a field keeps what a session has of a row', () => {
    const { simulation, client, shown } = run([add('pen')], '{current.orders.item}')
    const { project } = simulation.program
    const orderList = project.lists['orders']
    const item = orderList?.members['item']
    if (orderList === undefined || item === undefined) throw new Error('orders has items.')
    simulation.changeModel({ ...project, lists: { ...project.lists, orders: { ...orderList, members: { ...orderList.members, item: { ...item, technicalName: 'thing' } } } } })
    expect(client.state.current['orders']).toMatchObject({ thing: 'pen', id: 'row-1' })
    expect(shown()).toBe('pen')
  })

  it('what it cannot hold is a problem of its own', () => {
    const project = withOrders(smallProject({ home: acting([add('pen')], 'done') }))
    const list = project.lists['orders']
    if (list === undefined) throw new Error('There is a list of orders.')
    const nested = { id: 'parts', parentId: null, name: 'parts', technicalName: 'parts', technicalNameSetByHand: false, description: '', order: 'a2', type: 'list' as const }
    const taken = { ...nested, id: 'own', name: 'id', technicalName: 'id', type: 'field' as const, valueType: { type: 'text' as const }, required: false }
    const codes = checkProject({ ...project, lists: { ...project.lists, orders: { ...list, members: { ...list.members, nested, taken } } } }, catalog).diagnostics.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['list/nested_in_stored', 'list/row_name_taken']))
  })

  it.each<[Record<string, Value>, string]>([
    [{ action: 'load' }, 'list-action/into_missing'],
    [{ action: 'load', into: orders }, 'list-action/into_stored'],
    [{ action: 'first', list: { type: 'messageMember', messageId: 'ticket', memberId: 'subject' } }, 'list-action/list_missing'],
  ])('%j is the problem %s', (config, code) => {
    expect(checkProject(smallProject({ home: acting([config], 'done') }, withOrders), catalog).diagnostics.map((problem) => problem.code)).toContain(code)
  })
})
