import type { EffectResult, HttpRequest } from '@halley/engine'
import type { Project } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog.ts'
import { openFlow } from '../open-flow.test-fixture.ts'
import { anyNode, assignNode, countTarget, screenNode, smallProject, startNode, subjectTarget, type DrawnFlow } from '../small-project.ts'

const nameTarget = { type: 'field', fieldId: 'name' } as const
const lines = (...all: readonly (readonly [name: string, value: string])[]) => Object.fromEntries(all.map(([name, value], at) => [`l${at}`, { id: `l${at}`, order: `a${at}`, name, value }]))
const mapping = (...all: readonly (readonly [expression: string, target: unknown])[]) => Object.fromEntries(all.map(([expression, target], at) => [`m${at}`, { id: `m${at}`, order: `a${at}`, expression, target }]))

const exits = ['404', '4xx', '2xx', '5xx', 'default', 'error'] as const

function asking(config: Record<string, unknown>, before = '0'): DrawnFlow {
  return {
    nodes: [
      startNode(), assignNode('set', subjectTarget, before === '0' ? '"7"' : before), anyNode('ask', 'http-request', { url: 'https://api.example.com/orders', statuses: '404, 4xx, 5xx', ...config }),
      ...exits.map((exit) => screenNode(`by${exit}`, `${exit} {count} {name} {error.code} {error.text}`, [])),
    ],
    arrows: [['start', 'default', 'set'], ['set', 'default', 'ask'], ...exits.map((exit) => ['ask', exit, `by${exit}`] as const)],
  }
}

const answered = (status: number, body: unknown = null, headers: Record<string, string> = {}): EffectResult => ({ ok: true, value: { status, headers, body } as never })

/** What the node asked, and what the person reads afterwards. */
function ask(config: Record<string, unknown>, { answer = answered(200), before, change }: { readonly answer?: EffectResult; readonly before?: string; readonly change?: (project: Project) => Project } = {}) {
  const asked: HttpRequest[] = []
  const opened = openFlow(asking(config, before), {
    ...(change && { change }),
    http: (request) => {
      asked.push(request)
      return answer
    },
  })
  return { ...opened, asked: asked[0], read: opened.text() }
}

/** Without the characters that a text in an expression cannot be written with: most control characters, halves of pairs. */
const writable = (text: string): string => text.replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '')

const problems = (config: Record<string, unknown>, change?: (project: Project) => Project) => openFlow(asking(config), change === undefined ? {} : { change }).simulation.program.diagnostics.filter(({ place }) => place.type === 'node' && place.nodeId === 'ask')

