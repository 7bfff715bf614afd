import type { EventBus } from '@halley/bus'
import type { ServerClock } from '../clock.ts'
import { StreamBoard } from './stream-board.ts'
import { createStreamSender, type SendStream } from './stream-sender.ts'
import type { ReadStreamSource } from './stream-source.ts'

/** What sends streams, and what holds those that run. */
export type Streams = { readonly board: StreamBoard; readonly send: SendStream }

/** Makes both for one server. */
export function createStreams({ bus, read, clock, onFailure }: { readonly bus: Pick<EventBus, 'receivers'>; readonly read: ReadStreamSource; readonly clock: ServerClock; readonly onFailure: (error: unknown, what: string) => void }): Streams {
  const board = new StreamBoard({ bus, clock })
  return { board, send: createStreamSender({ board, read, clock, onFailure }) }
}
