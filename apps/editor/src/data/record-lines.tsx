import { orderAt } from '@halley/model'
import type { ReactNode } from 'react'
import { AddLineButton, EditableLine, nounOf, useFocusAdded } from '../kit/index.ts'
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
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1">
      <span className="text-xs font-medium text-ink-soft">{label}</span>
      <p className="text-xs text-ink-faint">{help}</p>
      {lines.length === 0 ? null : (
        <ol className="flex flex-col gap-1">
          {lines.map((line, at) => (
            <EditableLine key={line.id} ref={focus.rowRef(line.id)} noun={nounOf(one)} number={at + 1} problem={problemOf?.(line)} head={render(line, at + 1)} onDelete={() => onDelete(line)} />
          ))}
        </ol>
      )}
      <AddLineButton
        one={one}
        onAdd={() => {
          const id = newId()
          focus.expect(id)
          onAdd({ id, order: orderAt(lines) })
        }}
      />
    </div>
  )
}
