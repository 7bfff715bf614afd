import { ArrowUpRight } from 'lucide-react'
import { jumpTo } from '../stores/view-store.ts'
import type { Usage } from './usages.ts'

/** Places in the project as a list; each one jumps there. */
export function UsageList({ label, usages, onJump }: { readonly label: string; readonly usages: readonly Usage[]; readonly onJump?: () => void }) {
  return (
    <ul aria-label={label} className="flex flex-col">
      {usages.map((usage) => (
        <li key={usage.key}>
          <button
            type="button"
            className="flex min-h-7 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-hover"
            onClick={() => {
              onJump?.()
              jumpTo(usage.place)
            }}
          >
            <span className="min-w-0 flex-1">
              {usage.where}
              {usage.what === '' ? null : <span className="text-ink-faint"> · {usage.what}</span>}
            </span>
            <ArrowUpRight size={14} aria-hidden="true" className="shrink-0 text-ink-faint" />
          </button>
        </li>
      ))}
    </ul>
  )
}
