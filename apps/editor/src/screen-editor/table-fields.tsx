import type { Scope, ValueType } from '@halley/engine'
import { addTableColumns, inOrder, orderAt, type ScreenRef, type Widget } from '@halley/model'
import { ArrowDown, ArrowUp, Columns3, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Button, Field, IconButton, TextInput, useFocusAdded } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { change } from '../stores/project-store.ts'
import { scopeOfRow } from './use-widget-scope.ts'
import type { PutWidget } from './widget-properties.tsx'

type TableWidget = Extract<Widget, { kind: 'table' }>
export type Reveal = (...path: readonly string[]) => { readonly from: number; readonly to: number } | undefined

/** What every row of a stored list has by itself; who wants to show it adds a column. */
const bookkeeping: ReadonlySet<string> = new Set(['id', 'lastModified'])

const aList: ValueType = { type: 'list', of: { type: 'any' } }

/** The list that a table shows, and its columns. */
export function TableFields({ about, widget, put, scope, reveal }: { readonly about: ScreenRef; readonly widget: TableWidget; readonly put: PutWidget; readonly scope: Scope; readonly reveal: Reveal }) {
  const rowScope = useMemo(() => scopeOfRow(widget.source, scope), [widget.source, scope])
  const row = rowScope.variables['row']
  const offered = row?.type === 'record' ? Object.entries(row.fields).filter(([name, type]) => type.type !== 'list' && !bookkeeping.has(name)).map(([name, type]) => ({ title: type.label ?? name, text: `{row.${name}}` })) : []
  const columns = inOrder(widget.columns)
  const focus = useFocusAdded()
  const putTable = (key: string, recipe: (table: TableWidget) => void) => put(key, (draft) => { if (draft.kind === 'table') recipe(draft) })
  const addColumns = (label: string, added: readonly { readonly title: string; readonly text: string }[]) => change(label, (draft) => addTableColumns(draft, { ref: about, widgetId: widget.id }, added, newId))
  const addColumn = () => {
    const id = newId()
    focus.expect(id)
    change('Add column', (draft) => addTableColumns(draft, { ref: about, widgetId: widget.id }, [{ title: 'Column', text: '' }], () => id))
  }
  const move = (columnId: string, index: number) =>
    putTable(`move-${columnId}`, (table) => {
      const column = table.columns[columnId]
      if (column !== undefined) column.order = orderAt(Object.values(table.columns).filter((other) => other.id !== columnId), index)
    })
  return (
    <>
      <ExpressionField label="List" value={widget.source} scope={scope} expected={aList} placeholder="Ticket.comments" optional={false} reveal={reveal('source')} onChange={(source) => putTable('source', (table) => { table.source = source })} />
      {offered.length > 0 && <Button icon={<Columns3 size={14} aria-hidden="true" />} onClick={() => addColumns('Add columns', offered)}>Columns for all its fields</Button>}
      <ul aria-label="Columns" className="flex flex-col gap-3">
        {columns.map((column, index) => (
          <li key={column.id} className="flex flex-col gap-2 border-t border-line pt-2">
            <Field
              label="Column"
              aside={
                <span className="flex">
                  <IconButton size="small" label={`Move ${column.title} left`} icon={<ArrowUp />} disabled={index === 0} onClick={() => move(column.id, index - 1)} />
                  <IconButton size="small" label={`Move ${column.title} right`} icon={<ArrowDown />} disabled={index === columns.length - 1} onClick={() => move(column.id, index + 1)} />
                  <IconButton size="small" label={`Delete column ${column.title}`} icon={<Trash2 />} onClick={() => putTable(`delete-${column.id}`, (table) => { delete table.columns[column.id] })} />
                </span>
              }
            >
              <div ref={focus.rowRef(column.id)}>
                <TextInput value={column.title} maxLength={200} onChange={(title) => putTable(`title-${column.id}`, (table) => {
                  const target = table.columns[column.id]
                  if (target !== undefined) target.title = title
                })} />
              </div>
            </Field>
            <TemplateField label={`Text of ${column.title}`} value={column.text} scope={rowScope} placeholder="{row.…}" reveal={reveal('columns', column.id, 'text')} onChange={(text) => putTable(`text-${column.id}`, (table) => {
              const target = table.columns[column.id]
              if (target !== undefined) target.text = text
            })} />
          </li>
        ))}
      </ul>
      <Button variant="quiet" icon={<Plus size={14} aria-hidden="true" />} onClick={addColumn}>Add column</Button>
      <p className="text-xs text-ink-faint">A button that is added while the table is selected stands in each of its rows.</p>
      <TemplateField label="When the list is empty" value={widget.emptyText} scope={scope} reveal={reveal('emptyText')} onChange={(text) => putTable('empty', (table) => { table.emptyText = text })} />
    </>
  )
}
