import type { Flow, Project, ValueTarget } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow, withTickets } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, countTarget, screenNode, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const nameTarget = { type: 'field', fieldId: 'name' } as const

type Parameters = { readonly inputs?: Readonly<Record<string, ValueTarget>>; readonly outputs?: Readonly<Record<string, ValueTarget>> }

/** Gives the flow `inner` its parameters, by id. */
function withParameters({ inputs = {}, outputs = {} }: Parameters, change: (project: Project) => Project = (project) => project) {
  const listed = (targets: Readonly<Record<string, ValueTarget>>): Flow['inputs'] => Object.fromEntries(Object.entries(targets).map(([id, target], at) => [id, { id, order: `a${at}`, target }]))
  return (project: Project): Project => {
    const { inner } = project.flows
    return change(inner === undefined ? project : { ...project, flows: { ...project.flows, inner: { ...inner, inputs: listed(inputs), outputs: listed(outputs) } } })
  }
}

const give = (parameterId: string | null, expression: string, id = 'i') => ({ [id]: { id, order: `a${id}`, parameterId, expression } })
const take = (parameterId: string | null, target: unknown, id = 'o') => ({ [id]: { id, order: `a${id}`, parameterId, target } })

const inner = (values: Record<string, unknown> = {}): DrawnFlow => ({ type: 'action', nodes: [startNode(), assignNode('double', countTarget, 'count * 2'), anyNode('end', 'end', { name: 'Done', values })], arrows: [['start', 'default', 'double'], ['double', 'default', 'end']] })
const outer = (config: Record<string, unknown>): DrawnFlow => ({
  nodes: [startNode(), anyNode('call', 'sub-flowchart', { flowId: 'inner', ...config }), screenNode('done', '{count} {name} {Ticket.subject}', []), screenNode('oops', 'Error {count} {name} {error.code} {error.text}', [])],
  arrows: [['start', 'default', 'call'], ['call', 'end', 'done'], ['call', 'error', 'oops']],
})

describe('A flow that is called', () => {
  const takes = { inputs: { in: countTarget }, outputs: { out: nameTarget } }

  it('gets its inputs before it starts, and gives its outputs when it has ended', () => {
    const { text } = openFlow(outer({ inputs: give('in', '20 + 1'), outputs: take('out', subjectTarget) }), { flows: { inner: inner(give('out', 'upper("done")')) }, change: withParameters(takes) })
    expect(text()).toBe('42 DONE DONE')
  })

  it('keeps what the session has for inputs that are left out, and says so', () => {
    const { text, simulation } = openFlow(outer({}), { flows: { inner: inner() }, change: withParameters(takes) })
    expect(text()).toBe('0  ')
    expect(simulation.program.diagnostics).toContainEqual(expect.objectContaining({ code: 'flow/input_not_given', severity: 'hint' }))
  })

  it('is not called when one of its inputs fails, and then none is set', () => {
    const change = withParameters({ inputs: { first: nameTarget, second: countTarget } })
    const { text, client } = openFlow(outer({ inputs: { ...give('first', '"x"'), ...give('second', '1 / 0', 'z') } }), { flows: { inner: inner() }, change })
    expect(text()).toMatch(/^Error 0 {2}expression\//)
    expect(client.state.data).toMatchObject({ count: 0, name: null })
  })

  it('gives none of its outputs when one fails at its End, and the caller leaves by Error', () => {
    const change = withParameters({ outputs: { out: nameTarget, number: countTarget } })
    const { text } = openFlow(outer({}), { flows: { inner: inner({ ...give('out', '"x"'), ...give('number', '1 / 0', 'z') }) }, change })
    expect(text()).toMatch(/^Error 0 {2}expression\//)
  })

  it('copies an output only where it fits', () => {
    const change = withParameters({ outputs: { out: nameTarget } }, (project) => {
      const { name } = project.fields
      const { ticket } = project.messages
      const { subject } = ticket?.members ?? {}
      return name === undefined || ticket === undefined || subject?.type !== 'field' ? project
        : { ...project, messages: { ...project.messages, ticket: { ...ticket, members: { ...ticket.members, subject: { ...subject, valueType: { type: 'text', maxLength: 3 } } } } } }
    })
    const { text } = openFlow(outer({ outputs: take('out', subjectTarget) }), { flows: { inner: inner(give('out', '"too long"')) }, change })
    expect(text()).toBe('Error 0 too long flow/output_invalid Ticket › subject was not set: name has 8 characters; the limit is 3.')
  })

  it('takes and gives lists', () => {
    const list = { type: 'list', listId: 'tickets' } as const
    const { client } = openFlow(outer({ inputs: give('in', '[{"subject": "a", "level": 1, "lines": []}]') }), { flows: { inner: inner() }, change: (project) => withParameters({ inputs: { in: list } })(withTickets(project)) })
    expect(client.state.data['tickets']).toEqual([{ subject: 'a', level: 1, lines: [] }])
  })

  it.each([
    ['an input that is gone', { inputs: give('gone', '1') }, 'flow/parameter_missing'],
    ['an input that is not chosen', { inputs: give(null, '1') }, 'flow/parameter_missing'],
    ['an input without a value', { inputs: give('in', '') }, 'flow/no_expression'],
    ['an input of the wrong type', { inputs: give('in', '"one"') }, 'expression/wrong-type'],
    ['an output that is gone', { outputs: take('gone', nameTarget) }, 'flow/parameter_missing'],
    ['an output without a place', { outputs: take('out', null) }, 'flow/target_missing'],
    ['an output of the wrong type', { outputs: take('out', countTarget) }, 'flow/parameter_type'],
  ])('with %s is found before running', (_what, config, code) => {
    const { simulation } = openFlow(outer(config), { flows: { inner: inner() }, change: withParameters(takes) })
    expect(simulation.program.diagnostics.filter(({ severity }) => severity === 'error').map((problem) => problem.code)).toEqual([code])
  })

  it('with an End whose output is gone is found before running', () => {
    const { simulation } = openFlow(outer({}), { flows: { inner: inner(give('gone', '1')) }, change: withParameters({}) })
    expect(simulation.program.diagnostics).toContainEqual(expect.objectContaining({ code: 'flow/parameter_missing', place: { type: 'node', flowId: 'inner', nodeId: 'end', path: ['values', 'i', 'parameterId'] } }))
  })

  it('is found anew when only its parameters changed', () => {
    const { simulation } = openFlow(outer({ inputs: give('in', '1') }), { flows: { inner: inner() }, change: withParameters(takes) })
    simulation.changeModel(withParameters({})(simulation.program.project))
    expect(simulation.program.diagnostics.map(({ code }) => code)).toContain('flow/parameter_missing')
  })

  it('reads the configurations of before', () => {
    expect(catalog.get('sub-flowchart')?.config.parse({ flowId: 'inner' })).toEqual({ flowId: 'inner', inputs: {}, outputs: {} })
    expect(catalog.get('end')?.config.parse({ name: 'Done' })).toEqual({ name: 'Done', values: {} })
  })
})

