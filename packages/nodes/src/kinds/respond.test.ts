import { describe, expect, it } from 'vitest'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, endNode, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const lines = (name: string, value: string) => ({ headers: { h: { id: 'h', order: 'a0', name, value } } })

function answering(config: Record<string, unknown>, type: DrawnFlow['type'] = 'endpoint', again = false): DrawnFlow {
  return {
    type: type ?? 'endpoint',
    nodes: [startNode(), assignNode('set', subjectTarget, '"fire"'), anyNode('answer', 'respond', config), anyNode('again', 'respond', config), anyNode('write', 'log', { text: '{error.code}: {error.text}' }), endNode()],
    arrows: [['start', 'default', 'set'], ['set', 'default', 'answer'], ['answer', 'default', again ? 'again' : 'end'], ['answer', 'error', 'write'], ['again', 'error', 'write'], ['again', 'default', 'end']],
  }
}

const run = (config: Record<string, unknown>, ...rest: [DrawnFlow['type']?, boolean?]) => {
  const { client, simulation } = openFlow(answering(config, ...rest))
  return { answers: client.answers, logs: client.logs.map(({ text }) => text), codes: simulation.program.diagnostics.filter(({ place }) => place.type === 'node' && place.nodeId === 'answer').map(({ code }) => code) }
}

describe('Respond', () => {
  it('answers with JSON, a text, or a status alone', () => {
    expect(run({ bodyExpression: "{'subject': Ticket.subject, 'count': count}", status: 201 }).answers).toEqual([{ type: 'response', status: 201, headers: [{ name: 'content-type', value: 'application/json; charset=utf-8' }], body: { subject: 'fire', count: 0 } }])
    expect(run({ answer: 'text', text: 'On {Ticket.subject}', ...lines('x-count', '{count}') }).answers).toEqual([{ type: 'response', status: 200, headers: [{ name: 'x-count', value: '0' }, { name: 'content-type', value: 'text/plain; charset=utf-8' }], body: 'On fire' }])
    expect(run({ answer: 'nothing', status: 204 }).answers).toEqual([{ type: 'response', status: 204, headers: [], body: null }])
  })

  it('writes one event of a stream, with a name and an id where they are given', () => {
    expect(run({ answer: 'event', dataExpression: 'Ticket.subject', eventName: 'moved', eventId: 'e{count}' }).answers).toEqual([{ type: 'event', name: 'moved', id: 'e0', data: 'fire' }])
    expect(run({ answer: 'event', dataExpression: 'count' }).answers).toEqual([{ type: 'event', name: 'message', id: null, data: 0 }])
  })

  it('a second answer leaves by Error', () => {
    const { answers, logs } = run({ bodyExpression: '1' }, 'endpoint', true)
    expect([answers.length, logs]).toEqual([1, ['respond/answered: The request was answered already.']])
  })

  it('where no request is served, Error is taken, and the problem is told before', () => {
    const { client, simulation } = openFlow(answering({ bodyExpression: '1' }, 'action'))
    expect(client.logs.map(({ text }) => text)).toEqual(['respond/no_request: This session answers no HTTP request.'])
    expect(simulation.program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('what cannot be computed or sent in a header leaves by Error', () => {
    expect(run({ bodyExpression: '1 / count' }).logs).toEqual([expect.stringMatching(/^expression\/.*The answer could not be computed/)])
    expect(run({ bodyExpression: '1', ...lines('x-a', String.raw`{"a\nb"}`) }).logs).toEqual([expect.stringMatching(/line break/)])
  })

  it.each([
    ['no value', {}, 'respond/no_value'],
    ['no data of an event', { answer: 'event' }, 'respond/no_value'],
    ['a body with a status that has none', { status: 204, bodyExpression: '1' }, 'respond/no_body_allowed'],
    ['a header of the server', { bodyExpression: '1', ...lines('Set-Cookie', 'a') }, 'respond/header_invalid'],
    ['a header that opens it to other sites', { bodyExpression: '1', ...lines('Access-Control-Allow-Origin', '*') }, 'respond/header_invalid'],
    ['a header without a name', { bodyExpression: '1', ...lines('', 'a') }, 'lines/no_name'],
  ])('%s is found before running', (_what, config, code) => {
    expect(run(config).codes).toContain(code)
  })

  it('cannot stand in a flowchart that shows screens', () => {
    expect(run({ bodyExpression: '1' }, 'flowchart').codes).toContain('flow/kind_not_allowed')
  })
})
