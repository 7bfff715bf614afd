import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { editorOf, rowWith, serveEndpoints, StreamReader } from './endpoints/endpoint-calls.test-fixture.ts'
import { assign, endpointOf, field, flowOf, ordersApp, parameter } from './endpoints/orders-app.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { createDataProject } from './stored-lists.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const serve = (project: Project = ordersApp(), options: { readonly clock?: ManualClock; readonly requestsAtOnce?: number } = {}) => serveEndpoints(cleanUps, project, options)

describe('An HTTP endpoint', () => {
  it('takes what it needs from path, query and body, sends with the key, and answers by Respond', async () => {
    const { call, server } = await serve()
    const editor = await editorOf(cleanUps, server.url)
    const answer = await call('POST', '/order/7/status?weight=2.5', { status: 'sent', remark: 'fragile' })
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([202, 'application/json; charset=utf-8', { id: '7', status: 'sent' }])
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    const sent = await editor.push('logRows', ({ rows }) => rows.some(({ type }) => type === 'message'))
    expect(sent.rows.find(({ type }) => type === 'message')).toMatchObject({ session: { persona: 'HTTP' }, message: { key: '7', payload: { id: '7', status: 'sent', remark: 'fragile' } } })
    expect(await rowWith(editor, /^HTTP POST \/h\/tracking\/order\/7\/status: 202 in \d+ ms$/)).toMatchObject({ type: 'session', level: 'info', flowId: 'setStatus', session: { persona: 'HTTP', slot: null } })
  })

  it('tells all that is wrong with a request at once, with the place of each', async () => {
    const { call } = await serve()
    const answer = await call('POST', `/order/${'9'.repeat(21)}/status?weight=heavy`, { status: 'lost', remark: 5 })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect(await answer.json()).toMatchObject({
      type: 'about:blank', title: 'The request is not valid', status: 422, code: 'endpoint/invalid',
      errors: expect.arrayContaining([
        { parameter: 'id', detail: '"id" has 21 characters; the limit is 20.' },
        { parameter: 'weight', detail: '"weight" has to be a number.' },
        { pointer: '/status', detail: '"status" is "lost"; it has to be one of packed, sent.' },
        { pointer: '/remark', detail: '"remark" has to be a text.' },
      ]),
    })
  })

  it.each([
    { what: 'a missing field of the body', body: {}, problem: { status: 422, code: 'endpoint/invalid', detail: '"status" is required.' } },
    { what: 'a body that is a list', body: [], problem: { status: 422, code: 'endpoint/invalid', detail: 'The body has to be a JSON object.' } },
    { what: 'a body that is no JSON, with the place', body: '{"status": sent}', problem: { status: 400, code: 'endpoint/malformed', detail: 'The body is not JSON: in line 1, column 12, a value is missing.' } },
    { what: 'a name that is refused', body: '{"__proto__": 1}', problem: { status: 400, code: 'endpoint/malformed', detail: 'The body uses "__proto__" as a name, which is refused.' } },
    { what: 'a body that is too deep', body: '['.repeat(40) + ']'.repeat(40), problem: { status: 400, code: 'wire/too_deep', detail: 'The body is too deep; the limit is 32 levels.' } },
    { what: 'a body that is too large', body: { status: 'sent', remark: 'x'.repeat(1024 * 1024) }, problem: { status: 413, code: 'wire/too_large', detail: 'The body is larger than the limit of 1,048,576 bytes.' } },
  ])('refuses $what', async ({ body, problem }) => {
    const { call } = await serve()
    const answer = await call('POST', '/order/7/status', body)
    expect([answer.status, await answer.json()]).toMatchObject([problem.status, problem])
  })

  it('is there when its condition on the rows of a stored list is met, and as if it were not when it is not', async () => {
    const list = createDataProject().lists['orders']
    if (list === undefined) throw new Error('The project has orders.')
    const open = flowOf('open', { type: 'endpoint', endpoint: endpointOf('GET', '/open', [], { visibleWhen: "orders.exists(order, order.item == 'pen')" }), steps: [['answer', 'respond', { answer: 'text', text: 'yes' }]] })
    const { call, server } = await serve(ordersApp([open], (project) => ({ ...project, lists: { orders: list } })))
    expect((await call('GET', '/open')).status).toBe(404)
    const rows = `${server.url}/api/v1/projects/orders-project/lists/orders/rows`
    expect((await fetch(rows, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ values: { item: 'pen' } }) })).status).toBe(201)
    const answer = await call('GET', '/open')
    expect([answer.status, await answer.text()]).toEqual([200, 'yes'])
  })

  it('refuses another content type, and a body without one', async () => {
    const { call } = await serve()
    const answers = await Promise.all([{ 'content-type': 'text/plain' }, { 'content-type': '' }].map((headers) => call('POST', '/order/7/status', '{}', { headers, body: '{}' })))
    expect(answers.map(({ status }) => status)).toEqual([415, 415])
  })

  it('is found by method and path: words before parameters, 404 for what is not there, 405 with what is', async () => {
    const say = (id: string, path: string, text: string) => flowOf(id, { type: 'endpoint', endpoint: endpointOf('GET', path, path.includes('{id}') ? [parameter('id', 'path', field('orderId'))] : []), steps: [['answer', 'respond', { answer: 'text', text }]] })
    const { call, server } = await serve(ordersApp([say('one', '/item/{id}', 'item {orderId}'), say('all', '/item/all', 'all of them'), say('root', '/', 'root')]))
    const texts = async (...paths: string[]) => Promise.all(paths.map(async (path) => (await call('GET', path)).text()))
    expect(await texts('/item/all', '/item/7', '/item/a%2Fb%20%C3%A9', '', '/')).toEqual(['all of them', 'item 7', 'item a/b é', 'root', 'root'])
    const missing = await Promise.all(['/item', '/item/', '/item/7/x', '/Item/7', '//item/7'].map((path) => call('GET', path)))
    expect(missing.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    const other = await call('DELETE', '/order/7/status')
    expect([other.status, other.headers.get('allow'), ((await other.json()) as { code: string }).code]).toEqual([405, 'OPTIONS, POST', 'endpoint/method'])
    const options = await call('OPTIONS', '/item/7')
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    const head = await call('HEAD', '/item/7')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '6', ''])
    expect((await fetch(`${server.url}/h/nothing/item/7`)).status).toBe(404)
    for (const path of ['/item/%FF', '/item/%zz']) {
      const unreadable = await call('GET', path)
      expect([unreadable.status, unreadable.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8'])
    }
    expect(await (await fetch(`${server.url}/h/draft-orders-project/item/7`)).text()).toBe('item 7')
  })

  it('with two of one name, says how each draft is called', async () => {
    const { call, server } = await serve()
    await fetch(`${server.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...ordersApp(), id: 'other' }) })
    const answer = await call('GET', '/live')
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([409, expect.stringContaining('/h/draft-orders-project')])
  })

  it('that is not visible, or needs a role, is not there', async () => {
    const answerOk = [['answer', 'respond', { answer: 'json', bodyExpression: 'weight' }]] as const
    const { call } = await serve(ordersApp([
      flowOf('secret', { type: 'endpoint', endpoint: endpointOf('GET', '/secret', [], { roles: ['staff'] }), steps: answerOk }),
      flowOf('heavy', { type: 'endpoint', endpoint: endpointOf('GET', '/heavy', [parameter('weight', 'query', field('weight'))], { visibleWhen: 'weight > 10 && user.name == "HTTP"' }), steps: answerOk }),
      flowOf('broken', { type: 'endpoint', endpoint: endpointOf('GET', '/broken', [], { visibleWhen: 'nothing > 10' }), steps: answerOk }),
    ]))
    const answers = await Promise.all(['/secret', '/heavy', '/heavy?weight=9', '/heavy?weight=11', '/broken'].map((path) => call('GET', path)))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 200, 404])
  })

  it('answers 204 when its flow ends without Respond, and a failed flow with its own words', async () => {
    const { call } = await serve(ordersApp([
      flowOf('quiet', { type: 'endpoint', endpoint: endpointOf('GET', '/quiet'), steps: [] }),
      flowOf('fails', { type: 'endpoint', endpoint: endpointOf('GET', '/fails'), steps: [assign('divide', field('weight'), '1 / 0')] }),
      flowOf('screen', { type: 'endpoint', endpoint: endpointOf('GET', '/screen'), steps: [['show', 'user-interaction', { name: 'Hello' }]] }),
    ]))
    const quiet = await call('GET', '/quiet')
    expect([quiet.status, await quiet.text()]).toEqual([204, ''])
    const fails = await call('GET', '/fails')
    expect([fails.status, await fails.json()]).toMatchObject([500, { title: 'The flow stopped with an error', detail: expect.stringMatching(/weight/), code: expect.stringMatching(/^expression\//) }])
    expect((await call('GET', '/screen')).status).toBe(500)
  })

  it('answers 504 when its time is over, and nothing is left of the session', async () => {
    const clock = new ManualClock()
    const { call, server } = await serve(ordersApp([flowOf('slow', { type: 'endpoint', endpoint: endpointOf('GET', '/slow', [], { timeLimitMs: 2_000 }), steps: [['wait', 'wait', { durationMs: 60_000 }]] })]), { clock })
    let isAnswered = false
    const answer = call('GET', '/slow').finally(() => { isAnswered = true })
    while (!isAnswered) {
      clock.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([(await answer).status, await (await answer).json()]).toMatchObject([504, { code: 'endpoint/time_limit', detail: 'The flow did not answer within 2 s.' }])
    const editor = await editorOf(cleanUps, server.url)
    expect(editor.all('waiting')).toEqual([{ places: [] }])
  })

  it('sends no header that breaks HTTP or belongs to the server', async () => {
    const withHeader = (id: string, name: string, value: string) => flowOf(id, { type: 'endpoint', endpoint: endpointOf('GET', `/${id}`, [parameter('q', 'query', field('answer'))]), steps: [['answer', 'respond', { answer: 'text', text: 'ok', headers: { h: { id: 'h', order: 'a0', name, value } } }]] })
    const { call } = await serve(ordersApp([withHeader('plain', 'x-order', '{answer}'), withHeader('cookie', 'Set-Cookie', 'a=b')]))
    const plain = await call('GET', '/plain?q=7')
    expect([plain.status, plain.headers.get('x-order')]).toEqual([200, '7'])
    const split = await call('GET', '/plain?q=7%0d%0aset-cookie:%20a=b')
    expect([split.status, split.headers.get('set-cookie'), ((await split.json()) as { detail: string }).detail]).toEqual([500, null, expect.stringContaining('line break')])
    expect((await call('GET', '/cookie')).status).toBe(500)
  })

  it('is answered once: a second Respond leaves by Error', async () => {
    const { call, server } = await serve(ordersApp([flowOf('twice', {
      type: 'endpoint', endpoint: endpointOf('GET', '/twice'),
      steps: [['first', 'respond', { answer: 'json', bodyExpression: '1' }], ['second', 'respond', { answer: 'json', bodyExpression: '2' }], ['write', 'log', { text: 'Refused: {error.code}' }]],
      arrows: [['second', 'error', 'write']],
    })]))
    const editor = await editorOf(cleanUps, server.url)
    expect(await (await call('GET', '/twice')).json()).toBe(1)
    expect(await rowWith(editor, /^Refused: respond\/answered$/)).toMatchObject({ type: 'log' })
  })

  it('is the published one where there is one; the draft keeps an address of its own', async () => {
    const say = (text: string) => flowOf('say', { type: 'endpoint', endpoint: endpointOf('GET', '/say'), steps: [['answer', 'respond', { answer: 'text', text }]] })
    const { call, server } = await serve(ordersApp([say('version 1')]))
    const post = (path: string, body: unknown) => fetch(`${server.url}/api/v1/projects/orders-project${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect((await post('/versions', { name: 'One' })).status).toBe(201)
    expect((await post('/versions/1/publish', {})).status).toBe(200)
    await post('/edits', { id: 'e1', label: 'Change', patches: [{ op: 'replace', path: ['flows', 'say', 'nodes', 'answer', 'config', 'text'], value: 'draft' }] })
    expect([await (await call('GET', '/say')).text(), await (await fetch(`${server.url}/h/draft-orders-project/say`)).text()]).toEqual(['version 1', 'draft'])
  })

  it('takes no more requests at once than the limit, and says when to come again', async () => {
    const { call } = await serve(ordersApp(), { requestsAtOnce: 1 })
    const gone = new AbortController()
    const first = new StreamReader(await call('GET', '/live', undefined, { signal: gone.signal }))
    expect(await first.next()).toBe(': listening')
    const second = await call('GET', '/live')
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1'])
    gone.abort()
    let third = second
    while (third.status === 503) third = await call('HEAD', '/live')
    expect([third.status, third.headers.get('content-type'), await third.text()]).toEqual([200, 'text/event-stream; charset=utf-8', ''])
  })

  it('finds the service listening, also when it is the first to come', async () => {
    const listens = flowOf('onStart', { type: 'action', steps: [['listen', 'comet-message', { action: 'listen', channelId: 'orders', listenTo: 'any', response: 'flow', flowId: 'note' }]] })
    const note = flowOf('note', { type: 'action', steps: [['write', 'log', { text: 'Heard of {OrderMoved.id}' }]] })
    const { call, server } = await serve(ordersApp([listens, note], (project) => ({ ...project, settings: { ...project.settings, onApplicationStartFlowId: 'onStart' } })))
    expect((await call('POST', '/order/7/status', { status: 'sent' })).status).toBe(202)
    const editor = await editorOf(cleanUps, server.url)
    const reply = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
    const texts = reply.ok ? reply.rows.map(({ text }) => text) : []
    expect(texts.indexOf('Started listening to any message on orders')).toBeLessThan(texts.indexOf('HTTP sent OrderMoved on orders (7)'))
    expect(texts).toContain('Started listening to any message on orders')
  })

  it('may go on after its answer', async () => {
    const clock = new ManualClock()
    const { call, server } = await serve(ordersApp([flowOf('later', { type: 'endpoint', endpoint: endpointOf('GET', '/later'), steps: [['answer', 'respond', { answer: 'json', bodyExpression: '"soon"' }], ['wait', 'wait', { durationMs: 5_000 }], ['write', 'log', { text: 'Done afterwards' }]] })]), { clock })
    expect(await (await call('GET', '/later')).json()).toBe('soon')
    clock.advance(5_000)
    const editor = await editorOf(cleanUps, server.url)
    const texts = async (): Promise<readonly string[]> => {
      const reply = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
      return reply.ok ? reply.rows.map(({ text }) => text) : []
    }
    let seen = await texts()
    while (!seen.some((text) => text.startsWith('HTTP GET'))) seen = await texts()
    expect(seen).toEqual(['Done afterwards', 'HTTP GET /h/tracking/later: 200 in 5000 ms'])
  })

  it('of a page of another site is not called when it may change something', async () => {
    const { server } = await serve()
    const answer = await fetch(`${server.url}/h/tracking/order/7/status`, { method: 'POST', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: '{"status":"sent"}' })
    expect(answer.status).toBe(403)
  })
})
