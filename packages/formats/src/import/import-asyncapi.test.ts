import { checkDocument, inOrder, LIMITS, membersIn, messageJsonSchema, type Members, type Project } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { asyncApiDocument } from '../asyncapi/asyncapi-document.ts'
import { exportProject } from '../export-project.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { randomProject } from '../random-project.test-fixture.ts'
import { importAsyncApi } from './import-asyncapi.ts'

function imported(text: string | object) {
  const result = importAsyncApi(typeof text === 'string' ? text : JSON.stringify(text), { projectId: 'imported' })
  if (!result.ok) throw new Error(result.message)
  return result
}

/** The members of a message as people see them, choices by their values. */
function shapeOf(project: Project, members: Members, parentId: string | null = null): unknown {
  return membersIn(members, parentId).map(({ name, technicalName, description, ...member }) => ({
    name, technicalName, description,
    ...(member.type === 'list'
      ? { list: shapeOf(project, members, member.id) }
      : { required: member.required, default: member.default, valueType: 'choiceId' in member.valueType ? { type: member.valueType.type, choice: project.choices[member.valueType.choiceId ?? '']?.technicalName } : member.valueType }),
  }))
}

/** What an export says of a project, without ids. */
function outline(project: Project) {
  return {
    name: project.name,
    choices: inOrder(project.choices).map(({ name, technicalName, description, options }) => ({ name, technicalName, description, options: inOrder(options).map((option) => ({ name: option.name, technicalName: option.technicalName, color: option.color, icon: option.icon })) })),
    messages: inOrder(project.messages).map(({ name, technicalName, description, members }) => ({ name, technicalName, description, members: shapeOf(project, members) })),
    channels: inOrder(project.channels).map(({ id: _id, order: _order, technicalNameSetByHand: _byHand, messageIds, ...channel }) => ({ ...channel, messages: messageIds.map((id) => project.messages[id]?.technicalName).toSorted() })),
  }
}

describe('an export that is imported again', () => {
  test('keeps messages, fields, lists, choices, channels and keys, whatever they are called', () => {
    fc.assert(fc.property(randomProject, fc.constantFrom('yaml' as const, 'json' as const), (project, syntax) => {
      const { project: again, findings } = imported(exportProject(project, 'asyncapi', { org: 'acme', syntax }).text)
      expect(outline(again)).toEqual(outline(project))
      expect(findings.map(({ pointer, loses }) => [pointer, loses])).toEqual([['/servers', false], ['/operations', false], ['/components/securitySchemes', false]])
      expect(exportProject({ ...again, technicalName: project.technicalName }, 'asyncapi', { org: 'acme' }).text).toBe(exportProject(project, 'asyncapi', { org: 'acme' }).text)
    }), { numRuns: 100 })
  })

  test('has a name in topics, and takes what was changed in a schema since', () => {
    const document = JSON.stringify(asyncApiDocument(helpDesk(), { org: 'acme' })).replace('"maxLength":100', '"maxLength":50')
    const { project } = imported(document)
    expect(project).toMatchObject({ name: 'Help desk', technicalName: 'helpDesk' })
    expect(Object.values(project.messages)[0]?.members).toMatchObject({ i5: { technicalName: 'subject', required: true, valueType: { type: 'text', maxLength: 50 } } })
  })
})

