import { defineNodeKind, EXAMPLE_CHARACTERS, readExample, responseType, type CompiledExpression, type CompiledTemplate, type HttpAnswer, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { headerValueProblem, httpMethods, idSchema, inOrder, LIMITS, mapById, requestHeaderProblem, valueTargetSchema, type Value } from '@halley/model'
import { z } from 'zod'
import { namedTemplatesSchema, prepareLines, programText, writeTemplate, type PreparedLine } from './named-templates.ts'
import { addressProblem, writeAddress } from './request-address.ts'
import { setValues, type ValueLine } from './set-values.ts'

const config = z.object({
  method: z.enum(httpMethods).default('GET'),
  connectionId: idSchema.nullable().default(null),
  /** A whole address; with a connection, what follows its address. */
  url: z.string().max(4_000).default(''),
  query: namedTemplatesSchema,
  headers: namedTemplatesSchema,
  bodyType: z.enum(['none', 'json', 'text']).default('none'),
  /** Gives the value that is sent as JSON. */
  bodyExpression: z.string().max(4_000).default(''),
  /** A template, sent as it is written. */
  body: z.string().max(4_000).default(''),
  contentType: z.string().trim().max(100).default('text/plain; charset=utf-8'),
  /** Milliseconds until the whole answer has to be there. */
  timeoutMs: z.number().int().min(100).max(LIMITS.requestMs).default(10_000),
  /** The statuses that have an exit of their own, such as `404` and `5xx`, with commas, blanks or lines between them. */
  statuses: z.string().max(200).default('4xx, 5xx'),
  /** Pasted JSON that shows the shape of `response.body`. */
  responseExample: z.string().max(EXAMPLE_CHARACTERS).default(''),
  mapping: mapById(z.object({ id: idSchema, order: z.string().max(200), expression: z.string().max(4_000), target: valueTargetSchema.nullable() })).default({}),
})

type Config = z.infer<typeof config>
type Prepared = {
  readonly url: CompiledTemplate | undefined
  readonly query: readonly PreparedLine[]
  readonly headers: readonly PreparedLine[]
  readonly bodyExpression: CompiledExpression | undefined
  readonly body: CompiledTemplate | undefined
  readonly mapping: readonly ValueLine[]
  /** The example is an object or a list. */
  readonly expectsJson: boolean
}

const sendsBody = ({ method, bodyType }: Config): boolean => method !== 'GET' && bodyType !== 'none'

/** Asks an HTTP service, takes values out of its answer, and leaves by the exit of its status. */
export const httpRequest = defineNodeKind<Config, Prepared>({
  kind: 'http-request',
  version: 1,
  title: 'HTTP request',
  help: 'Asks a web service and waits for its answer; meanwhile the session goes on. It leaves by the exit of the answer’s status: the exact one before its class, else Default. Values are taken out of the answer before: when one of a good answer (2xx) fails, none is set and Error is taken; of another answer, those it has are set. Error is also taken when there is no answer: the address is wrong or not allowed, nobody answers in time, the connection breaks, or the answer is too large.',
  group: 'comet',
  waits: false,
  config,
  form: {
    method: { control: 'select', label: 'Method', help: 'What the service is to do: GET reads, POST adds, PUT and PATCH change, DELETE removes. The service’s manual says which it takes.', options: httpMethods.map((value) => ({ value, label: value })) },
    connectionId: { control: 'connection', label: 'Connection', create: true, optional: true, help: 'Its address and how to sign in there. Without one, the address below is a whole one.' },
    url: { control: 'template', label: 'Address', placeholder: 'https://api.example.com/orders/{order.id}', help: 'With a connection, the path after its address. Values stay within their part of the address.' },
    query: { control: 'namedTemplates', label: 'Query', help: 'Added to the address after the ?. A line whose value is unknown is left out.' },
    headers: { control: 'namedTemplates', label: 'Headers', help: 'Secrets belong into a connection: everybody who edits the project reads what stands here.' },
    bodyType: { control: 'select', label: 'Body', visible: ({ method }) => method !== 'GET', options: [{ value: 'none', label: 'None' }, { value: 'json', label: 'JSON', help: 'The value of an expression.' }, { value: 'text', label: 'Text', help: 'A text with values in it.' }] },
    bodyExpression: { control: 'expression', label: 'Value of the body', help: 'An expression; its value is sent as JSON.', expects: 'any', placeholder: "{'state': order.state}", visible: (now) => sendsBody(now) && now.bodyType === 'json' },
    body: { control: 'template', label: 'Text of the body', help: 'Sent as it is written, with values in braces.', visible: (now) => sendsBody(now) && now.bodyType === 'text' },
    contentType: { control: 'text', label: 'Content type', help: 'What the text is, such as text/plain or application/xml.', visible: (now) => sendsBody(now) && now.bodyType === 'text' },
    timeoutMs: { control: 'duration', label: 'Time limit', help: `At most ${LIMITS.requestMs / 1_000} s. Then Error is taken.` },
    statuses: { control: 'text', label: 'Statuses with an exit', help: 'Such as 404 or 5xx, with commas between them. All others leave by Default.' },
    responseExample: { control: 'markdown', label: 'Example of an answer', help: 'Paste JSON that the service answers: then response.body has its fields.' },
    mapping: { control: 'responseMapping', label: 'Take from the answer', help: 'Over response.status, response.headers and response.body.' },
  },
  look: {
    icon: 'globe',
    tone: 'data',
    summary: ({ method, connectionId, url }, { project }) => {
      const connection = project.connections[connectionId ?? '']
      return url.trim() === '' && connection === undefined ? 'Say what to ask' : `${method} ${connection === undefined ? url : `${connection.name} ${url}`.trim()}`
    },
  },
  exits: ({ statuses }) => [...statusesIn(statuses).known.map((status) => ({ id: status, label: status })), { id: 'default', label: 'Default' }, { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ mapping }) => ({ assigns: Object.values(mapping).flatMap(({ target }) => (target === null ? [] : [target])) }),
  carries: ({ mapping }) => [
    ...['url', 'query', 'headers', 'bodyExpression', 'body'].map((part) => ({ from: [part], to: { type: 'request' as const } })),
    ...Object.values(mapping).flatMap(({ id, target }) => (target === null ? [] : [{ from: ['mapping', id], to: { type: 'target' as const, target } }])),
  ],
  check: (now, { project }): NodeProblem[] => {
    const problems: NodeProblem[] = []
    const error = (code: string, text: string, ...path: string[]): void => void problems.push({ code: `http-request/${code}`, severity: 'error', text, path })
    const connection = now.connectionId === null ? undefined : project.connections[now.connectionId]
    if (now.connectionId !== null && connection === undefined) error('connection_missing', 'The connection was deleted; choose another, or none.', 'connectionId')
    const address = addressProblem(now.url, now.connectionId !== null)
    if (address !== undefined) error('address_invalid', address, 'url')
    for (const { id, name } of Object.values(now.headers)) {
      const problem = name === '' ? undefined : requestHeaderProblem(name)
      if (problem !== undefined) error('header_invalid', problem, 'headers', id, 'name')
      else if (name.toLowerCase() === 'content-type') error('header_invalid', 'The content type is set with the body; leave this line out.', 'headers', id, 'name')
      else if (name.toLowerCase() === 'authorization' && connection !== undefined && 'auth' in connection.settings && connection.settings.auth.type !== 'none') error('header_invalid', `"${connection.name}" signs in with its own secret; leave this line out.`, 'headers', id, 'name')
    }
    if (sendsBody(now) && now.bodyType === 'json' && now.bodyExpression.trim() === '') error('no_body', 'Write the value that is sent.', 'bodyExpression')
    if (sendsBody(now) && now.bodyType === 'text' && /json/i.test(now.contentType)) error('json_as_text', 'Choose the body JSON: in a text, a quote inside a value would break it.', 'contentType')
    else if (sendsBody(now) && now.bodyType === 'text' && !/^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w-]+=[\w."-]+)*$/.test(now.contentType)) error('content_type_invalid', 'This is not a content type; write one such as text/plain.', 'contentType')
    const { wrong, known } = statusesIn(now.statuses)
    if (wrong.length > 0) error('status_invalid', `"${wrong[0]?.slice(0, 20) ?? ''}" is no status; write one such as 404, or a class such as 4xx.`, 'statuses')
    if (known.length > STATUSES_AT_MOST) error('status_invalid', `These are ${known.length} statuses; the limit is ${STATUSES_AT_MOST}.`, 'statuses')
    const example = readExample(now.responseExample)
    if (!example.ok) error('example_invalid', example.text, 'responseExample')
    return problems
  },
  prepare: (now, context) => {
    const response = { response: responseType(now.responseExample) }
    const example = readExample(now.responseExample)
    return {
      expectsJson: example.ok && typeof example.value === 'object' && example.value !== null,
      url: context.template(['url'], now.url),
      query: prepareLines('query', now.query, context),
      headers: prepareLines('headers', now.headers, context),
      bodyExpression: sendsBody(now) && now.bodyType === 'json' ? context.expression(['bodyExpression'], now.bodyExpression) : undefined,
      body: sendsBody(now) && now.bodyType === 'text' ? context.template(['body'], now.body) : undefined,
      mapping: inOrder(now.mapping).map((line) => {
        const at = ['mapping', line.id]
        const prepared = line.target === null ? undefined : context.target(line.target)
        if (prepared === undefined) context.report({ code: 'http-request/target_missing', severity: 'error', text: line.target === null ? 'Choose where the value goes.' : 'Where the value goes was deleted; choose again.', path: [...at, 'target'] })
        if (line.expression.trim() === '') context.report({ code: 'http-request/no_expression', severity: 'error', text: `Write what of the answer goes to ${prepared?.label ?? 'the field'}, such as response.body.`, path: [...at, 'expression'] })
        return { target: line.target, prepared, expression: context.expression([...at, 'expression'], line.expression, prepared?.type, response) }
      }),
    }
  },
  enter: (prepared, context, now) => {
    const url = writeAddress(prepared.url, prepared.query, { context, isWhole: now.connectionId === null })
    if (!url.ok) return { type: 'fail', code: url.code, text: url.text }
    const headers = writeHeaders(prepared.headers, context)
    if ('type' in headers) return headers
    const body = writeBody(now, prepared, context)
    if (!body.ok) return { type: 'fail', code: body.code, text: body.text }
    if (body.contentType !== null) headers.push({ name: 'content-type', value: body.contentType })
    return { type: 'httpRequest', request: { connectionId: now.connectionId, method: now.method, url: url.text, headers, body: body.text, timeoutMs: now.timeoutMs } }
  },
  resume: ({ mapping, expectsJson }, context, resumption, now) => {
    if (resumption.type !== 'effect') return { type: 'leave', exit: 'default' }
    const { result } = resumption
    if (!result.ok) return { type: 'fail', code: result.code, text: result.text }
    // The server answers this effect with an HttpAnswer, and with nothing else.
    const answer = (result.value ?? { status: 0, headers: {}, body: null }) as unknown as HttpAnswer
    const isGood = answer.status >= 200 && answer.status < 300
    if (isGood && expectsJson && mapping.length > 0 && typeof answer.body === 'string') return { type: 'fail', code: 'http-request/mapping_failed', text: `The service answered a text (${answer.headers['content-type'] ?? 'without a content type'}), not JSON as in the example.` }
    const failed = setValues(mapping, context, {
      code: 'http-request/mapping_failed',
      evaluate: (expression) => {
        const value = context.evaluateWith(expression, { response: answer as unknown as Value })
        // An answer of another shape, such as the words of an error, has not everything that is mapped.
        return !isGood && (!value.ok || value.value === null) ? 'skip' : value
      },
    })
    if (failed !== undefined) return failed
    const own = String(answer.status)
    const { known } = statusesIn(now.statuses)
    return { type: 'leave', exit: [own, `${own.slice(0, 1)}xx`].find((status) => known.includes(status)) ?? 'default' }
  },
})

/** Exits of a node that people still tell apart. */
const STATUSES_AT_MOST = 12

function statusesIn(statuses: string): { readonly known: readonly string[]; readonly wrong: readonly string[] } {
  const all = [...new Set(statuses.toLowerCase().split(/[\s,;]+/).filter((status) => status !== ''))]
  return { known: all.filter((status) => /^[1-5](xx|\d\d)$/.test(status)), wrong: all.filter((status) => !/^[1-5](xx|\d\d)$/.test(status)) }
}

function writeHeaders(lines: readonly PreparedLine[], context: RunContext): { name: string; value: string }[] | Extract<Outcome, { type: 'fail' }> {
  const headers: { name: string; value: string }[] = []
  for (const { name, template } of lines) {
    const written = writeTemplate(template, context, { what: `The header ${name}`, write: (value) => ({ text: programText(value) }) })
    if (!written.ok) return { type: 'fail', code: written.code, text: written.text }
    const problem = headerValueProblem(written.text)
    if (problem !== undefined) return { type: 'fail', code: 'http/value_invalid', text: `The header ${name} cannot be written: it ${problem}.` }
    if (written.text !== '') headers.push({ name, value: written.text })
  }
  return headers
}

type WrittenBody = { readonly ok: true; readonly text: string | null; readonly contentType: string | null } | { readonly ok: false; readonly code: string; readonly text: string }

function writeBody(now: Config, { bodyExpression, body }: Prepared, context: RunContext): WrittenBody {
  if (!sendsBody(now)) return { ok: true, text: null, contentType: null }
  if (now.bodyType === 'json') {
    if (bodyExpression === undefined) return { ok: false, code: 'http-request/no_body', text: 'Nothing says what is sent.' }
    const value = context.evaluate(bodyExpression)
    return value.ok ? bounded(JSON.stringify(value.value), 'application/json') : { ok: false, code: value.code, text: `The body could not be computed: ${value.text}` }
  }
  // In the body of a form, values are written as in a query.
  const isForm = /x-www-form-urlencoded/i.test(now.contentType)
  const written = writeTemplate(body, context, { what: 'The body', write: (value) => ({ text: isForm ? encodeURIComponent(programText(value)) : programText(value) }) })
  return written.ok ? bounded(written.text, now.contentType) : written
}

function bounded(text: string, contentType: string): WrittenBody {
  if (text.length > LIMITS.httpBodyBytes) return { ok: false, code: 'too_large', text: `The body has ${text.length.toLocaleString('en')} characters; the limit is ${LIMITS.httpBodyBytes.toLocaleString('en')} bytes.` }
  return { ok: true, text, contentType }
}
