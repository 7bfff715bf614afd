import { adoptProject, HIDDEN, type Simulation, type SimulatedClient } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { anyNode, assignNode, endNode, screenNode, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'
import { listen, run, send, user } from './comet-message.test-fixture.ts'

const CANARY = 'canary-7f3a'
const nameTarget = { type: 'field', fieldId: 'name' }
const logNode = (id: string, text: string) => anyNode(id, 'log', { text })

/** A flow that goes through its nodes and waits at a screen with the button Go; Go goes through the rest. */
function through(before: ReturnType<typeof startNode>[], after: ReturnType<typeof startNode>[] = []): DrawnFlow {
  const nodes = [startNode(), ...before, screenNode('ready', 'ready'), ...after, screenNode('over', 'over', [])]
  return { nodes, arrows: nodes.slice(1).map(({ id }, index) => [nodes[index]?.id ?? '', nodes[index]?.kind === 'user-interaction' ? 'Go' : 'default', id]) }
}

const toldBy = ({ traces, logs, failures }: SimulatedClient): string => JSON.stringify([traces, logs, failures])
const valuesOf = ({ traces }: SimulatedClient): unknown[] => traces.flatMap((entry) => (entry.type === 'assigned' ? [entry.value] : []))

/** Bob listens and runs a flow for each ticket; Alice sends one. */
function told(response: DrawnFlow, { secure = true, listens = {} }: { readonly secure?: boolean; readonly listens?: Record<string, unknown> } = {}): { readonly simulation: Simulation; readonly alice: SimulatedClient; readonly bob: SimulatedClient } {
  const { simulation } = run({ response, hear: through([listen({ response: 'flow', flowId: 'response', ...listens })], [logNode('later', 'later {name} {received.Ticket.subject}')]), tell: through([assignNode('fill', subjectTarget, `"${CANARY}"`), send({ secure })]) }, { trace: true })
  const bob = simulation.open(user('bob'), 'hear')
  const alice = simulation.open(user('alice'), 'tell')
  return { simulation, alice, bob }
}

const takes: DrawnFlow = {
  nodes: [startNode(), assignNode('copy', nameTarget, 'Ticket.subject'), logNode('write', 'Got {Ticket.subject}'), logNode('plain', 'A ticket came'), assignNode('bad', { type: 'field', fieldId: 'count' }, '1 / (size(Ticket.subject) - 11)'), endNode()],
  arrows: [['start', 'default', 'copy'], ['copy', 'default', 'write'], ['write', 'default', 'plain'], ['plain', 'default', 'bad'], ['bad', 'default', 'end'], ['bad', 'error', 'end']],
}

describe('what an encrypted message made', () => {
  it('is in the data of the session, and not in its traces, log and errors', () => {
    const { bob, alice, simulation } = told(takes)
    expect(bob.state.data).toMatchObject({ name: CANARY })
    expect(toldBy(bob)).not.toContain(CANARY)
    expect(valuesOf(bob)).toEqual([HIDDEN])
    expect(bob.logs.map(({ text }) => text)).toEqual(expect.arrayContaining([HIDDEN, 'A ticket came']))
    expect(toldBy(alice)).not.toContain(CANARY)
    expect(valuesOf(alice)).toEqual([HIDDEN])
    expect(bob.failures).toMatchObject([{ code: 'expression/division-by-zero', text: HIDDEN, handled: true }])
    // A run of its own, later: what it reads comes from the message all the same.
    simulation.press(bob, 'Go')
    expect(toldBy(bob)).not.toContain(CANARY)
  })

  it('is shown when the message is sent without Security', () => {
    const { bob, alice } = told(takes, { secure: false })
    expect(valuesOf(bob)).toEqual([CANARY])
    expect(toldBy(bob)).toContain(`Got ${CANARY}`)
    expect(valuesOf(alice)).toEqual([CANARY])
  })

  it('is hidden where it comes from, before it is put into the message', () => {
    const { simulation } = run({ tell: through([assignNode('first', nameTarget, `"${CANARY}"`), assignNode('fill', subjectTarget, 'name'), send({ secure: true })]) }, { trace: true })
    expect(valuesOf(simulation.open(user('alice'), 'tell'))).toEqual([HIDDEN, HIDDEN])
  })

  it('is hidden in conditions that fail', () => {
    const { bob, simulation } = told(takes, { listens: { condition: 'number(Ticket.subject) > 1' } })
    expect(bob.state.data).toMatchObject({ name: null })
    expect(JSON.stringify(simulation.messages)).toContain(HIDDEN)
    expect(toldBy(bob)).not.toContain(CANARY)
  })

  it('stays hidden when the model gives its field another name', () => {
    const { bob, simulation } = told(takes)
    expect(Object.keys(bob.state.hidden).toSorted()).toEqual(['name', 'received.Ticket'])
    const { project } = simulation.program
    const renamed = { ...project, fields: { ...project.fields, name: { ...project.fields['name'], technicalName: 'person' } } } as typeof project
    expect(adoptProject(project, renamed, bob.state).hidden).toEqual({ person: true, 'received.Ticket': true })
  })

  it('is forgotten with the session that is cleared', () => {
    const clears: DrawnFlow = { nodes: [startNode(), assignNode('copy', nameTarget, 'Ticket.subject'), anyNode('clear', 'clear-session', {}), endNode()], arrows: [['start', 'default', 'copy'], ['copy', 'default', 'clear'], ['clear', 'default', 'end']] }
    const { bob } = told(clears)
    expect(bob.state).toMatchObject({ hidden: {}, data: { name: null } })
  })
})
