import { inOrder, screenSchema, type Widget } from '@halley/model'
import { PencilRuler } from 'lucide-react'
import { Button } from '../kit/index.ts'
import { openTab } from '../stores/view-store.ts'

/** Lines of the outline that are shown. */
const OUTLINE_LINES = 8

/** A screen in short, and the way into its editor. */
export function ScreenField({ flowId, nodeId, value }: { readonly flowId: string; readonly nodeId: string; readonly value: unknown }) {
  const screen = screenSchema.safeParse(value)
  const widgets = screen.success ? inOrder(screen.data.widgets) : []
  return (
    <div className="flex flex-col gap-1.5">
      {widgets.length === 0 ? <p className="text-xs text-ink-faint">Nothing on it yet.</p> : (
        <ul className="flex flex-col rounded-md border border-line py-1" aria-label="What is on the screen">
          {widgets.slice(0, OUTLINE_LINES).map((widget) => (
            <li key={widget.id} className="flex gap-2 px-2 text-xs leading-5">
              <span className="w-14 shrink-0 text-ink-faint">{widget.kind}</span>
              <span className="truncate">{wordsOf(widget)}</span>
            </li>
          ))}
          {widgets.length > OUTLINE_LINES ? <li className="px-2 text-xs leading-5 text-ink-faint">and {widgets.length - OUTLINE_LINES} more</li> : null}
        </ul>
      )}
      <Button size="small" icon={<PencilRuler size={14} aria-hidden="true" />} className="self-start" onClick={() => openTab({ type: 'screen', flowId, nodeId })}>Edit screen</Button>
    </div>
  )
}

function wordsOf(widget: Widget): string {
  switch (widget.kind) {
    case 'heading':
    case 'text': return widget.text
    case 'input':
    case 'button': return widget.label
    case 'table': return widget.source
  }
}
