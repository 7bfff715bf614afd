import { orderAt } from '@halley/model'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton, useFocusAdded } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'

export type RecordLinesProps<Line extends { readonly id: string; readonly order: string }> = {
  readonly label: string
  readonly help: string
  readonly lines: readonly Line[]
  /** What one is called, with its article: "an input". */
  readonly one: string
  readonly onAdd: (place: { readonly id: string; readonly order: string }) => void
  readonly onDelete: (line: Line) => void
  readonly render: (line: Line, number: number) => ReactNode
  readonly problemOf?: (line: Line) => string | undefined
}

/** Lines that belong to a resource, such as the inputs of a flowchart; a line that is added has the focus at once. */
export function RecordLines<Line extends { readonly id: string; readonly order: string }>({ label, help, lines, one, onAdd, onDelete, render, problemOf }: RecordLinesProps<Line>) {
  const focus = useFocusAdded()
  const noun = one.slice(one.indexOf(' ') + 1)
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1">
      <span className="text-xs font-medium text-ink-soft">{label}</span>
      <p className="text-xs text-ink-faint">{help}</p>
      {lines.length === 0 ? null : (
        <ol className="flex flex-col gap-1">
          {lines.map((line, at) => {
            const problem = problemOf?.(line)
            return (
              <li key={line.id} ref={focus.rowRef(line.id)} className="flex flex-col gap-1 rounded-md border border-line p-1.5">
                <div className="flex items-start gap-1">
                  <div className="flex min-w-0 flex-1 flex-col gap-1">{render(line, at + 1)}</div>
                  <IconButton size="small" label={`Delete ${noun} ${at + 1}`} icon={<X />} onClick={() => onDelete(line)} />
                </div>
                {problem === undefined ? null : <p className="text-xs text-danger">{problem}</p>}
              </li>
            )
          })}
        </ol>
      )}
      <Button
        size="small"
        icon={<Plus size={14} aria-hidden="true" />}
        className="self-start"
        onClick={() => {
          const id = newId()
          focus.expect(id)
          onAdd({ id, order: orderAt(lines) })
        }}
      >
        Add {one}
      </Button>
    </div>
  )
}
