import type { WidgetView } from '@halley/model'
import { Fragment } from 'react'
import type { Drawing } from './drawing.ts'
import { MoreRows } from './more-rows.tsx'
import { ScreenButton } from './screen-button.tsx'

/** Rows under titles, with their buttons at the end; scrolls sideways in narrow clients, and where two columns have no room each value stands under its title. */
export function TableWidget({ widget, drawing }: { readonly widget: Extract<WidgetView, { kind: 'table' }>; readonly drawing: Drawing }) {
  const { columns, rows, buttons, more, emptyText } = widget
  if (rows.length === 0) return <>{more > 0 ? <MoreRows count={more} /> : <p className="halley-empty-list">{emptyText}</p>}{drawing.endOf(widget)}</>
  const hasButtons = buttons.some((ofRow) => ofRow.length > 0)
  const titles = columns.map((column) => column.title).filter((title) => title !== '')
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="halley-table" role="region" aria-label={titles.length === 0 ? 'Table' : `Table of ${titles.join(', ')}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => <th key={column.id} scope="col">{column.title}</th>)}
              {hasButtons ? <th scope="col"><span className="halley-unseen">Actions</span></th> : null}
            </tr>
          </thead>
          <tbody>
            {/* Rows are texts without identity: their place is all that tells them apart. */}
            {rows.map((cells, row) => (
              // oxlint-disable-next-line react/no-array-index-key -- as above
              <tr key={row}>
                {columns.map((column, index) => <td key={column.id} data-title={column.title}>{cells[index] ?? ''}</td>)}
                {hasButtons ? (
                  <td className="halley-row-buttons">
                    <div className="halley-buttons">
                      {(buttons[row] ?? []).map((button) => (
                        <Fragment key={button.id}>{drawing.wrap(button, <ScreenButton widget={button} pendingButton={drawing.pendingButton} onPress={drawing.onPress} about={cells.find((text) => text !== '')} />)}</Fragment>
                      ))}
                    </div>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 ? <MoreRows count={more} /> : null}
      {drawing.endOf(widget)}
    </>
  )
}