const shop2 = `
asyncapi: 2.6.0
info: {title: Web shop, version: 1.0.0}
servers: {production: {url: 'mqtt://broker.example.com', protocol: mqtt}}
channels:
  shop/{shopId}/orders/{orderId}:
    description: Orders of a shop
    parameters:
      shopId: {schema: {type: string}}
    publish:
      operationId: placeOrder
      bindings: {mqtt: {qos: 1}}
      message:
        oneOf:
          - $ref: '#/components/messages/OrderPlaced'
          - name: order_cancelled
            payload: {type: object, properties: {reason: {type: string, minLength: 5}}}
    subscribe:
      message: {$ref: '#/components/messages/OrderPlaced'}
components:
  messages:
    OrderPlaced:
      title: Order placed
      summary: Somebody has ordered
      headers: {type: object, properties: {trace: {type: string}}}
      payload: {$ref: '#/components/schemas/Order'}
  schemas:
    Order:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required: [customer, lines]
          properties:
            customer: &person
              type: object
              properties: {name: {type: string}, mail: {type: string, format: email}}
            lines:
              type: array
              items: {type: object, required: [count], properties: {article: {type: string, format: uuid}, count: {type: integer, exclusiveMinimum: 0, maximum: 99}, price: {type: number, multipleOf: 0.01}}}
            tags: {type: array, items: {type: string}}
            channels: {type: array, items: {enum: [mail, phone]}}
            status: {type: string, enum: [open, paid], default: open}
            size: {enum: [S, 'X-L']}
            contact: {oneOf: [{type: string}, {type: 'null'}]}
            either: {oneOf: [{type: string}, {type: integer}]}
            delivery-date: {type: [string, 'null'], format: date}
            next: {$ref: '#/components/schemas/Order'}
            far: {$ref: 'other.yaml#/Thing'}
    Base:
      type: object
      required: [id]
      properties: {id: {type: string, maxLength: 40, pattern: '^[a-z0-9]+$'}, at: {type: string, format: date-time}}
    Unused: {type: object}
`

