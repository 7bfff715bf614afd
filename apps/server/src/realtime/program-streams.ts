import type { Position } from '@halley/bus'
import type { EventsPushes } from '@halley/protocol'
import type { Socket } from 'socket.io'
import type { StreamViewer } from '../streams/running-stream.ts'
import type { EventOutput } from './event-output.ts'
import type { Push } from './pushing.ts'
import { hasUnsent } from './unsent-output.ts'

export type ProgramStreamsSurroundings = {
  readonly socket: Socket
  readonly output: EventOutput
  readonly push: Push<EventsPushes>
  readonly positionNow: () => Position
  /** May this program have what is on the topic, by its roles in the app? */
  readonly mayGet: (topic: string) => boolean
}

/** The streams of a program outside. Their steps have their places among its events, and are never left out: who reads slowly gets more at once. */
export function programStreams({ socket, output, push, positionNow, mayGet }: ProgramStreamsSurroundings): StreamViewer {
  let waiting = 0
  return {
    isBusy: () => waiting > 0 || output.undeliveredBytes > 0 || hasUnsent(socket),
    push: (step, { topic }, seq) => {
      if (!mayGet(topic)) return
      waiting += 1
      output.gate()(() => {
        waiting -= 1
        push('stream', { ...step, topic, seq: seq ?? positionNow().seq })
      })
    },
  }
}
