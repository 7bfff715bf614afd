import type { PushOf, PushTable } from '@halley/protocol'

/** The part of a Socket.IO connection or room that pushes go out by. */
export type PushTarget = { emit(event: string, payload: unknown): unknown }

/** Sends pushes of one namespace's table: the compiler holds each to its shape. */
export type Push<T extends PushTable> = <K extends keyof T & string>(event: K, payload: PushOf<T, K>) => void

/** Makes the sender of a connection's pushes; the table only gives the types. */
export function pushTo<T extends PushTable>(target: PushTarget, _table: T): Push<T> {
  return (event, payload) => void target.emit(event, payload)
}
