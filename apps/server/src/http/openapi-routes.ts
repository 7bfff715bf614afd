import type { FastifyInstance } from 'fastify'
import { apiOperations } from './openapi/api-operations.ts'
import { openApiDocument } from './openapi/openapi-document.ts'

/** Serves `/api/v1/openapi.json`: what the HTTP API takes and gives, for people and for programs that write programs. */
export function openApiRoutes(app: FastifyInstance, { version, publicUrl }: { readonly version: string; readonly publicUrl: () => string }): void {
  // Made once, when somebody asks: where the server is reached is known by then.
  let text: string | undefined
  app.get('/api/v1/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(apiOperations, { version, serverUrl: publicUrl() }))
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(text)
  })
}
