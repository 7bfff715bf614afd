import { jsonBoundsProblem, jsonPointer, LIMITS } from '@halley/model'
import { PROTOCOL_VERSION, type WireError } from '@halley/protocol'
import type { Socket } from 'socket.io'
import type { z } from 'zod'

/** A refusal to connect: the client gets it as `connect_error` with `data.code`. */
export class ConnectRefusal extends Error {
  readonly data: WireError

  constructor(error: WireError) {
    super(error.message)
    this.name = 'ConnectRefusal'
    this.data = error
  }
}

/** Checks what a client says of itself when it connects; for `namespace.use`. */
export function readHandshake(socket: Socket, schema: z.ZodType, next: (refusal?: ConnectRefusal) => void): void {
  const auth: unknown = socket.handshake.auth
  if (jsonBoundsProblem(auth, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues }) !== undefined) return next(new ConnectRefusal({ code: 'wire/too_deep', message: 'What the client says of itself is too large.' }))
  const protocol: unknown = typeof auth === 'object' && auth !== null ? Reflect.get(auth, 'protocol') : undefined
  if (typeof protocol === 'number' && protocol !== PROTOCOL_VERSION) {
    return next(new ConnectRefusal({ code: 'wire/protocol', message: `The client speaks version ${protocol} of the protocol, this server ${PROTOCOL_VERSION}; reload the page.`, limit: PROTOCOL_VERSION, value: protocol }))
  }
  const parsed = schema.safeParse(auth)
  if (parsed.success) return next()
  const issue = parsed.error.issues[0]
  return next(new ConnectRefusal({ code: 'wire/malformed', message: `The handshake is not well-formed: ${issue?.message ?? 'unreadable'}.`, pointer: jsonPointer(issue?.path ?? []) }))
}
