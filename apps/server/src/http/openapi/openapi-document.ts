import { accountProblemSchema } from '@halley/protocol'
import { z } from 'zod'
import { apiTags, type ApiAnswer, type ApiOperation } from './api-operation.ts'
import { SchemaShelf } from './schema-shelf.ts'

type Json = { readonly [key: string]: unknown }

/** A refusal: RFC 9457 with our code. */
export const problemSchema = z.looseObject({ type: z.string(), ...accountProblemSchema.shape })

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.', 401: 'Nobody is known by what was sent.', 403: 'Not permitted, or from a page of another site.', 404: 'There is no such thing.', 409: 'In conflict with what is there.',
  413: 'Too large.', 415: 'Another content type.', 422: 'Read, and not valid; the pointer says where.', 428: 'If-Match is needed.', 429: 'Too often; Retry-After says when to try again.', 500: 'Something went wrong in the server.', 503: 'Something is down; try again.',
}

/** The HTTP API as an OpenAPI 3.1 document, from the table of its operations. `serverUrl` is where it is reached. */
export function openApiDocument(operations: readonly ApiOperation[], { version, serverUrl }: { readonly version: string; readonly serverUrl: string }): Json {
  const shelf = new SchemaShelf()
  const problem = { 'application/problem+json': { schema: shelf.named('Problem', problemSchema, 'output') } }
  const paths = new Map<string, Record<string, Json>>()
  for (const operation of operations) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, '{$1}')
    const methods = paths.get(path) ?? {}
    methods[operation.method.toLowerCase()] = operationOf(operation, shelf)
    paths.set(path, methods)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Halley', version, description: 'The HTTP API. Errors are problem details with a stable code. Programs that hold a connection use Socket.IO instead; see docs/protocol.md.' },
    servers: [{ url: serverUrl }],
    tags: Object.entries(apiTags).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }, { login: [] }, {}],
    paths: Object.fromEntries(paths),
    components: {
      schemas: shelf.all(),
      responses: Object.fromEntries(Object.entries(REFUSALS).map(([status, description]) => [`Refused${status}`, { description, content: problem }])),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, hly_…; for events alone. Nothing is needed on the machine itself while nobody has an account.' },
        login: { type: 'apiKey', in: 'cookie', name: '__Host-halley', description: 'The cookie of somebody who has signed in; "halley" without TLS.' },
      },
    },
  }
}

function operationOf({ id, tag, summary, isPublic, path, query, headers, body, answers, refusals = [] }: ApiOperation, shelf: SchemaShelf): Json {
  const parameters = [
    ...[...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({ name, in: 'query', required: !schema.safeParse(undefined).success, schema: shelf.inline(`${id}_${name}`, schema, 'input') })),
    ...Object.entries(headers ?? {}).map(([name, description]) => ({ name, in: 'header', required: false, description, schema: { type: 'string' } })),
  ]
  return {
    operationId: id, tags: [tag], summary,
    ...(isPublic === true && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema: shelf.inline(`${id}_body`, schema, 'input') }])) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(`${id}_${status}`, answer, shelf)])),
      ...Object.fromEntries([...refusals, 500].map((status) => [String(status), { $ref: `#/components/responses/Refused${status}` }])),
    },
  }
}

function answerOf(place: string, { description, schema, contentType = 'application/json' }: ApiAnswer, shelf: SchemaShelf): Json {
  return { description, ...(schema !== undefined && { content: { [contentType]: { schema: shelf.inline(place, schema, 'output') } } }) }
}
