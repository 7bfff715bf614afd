import type { LogRow, Receiver } from '@halley/protocol'
import { ArrowRight, Ban, Bell, Check, CircleAlert, Clock, Ear, Info, Lock, TriangleAlert, UserRound, type LucideIcon } from 'lucide-react'
import { classNames } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { awayCount, awayInWords, awayNames, splitReceivers } from './away-receivers.ts'
import { outcomeWords, type OutcomeWords } from './outcome-words.ts'
import { receiversThatFit } from './receivers-that-fit.ts'
import { encryptedText, latencyText, rowWords, sessionText } from './row-words.ts'
import { StreamCell } from './stream-state.tsx'
import { useReceiverRoom } from './use-receiver-room.ts'

export const LOG_COLUMNS = 'grid grid-cols-[88px_minmax(72px,1fr)_minmax(64px,.8fr)_minmax(150px,2.2fr)_52px] items-center gap-x-3 px-3'

const toneText: Readonly<Record<OutcomeWords['tone'], string>> = { good: 'text-good', quiet: 'text-ink-faint', warning: 'text-warning', danger: 'text-danger' }
const outcomeIcons: Readonly<Record<Receiver['outcome'], LucideIcon>> = {
  delivered: Check, filtered: Ban, schema_rejected: CircleAlert, forbidden: CircleAlert, dropped_slow: TriangleAlert, offline_recoverable: Clock, expired: Clock,
}
/** The cells of one row. */
export function LogRowCells({ row }: { readonly row: LogRow }) {
  const project = useProject((whole) => whole)
  const words = rowWords(row, project)
  if (row.message === null) {
    return (
      <>
        <span role="gridcell" className="font-mono text-2xs text-ink-faint">{words.time}</span>
        <span role="gridcell" className={classNames('col-span-4 flex min-w-0 items-center gap-1.5', row.level === 'error' ? 'text-danger' : row.level === 'warning' ? 'text-warning' : 'text-ink-soft')}>
          <RowIcon row={row} />
          {row.session === null ? null : <span className="max-w-[40%] shrink-0 truncate text-ink-faint">{words.from}</span>}
          <span className="truncate">{row.text}</span>
        </span>
      </>
    )
  }
  return (
    <>
      <span role="gridcell" className="font-mono text-2xs text-ink-faint">{words.time}</span>
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5">
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-ink-faint" style={words.hue === null ? undefined : { background: `var(--hue-${words.hue})` }} />
        <span className="truncate font-medium" style={words.hue === null ? undefined : { color: `var(--hue-${words.hue})` }}>{words.message}</span>
        {row.message.encrypted === true ? <span title={encryptedText(row.message.sizeBytes)} className="flex shrink-0 text-ink-faint"><Lock aria-label={encryptedText(row.message.sizeBytes)} className="size-3" /></span> : null}
      </span>
      <span role="gridcell" className="truncate text-ink-soft">{words.channel}{words.key === '' ? null : <span className="text-ink-faint"> · {words.key}</span>}</span>
      <WhoGotIt from={words.from} receivers={row.message.receivers} />
      <span role="gridcell" className="text-right text-2xs text-ink-faint">{row.message.stream !== undefined && row.message.stream.state !== 'complete' ? <StreamCell id={row.id} stream={row.message.stream} /> : words.latencyMs !== null ? latencyText(words.latencyMs) : words.isLate ? <span title="Whoever got it listened only after it was sent">late</span> : ''}</span>
    </>
  )
}

/** Who sent it and who got it: as many names as fit whole, and how many more. */
function WhoGotIt({ from, receivers }: { readonly from: string; readonly receivers: readonly Receiver[] }) {
  const room = useReceiverRoom()
  const { here, away } = splitReceivers(receivers)
  const fitting = receiversThatFit({ from, names: here.map(({ session }) => sessionText(session)), awayCount: awayCount(away) }, room)
  const rest = here.slice(fitting).map(({ session, outcome }) => `${sessionText(session)}: ${outcomeWords[outcome].short}`).join(', ')
  return (
    <span role="gridcell" className="flex min-w-0 items-center gap-1.5">
      <span className="max-w-[40%] shrink-0 truncate">{from}</span>
      <ArrowRight aria-label="to" className="size-3 shrink-0 text-ink-faint" />
      {receivers.length === 0 ? <span className="truncate text-ink-faint">nobody listens</span> : null}
      {/* One client may take a message by several listeners, so the place in the list is what tells them apart. */}
      {here.slice(0, fitting).map((receiver) => <ReceiverMark key={`${receiver.session.sessionId}/${receiver.nodeId ?? ''}`} receiver={receiver} />)}
      {rest === '' ? null : <span title={rest} className="shrink-0 text-ink-faint"><span aria-hidden="true">+{here.length - fitting}</span><span className="sr-only">and {here.length - fitting} more: {rest}</span></span>}
      {away.length === 0 ? null : (
        <span title={`${awayInWords(away)}: ${awayNames(away)}`} className="flex shrink-0 items-center gap-1 text-ink-faint">
          <Clock aria-hidden="true" className="size-3 shrink-0" /><span aria-hidden="true">{awayCount(away)}</span><span className="sr-only">{awayInWords(away)}</span>
        </span>
      )}
    </span>
  )
}

/** A receiver with what became of the message there. */
export function ReceiverMark({ receiver }: { readonly receiver: Receiver }) {
  const { short, tone } = outcomeWords[receiver.outcome]
  const Icon = outcomeIcons[receiver.outcome]
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <Icon aria-label={short} className={classNames('size-3 shrink-0', toneText[tone])} />
      <span className={classNames('truncate', receiver.outcome !== 'delivered' && 'text-ink-faint')}>{sessionText(receiver.session)}</span>
    </span>
  )
}

function RowIcon({ row }: { readonly row: LogRow }) {
  const Icon = row.level === 'error' ? CircleAlert : row.level === 'warning' ? TriangleAlert : row.type === 'session' ? UserRound : row.type === 'listener' ? Ear : row.type === 'notification' ? Bell : Info
  return <Icon aria-label={row.level === 'info' ? undefined : row.level} aria-hidden={row.level === 'info' || undefined} className="size-3 shrink-0" />
}
