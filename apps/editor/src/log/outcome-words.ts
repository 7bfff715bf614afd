import type { Receiver } from '@halley/protocol'

export type Outcome = Receiver['outcome']
export type OutcomeWords = {
  /** In a row or a filter. */
  readonly short: string
  /** Why, in the detail. */
  readonly why: string
  readonly tone: 'good' | 'quiet' | 'warning' | 'danger'
}

/** What became of a delivery, for people. */
export const outcomeWords: Readonly<Record<Outcome, OutcomeWords>> = {
  delivered: { short: 'delivered', why: 'It arrived, and the listener took it.', tone: 'good' },
  filtered: { short: 'filtered', why: 'It reached this client, but no listener of it is for this channel, key and message, or Deliver to left it out.', tone: 'quiet' },
  schema_rejected: { short: 'rejected', why: 'The payload does not fit the message as it is modelled now.', tone: 'danger' },
  forbidden: { short: 'forbidden', why: 'The roles of this client may not listen to the channel.', tone: 'danger' },
  dropped_slow: { short: 'dropped', why: 'This client was too slow; the channel says what is dropped then.', tone: 'warning' },
  offline_recoverable: { short: 'offline', why: 'This client is away. It gets the message when it comes back within two minutes.', tone: 'warning' },
  expired: { short: 'expired', why: 'This client was away for too long and was not waited for any longer.', tone: 'warning' },
}
