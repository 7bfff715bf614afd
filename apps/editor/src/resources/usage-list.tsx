import { ArrowUpRight } from 'lucide-react'
import { jumpTo } from '../stores/view-store.ts'
import type { Usage } from './usages.ts'

/** Places in the project as a list; each one jumps there. */
export function UsageList({ label, usages, onJump }: { readonly label: string; readonly usages: readonly Usage[]; readonly onJump?: () => void }) {
  return (
    <ul aria-label={label} className="flex flex-col">
      {keyed(usages).map(({ key, usage }) => (
        <li key={key}>
          <button
            type="button"
            className="flex min-h-7 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-hover"
            onClick={() => {
              onJump?.()
              jumpTo(usage.place)
            }}
          >
            <span className="min-w-0 flex-1">{usage.text}</span>
            <ArrowUpRight size={14} aria-hidden="true" className="shrink-0 text-ink-faint" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Two usages may be the same in place and words (a name twice in one text), so their number makes the key one. */
function keyed(usages: readonly Usage[]): { readonly key: string; readonly usage: Usage }[] {
  const seen = new Map<string, number>()
  return usages.map((usage) => {
    const base = JSON.stringify([usage.place, usage.text])
    const number = (seen.get(base) ?? 0) + 1
    seen.set(base, number)
    return { key: `${base}${number}`, usage }
  })
}
