import type { NoticeOutcome } from '@halley/protocol'

export type AttemptWords = { readonly short: string; /** What that means, where the attempt itself does not say more. */ readonly why: string; readonly tone: 'good' | 'quiet' | 'warning' | 'danger' }

/** What became of one way of a notification, for people. */
export const attemptWords: Readonly<Record<NoticeOutcome, AttemptWords>> = {
  waiting: { short: 'waiting', why: 'Its time has not come yet.', tone: 'quiet' },
  delivered: { short: 'delivered', why: 'It was taken.', tone: 'good' },
  read_before: { short: 'read before', why: 'It was read before this way had its turn.', tone: 'quiet' },
  dismissed_before: { short: 'dismissed before', why: 'It was dismissed before this way had its turn.', tone: 'quiet' },
  not_wanted: { short: 'not wanted', why: 'This person does not want to be notified by this way.', tone: 'quiet' },
  no_address: { short: 'no address', why: 'Nothing is known to send it to.', tone: 'quiet' },
  throttled: { short: 'throttled', why: 'There were too many for this person; it is in the inbox only.', tone: 'quiet' },
  in_digest: { short: 'in a digest', why: 'It goes with others as one.', tone: 'quiet' },
  retrying: { short: 'trying again', why: 'It failed and is tried again.', tone: 'warning' },
  dead: { short: 'dead', why: 'It was tried too often and is given up. Retry when the cause is gone.', tone: 'danger' },
  gone: { short: 'gone', why: 'The browser takes no pushes any more, so it was taken off the list.', tone: 'quiet' },
}
