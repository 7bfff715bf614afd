import { collectionOf, type Project, type Shelf } from '@halley/model'
import { CircleAlert, Ellipsis, Home, Plus, Power, TriangleAlert } from 'lucide-react'
import { useMemo, useRef, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react'
import { Button } from '../kit/index.ts'
import { useProblems, type ProblemMark } from '../problems/problems-store.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { useViewShallow } from '../stores/view-store.ts'
import { AriaTree } from './aria-tree.tsx'
import { PointMenu } from './point-menu.tsx'
import { RenameInput } from './rename-input.tsx'
import { dropPlace, duplicateItem, moveItem, renameItem, selectSubject, showResource } from './resource-actions.ts'
import { clipOf, pasteText } from './resource-clipboard.ts'
import { ResourceIcon } from './resource-icon.tsx'
import { resourceMenu } from './resource-menu.ts'
import { resourceNote } from './resource-notes.ts'
import { isRowExpanded, openNewResource, openResourceDialog, resourcePaneStore, setRowExpanded, startRenaming, useResourcePane } from './resource-pane-store.ts'
import { isInFolder, itemMatches, keepUnchanged, resourceEntries, resourceItems, rowId, treeWords, type ResourceItem, type ResourceSubject } from './resource-trees.ts'
import { filterEntries, layRows, type DropPosition, type TreeRow } from './tree-movement.ts'

type ResourceRow = TreeRow & { readonly subject: ResourceSubject }

/** The trees of one tab of the resource pane. */
export function ResourceTree({ label, trees }: { readonly label: string; readonly trees: readonly Shelf[] }) {
  const items = useResourceItems(trees)
  const pane = useResourcePane((state) => state)
  const mayChange = useMayChange()
  const selectedId = useViewShallow((view) => selectedRow(view.selection))
  const problems = useProblems((state) => state.worstOfResource)
  const treeElement = useRef<HTMLDivElement>(null)
  const search = pane.search.trim()
  const rows = useMemo(() => {
    const entries = resourceEntries(items, trees)
    return search === '' ? layRows(entries, (id) => isRowExpanded({ closedRoots: pane.closedRoots, openFolders: pane.openFolders }, id)) : layRows(filterEntries(entries, (entry) => itemMatches(entry.subject, search)), () => true)
  }, [items, trees, search, pane.closedRoots, pane.openFolders])
  const menu = pane.menu !== null && trees.includes(pane.menu.subject.tree) ? pane.menu : null
  const isEmptyRoot = ({ subject, expanded }: ResourceRow) => subject.type === 'root' && expanded === true && search === '' && !items.some((item) => item.tree === subject.tree)
  const activeSubject = () => rows.find((row) => row.id === pane.activeRow)?.subject ?? { type: 'root' as const, tree: trees[0] ?? 'flows' }

  const onKey = ({ subject }: ResourceRow, event: KeyboardEvent): boolean => {
    if (subject.type === 'root') return false
    if (!mayChange && event.key !== 'F12') return false
    if (event.key === 'F2') startRenaming(rowId(subject))
    else if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey)) openResourceDialog({ type: 'delete', item: subject })
    else if (event.key === 'F12' && event.shiftKey) openResourceDialog({ type: 'usages', item: subject })
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) duplicateItem(subject)
    else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) moveByKey(items, subject, event.key === 'ArrowUp' ? -1 : 1)
    else return false
    return true
  }

  const onCopy = (event: ClipboardEvent) => {
    const subject = activeSubject()
    const text = subject.type === 'resource' ? clipOf(subject) : undefined
    if (text === undefined || pane.renamingRow !== null) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
  }

  const onPaste = (event: ClipboardEvent) => {
    if (pane.renamingRow !== null || !mayChange) return
    event.preventDefault()
    pasteText(event.clipboardData.getData('text/plain'), activeSubject())
  }

  if (search !== '' && rows.length === 0) return <p className="px-3 py-2 text-xs text-ink-faint" role="status">Nothing here is called “{search}”.</p>
  return (
    <div ref={treeElement} onCopy={onCopy} onPaste={onPaste} className="py-1">
      <AriaTree
        label={label}
        rows={rows}
        activeId={pane.activeRow}
        selectedId={selectedId}
        reveal={pane.reveal}
        renamingId={pane.renamingRow}
        onActive={(id) => resourcePaneStore.setState({ activeRow: id })}
        onToggle={(row, expanded) => setRowExpanded(row.id, expanded)}
        onSelect={(row) => selectSubject(row.subject)}
        onOpen={(row) => openRow(row)}
        onKey={onKey}
        onMenu={(row, at) => resourceMenu(row.subject, mayChange).length > 0 && resourcePaneStore.setState({ menu: { subject: row.subject, ...at } })}
        describe={(row) => (isEmptyRoot(row) ? treeWords[row.subject.tree].empty : describeRow(row.subject, markOf(problems, row.subject)))}
        drag={{
          canDrag: (row) => mayChange && row.subject.type !== 'root' && search === '',
          onStart: (row, transfer) => startDrag(row.subject, transfer),
          canDrop: (from, target, position) => canDrop(items, { from: from.subject, target: target.subject, position }),
          onDrop: (from, target, position) => {
            if (from.subject.type === 'root') return
            const place = dropPlace(items, from.subject, target.subject, position)
            moveItem(from.subject, place.folderId, place.index)
          },
        }}
      >
        {(row) => <RowContent row={row} isRenaming={pane.renamingRow === row.id} mark={markOf(problems, row.subject)} hint={isEmptyRoot(row) ? <EmptyHint tree={row.subject.tree} /> : null} />}
      </AriaTree>
      <PointMenu
        at={menu}
        label={menu === null ? '' : menu.subject.type === 'root' ? treeWords[menu.subject.tree].root : menu.subject.name}
        entries={menu === null ? [] : resourceMenu(menu.subject, mayChange)}
        onClose={() => resourcePaneStore.setState({ menu: null })}
        returnFocus={() => treeElement.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()}
      />
    </div>
  )
}

