import type { ConnectionStatus } from '@halley/client'
import { classNames, Tooltip } from '../kit/index.ts'
import { roundTripText } from './round-trip-text.ts'

const words = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' } as const
const looks = {
  connecting: 'border-ink-faint bg-transparent',
  live: 'border-good bg-good',
  reconnecting: 'border-warning bg-transparent animate-pulse',
  offline: 'border-ink-faint bg-transparent',
} as const

/** How a client is connected: a dot, and the time there and back. */
export function ConnectionDot({ status }: { readonly status: ConnectionStatus }) {
  const roundTrip = status.roundTripMs === null ? null : roundTripText(status.roundTripMs)
  const text = roundTrip === null ? words[status.state] : `${words[status.state]}, round trip ${roundTrip}`
  return (
    <Tooltip text={status.refusal === null ? text : `${text}: ${status.refusal.message}`}>
      <span role="img" aria-label={text} data-state={status.state} className="flex shrink-0 items-center gap-1.5 text-2xs text-ink-faint">
        <span className={classNames('size-2 rounded-full border-[1.5px]', looks[status.state])} />
        {/* The time is the first to give way to a long name; that there is no connection, the last. */}
        <span aria-hidden="true" className={status.state === 'live' ? '@max-[310px]:hidden' : '@max-[230px]:hidden'}>{status.state === 'live' ? (roundTrip ?? '') : words[status.state]}</span>
      </span>
    </Tooltip>
  )
}
