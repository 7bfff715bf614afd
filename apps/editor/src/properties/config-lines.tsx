import { orderAt } from '@halley/model'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton, useFocusAdded } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { changeLine, deleteLine, type ConfigValue } from './node-form.ts'

type LineBase = { readonly id: string; readonly order: string }
type Parts = { readonly [name: string]: ConfigValue }

/** What the parts of one line are given: its number from 1, and what stores a change of it. */
export type LineParts<Line extends LineBase> = { readonly line: Line; readonly number: number; readonly put: (part: Parts) => void }

export type ConfigLinesProps<Line extends LineBase> = {
  readonly flowId: string
  readonly nodeId: string
  /** The key of the config under which the lines stand. */
  readonly property: string
  readonly lines: readonly Line[]
  /** What one is called, with its article: "an assignment". */
  readonly one: string
  readonly fresh: () => Parts
  /** The key of the line that the first row is about. */
  readonly headKey: string
  readonly renderHead: (parts: LineParts<Line>) => ReactNode
  readonly problemOf?: (line: Line) => string | undefined
  /** The field of the line's expression. */
  readonly renderExpression: (parts: LineParts<Line>) => ReactNode
}

/** Lines in a node's config, each with an expression under what it is about; a line that is added has the focus at once. */
export function ConfigLines<Line extends LineBase>({ flowId, nodeId, property, lines, one, fresh, headKey, renderHead, problemOf, renderExpression }: ConfigLinesProps<Line>) {
  const place = { flowId, nodeId }
  const focus = useFocusAdded()
  const noun = one.slice(one.indexOf(' ') + 1)
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {lines.map((line, at) => {
          const parts = { line, number: at + 1, put: (part: Parts) => changeLine(place, { key: property, id: line.id, label: `Change ${noun} ${at + 1}` }, part) }
          const problem = problemOf?.(line)
          return (
            <li key={line.id} ref={focus.rowRef(line.id)} className="flex flex-col gap-1 rounded-md border border-line p-1.5" data-field={`${property}/${line.id}`}>
              <div className="flex items-center gap-1">
                <span className="w-5 shrink-0 text-center text-2xs text-ink-faint" aria-hidden="true">{at + 1}</span>
                <div className="min-w-0 flex-1" data-field={`${property}/${line.id}/${headKey}`}>{renderHead(parts)}</div>
                <IconButton size="small" label={`Delete ${noun} ${at + 1}`} icon={<X />} onClick={() => deleteLine(place, { key: property, id: line.id, label: `Delete ${one}` })} />
              </div>
              {problem === undefined ? null : <p className="text-xs text-danger">{problem}</p>}
              <div data-field={`${property}/${line.id}/expression`}>{renderExpression(parts)}</div>
            </li>
          )
        })}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} aria-hidden="true" />}
        className="self-start"
        onClick={() => {
          const id = newId()
          focus.expect(id)
          changeLine(place, { key: property, id, label: `Add ${one}` }, { order: orderAt(lines), ...fresh() })
        }}
      >
        Add {one}
      </Button>
    </div>
  )
}