/** What to do in a tree in which there is nothing yet. It stands in its root's row, which is named without it. */
function EmptyHint({ tree }: { readonly tree: Shelf }) {
  const mayChange = useMayChange()
  return (
    <span className="aria-tree-hint">
      {treeWords[tree].empty}
      {/* For the pointer; the keyboard has the row's menu, as for every row. */}
      {mayChange && <Button
        size="small"
        tabIndex={-1}
        icon={<Plus size={14} aria-hidden="true" />}
        onClick={(event) => {
          event.stopPropagation()
          openNewResource(tree)
        }}
      >
        New {treeWords[tree].one}
      </Button>}
    </span>
  )
}

function useResourceItems(trees: readonly Shelf[]): readonly ResourceItem[] {
  const select = useMemo(() => itemsReader(trees), [trees])
  return useProject(select)
}

function itemsReader(trees: readonly Shelf[]): (project: Project) => readonly ResourceItem[] {
  let kept: readonly ResourceItem[] = []
  return (project) => (kept = keepUnchanged(kept, resourceItems(project, trees, resourceNote)))
}

function RowContent({ row, isRenaming, mark, hint }: { readonly row: ResourceRow; readonly isRenaming: boolean; readonly mark: ProblemMark | undefined; readonly hint: ReactNode }) {
  const { subject } = row
  const mayChange = useMayChange()
  const openMenu = (element: HTMLElement) => {
    const box = element.getBoundingClientRect()
    resourcePaneStore.setState({ activeRow: row.id, menu: { subject, x: box.left, y: box.bottom } })
  }
  return (
    <>
      {subject.type === 'root' ? null : <ResourceIcon tree={collectionOf(subject.tree)} flowType={subject.flowType} hue={subject.hue} {...(subject.type === 'folder' && { folder: row.expanded === true ? ('open' as const) : ('closed' as const) })} />}
      {isRenaming && subject.type !== 'root' ? (
        <RenameInput
          name={subject.name}
          label={`New name of ${subject.name}`}
          onDone={(name) => {
            resourcePaneStore.setState({ renamingRow: null })
            if (name !== null) renameItem(subject, name)
          }}
        />
      ) : (
        <span className={subject.type === 'root' ? 'aria-tree-root' : 'aria-tree-name'} title={subject.type === 'resource' ? `${subject.name} (${subject.technicalName})` : undefined}>{row.label}</span>
      )}
      {subject.type === 'resource' && subject.isHome && <Home size={13} aria-hidden="true" className="shrink-0 text-ink-faint" />}
      {subject.type === 'resource' && subject.isOnStart && <Power size={13} aria-hidden="true" className="shrink-0 text-ink-faint" />}
      {subject.type === 'resource' && subject.note !== '' && !isRenaming && <span className="aria-tree-note">{subject.note}</span>}
      {mark?.severity === 'error' && <span title={mark.texts.join('\n')} className="shrink-0 text-danger"><CircleAlert size={13} aria-hidden="true" /></span>}
      {mark?.severity === 'warning' && <span title={mark.texts.join('\n')} className="shrink-0 text-warning"><TriangleAlert size={13} aria-hidden="true" /></span>}
      {(mayChange || subject.type === 'resource') && <button type="button" tabIndex={-1} className="aria-tree-more" aria-label={`More for ${row.label}`} onClick={(event) => { event.stopPropagation(); openMenu(event.currentTarget) }}>
        <Ellipsis size={14} aria-hidden="true" />
      </button>}
      {hint}
    </>
  )
}

