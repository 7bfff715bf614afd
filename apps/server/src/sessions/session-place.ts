import type { ClientLine } from './actor-surroundings.ts'
import type { Visitor } from './persona-of-client.ts'
import type { SessionActor } from './session-actor.ts'

/** A client's place in a session, as `enter` gives it. */
export type SessionPlace = {
  readonly actor: SessionActor
  /** The secret that resumes the session. */
  readonly resume: string
  readonly recovered: boolean
  readonly personaId: string | null
  readonly visitor: Visitor
  attach(client: ClientLine): void
  /** The client's connection is lost, or cut by what it may no longer do: the session waits for it to come back. */
  detach(client: ClientLine, wasCut: boolean): void
  /** The client has left and does not come back: the session ends. */
  leave(client: ClientLine): void
}
