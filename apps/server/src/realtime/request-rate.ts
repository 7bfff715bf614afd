import type { Socket } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import { RateLimit, SENDS_PER_SECOND } from '../sessions/rate-limit.ts'

/** Requests a second of a page that are carried out: four times what a session may send on a channel, and faster than any person. */
export const REQUESTS_PER_SECOND = SENDS_PER_SECOND * 4

/** Requests a second, of those that are counted, after which a connection is ended: ten times what may be sent on a channel, as for programs. */
const ENDED_AT = SENDS_PER_SECOND * 10

/** What may be asked for on one connection: `limited` is refused, and with `tooMany` the connection is ended. */
export type RequestRate = { take(event: string): 'ok' | 'limited' | 'tooMany' }

/**
 * The rate of one connection of a page. More than 200 a second of what `isLimited` names are refused, which is the warning;
 * more than 500 end the connection. What it does not name is not counted: somebody who comes back sends all that was drawn meanwhile at once.
 */
export function requestRate(socket: Socket, clock: ServerClock, isLimited: (event: string) => boolean): RequestRate {
  const all = new RateLimit(ENDED_AT, clock.nowMs())
  const limited = new RateLimit(REQUESTS_PER_SECOND, clock.nowMs())
  return {
    take: (event) => {
      if (!isLimited(event)) return 'ok'
      const nowMs = clock.nowMs()
      if (!all.take(nowMs)) {
        socket.disconnect(true)
        return 'tooMany'
      }
      return limited.take(nowMs) ? 'ok' : 'limited'
    },
  }
}