function openRow({ id, subject, expanded }: ResourceRow): void {
  if (subject.type === 'resource') showResource(collectionOf(subject.tree), subject.id)
  else setRowExpanded(id, expanded !== true)
}

function markOf(marks: ReadonlyMap<string, ProblemMark>, subject: ResourceSubject): ProblemMark | undefined {
  return subject.type === 'resource' ? marks.get(`${collectionOf(subject.tree)}/${subject.id}`) : undefined
}

function describeRow(subject: ResourceSubject, mark: ProblemMark | undefined): string | undefined {
  if (subject.type === 'root') return undefined
  const problems = mark === undefined ? '' : mark.texts.length === 1 ? '1 problem' : `${mark.texts.length} problems`
  const parts = [subject.note, subject.flowType === 'action' ? 'action flowchart' : '', subject.isHome ? 'Home' : '', subject.isOnStart ? 'runs on application start' : '', problems].filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(', ')
}

function startDrag(subject: ResourceSubject, transfer: DataTransfer): void {
  if (subject.type === 'root') return
  const data = subject.type === 'folder' ? { type: 'resource', collection: 'folders', id: subject.id } : { type: 'resource', collection: collectionOf(subject.tree), id: subject.id }
  transfer.setData('application/x-halley', JSON.stringify(data))
  transfer.setData('text/plain', subject.name)
  transfer.effectAllowed = 'copyMove'
}

function canDrop(items: readonly ResourceItem[], drop: { readonly from: ResourceSubject; readonly target: ResourceSubject; readonly position: DropPosition }): boolean {
  const { from, target, position } = drop
  if (from.type === 'root' || from.tree !== target.tree) return false
  if (target.type === 'root') return position === 'inside'
  if (from.type !== 'folder') return true
  const folders = Object.fromEntries(items.filter((item) => item.type === 'folder').map((item) => [item.id, item]))
  return !isInFolder(folders, position === 'inside' && target.type === 'folder' ? target.id : target.parentId, from.id)
}

function moveByKey(items: readonly ResourceItem[], item: ResourceItem, by: -1 | 1): void {
  const siblings = items.filter((other) => other.tree === item.tree && other.type === item.type && other.parentId === item.parentId).toSorted((left, right) => (left.order < right.order ? -1 : 1))
  const at = siblings.findIndex((other) => other.id === item.id) + by
  if (at >= 0 && at < siblings.length) moveItem(item, item.parentId, at)
}

function selectedRow(selection: { readonly type: string; readonly collection?: string; readonly id?: string }): string | null {
  if (selection.type !== 'resource' || selection.collection === undefined || selection.id === undefined) return null
  return selection.collection === 'folders' ? `folder:${selection.id}` : `${selection.collection}:${selection.id}`
}
