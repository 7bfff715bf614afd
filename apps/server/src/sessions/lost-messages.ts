import type { NotRecovered } from '@halley/bus'
import type { LogRow } from '@halley/protocol'

/** Why a session that was kept does not get everything that was sent since, as the log says it. */
const WHY_LOST: { readonly [reason in NotRecovered | 'unavailable']: string } = {
  epoch_changed: 'the log was begun anew, or had not kept how far the session was',
  expired: 'the server was away for longer than the log holds them',
  too_many: 'they are more than are given back',
  unavailable: 'they could not be subscribed to',
}

type Row = Pick<LogRow, 'type' | 'level' | 'text' | 'code'>

/** What the log says of a session that was kept and did not get everything; `late` counts messages of before it listened that it had not handled. */
export function lostMessageRows({ reason, late }: { readonly reason: NotRecovered | 'unavailable' | undefined; readonly late: number }): Row[] {
  const row = (text: string): Row => ({ type: 'listener', level: 'warning', text, code: 'session/messages_lost' })
  return [
    ...(reason === undefined ? [] : [row(`Messages that were sent while the server was away may be missing: ${WHY_LOST[reason]}`)]),
    ...(late === 0 ? [] : [row(`${late === 1 ? 'A message' : `${late} messages`} of before it listened ${late === 1 ? 'was' : 'were'} not handled: the server ended meanwhile`)]),
  ]
}
