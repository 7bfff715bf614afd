import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import './aria-tree.css'
import { dropPositionAt, keyTarget, type DropPosition, type TreeRow } from './tree-movement.ts'

/** What the owner of a tree decides; rows are given flat, in the order they are drawn. */
export type AriaTreeProps<Row extends TreeRow> = {
  readonly label: string
  readonly rows: readonly Row[]
  readonly activeId: string | null
  readonly selectedId?: string | null
  /** The row that is to be brought into view, as soon as it is there; a new `request` asks again. */
  readonly reveal?: { readonly row: string; readonly request: number } | null
  readonly onActive: (id: string) => void
  readonly onToggle: (row: Row, expanded: boolean) => void
  /** Enter or double click. */
  readonly onOpen?: (row: Row) => void
  /** A single click, or Space. */
  readonly onSelect?: (row: Row) => void
  /** Keys the tree itself does not know; true when the owner has used it. */
  readonly onKey?: (row: Row, event: KeyboardEvent<HTMLElement>) => boolean
  readonly onMenu?: (row: Row, at: { x: number; y: number }) => void
  /** The content of a row, after the twisty. */
  readonly children: (row: Row) => ReactNode
  readonly describe?: (row: Row) => string | undefined
  readonly drag?: TreeDrag<Row>
  /** The row that is being renamed: typing belongs to its input, not to the tree. */
  readonly renamingId?: string | null
}

/** How rows are dragged inside the tree and out of it. */
export type TreeDrag<Row extends TreeRow> = {
  readonly canDrag: (row: Row) => boolean
  /** Puts what others understand on the data transfer (the canvas, for instance). */
  readonly onStart: (row: Row, transfer: DataTransfer) => void
  readonly canDrop: (dragged: Row, target: Row, position: DropPosition) => boolean
  readonly onDrop: (dragged: Row, target: Row, position: DropPosition) => void
}

type DropMark = { readonly id: string; readonly position: DropPosition }

