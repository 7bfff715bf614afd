import { useSyncExternalStore } from 'react'

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const units = [['year', 31_536_000_000], ['month', 2_592_000_000], ['week', 604_800_000], ['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const

/** How long ago, in words, with the exact time on hover. `at` and `nowMs` are epoch milliseconds. */
export function RelativeTime({ at }: { readonly at: number }) {
  const nowMs = useSyncExternalStore(everyMinute, currentMinute)
  return <time dateTime={new Date(at).toISOString()} title={exact.format(at)}>{agoInWords(at, nowMs)}</time>
}

/** "just now", "5 minutes ago", "yesterday". */
export function agoInWords(at: number, nowMs: number): string {
  const passedMs = nowMs - at
  const unit = units.find(([, unitMs]) => passedMs >= unitMs)
  return unit === undefined ? 'just now' : relative.format(-Math.floor(passedMs / unit[1]), unit[0])
}

function currentMinute(): number {
  return Math.ceil(Date.now() / 60_000) * 60_000
}

function everyMinute(changed: () => void): () => void {
  const timer = setInterval(changed, 30_000)
  return () => clearInterval(timer)
}
