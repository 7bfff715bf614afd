import { defineNodeKind, type CompiledExpression, type CompiledTemplate, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { answerHeaderProblem, headerValueProblem, type Value } from '@halley/model'
import { z } from 'zod'
import { namedTemplatesSchema, prepareLines, programText, writeTemplate, type PreparedLine } from './named-templates.ts'

const config = z.object({
  answer: z.enum(['json', 'text', 'nothing', 'event']).default('json'),
  status: z.number().int().min(200).max(599).default(200),
  headers: namedTemplatesSchema,
  /** Gives the value that is answered as JSON. */
  bodyExpression: z.string().max(4_000).default(''),
  /** A template, answered as it is written. */
  text: z.string().max(4_000).default(''),
  contentType: z.string().trim().max(100).default('text/plain; charset=utf-8'),
  /** What the event is called; empty is `message`, which programs get without asking for a name. */
  eventName: z.string().trim().max(80).default(''),
  /** Gives the data of the event, sent as JSON. */
  dataExpression: z.string().max(4_000).default(''),
  /** A template; a client that connects again says the last one that it has seen. */
  eventId: z.string().max(400).default(''),
})

type Config = z.infer<typeof config>
type Prepared = {
  readonly headers: readonly PreparedLine[]
  readonly value: CompiledExpression | undefined
  readonly text: CompiledTemplate | undefined
  readonly eventId: CompiledTemplate | undefined
}

const isEvent = ({ answer }: Config): boolean => answer === 'event'
/** Statuses that have no body, by the rules of HTTP. */
const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304

/** Answers the request that an HTTP endpoint flow serves, or writes one event of its stream. */
export const respond = defineNodeKind<Config, Prepared>({
  kind: 'respond',
  version: 1,
  title: 'Respond',
  help: 'Answers the HTTP request that the flow serves, once; the flow may go on afterwards. Or writes one event, when the answer is a stream because the flow listens. Error is taken when the request was answered already, when this session serves no request, when the answer is too large, and when the client has gone.',
  group: 'comet',
  flowTypes: ['endpoint', 'action'],
  config,
  form: {
    answer: {
      control: 'select', label: 'Answer with',
      options: [
        { value: 'json', label: 'JSON', help: 'The value of an expression.' },
        { value: 'text', label: 'Text', help: 'A text with values in it.' },
        { value: 'nothing', label: 'No body', help: 'A status alone.' },
        { value: 'event', label: 'One event of a stream', help: 'A server-sent event; the answer stays open while the flow listens.' },
      ],
    },
    status: { control: 'number', label: 'Status', help: 'Such as 200, 201, 404 or 409.', visible: (now) => !isEvent(now) },
    headers: { control: 'namedTemplates', label: 'Headers', help: 'Added to the answer, such as Location or Cache-Control. A value that is unknown is written as nothing.', visible: (now) => !isEvent(now) },
    bodyExpression: { control: 'expression', label: 'Value', help: 'An expression; its value is answered as JSON.', expects: 'any', placeholder: "{'id': order.id, 'status': order.status}", visible: ({ answer }) => answer === 'json' },
    text: { control: 'template', label: 'Text', help: 'Answered as it is written, with values in braces.', visible: ({ answer }) => answer === 'text' },
    contentType: { control: 'text', label: 'Content type', help: 'What the text is, such as text/plain or text/csv.', visible: ({ answer }) => answer === 'text' },
    eventName: { control: 'text', label: 'Name of the event', help: 'Empty is "message".', visible: isEvent },
    dataExpression: { control: 'expression', label: 'Data', help: 'An expression; its value is written as JSON, the data of the event.', expects: 'any', placeholder: 'OrderMoved', visible: isEvent },
    eventId: { control: 'template', label: 'Id of the event', help: 'What a client that connects again says it had last. Empty writes none.', placeholder: '{event.id}', visible: isEvent },
  },
  look: {
    icon: 'reply',
    tone: 'data',
    summary: (now) => {
      if (isEvent(now)) return `Send the event ${now.eventName === '' ? '' : `"${now.eventName}" `}${now.dataExpression === '' ? '' : `with ${now.dataExpression}`}`.trim()
      return `Answer ${now.status}${now.answer === 'json' && now.bodyExpression !== '' ? ` with ${now.bodyExpression}` : now.answer === 'text' ? ' with a text' : ''}`
    },
  },
  exits: () => [{ id: 'default', label: 'Default', tone: 'quiet' }, { id: 'error', label: 'Error', tone: 'error' }],
  carries: () => [{ from: [], to: { type: 'answer' as const } }],
  check: (now): NodeProblem[] => {
    const problems: NodeProblem[] = []
    const error = (code: string, text: string, ...path: string[]): void => void problems.push({ code: `respond/${code}`, severity: 'error', text, path })
    if (now.answer === 'json' && now.bodyExpression.trim() === '') error('no_value', 'Write the value to answer with; null is one too.', 'bodyExpression')
    if (isEvent(now) && now.dataExpression.trim() === '') error('no_value', 'Write the data of the event.', 'dataExpression')
    if (isEvent(now)) return problems
    if (now.answer !== 'nothing' && hasNoBody(now.status)) error('no_body_allowed', `An answer with the status ${now.status} has no body; choose another status, or No body.`, 'status')
    for (const { id, name } of Object.values(now.headers)) {
      const problem = name === '' ? undefined : answerHeaderProblem(name)
      if (problem !== undefined) error('header_invalid', problem, 'headers', id, 'name')
      else if (name.toLowerCase() === 'content-type') error('header_invalid', 'The content type goes with the body; leave this line out.', 'headers', id, 'name')
    }
    if (now.answer === 'text' && headerValueProblem(now.contentType) !== undefined) error('content_type_invalid', 'This is not a content type; write one such as text/plain.', 'contentType')
    return problems
  },
  prepare: (now, context) => ({
    headers: isEvent(now) ? [] : prepareLines('headers', now.headers, context),
    value: isEvent(now) ? context.expression(['dataExpression'], now.dataExpression) : now.answer === 'json' ? context.expression(['bodyExpression'], now.bodyExpression) : undefined,
    text: now.answer === 'text' ? context.template(['text'], now.text) : undefined,
    eventId: isEvent(now) ? context.template(['eventId'], now.eventId) : undefined,
  }),
  enter: (prepared, context, now) => {
    const body = valueOf(prepared, context, now)
    if ('type' in body) return body
    return isEvent(now) ? respondEvent(prepared, context, { name: now.eventName, data: body.value }) : respondWhole(prepared, context, { now, body: body.value })
  },
  resume: (_prepared, _context, resumption) => (resumption.type === 'effect' && !resumption.result.ok
    ? { type: 'fail', code: resumption.result.code, text: resumption.result.text }
    : { type: 'leave', exit: 'default' }),
})

function valueOf({ value, text }: Prepared, context: RunContext, { answer }: Config): { readonly value: Value } | Extract<Outcome, { type: 'fail' }> {
  if (answer === 'nothing') return { value: null }
  if (answer === 'text') {
    const written = writeTemplate(text, context, { what: 'The answer', write: (part) => ({ text: programText(part) }) })
    return written.ok ? { value: written.text } : { type: 'fail', code: written.code, text: written.text }
  }
  if (value === undefined) return { type: 'fail', code: 'respond/no_value', text: 'Nothing says what to answer.' }
  const result = context.evaluate(value)
  return result.ok ? { value: result.value } : { type: 'fail', code: result.code, text: `The answer could not be computed: ${result.text}` }
}

function respondEvent({ eventId }: Prepared, context: RunContext, { name, data }: { readonly name: string; readonly data: Value }): Outcome {
  const id = writeTemplate(eventId, context, { what: 'The id of the event', write: (value) => ({ text: programText(value) }) })
  if (!id.ok) return { type: 'fail', code: id.code, text: id.text }
  return { type: 'respond', answer: { type: 'event', name: name === '' ? 'message' : name, id: id.text === '' ? null : id.text, data } }
}

function respondWhole({ headers: lines }: Prepared, context: RunContext, { now, body }: { readonly now: Config; readonly body: Value }): Outcome {
  const headers: { name: string; value: string }[] = []
  for (const { name, template } of lines) {
    const written = writeTemplate(template, context, { what: `The header ${name}`, write: (value) => ({ text: programText(value) }) })
    if (!written.ok) return { type: 'fail', code: written.code, text: written.text }
    const problem = headerValueProblem(written.text)
    if (problem !== undefined) return { type: 'fail', code: 'http/value_invalid', text: `The header ${name} cannot be written: it ${problem}.` }
    headers.push({ name, value: written.text })
  }
  if (now.answer === 'json') headers.push({ name: 'content-type', value: 'application/json; charset=utf-8' })
  if (now.answer === 'text') headers.push({ name: 'content-type', value: now.contentType })
  return { type: 'respond', answer: { type: 'response', status: now.status, headers, body } }
}
