import type { z } from 'zod'

/** A request that a client sends and the server acknowledges. */
export type RequestDefinition = { readonly request: z.ZodType; readonly reply: z.ZodType }
/** Requests of one namespace by event name. */
export type RequestTable = Readonly<Record<string, RequestDefinition>>
/** Pushes of one namespace by event name: what the server sends unasked. */
export type PushTable = Readonly<Record<string, z.ZodType>>

export type RequestOf<T extends RequestTable, K extends keyof T> = z.infer<T[K]['request']>
export type ReplyOf<T extends RequestTable, K extends keyof T> = z.infer<T[K]['reply']>
export type PushOf<T extends PushTable, K extends keyof T> = z.infer<T[K]>

/** Keeps the literal types of a table of requests. */
export function requests<const T extends RequestTable>(table: T): T {
  return table
}

/** Keeps the literal types of a table of pushes. */
export function pushes<const T extends PushTable>(table: T): T {
  return table
}
