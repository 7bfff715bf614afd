import { checkProject } from '@halley/engine'
import { addNode, changeChoiceOption, createNavigationItem, deleteChoiceOption, deleteMember, recordEdit, renameMember, renameResource, setMemberTechnicalName, setTechnicalName, type Member, type Project, type Recipe } from '@halley/model'
import { catalog, exampleProjects } from '@halley/nodes'
import { describe, expect, it } from 'vitest'
import { foreseeChange } from './foresee-change.ts'

const owner = { collection: 'lists', id: 'orders' } as const

/** The example of orders, with a flow's node that reads rows of the list and options of the choice in every way that there is. */
function orders(config: Readonly<Record<string, string>>): Project {
  const example = exampleProjects().find((project) => project.lists['orders'] !== undefined)
  const flowId = Object.keys(example?.flows ?? {})[0]
  if (example === undefined || flowId === undefined) throw new Error('There is no example with orders.')
  return recordEdit(example, (draft) => {
    for (const [id, text] of Object.entries(config)) addNode(draft, flowId, { kind: id.startsWith('loop') ? 'loop' : 'log', version: 1, position: { x: 0, y: 0 }, config: id.startsWith('loop') ? { list: text, filter: 'row.status == "placed"', sort: 'row.number' } : { level: 'info', text } }, () => id)
  }).project
}

function textsAfter(project: Project, recipe: Recipe): { readonly texts: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const foreseen = foreseeChange(project, recipe)
  const nodes = Object.assign({}, ...Object.values(recordEdit(project, foreseen.recipe).project.flows).map((flow) => flow.nodes)) as Project['flows'][string]['nodes']
  return { texts: Object.fromEntries(Object.values(nodes).map(({ id, config }) => [id, config['text'] ?? config])), problems: foreseen.problems.map(({ text }) => text) }
}

describe('a rename', () => {
  it('reaches the fields of rows wherever an expression takes a row', () => {
    const project = orders({
      loop: 'orders.filter(o, o.number != "1")', first: '{first(orders).number}', eachRow: '{size(orders.map(number, number.number))} number', current: '{current.orders.number}', written: '{first(orders)["number"]}', other: '{orderNumber} "number"',
    })
    const { texts, problems } = textsAfter(project, (draft) => renameMember(draft, owner, 'number', 'Order no'))
    expect(problems).toStrictEqual([])
    expect(texts).toMatchObject({
      loop: { list: 'orders.filter(o, o.orderNo != "1")', filter: 'row.status == "placed"', sort: 'row.orderNo' },
      first: '{first(orders).orderNo}', eachRow: '{size(orders.map(number, number.orderNo))} number', current: '{current.orders.orderNo}', written: '{first(orders)["orderNo"]}', other: '{orderNumber} "number"',
    })
  })

  it('reaches what decides when a navigation item is visible', () => {
    const project = recordEdit(orders({}), (draft) => {
      createNavigationItem(draft, { name: 'Desk', flowId: Object.keys(draft.flows)[0] ?? null }, () => 'desk')
      Object.assign(draft.navigation['desk'] ?? {}, { visibleWhen: 'orders.exists(o, o.number == "number")' })
    }).project
    const foreseen = foreseeChange(project, (draft) => renameMember(draft, owner, 'number', 'Order no'))
    expect(foreseen.problems).toStrictEqual([])
    expect(recordEdit(project, foreseen.recipe).project.navigation['desk']?.visibleWhen).toBe('orders.exists(o, o.orderNo == "number")')
  })

  it('of an option reaches the texts that are compared with its choice, and no others', () => {
    const project = orders({ loop: 'orders', compared: '{first(orders).status == "placed"}', among: '{first(orders).status in ["placed", "packed"]}', word: '{orderNumber == "placed"}' })
    const { texts, problems } = textsAfter(project, (draft) => changeChoiceOption(draft, { choiceId: 'status', optionId: 'placed' }, { technicalName: 'arrived' }))
    expect(problems).toStrictEqual([])
    expect(texts).toMatchObject({ loop: { filter: 'row.status == "arrived"' }, compared: '{first(orders).status == "arrived"}', among: '{first(orders).status in ["arrived", "packed"]}', word: '{orderNumber == "placed"}' })
  })

  it('of an option reaches the conditions and texts of notification rules', () => {
    const desk = exampleProjects().find(({ rules }) => rules['urgentCall'] !== undefined)
    const rule = desk?.rules['urgentCall']
    if (desk === undefined || rule === undefined) throw new Error('There is no example with urgent tickets.')
    const project = { ...desk, rules: { urgentCall: { ...rule, title: '{Ticket.priority == "high" ? "high" : "low"}: {Ticket.subject}' } } }
    const foreseen = foreseeChange(project, (draft) => changeChoiceOption(draft, { choiceId: 'priorities', optionId: 'high' }, { technicalName: 'urgent' }))
    expect(foreseen.problems).toStrictEqual([])
    expect(recordEdit(project, foreseen.recipe).project.rules['urgentCall']).toMatchObject({ condition: 'Ticket.priority == "urgent"', title: '{Ticket.priority == "urgent" ? "high" : "low"}: {Ticket.subject}' })
  })

  it.each(exampleProjects().map((project) => [project.name, project] as const))('makes no problem in the example %s, whatever is renamed', (_name, project) => {
    const { program } = checkProject(project, catalog)
    const recipes: [string, Recipe][] = [
      ...(['messages', 'lists', 'fields'] as const).flatMap((collection) => Object.keys(project[collection]).map((id): [string, Recipe] => [id, (draft) => setTechnicalName(draft, { collection, id }, 'quiteAnother')])),
      ...(['messages', 'lists'] as const).flatMap((collection) => Object.values(project[collection]).flatMap(({ id, members }) => Object.values<Member>(members).map((member): [string, Recipe] => [member.id, (draft) => setMemberTechnicalName(draft, { collection, id }, member.id, 'quiteAnother')]))),
      ...Object.values(project.choices).flatMap((choice) => Object.keys(choice.options).map((optionId): [string, Recipe] => [optionId, (draft) => changeChoiceOption(draft, { choiceId: choice.id, optionId }, { technicalName: 'quiteAnother' })])),
    ]
    for (const [id, recipe] of recipes) expect([id, foreseeChange(project, recipe, program).problems]).toStrictEqual([id, []])
  })

  it('of what was wrong before is no new problem', () => {
    const project = orders({ wrong: '{nothing.there}' })
    expect(foreseeChange(project, (draft) => renameResource(draft, { collection: 'fields', id: 'remark' }, 'Words')).problems).toStrictEqual([])
  })
})

describe('a change that breaks something', () => {
  it('tells the new problems, each with its place', () => {
    const project = orders({ first: '{first(orders).number}' })
    const { problems } = foreseeChange(project, (draft) => deleteMember(draft, owner, 'number'))
    expect(problems.find(({ place }) => place.type === 'node' && place.nodeId === 'first')).toMatchObject({ code: 'expression/unknown-field', place: { path: ['text'] } })
    const option = { choiceId: 'status', optionId: 'placed' }
    expect(foreseeChange(orders({ first: '{first(orders).status == "placed"}' }), (draft) => deleteChoiceOption(draft, option)).problems).toContainEqual(expect.objectContaining({ code: 'expression/not-a-choice-value' }))
  })

  it('says that a field without uses breaks nothing', () => {
    expect(foreseeChange(orders({}), (draft) => { Object.assign(draft.lists['orders'] ?? {}, { name: 'All orders' }) }).problems).toStrictEqual([])
  })
})