/** Draws an ARIA tree with one tab stop: arrows walk, typing finds, Enter opens, Shift+F10 asks for the menu, rows can be dragged. */
export function AriaTree<Row extends TreeRow>(props: AriaTreeProps<Row>) {
  const { rows, activeId, drag } = props
  const treeElement = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const dragged = useRef<Row | null>(null)
  const [mark, setMark] = useState<DropMark | null>(null)
  const tabStop = rows.some((row) => row.id === activeId) ? activeId : (rows[0]?.id ?? null)

  // The input that renamed a row had the focus and is gone: the row has it again, unless something else was clicked.
  const renamedBefore = useRef<string | null>(null)
  useEffect(() => {
    const ended = renamedBefore.current !== null && props.renamingId == null
    renamedBefore.current = props.renamingId ?? null
    if (ended && (document.activeElement === null || document.activeElement === document.body)) treeElement.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()
  }, [props.renamingId])

  // A row that was made or moved elsewhere may stand out of sight.
  useEffect(() => {
    if (activeId !== null) treeElement.current?.querySelector('[role="treeitem"][tabindex="0"]')?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const revealed = props.reveal ?? null
  const isRevealed = revealed !== null && rows.some((row) => row.id === revealed.row)
  useEffect(() => {
    if (revealed !== null && isRevealed) treeElement.current?.querySelector(`[data-row="${CSS.escape(revealed.row)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [revealed, isRevealed])

  // Focus follows the active row only while the tree has it; nobody else's focus is taken away.
  useEffect(() => {
    const tree = treeElement.current
    if (tree === null || props.renamingId != null || !tree.contains(document.activeElement)) return
    const row = tree.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')
    if (row !== null && row !== document.activeElement) row.focus({ preventScroll: false })
  }, [tabStop, props.renamingId, rows])

  const onKeyDown = (row: Row, event: KeyboardEvent<HTMLElement>) => {
    if (props.renamingId === row.id) return
    if (props.onKey?.(row, event) === true) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      event.preventDefault()
      const box = event.currentTarget.getBoundingClientRect()
      props.onMenu?.(row, { x: box.left + 24, y: box.bottom })
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') props.onOpen?.(row)
    else if (event.key === ' ') props.onSelect?.(row)
    else if (!walk(row, event.key, event.timeStamp)) return
    event.preventDefault()
    event.stopPropagation()
  }

  const walk = (row: Row, key: string, now: number): boolean => {
    if (key.length === 1) {
      // Half a second without a key starts a new word.
      typed.current = { text: now - typed.current.at > 500 ? key : typed.current.text + key, at: now }
    }
    const target = keyTarget(rows, row, key, typed.current.text)
    if (target === null) return false
    if (target.type === 'toggle') props.onToggle(row, target.expanded)
    else props.onActive(target.id)
    return true
  }

  const onDragOver = (row: Row, event: DragEvent<HTMLElement>) => {
    const from = dragged.current
    if (from === null || drag === undefined) return
    const box = event.currentTarget.getBoundingClientRect()
    const position = dropPositionAt((event.clientY - box.top) / box.height, row.expanded !== null)
    const allowed = from.id !== row.id && drag.canDrop(from, row, position)
    setMark(allowed ? { id: row.id, position } : null)
    if (!allowed) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
  }

  const endDrag = () => {
    dragged.current = null
    setMark(null)
  }

  const onDrop = (row: Row, event: DragEvent<HTMLElement>) => {
    const from = dragged.current
    const at = mark
    endDrag()
    if (from === null || at === null || at.id !== row.id) return
    event.preventDefault()
    drag?.onDrop(from, row, at.position)
  }

  const onContextMenu = (row: Row, event: MouseEvent<HTMLElement>) => {
    if (props.onMenu === undefined || props.renamingId === row.id) return
    event.preventDefault()
    props.onActive(row.id)
    props.onMenu(row, { x: event.clientX, y: event.clientY })
  }

  return (
    <div role="tree" aria-label={props.label} className="aria-tree" ref={treeElement}>
      {rows.map((row) => (
        <div
          key={row.id}
          role="treeitem"
          data-row={row.id}
          aria-label={row.label}
          aria-description={props.describe?.(row)}
          aria-level={row.level}
          aria-posinset={row.position}
          aria-setsize={row.setSize}
          aria-expanded={row.expanded ?? undefined}
          aria-selected={row.id === props.selectedId}
          tabIndex={row.id === tabStop ? 0 : -1}
          className="aria-tree-row"
          data-drop={mark?.id === row.id ? mark.position : undefined}
          style={{ paddingInlineStart: `${(row.level - 1) * 10 + 2}px` }}
          draggable={drag?.canDrag(row) === true && props.renamingId !== row.id}
          onFocus={(event) => event.target === event.currentTarget && row.id !== activeId && props.onActive(row.id)}
          onKeyDown={(event) => onKeyDown(row, event)}
          onClick={(event) => {
            event.currentTarget.focus()
            props.onSelect?.(row)
          }}
          onDoubleClick={() => props.onOpen?.(row)}
          onContextMenu={(event) => onContextMenu(row, event)}
          onDragStart={(event) => {
            dragged.current = row
            drag?.onStart(row, event.dataTransfer)
          }}
          onDragOver={(event) => onDragOver(row, event)}
          onDragLeave={() => mark?.id === row.id && setMark(null)}
          onDrop={(event) => onDrop(row, event)}
          onDragEnd={endDrag}
        >
          {row.expanded === null ? (
            <span className="aria-tree-twisty" />
          ) : (
            <span
              className="aria-tree-twisty"
              aria-hidden="true"
              data-expanded={row.expanded}
              onClick={(event) => {
                event.stopPropagation()
                props.onToggle(row, row.expanded !== true)
              }}
            />
          )}
          {props.children(row)}
        </div>
      ))}
    </div>
  )
}
