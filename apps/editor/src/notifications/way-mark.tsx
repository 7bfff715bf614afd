import type { NoticeAttempt, NoticeOutcome } from '@halley/protocol'
import { Ban, Check, CircleX, Clock, Layers, Minus, RotateCw, type LucideIcon } from 'lucide-react'
import { classNames } from '../kit/index.ts'
import { attemptWords, type AttemptWords } from './attempt-words.ts'
import { wayWords } from './way-words.tsx'

const outcomeIcons: Readonly<Record<NoticeOutcome, LucideIcon>> = {
  waiting: Clock, delivered: Check, read_before: Minus, dismissed_before: Minus, not_wanted: Ban, no_address: Ban, throttled: Ban, in_digest: Layers, retrying: RotateCw, dead: CircleX, gone: Minus,
}
const toneText: Readonly<Record<AttemptWords['tone'], string>> = { good: 'text-good', quiet: 'text-ink-faint', warning: 'text-warning', danger: 'text-danger' }

/** A way with what became of it there, as two small icons that say it in words too. */
export function WayMark({ attempt: { way, outcome } }: { readonly attempt: Pick<NoticeAttempt, 'way' | 'outcome'> }) {
  const { short, tone } = attemptWords[outcome]
  const words = `${wayWords[way].label}: ${short}`
  const Icon = outcomeIcons[outcome]
  return (
    <span title={words} className={classNames('inline-flex items-center gap-0.5 [&_svg]:size-3.5', toneText[tone])}>
      {wayWords[way].icon}<Icon aria-hidden="true" className="size-3!" /><span className="sr-only">{words}</span>
    </span>
  )
}
