import { ChevronDown, History } from 'lucide-react'
import { useState } from 'react'
import { classNames, IconButton, Popover } from '../kit/index.ts'
import { goToStep, useProjectState } from '../stores/project-store.ts'

/** The list of this person's steps, the newest on top; a click goes there. */
export function HistoryMenu() {
  const [open, setOpen] = useState(false)
  const steps = useProjectState((state) => state.history)
  const newestDone = steps.findLast((step) => step.done)?.id ?? null
  const go = (id: string | null) => {
    goToStep(id)
    setOpen(false)
  }
  return (
    <Popover label="History" open={open} onOpenChange={setOpen} className="w-64" trigger={<IconButton label="History" size="small" icon={<ChevronDown />} />}>
      <p className="flex items-center gap-1.5 border-b border-line px-3 py-2 text-xs font-semibold text-ink-soft"><History aria-hidden="true" className="size-3.5" />Your steps</p>
      <ol className="max-h-80 overflow-auto p-1">
        {steps.toReversed().map((step) => (
          <li key={step.id}>
            <button type="button" onClick={() => go(step.id)} aria-current={step.id === newestDone ? 'step' : undefined} className={classNames('kit-menu-item w-full text-left hover:bg-hover', !step.done && 'text-ink-faint', step.id === newestDone && 'bg-selected')}>
              <span className={classNames('min-w-0 flex-1 truncate', !step.done && 'line-through')}>{step.label}</span>
              {step.id === newestDone ? <span className="text-2xs text-ink-soft">now</span> : step.done ? null : <span className="text-2xs">undone</span>}
            </button>
          </li>
        ))}
        <li>
          <button type="button" onClick={() => go(null)} disabled={newestDone === null} className={classNames('kit-menu-item w-full text-left hover:bg-hover', newestDone === null && 'bg-selected')}>
            <span className="flex-1 text-ink-soft">{steps.length === 0 ? 'Nothing changed yet' : 'Before your first step'}</span>
          </button>
        </li>
      </ol>
    </Popover>
  )
}
