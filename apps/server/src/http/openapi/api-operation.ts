import type { z } from 'zod'

/** What a request is answered with. */
export type ApiAnswer = {
  readonly description: string
  /** Left out for an answer without a body. */
  readonly schema?: z.ZodType | undefined
  /** `application/json` otherwise. */
  readonly contentType?: string
}

/** One route of the HTTP API, as its document says it. */
export type ApiOperation = {
  /** Unique; programs that are generated from the document call it so. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As fastify has it, such as `/api/v1/projects/:id`. */
  readonly path: string
  readonly tag: ApiTag
  readonly summary: string
  /** Nobody needs to be known for it. */
  readonly isPublic?: boolean
  readonly query?: z.ZodObject | undefined
  /** Headers that mean something, by name, with what they say. */
  readonly headers?: Readonly<Record<string, string>>
  /** What the body may be, by content type. */
  readonly body?: Readonly<Record<string, z.ZodType>> | undefined
  /** By status. */
  readonly answers: Readonly<Record<number, ApiAnswer>>
  /** Statuses of problem details. */
  readonly refusals?: readonly number[]
}

/** The parts of the API, and what each is for. */
export const apiTags = {
  events: 'Publish and read events.',
  projects: 'Projects: their documents, versions, published apps, rows of stored lists, secrets of connections.',
  accounts: 'Accounts: people, organisations, invitations, API tokens.',
  server: 'The server itself: whether it works, figures, and this document.',
} as const

export type ApiTag = keyof typeof apiTags
