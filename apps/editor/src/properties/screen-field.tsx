import { screenSchema, widgetTree, type Project, type WidgetBranch } from '@halley/model'
import { PencilRuler } from 'lucide-react'
import { Button } from '../kit/index.ts'
import { isRoomWidget } from '../screen-editor/room-of-screen.ts'
import { widgetLabels, widgetName } from '../screen-editor/widget-words.ts'
import { useProject } from '../stores/project-store.ts'
import { openTab } from '../stores/view-store.ts'

/** Lines of the outline that are shown. */
const OUTLINE_LINES = 8

/** A screen in short, and the way into its editor. */
export function ScreenField({ flowId, nodeId, value }: { readonly flowId: string; readonly nodeId: string; readonly value: unknown }) {
  const screen = screenSchema.safeParse(value)
  const rooms = useProject((project) => project.rooms)
  const lines = screen.success ? linesOf(widgetTree(screen.data), rooms) : []
  return (
    <div className="flex flex-col gap-1.5">
      {lines.length === 0 ? <p className="text-xs text-ink-faint">Nothing on it yet.</p> : (
        <ul className="grid grid-cols-[max-content_minmax(0,1fr)] rounded-md border border-line py-1" aria-label="What is on the screen">
          {lines.slice(0, OUTLINE_LINES).map(({ id, kind, words, level }) => (
            <li key={id} className="col-span-2 grid grid-cols-subgrid gap-x-2 px-2 text-xs leading-5" style={{ paddingInlineStart: 8 + level * 10 }}>
              <span className="text-ink-faint">{kind}</span>
              <span className="truncate">{words}</span>
            </li>
          ))}
          {lines.length > OUTLINE_LINES ? <li className="col-span-2 px-2 text-xs leading-5 text-ink-faint">and {lines.length - OUTLINE_LINES} more</li> : null}
        </ul>
      )}
      <Button size="small" icon={<PencilRuler size={14} aria-hidden="true" />} className="self-start" onClick={() => openTab({ type: 'screen', flowId, nodeId })}>Edit screen</Button>
    </div>
  )
}

function linesOf(branches: readonly WidgetBranch[], rooms: Project['rooms'], level = 0): { readonly id: string; readonly kind: string; readonly words: string; readonly level: number }[] {
  return branches.flatMap(({ widget, inside }) => {
    const kind = widgetLabels[widget.kind]
    const name = widgetName(widget)
    const words = isRoomWidget(widget) ? roomWords(rooms[widget.roomId ?? '']?.name ?? '', widget.key) : name === kind ? '' : name
    return [{ id: widget.id, kind, words, level }, ...linesOf(inside, rooms, level + 1)]
  })
}

/** Which room: "Support (Ticket.number)". */
function roomWords(name: string, key: string): string {
  return key === '' ? name : `${name} (${key})`
}