describe('HTTP request', () => {
  it.each([[404, '404'], [403, '4xx'], [200, 'default'], [302, 'default'], [500, '5xx']])('an answer with %i leaves by %s: the exact status before its class, else Default', (status, exit) => {
    expect(ask({}, { answer: answered(status) }).read).toMatch(new RegExp(`^${exit} `))
  })

  it('no answer leaves by Error, with what happened', () => {
    expect(ask({}, { answer: { ok: false, code: 'http/timeout', text: 'Nobody answered.' } }).read).toBe('error 0  http/timeout Nobody answered.')
  })

  it('the session goes on while it waits', () => {
    const { simulation, client, text } = openFlow(asking({}), { http: () => 'wait' })
    expect([text(), client.state.runs.length, client.asked.length]).toEqual([undefined, 1, 1])
    simulation.answer(client, answered(404))
    expect(text()).toMatch(/^404/)
  })

  it('writes address, query and headers with the values of the session; what is unknown is left out', () => {
    const { asked } = ask({ method: 'DELETE', url: 'https://api.example.com/orders/{Ticket.subject}?full=1', query: lines(['since', '{count}'], ['none', '{name}'], ['q', 'a b&c']), headers: lines(['x-id', '{Ticket.subject}'], ['x-none', '{name}']), timeoutMs: 500 })
    expect(asked).toEqual({ connectionId: null, method: 'DELETE', url: 'https://api.example.com/orders/7?full=1&since=0&q=a%20b%26c', headers: [{ name: 'x-id', value: '7' }], body: null, timeoutMs: 500 })
  })

  it('sends JSON as an expression gives it, and a text as it is written', () => {
    expect(ask({ method: 'POST', bodyType: 'json', bodyExpression: "{'id': Ticket.subject, 'n': count, 'none': name}" }).asked).toMatchObject({ body: '{"id":"7","n":0,"none":null}', headers: [{ name: 'content-type', value: 'application/json' }] })
    expect(ask({ method: 'PUT', bodyType: 'text', body: 'Order {Ticket.subject}' }).asked).toMatchObject({ body: 'Order 7', headers: [{ name: 'content-type', value: 'text/plain; charset=utf-8' }] })
    expect(ask({ method: 'POST', bodyType: 'text', body: 'a={Ticket.subject}&b=1', contentType: 'application/x-www-form-urlencoded' }, { before: '"x&b=2"' }).asked?.body).toBe('a=x%26b%3D2&b=1')
    expect(ask({ method: 'GET', bodyType: 'text', body: 'never' }).asked?.body).toBeNull()
  })

  it('a value never leaves its part of the address, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom('..', '.', '/', '\\', '%2e%2e', '?x', '#x', '//evil.example', 'a/../../b', '@evil.example', ':80', '\r\nx: y', '\uD800')), (value) => {
      const { asked, read } = ask({ url: 'https://api.example.com/orders/{Ticket.subject}/status' }, { before: JSON.stringify(writable(value)) })
      // What cannot be written asks nobody.
      const url = new URL(asked?.url ?? 'https://api.example.com/orders/x/status')
      expect(asked === undefined ? read : 'error 0  http/value_invalid').toMatch(/^error .* http\/(value|address)_invalid/)
      expect([url.origin, url.pathname.split('/').length, url.pathname.endsWith('/status'), url.search, url.hash]).toEqual(['https://api.example.com', 4, true, '', ''])
    }), { numRuns: 200 })
  })

  it('a value that is unknown or empty in the path, or goes up, leaves by Error and asks nobody', () => {
    for (const before of ['null', '""', '".."', '"."']) {
      const { asked, read } = ask({ url: 'https://api.example.com/orders/{Ticket.subject}/status' }, { before })
      expect([asked, read]).toEqual([undefined, expect.stringMatching(/^error .* http\/(value|address)_invalid/)])
    }
  })

  it('a value at the very beginning is the address itself; anything but http and https is refused', () => {
    expect(ask({ url: '{Ticket.subject}/status' }, { before: '"https://a.example/x?y=1"' }).asked?.url).toBe('https://a.example/x?y=1/status')
    for (const before of ['"file:///etc/passwd"', '"javascript:alert(1)"', '""']) expect(ask({ url: '{Ticket.subject}' }, { before }).read).toMatch(/^error .* http\/address_invalid/)
  })

  it('a header with a line break in a value leaves by Error', () => {
    expect(ask({ headers: lines(['x-id', '{Ticket.subject}']) }, { before: String.raw`"a\nb: c"` }).read).toMatch(/^error .* http\/value_invalid The header x-id cannot be written: it has a line break/)
  })

  describe('takes values out of the answer', () => {
    const both = { responseExample: '{"n": 1, "state": "sent", "rows": [{"id": 1}]}', mapping: mapping(['response.body.n', countTarget], ['response.body.state', nameTarget]) }

    it('before it leaves', () => {
      expect(ask(both, { answer: answered(200, { n: 5, state: 'sent' }) }).read).toBe('default 5 sent  ')
      expect(ask({ mapping: mapping(['response.status', countTarget], ['response.headers["x-a"]', nameTarget]) }, { answer: answered(404, null, { 'x-a': 'b' }) }).read).toBe('404 404 b  ')
    })

    it.each([
      ['of the wrong type', { n: 'five', state: 'sent' }, /count was not set/],
      ['of the wrong type in the second line', { n: 5, state: 6 }, /name was not set/],
      ['that is text although the example is JSON', 'Please sign in', /not JSON as in the example/],
    ])('and an answer %s leaves by Error with nothing set', (_what, body, text) => {
      const { read } = ask(both, { answer: answered(200, body) })
      expect(read).toMatch(/^error 0 {2}http-request\/mapping_failed/)
      expect(read).toMatch(text)
    })

    it('of an answer that is not good, those that it has', () => {
      expect(ask({ ...both, mapping: mapping(['response.body.n', countTarget], ['response.body.state', nameTarget], ['response.status', countTarget]) }, { answer: answered(404, 'gone') }).read).toBe('404 404   ')
    })

    it('with the types that the pasted example shows', () => {
      const found = problems({ ...both, mapping: mapping(['response.body.state', countTarget], ['response.body.nothing', nameTarget], ['response.body.rows[0].id', countTarget]) })
      expect(found).toMatchObject([{ place: { path: ['mapping', 'm0', 'expression'] } }, { place: { path: ['mapping', 'm1', 'expression'] } }])
    })
  })

  it.each([
    ['no address', { url: '' }, 'http-request/address_invalid'],
    ['an address that is none', { url: 'ftp://x' }, 'http-request/address_invalid'],
    ['blanks in the address', { url: 'https://x/a b' }, 'http-request/address_invalid'],
    ['an address that goes up', { url: 'https://x/a/../b' }, 'http-request/address_invalid'],
    ['a whole address with a connection', { connectionId: 'carrier', url: 'https://x' }, 'http-request/address_invalid'],
    ['a connection that is gone', { connectionId: 'gone', url: '/x' }, 'http-request/connection_missing'],
    ['a status that is none', { statuses: '4xx, 999' }, 'http-request/status_invalid'],
    ['an example that is no JSON', { responseExample: '{"a": ' }, 'http-request/example_invalid'],
    ['an example that is too deep', { responseExample: '['.repeat(20) + ']'.repeat(20) }, 'http-request/example_invalid'],
    ['no JSON body', { method: 'POST', bodyType: 'json' }, 'http-request/no_body'],
    ['JSON as text', { method: 'POST', bodyType: 'text', contentType: 'application/json' }, 'http-request/json_as_text'],
    ['a content type that is none', { method: 'POST', bodyType: 'text', contentType: 'text' }, 'http-request/content_type_invalid'],
    ['a header of the server', { headers: lines(['Host', 'x']) }, 'http-request/header_invalid'],
    ['a header without a name', { headers: lines(['', 'x']) }, 'lines/no_name'],
    ['a sign-in beside that of the connection', { connectionId: 'carrier', url: '/x', headers: lines(['Authorization', 'x']) }, 'http-request/header_invalid'],
    ['a mapping without a target', { mapping: mapping(['response.status', null]) }, 'http-request/target_missing'],
    ['a mapping whose target is gone', { mapping: mapping(['response.status', { type: 'field', fieldId: 'gone' }]) }, 'http-request/target_missing'],
    ['a mapping without an expression', { mapping: mapping(['', countTarget]) }, 'http-request/no_expression'],
  ])('%s is found before running', (_what, config, code) => {
    const carrier = { id: 'carrier', folderId: null, order: 'a0', name: 'Carrier', technicalName: 'carrier', technicalNameSetByHand: false, description: '', settings: { type: 'http' as const, baseUrl: 'https://carrier.example/v1', auth: { type: 'bearer' as const } } }
    expect(problems(config, (project) => ({ ...project, connections: { carrier } })).map((problem) => problem.code)).toContain(code)
  })

  it('asks at most a hundred times without waiting for a person', () => {
    const { client } = openFlow({ nodes: [startNode(), anyNode('ask', 'http-request', { url: 'https://x.example', statuses: '' })], arrows: [['start', 'default', 'ask'], ['ask', 'default', 'ask']] }, { http: () => answered(200) })
    expect(client.failures).toMatchObject([{ code: 'guard/sends' }])
  })

  it('says in one line what it asks', () => {
    const kind = catalog.get('http-request')
    const context = { project: smallProject({}), flowId: 'home', nodeId: 'ask' }
    const summary = (config: Record<string, unknown>) => kind?.look.summary(kind.config.parse(config), context)
    expect([summary({}), summary({ method: 'POST', url: 'https://x/{name}' })]).toEqual(['Say what to ask', 'POST https://x/{name}'])
  })
})
