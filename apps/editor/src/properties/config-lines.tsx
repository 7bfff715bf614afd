import { orderAt } from '@halley/model'
import type { ReactNode } from 'react'
import { AddLineButton, EditableLine, nounOf, useFocusAdded } from '../kit/index.ts'
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
  const noun = nounOf(one)
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {lines.map((line, at) => {
          const parts = { line, number: at + 1, put: (part: Parts) => changeLine(place, { key: property, id: line.id, label: `Change ${noun} ${at + 1}` }, part) }
          return (
            <EditableLine
              key={line.id}
              ref={focus.rowRef(line.id)}
              noun={noun}
              number={at + 1}
              isNumbered
              field={`${property}/${line.id}`}
              head={<div data-field={`${property}/${line.id}/${headKey}`}>{renderHead(parts)}</div>}
              problem={problemOf?.(line)}
              onDelete={() => deleteLine(place, { key: property, id: line.id, label: `Delete ${one}` })}
            >
              <div data-field={`${property}/${line.id}/expression`}>{renderExpression(parts)}</div>
            </EditableLine>
          )
        })}
      </ol>
      <AddLineButton
        one={one}
        onAdd={() => {
          const id = newId()
          focus.expect(id)
          changeLine(place, { key: property, id, label: `Add ${one}` }, { order: orderAt(lines), ...fresh() })
        }}
      />
    </div>
  )
}
