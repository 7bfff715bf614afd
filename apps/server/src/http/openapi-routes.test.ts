import { Parser } from '@asyncapi/parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'
import { orderEvent, servePrograms } from '../programs/program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<string, { readonly description?: string; readonly $ref?: string; readonly content?: Record<string, { readonly schema: object }> }>
}
type Document = { readonly openapi: string; readonly servers: readonly { readonly url: string }[]; readonly paths: Record<string, Record<string, Operation>>; readonly components: { readonly schemas: Record<string, object>; readonly responses: Record<string, object> } }

async function documentOf(url: string): Promise<Document> {
  const response = await fetch(`${url}/api/v1/openapi.json`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  return response.json() as Promise<Document>
}

const operationsOf = ({ paths }: Document) => Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))

/** Checks a value by a schema of the document. */
function checker(document: Document): (schema: object) => (value: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'document:/', components: document.components })
  return (schema) => {
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document:/#/components')))
    return (value) => (validate(value) ? [] : validate.errors)
  }
}

describe('/api/v1/openapi.json', () => {
  it('says every route of the API that is served, and none that is not', async () => {
    const server = await startServer(cleanUps)
    const said = operationsOf(await documentOf(server.url)).map(({ path, method }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
    // Pages, what models serve by themselves, and what fastify answers beside each GET are no part of it.
    const served = server.routes.filter((route) => /^(GET|POST|PUT|PATCH|DELETE) \/(api\/|healthz|readyz|metrics)/.test(route))
    expect(said.toSorted()).toEqual([...new Set(served)].toSorted())
    const others = server.routes.filter((route) => !served.includes(route) && !/^(HEAD|OPTIONS) /.test(route))
    expect(others.filter((route) => !/^[A-Z]+ (\/h\/\*|\/|\/\*|\/(p|bench)\/\*|\/a\/:app\/?|\/a\/notice-worker\.js|\/(sign-in|claim|invitation|people|tokens|account|organisations?)[\w/:*-]*)$/.test(route))).toEqual([])
  })

  it('is an OpenAPI 3.1 document in which every reference, parameter and schema holds', async () => {
    const server = await startServer(cleanUps, { version: '9.9.9' })
    const document = await documentOf(server.url)
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Halley', version: '9.9.9' }, servers: [{ url: server.url }] })
    const all = operationsOf(document)
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length)
    const text = JSON.stringify(document)
    const wanted = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
    expect(wanted.length).toBeGreaterThan(100)
    expect(wanted.filter((path) => path.split('/').reduce<unknown>((part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined), document) === undefined)).toEqual([])
    expect(text).not.toMatch(/#\/\$defs|"\$schema"/)
    const check = checker(document)
    for (const { path, operation } of all) {
      const { parameters = [], requestBody, responses, summary } = operation
      expect(summary).toMatch(/\.$|\?|\}$/)
      expect(parameters.filter(({ in: place }) => place === 'path').map(({ name }) => `{${name}}`)).toEqual([...path.matchAll(/\{\w+\}/g)].map(String))
      expect(Object.values(responses).every(({ description, $ref }) => description !== undefined || $ref !== undefined)).toBe(true)
      for (const { schema } of [...parameters, ...Object.values(requestBody?.content ?? {}), ...Object.values(responses).flatMap(({ content = {} }) => Object.values(content))]) check(schema)
    }
  })

  it('describes what is really sent and answered', async () => {
    const { server, post } = await servePrograms(cleanUps)
    const document = await documentOf(server.url)
    const check = checker(document)
    const publish = document.paths['/api/v1/events']?.['post']
    const bodyIsFit = check(publish?.requestBody?.content['application/cloudevents+json']?.schema ?? {})
    expect(bodyIsFit(orderEvent(1))).toEqual([])
    expect(bodyIsFit({ ...orderEvent(1), specversion: '2' })).not.toEqual([])
    const answerIsFit = check(publish?.responses['202']?.content?.['application/json']?.schema ?? {})
    expect(answerIsFit((await post(orderEvent(1))).body)).toEqual([])
    expect(answerIsFit((await post([orderEvent(2), orderEvent(3)], { 'content-type': 'application/cloudevents-batch+json' })).body)).toEqual([])
    const problemIsFit = check({ $ref: '#/components/schemas/Problem' })
    expect(problemIsFit((await post(orderEvent(1, { subject: 'a*' }))).body)).toEqual([])
    for (const [path, place] of [['/api/v1/projects', '/api/v1/projects'], ['/api/v1/projects/helpdesk-escalation', '/api/v1/projects/{id}'], ['/api/v1/projects/helpdesk-escalation/versions', '/api/v1/projects/{id}/versions'], ['/api/v1/me', '/api/v1/me'], ['/healthz', '/healthz'], ['/readyz', '/readyz']] as const) {
      const schema = document.paths[place]?.['get']?.responses['200']?.content?.['application/json']?.schema ?? {}
      expect([path, check(schema)(await (await fetch(`${server.url}${path}`)).json())]).toEqual([path, []])
    }
  })
})

describe('/api/v1/asyncapi.json', () => {
  it('is an AsyncAPI document of what is published', async () => {
    const { url } = await startServer(cleanUps)
    const read = async (): Promise<string> => (await fetch(`${url}/api/v1/asyncapi.json`)).text()
    expect(JSON.parse(await read())).toMatchObject({ asyncapi: '3.0.0', channels: {} })
    const made = await fetch(`${url}/api/v1/projects/helpdesk-escalation/versions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'One', publish: true }) })
    expect(made.status).toBe(201)
    const text = await read()
    expect(Object.keys(JSON.parse(text).channels)).not.toEqual([])
    expect(text).toContain('events.local.')
    const { diagnostics } = await new Parser().parse(text)
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([])
  })
})
