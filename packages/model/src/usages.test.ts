import { describe, expect, test } from 'vitest'
import { endpointSchema, type EndpointParameter } from './endpoint.ts'
import { nameChains, templateExpressions } from './expression-text.ts'
import { helpDesk } from './help-desk.test-fixture.ts'
import { findUsages, type UsedThing } from './usages.ts'

const desk = helpDesk()
const textsOf = (thing: UsedThing) => findUsages(desk, thing).map((usage) => usage.text)

describe('finding usages', () => {
  test('of a message: nodes by id, channels, and expressions by technical name', () => {
    expect(textsOf({ collection: 'messages', id: 'ticket' })).toStrictEqual([
      'Flowchart "Report", assignment: message',
      'Flowchart "Report", comet message: message',
      'Channel "Escalation": messages that travel on it',
      "Flowchart \"Report\", comet message: Ticket.subject + ' Ticket'",
      'Flowchart "Report", log: Sent {Ticket.subject}, last was {received.Ticket.subject}',
      'Flowchart "Report", log: Sent {Ticket.subject}, last was {received.Ticket.subject}',
    ])
  })

  test('of a field of a message: with the place in the text', () => {
    const usages = findUsages(desk, { collection: 'messages', id: 'ticket', memberId: 'subject' })
    expect(usages[0]?.place).toStrictEqual({ type: 'node', flowId: 'report', nodeId: 'assign', path: ['assignments', 'a1', 'target', 'memberId'] })
    const text = 'Sent {Ticket.subject}, last was {received.Ticket.subject}'
    expect(usages.flatMap(({ place }) => (place.type === 'node' && place.nodeId === 'log' && place.from !== undefined ? [text.slice(place.from, place.to)] : []))).toStrictEqual(['subject', 'subject'])
  })

  test('of a field in the expressions and texts of widgets', () => {
    const { report } = desk.flows
    if (report === undefined) throw new Error('The help desk has no flow "report".')
    const widgets = {
      when: { id: 'when', kind: 'conditional', when: 'draftSubject == ""' }, bar: { id: 'bar', kind: 'progress', value: 'size(draftSubject)', max: 'size(draftSubject) + 1', label: 'draftSubject' }, badge: { id: 'badge', kind: 'badge', value: 'draftSubject' },
      chart: { id: 'chart', kind: 'chart', title: 'Of {draftSubject}', source: '[draftSubject]', series: { s: { id: 's', value: 'size(draftSubject)' } } },
    }
    const node = { id: 'screen', kind: 'user-interaction', version: 1, position: { x: 0, y: 0 }, config: { screen: { widgets } } }
    const project = { ...desk, flows: { report: { ...report, nodes: { screen: node } } } }
    const found = findUsages(project, { collection: 'fields', id: 'draftSubject' }).flatMap(({ place }) => (place.type === 'node' ? [place.path?.slice(2).join('.')] : []))
    expect(found.toSorted()).toStrictEqual(['badge.value', 'bar.max', 'bar.value', 'chart.series.s.value', 'chart.source', 'chart.title', 'when.when'])
  })

  test('of an option: defaults, and texts in quotes', () => {
    const project = helpDesk()
    Object.assign(project.messages['ticket']?.members['ticketPriority'] ?? {}, { default: 'high' })
    Object.assign(project.flows['report']?.nodes['log']?.config ?? {}, { text: 'high {Ticket.priority == "high"}' })
    const found = findUsages(project, { collection: 'choices', id: 'priority', optionId: 'high' })
    expect(found.map(({ text }) => text)).toStrictEqual(['Message "Ticket", field "Priority": default', 'Flowchart "Report", log: high {Ticket.priority == "high"}'])
    expect(found[1]?.place).toMatchObject({ nodeId: 'log', from: 26, to: 30 })
  })

  test('of the other resources', () => {
    expect(textsOf({ collection: 'channels', id: 'escalation' })).toStrictEqual(['Flowchart "Report", comet message: channel'])
    expect(textsOf({ collection: 'fields', id: 'draftSubject' })).toStrictEqual(['Flowchart "Report", assignment: draftSubject'])
    expect(textsOf({ collection: 'flows', id: 'report' })).toStrictEqual(['Project: Home flowchart', 'Navigation item "Home": flowchart'])
    expect(findUsages(desk, { collection: 'choices', id: 'priority' })).toStrictEqual([{ place: { type: 'resource', collection: 'messages', id: 'ticket', memberId: 'ticketPriority' }, text: 'Message "Ticket", field "Priority": type' }])
    expect(textsOf({ collection: 'lists', id: 'openTickets' })).toStrictEqual([])
  })
})

describe('usages in HTTP endpoints and in what flows take and give', () => {
  const { report } = desk.flows
  if (report === undefined) throw new Error('The help desk has no flow "report".')
  const parameter = (id: string, target: EndpointParameter['target']): EndpointParameter => ({ id, order: 'a0', source: 'query', name: id, target, required: false })
  const draft = { type: 'field', fieldId: 'draftSubject' } as const
  const endpoint = { ...endpointSchema.parse({ visibleWhen: 'draftSubject != "x"' }), parameters: { q: parameter('q', draft), s: parameter('s', { type: 'messageMember', messageId: 'ticket', memberId: 'subject' }) } }
  const project = { ...desk, flows: { ...desk.flows, report: { ...report, type: 'endpoint' as const, endpoint, inputs: { i: { id: 'i', order: 'a0', target: draft } }, outputs: { o: { id: 'o', order: 'a0', target: { type: 'list', listId: 'openTickets' } as const } } } } }
  const found = (thing: UsedThing) => findUsages(project, thing).map(({ text }) => text)

  test('of a field, a member and a list', () => {
    expect(found({ collection: 'fields', id: 'draftSubject' })).toStrictEqual(['HTTP endpoint "Report": query "q"', 'Flowchart "Report": input', 'HTTP endpoint "Report", visible when: draftSubject != "x"', 'Flowchart "Report", assignment: draftSubject'])
    expect(found({ collection: 'messages', id: 'ticket', memberId: 'subject' })).toContain('HTTP endpoint "Report": query "s"')
    expect(found({ collection: 'messages', id: 'ticket' })).toContain('HTTP endpoint "Report": query "s"')
    expect(found({ collection: 'lists', id: 'openTickets' })).toStrictEqual(['Flowchart "Report": output'])
  })
})

describe('names in expressions', () => {
  test.each([
    ["Ticket.subject == 'Ticket.subject' && count > 1.5e3", ['Ticket.subject', 'count']],
    ['rows[0].name + size(lines . price)', ['rows', '>name', 'size', 'lines.price']],
    ['"a \\" b" + x // y', ['x']],
    ["'''a'b''' + z", ['z']],
    ["unfinished + 'text", ['unfinished']],
    ['a.map(x, x.b)', ['a.map', 'x', 'x.b']],
  ])('%s', (source, expected) => {
    expect(nameChains(source).map((chain) => (chain.rooted ? '' : '>') + chain.names.map((name) => name.text).join('.'))).toStrictEqual(expected)
  })

  test.each([
    ['Hello {name}!', ['name']], ['{{name}} {a}{b}', ['a', 'b']], ["{ '}' + x }", [" '}' + x "]], ["{ {'a': x} }", [" {'a': x} "]], ['{open', []],
  ])('the parts of the template %s', (template, expected) => {
    const parts = templateExpressions(template)
    expect(parts.map((part) => part.source)).toStrictEqual(expected)
    expect(parts.map((part) => template.slice(part.from, part.from + part.source.length))).toStrictEqual(expected)
  })
})