describe('a document of others', () => {
  test('of version 2.6 becomes messages, fields, lists, choices and channels', () => {
    const { project } = imported(shop2)
    const [channel] = Object.values(project.channels)
    expect(channel).toMatchObject({ name: 'Shop orders', technicalName: 'shopOrders', keyName: 'Shop id', description: 'Orders of a shop' })
    const messages = Object.values(project.messages)
    expect(messages.map(({ name, technicalName }) => [name, technicalName])).toEqual([['Order placed', 'OrderPlaced'], ['Order cancelled', 'order_cancelled']])
    expect(channel?.messageIds).toEqual(messages.map(({ id }) => id))
    expect(project.messages[messages[0]?.id ?? '']?.description).toBe('Somebody has ordered')
    expect(messageJsonSchema(project, messages[0]?.id ?? '')).toMatchObject({
      required: ['id'],
      properties: {
        id: { type: 'string', maxLength: 40, pattern: '^[a-z0-9]+$', minLength: 1 },
        at: { format: 'date-time' },
        customer_name: { title: 'customer Name', type: ['string', 'null'] },
        customer_mail: { pattern: expect.stringContaining('@') },
        lines: { items: { required: ['count'], properties: { article: { pattern: expect.stringContaining('{12}') }, count: { type: 'integer', minimum: 1, maximum: 99 }, price: { multipleOf: 0.01 } } } },
        channels: { type: ['array', 'null'], items: { enum: ['mail', 'phone'] } },
        status: { enum: ['open', 'paid', null], default: 'open' },
        size: { type: ['string', 'null'] },
        contact: { type: ['string', 'null'] },
        deliveryDate: { format: 'date' },
      },
    })
    expect(checkDocument(project).filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('says with its place what is not carried', () => {
    const { findings } = imported(shop2)
    const said = (pointer: string): string => findings.filter((finding) => finding.pointer === pointer).map(({ text }) => text).join(' ')
    const order = '/components/schemas/Order/allOf/1/properties'
    expect(said('/servers')).toMatch(/Not carried/)
    expect(said('/components/messages/OrderPlaced')).toBe('Not carried: headers. A message is its payload.')
    expect(said(`${order}/customer`)).toMatch(/became fields of the message itself/)
    expect(said(`${order}/tags`)).toBe('A list holds rows with named values; one of single values was left out.')
    expect(said(`${order}/size`)).toMatch(/no choice/)
    // What is lost of one thing is said at one place, once.
    expect(said(`${order}/either`)).toBe('Alternatives are not carried. No field is like this; it was left out.')
    expect(findings.filter(({ pointer }) => pointer.startsWith(`${order}/either`)).map(({ pointer }) => pointer)).toEqual([`${order}/either`, `${order}/either`])
    expect(said(`${order}/delivery-date`)).toBe('"delivery-date" is called deliveryDate here, so payloads look different.')
    expect(said(`${order}/far`)).toMatch(/leads out of the document/)
    expect(said('/channels/shop~1{shopId}~1orders~1{orderId}/parameters')).toBe('A channel has one key: it is shopId, and orderId is left out.')
    expect(said('/channels/shop~1{shopId}~1orders~1{orderId}/publish/message/oneOf/1/payload/properties/reason')).toBe('Not carried: minLength.')
    expect(said('/components/schemas/Unused')).toMatch(/No message uses/)
    expect(said(`${order}/next`)).toBe('A schema that is inside itself has no end; it was left out.')
  })

  test('of version 3.0, with what is said in channels and by references', () => {
    const { project, findings } = imported({
      asyncapi: '3.0.0', info: { title: 'Lamps', version: '1' },
      channels: {
        lightMeasured: { address: 'lamps/{lampId}/light', messages: { measured: { $ref: '#/components/messages/lightMeasured' } }, parameters: { lampId: {} } },
        empty: { address: null },
      },
      components: { messages: { lightMeasured: { payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: { type: 'object', required: ['lumens'], properties: { lumens: { type: 'integer', minimum: 0 }, sentAt: { $ref: '#/components/schemas/sentAt' } } } } } }, schemas: { sentAt: { type: 'string', format: 'date-time' } } },
    })
    expect(outline(project)).toMatchObject({
      messages: [{ name: 'Light measured', technicalName: 'lightMeasured', members: [{ technicalName: 'lumens', required: true, valueType: { type: 'number', min: 0, decimals: 0 } }, { technicalName: 'sentAt', name: 'Sent at', valueType: { type: 'dateTime' } }] }],
      channels: [{ name: 'Light measured', technicalName: 'lightMeasured', keyName: 'Lamp id', messages: ['lightMeasured'] }, { name: 'Empty', keyName: null, messages: [] }],
    })
    expect(findings).toEqual([{ pointer: '/channels/empty', text: 'No message is described for the channel, so every message may travel on it.', loses: true }])
  })

  test('in YAML with anchors is read; a reference by alias is that part again', () => {
    const { project } = imported('asyncapi: 3.0.0\ninfo: {title: X}\ncomponents:\n  schemas:\n    A: &a {type: object, properties: {x: {type: boolean}}}\n  messages:\n    M: {payload: *a}\n    N: {payload: *a}\n')
    expect(Object.values(project.messages).map(({ members }) => Object.values(members).map(({ technicalName }) => technicalName))).toEqual([['x'], ['x']])
  })
})

describe('a document that cannot be read is refused with the reason', () => {
  const deepYaml = Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')
  const bomb = `asyncapi: 3.0.0\na: &a [1,2,3,4,5,6,7,8,9]\n${'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index] ?? ''}`).join(', ')}]`).join('\n')}\n`
  test.each<[string, string, RegExp]>([
    ['broken JSON', '{"asyncapi": "3.0.0",\n "info" 1}', /is not JSON: .* line 2, column 9/],
    ['broken YAML', 'asyncapi: 3.0.0\ninfo: [1\nx: 2', /cannot be read as YAML: .*line/],
    ['the same name twice', 'asyncapi: 3.0.0\nasyncapi: 2.6.0', /must be unique at line 2/],
    ['something else', '- 1\n- 2', /not an AsyncAPI document/],
    ['an OpenAPI document', 'openapi: 3.1.0', /does not begin with asyncapi/],
    ['version 1', 'asyncapi: 1.2.0', /AsyncAPI 1\.2\.0 is not read/],
    ['nothing', '', /not an AsyncAPI document/],
    ['a name that reaches the prototype, in YAML', 'asyncapi: 3.0.0\n__proto__: {polluted: true}', /"__proto__" as a name/],
    ['the same in JSON', '{"asyncapi": "3.0.0", "components": {"messages": {"constructor": {}}}}', /"constructor" as a name/],
    ['100,000 levels of JSON', `{"asyncapi": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /deeper than 32 levels/],
    ['100,000 levels of YAML', `asyncapi: ${'['.repeat(100_000)}`, /deeper than 32 levels/],
    ['levels by lines', deepYaml, /deeper than 32 levels/],
    ['levels in one line', `asyncapi:\n  ${'- '.repeat(50_000)}`, /deeper than 32 levels/],
    ['aliases of aliases', bomb, /more than 100 aliases/],
    ['an alias inside itself', 'asyncapi: 3.0.0\na: &a {b: *a}', /deeper than 32 levels/],
    ['types of other languages', "asyncapi: 3.0.0\nx: !!js/function 'function () {}'", /Unresolved tag/],
    ['several documents', 'asyncapi: 3.0.0\n---\nasyncapi: 3.0.0', /several YAML documents/],
    ['too much YAML', `asyncapi: 3.0.0\nx:\n${'  - a\n'.repeat(120_000)}`, /more than 100000 names and values/],
    ['too much JSON', `{"asyncapi": "3.0.0", "x": [${'1,'.repeat(450_000)}1]}`, /more than 400000 values/],
    ['too many characters', `{"asyncapi": "${'x'.repeat(LIMITS.projectBytes)}"}`, /the limit is 5242880/],
  ])('%s', (_what, text, message) => {
    expect(importAsyncApi(text, { projectId: 'x' })).toMatchObject({ ok: false, message: expect.stringMatching(message) })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('whatever a document holds, it becomes a project or is refused, and ends', () => {
    const text = fc.oneof(fc.constantFrom('object', 'array', 'string', '#/components/schemas/A', '#/components/schemas/B', '#/components/messages/M', '#', '#/', 'x'), fc.string({ maxLength: 10 }))
    const key = fc.constantFrom('type', 'properties', 'items', 'allOf', 'oneOf', 'anyOf', '$ref', 'enum', 'const', 'required', 'payload', 'schema', 'schemaFormat', 'message', 'messages', 'publish', 'a', 'b-c', 'title', 'name', 'default', 'pattern', 'minimum', 'maxLength', 'multipleOf', 'x-halley-field', 'x-halley-choice', 'x-halley-channel', 'options', 'address', 'parameters')
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 6, depthSize: 'medium' }, text, fc.constantFrom(null, true, 0, -1, 1.5, 1e308), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 5 })),
    }))
    const map = fc.dictionary(fc.constantFrom('A', 'B', 'M', 'choice.x', '{k}', 'a/b'), value, { maxKeys: 4 })
    fc.assert(fc.property(fc.constantFrom('2.6.0', '3.0.0'), fc.record({ info: value, channels: map, components: fc.record({ messages: map, schemas: map }) }), (asyncapi, document) => {
      const json = JSON.stringify({ asyncapi, ...document })
      const result = importAsyncApi(json, { projectId: 'x' })
      expect(importAsyncApi(json, { projectId: 'x' })).toEqual(result)
      if (result.ok) exportProject(result.project, 'asyncapi', { org: 'acme' })
    }), { numRuns: 300 })
  })

  test('schemas that lead to each other in many ways are left when it is enough', () => {
    const names = Array.from({ length: 12 }, (_, index) => `S${index}`)
    const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object', properties: Object.fromEntries(names.map((other) => [other, { $ref: `#/components/schemas/${other}` }])) }]))
    const { findings, project } = imported(stringify({ asyncapi: '3.0.0', info: { title: 'Web' }, components: { schemas, messages: { M: { payload: { $ref: '#/components/schemas/S0' } } } } }))
    expect(findings.length).toBeLessThanOrEqual(501)
    expect(findings.some(({ text }) => /more than 200000 places/.test(text))).toBe(true)
    expect(Object.values(project.messages)).toHaveLength(1)
  })
})
