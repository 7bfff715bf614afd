import { emptyProject, readPathTemplate, type Endpoint, type EndpointParameter, type Project } from '@halley/model'
import { checkProject } from '@halley/engine'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { withTickets } from './open-flow.test-fixture.ts'
import { anyNode, cometNode, countTarget, endNode, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from './small-project.ts'

const parameter = (source: EndpointParameter['source'], name: string, target: EndpointParameter['target'] = countTarget): EndpointParameter => ({ id: `${source}${name}`, order: `a${name}`, source, name, target, required: false })

function endpoint(method: Endpoint['method'], path: string, parameters: readonly EndpointParameter[] = [], visibleWhen = ''): Endpoint {
  return { method, path, parameters: Object.fromEntries(parameters.map((one, at) => [`p${at}`, { ...one, id: `p${at}` }])), visibleWhen, roles: [], timeLimitMs: 30_000, streamLimitMs: 60_000 }
}

const answering: DrawnFlow = { type: 'endpoint', nodes: [startNode(), anyNode('answer', 'respond', { bodyExpression: '1' }), endNode()], arrows: [['start', 'default', 'answer'], ['answer', 'default', 'end']] }

/** What is said about a project with these endpoints, each of which answers 1, without hints about what is not used. */
function problemsOf(endpoints: Readonly<Record<string, Endpoint | null>>, { flows = {}, change = (project) => project }: { readonly flows?: Readonly<Record<string, DrawnFlow>>; readonly change?: (project: Project) => Project } = {}) {
  const drawn = { ...Object.fromEntries(Object.keys(endpoints).map((id) => [id, answering])), ...flows }
  const project = smallProject(drawn, (small) => change({ ...small, flows: Object.fromEntries(Object.entries(small.flows).map(([id, flow]) => [id, { ...flow, endpoint: endpoints[id] ?? null }])) }))
  const { program, diagnostics } = checkProject(project, catalog)
  return { program, all: diagnostics.map(({ code }) => code), codes: diagnostics.filter(({ code }) => /endpoint|respond|screen/.test(code)).map(({ code, place }) => `${code} ${place.type === 'resource' ? place.id : place.type === 'node' ? `${place.flowId}/${place.nodeId}` : ''}`).sort() }
}

describe('Problems of HTTP endpoints', () => {
  it('are none where all is well', () => {
    const { program, codes } = problemsOf({ one: endpoint('GET', '/order/{id}', [parameter('path', 'id'), parameter('query', 'id'), parameter('header', 'x-id')], 'count > 1'), two: endpoint('POST', '/order/{id}', [parameter('path', 'id'), parameter('body', 'id')]), root: endpoint('GET', '/') })
    expect(codes).toEqual([])
    expect([...program.endpoints.values()].map(({ flowId, blockedBy, segments }) => [flowId, blockedBy, segments.length])).toEqual([['one', null, 2], ['two', null, 2], ['root', null, 0]])
  })

  it('are two that the same requests have, also with parameters of other names; neither answers', () => {
    const { program, codes } = problemsOf({ one: endpoint('GET', '/order/{a}', [parameter('path', 'a')]), two: endpoint('GET', '/order/{b}', [parameter('path', 'b')]), other: endpoint('PUT', '/order/{a}', [parameter('path', 'a')]), word: endpoint('GET', '/order/a') })
    expect(codes).toEqual(['endpoint/same_path one', 'endpoint/same_path two'])
    expect([...program.endpoints.values()].map(({ blockedBy }) => blockedBy?.code)).toEqual(['endpoint/same_path', 'endpoint/same_path', undefined, undefined])
  })

  it.each([
    ['no endpoint', null, 'endpoint/missing'],
    ['roles, which no caller over HTTP has yet', { ...endpoint('GET', '/'), roles: ['officer'] }, 'endpoint/roles_unmet'],
    ['a path that begins with nothing', endpoint('GET', 'order'), 'endpoint/path_invalid'],
    ['a parameter of the path that goes nowhere', endpoint('GET', '/{id}'), 'endpoint/path_parameter_unused'],
    ['a path parameter that is not in the path', endpoint('GET', '/order', [parameter('path', 'id')]), 'endpoint/path_parameter_missing'],
    ['a parameter without a name', endpoint('GET', '/', [parameter('query', '')]), 'endpoint/parameter_no_name'],
    ['a parameter that is taken twice', endpoint('GET', '/', [parameter('header', 'X-Id'), parameter('header', 'x-id')]), 'endpoint/parameter_twice'],
    ['a header that is none', endpoint('GET', '/', [parameter('header', 'x id')]), 'endpoint/header_invalid'],
    ['a body of GET', endpoint('GET', '/', [parameter('body', 'id')]), 'endpoint/body_of_get'],
    ['a target that is not chosen', endpoint('GET', '/', [parameter('query', 'id', null)]), 'endpoint/target_missing'],
    ['a target that is gone', endpoint('GET', '/', [parameter('query', 'id', { type: 'field', fieldId: 'gone' })]), 'endpoint/target_missing'],
    ['a list from a text', endpoint('GET', '/', [parameter('query', 'id', { type: 'list', listId: 'tickets' })]), 'endpoint/list_from_text'],
    ['a condition that does not check', endpoint('GET', '/', [], 'nothing > 1'), 'endpoint/visible_when_invalid'],
    ['a condition that is no condition', endpoint('GET', '/', [], 'count'), 'endpoint/visible_when_invalid'],
  ])('are %s', (_what, one, code) => {
    expect(problemsOf({ one }, { change: withTickets }).codes).toEqual([`${code} one`])
  })

  it.each([['/', 0], ['/a', 1], ['/a/{b}/c', 3], ['/A-b._~/{x_1}', 2]])('the path %s can be read', (path, count) => {
    expect(readPathTemplate(path)).toMatchObject({ ok: true, segments: { length: count } })
  })

  it.each(['', 'a', '/a/', '//', '/a//b', '/{}', '/{1a}', '/a{b}', '/{a}{b}', '/{a}/{a}', '/..', '/a/./b', '/a b', '/a%20b', '/é', '/a?b', '/a#b', '/{a', '/{__proto__ }'])('the path %j cannot be read, and it is said why', (path) => {
    expect(readPathTemplate(path)).toMatchObject({ ok: false, text: expect.stringMatching(/^.{20,}\.$/) })
  })

  it('are screens that it runs, also through calls and listeners', () => {
    const shows: DrawnFlow = { nodes: [startNode(), screenNode('there', 'Hello')], arrows: [['start', 'default', 'there']] }
    const between: DrawnFlow = { type: 'action', nodes: [startNode(), anyNode('call', 'sub-flowchart', { flowId: 'shows' })], arrows: [['start', 'default', 'call']] }
    const own: DrawnFlow = { type: 'endpoint', nodes: [startNode(), anyNode('answer', 'respond', { bodyExpression: '1' }), screenNode('here', 'Hello')], arrows: [['start', 'default', 'answer'], ['answer', 'default', 'here']] }
    const direct: DrawnFlow = { type: 'endpoint', nodes: [startNode(), anyNode('answer', 'respond', { bodyExpression: '1' }), anyNode('call', 'sub-flowchart', { flowId: 'shows' })], arrows: [['start', 'default', 'answer'], ['answer', 'default', 'call']] }
    const listening: DrawnFlow = { type: 'endpoint', nodes: [startNode(), anyNode('answer', 'respond', { answer: 'event', dataExpression: '1' }), cometNode('listen', { action: 'listen', channelId: 'gossip', response: 'flow', flowId: 'between' })], arrows: [['start', 'default', 'answer'], ['answer', 'default', 'listen']] }
    const { codes } = problemsOf({ own: endpoint('GET', '/a'), direct: endpoint('GET', '/b'), listening: endpoint('GET', '/c') }, { flows: { shows, between, own, direct, listening } })
    expect(codes).toEqual(expect.arrayContaining(['flow/screen_in_action direct/call', 'flow/screen_in_endpoint direct', 'flow/screen_in_endpoint listening']))
  })

  it('are no Respond (a hint), a listener that answers nothing, and Respond where nobody asks', () => {
    const quiet: DrawnFlow = { type: 'endpoint', nodes: [startNode(), endNode()], arrows: [['start', 'default', 'end']] }
    const listens: DrawnFlow = { type: 'endpoint', nodes: [startNode(), cometNode('listen', { action: 'listen', channelId: 'gossip', response: 'refresh' }), anyNode('answer', 'respond', { answer: 'event', dataExpression: '1' })], arrows: [['start', 'default', 'listen'], ['listen', 'default', 'answer']] }
    const alone: DrawnFlow = { ...answering, type: 'action' }
    const { codes } = problemsOf({ quiet: endpoint('GET', '/a'), listens: endpoint('GET', '/b') }, { flows: { quiet, listens, alone } })
    expect(codes).toEqual(['endpoint/listens_without_flow listens/listen', 'endpoint/no_respond quiet', 'respond/no_request alone/answer'])
  })

  it('are an endpoint flow that another flow calls', () => {
    const calls: DrawnFlow = { nodes: [startNode(), anyNode('call', 'sub-flowchart', { flowId: 'one' })], arrows: [['start', 'default', 'call']] }
    const { program } = problemsOf({ one: endpoint('GET', '/') }, { flows: { calls } })
    expect(program.diagnostics.map(({ code }) => code)).toContain('flow/calls_endpoint')
  })

  it('are not the fields of a message that a request gives: they are assigned', () => {
    const sends: DrawnFlow = { type: 'endpoint', nodes: [startNode(), cometNode('send', { action: 'send', channelId: 'escalation', messageId: 'ticket' }), endNode()], arrows: [['start', 'default', 'send'], ['send', 'default', 'end']] }
    const codes = (parameters: readonly EndpointParameter[]) => problemsOf({ sends: endpoint('POST', '/', parameters) }, { flows: { sends } }).all
    expect([codes([]), codes([parameter('body', 'subject', subjectTarget)])].map((all) => all.includes('message/field_never_assigned'))).toEqual([true, false])
  })

  it('are found in a project that holds nothing else', () => {
    const { diagnostics } = checkProject(emptyProject({ id: 'empty', name: 'Empty', technicalName: 'empty' }), catalog)
    expect(diagnostics.filter(({ code }) => code.startsWith('endpoint'))).toEqual([])
  })
})
