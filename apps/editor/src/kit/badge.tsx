import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type BadgeTone = 'quiet' | 'accent' | 'now' | 'good' | 'warning' | 'danger'
const tones: Readonly<Record<BadgeTone, string>> = {
  quiet: 'bg-sunken text-ink-soft',
  accent: 'bg-accent-soft text-accent',
  now: 'bg-now-soft text-now-ink',
  good: 'bg-good-soft text-good',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
}

/** A word or a number in a pill. `now` only for what is happening now. */
export function Badge({ tone = 'quiet', className, children }: { readonly tone?: BadgeTone; readonly className?: string; readonly children: ReactNode }) {
  return <span className={classNames('inline-flex h-[18px] min-w-[18px] shrink-0 items-center justify-center gap-1 rounded-full px-1.5 text-2xs font-medium whitespace-nowrap', tones[tone], className)}>{children}</span>
}
