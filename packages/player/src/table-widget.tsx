import type { WidgetView } from '@halley/model'

/** Rows under titles; scrolls sideways in narrow clients, and where two columns have no room each value stands under its title. */
export function TableWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'table' }> }) {
  const { columns, rows, emptyText } = widget
  if (rows.length === 0) return <p className="halley-empty-table">{emptyText}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className="halley-table" role="region" aria-label={`Table of ${columns.map((column) => column.title).join(', ')}`} tabIndex={0}>
      <table>
        <thead><tr>{columns.map((column) => <th key={column.id} scope="col">{column.title}</th>)}</tr></thead>
        <tbody>
          {/* Rows are texts without identity: their place is all that tells them apart. */}
          {rows.map((cells, row) => (
            // oxlint-disable-next-line react/no-array-index-key -- as above
            <tr key={row}>{columns.map((column, index) => <td key={column.id} data-title={column.title}>{cells[index] ?? ''}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
