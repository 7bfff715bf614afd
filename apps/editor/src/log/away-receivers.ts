import type { Receiver } from '@halley/protocol'
import { sessionText } from './row-words.ts'

/** The receivers that are there (or are known to be gone), and those that may come back within two minutes. */
export type SplitReceivers = { readonly here: readonly Receiver[]; readonly away: readonly Receiver[] }

/** Parts off the clients that are away: closed pages and cut connections are no answer to "who got it". */
export function splitReceivers(receivers: readonly Receiver[]): SplitReceivers {
  return { here: receivers.filter(({ outcome }) => outcome !== 'offline_recoverable'), away: receivers.filter(({ outcome }) => outcome === 'offline_recoverable') }
}

/** How many clients are away; one that listens twice is one. */
export function awayCount(away: readonly Receiver[]): number {
  return new Set(away.map(({ session }) => session.sessionId)).size
}

/** "1 client that may come back (away)". */
export function awayInWords(away: readonly Receiver[]): string {
  const count = awayCount(away)
  return count === 1 ? '1 client that may come back (away)' : `${count} clients that may come back (away)`
}

/** Who is away, each name once. */
export function awayNames(away: readonly Receiver[]): string {
  return [...new Set(away.map(({ session }) => sessionText(session)))].join(', ')
}
