import { z } from 'zod'
import type { ApiOperation } from './api-operation.ts'

const documentSchema = z.record(z.string(), z.unknown())

/** What is asked of the server itself. */
export const serverOperations: readonly ApiOperation[] = [
  { id: 'isAlive', method: 'GET', path: '/healthz', tag: 'server', isPublic: true, summary: 'Does the process answer? safeMode: it was started so that nothing runs.', answers: { 200: { description: 'It does.', schema: z.object({ status: z.literal('ok'), version: z.string(), safeMode: z.literal(true).optional() }) } } },
  { id: 'isReady', method: 'GET', path: '/readyz', tag: 'server', isPublic: true, summary: 'Do all of its parts? 503 names those that are down.', answers: { 200: { description: 'They do.', schema: z.object({ status: z.literal('ok'), version: z.string(), parts: z.array(z.string()) }) } }, refusals: [503] },
  { id: 'readMetrics', method: 'GET', path: '/metrics', tag: 'server', summary: 'Figures for Prometheus: for this machine while nobody has an account, for owners, and with HALLEY_METRICS_TOKEN as bearer token.', answers: { 200: { description: 'The figures.', schema: z.string(), contentType: 'text/plain' } }, refusals: [401] },
  { id: 'readOpenApi', method: 'GET', path: '/api/v1/openapi.json', tag: 'server', isPublic: true, summary: 'This document.', answers: { 200: { description: 'An OpenAPI 3.1 document.', schema: documentSchema } } },
  { id: 'readAsyncApi', method: 'GET', path: '/api/v1/asyncapi.json', tag: 'events', summary: 'The messages of the published apps, as a program sends and receives them.', answers: { 200: { description: 'An AsyncAPI 3.0 document.', schema: documentSchema } }, refusals: [401, 403, 429, 503] },
]
