import { membersIn, type DataList } from '@halley/model'
import { ChevronLeft, ChevronRight, Plus, RefreshCw, Search, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, Dialog, EmptyState, IconButton, Select, TextInput } from '../kit/index.ts'
import { useMayChange, useProjectState } from '../stores/project-store.ts'
import { RowDialog } from './row-dialog.tsx'
import { addRow, changeRow, deleteRows, type ListRow, type RowsOf } from './rows-api.ts'
import { RowsTable } from './rows-table.tsx'
import { ROWS_ON_PAGE, useRows } from './use-rows.ts'
import { useRowsModel } from './use-rows-model.ts'

const environments: readonly { readonly value: RowsOf; readonly label: string }[] = [{ value: 'draft', label: 'Rows of the preview' }, { value: 'published', label: 'Rows of the published app' }]

/** What a stored list holds now: searched, paged, added to, changed and deleted by hand. */
export function RowsBrowser({ list: drawnList }: { readonly list: DataList }) {
  const projectId = useProjectState((state) => state.projectId)
  const mayChange = useMayChange()
  const [environment, setEnvironment] = useState<RowsOf>('draft')
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const [marked, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [edited, setEdited] = useState<ListRow | 'new' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isDeleting, setDeleting] = useState(false)
  const place = { projectId, listId: drawnList.id, environment }
  const { project, list, problem: modelProblem } = useRowsModel(drawnList, environment)
  const { page, reload } = useRows(place, { offset, search })
  // Somebody else may have deleted a row that is marked here.
  const chosen = useMemo(() => new Set(page?.ok === true ? page.value.rows.map(({ id }) => id).filter((id) => marked.has(id)) : marked), [page, marked])
  const fields = membersIn(list.members, null).filter((member) => member.type === 'field')
  if (fields.length === 0 && environment === 'draft') return <EmptyState title="The rows have no fields yet">Say on the tab Fields what a row has.</EmptyState>

  const turnTo = (next: { readonly offset?: number; readonly search?: string; readonly environment?: RowsOf }) => {
    setOffset(next.offset ?? 0)
    if (next.search !== undefined) setSearch(next.search)
    if (next.environment !== undefined) setEnvironment(next.environment)
    setChosen(new Set())
  }
  const shown = page?.ok === true && modelProblem === null ? page.value : null
  const refusal = page?.ok === false ? page.text : (modelProblem ?? problem)
  const remove = async () => {
    const answer = await deleteRows(place, [...chosen])
    setDeleting(false)
    setProblem(answer.ok ? null : answer.text)
    if (!answer.ok) return
    setChosen(new Set())
    // The last page may be gone with its rows.
    if (shown !== null && shown.rows.every(({ id }) => chosen.has(id))) setOffset(Math.max(0, offset - ROWS_ON_PAGE))
    reload()
  }
  const rowsChosen = chosen.size === 1 ? 'this row' : `these ${chosen.size} rows`
  return (
    <section aria-label="Rows" className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-1 border-b border-line p-1.5">
        <Select size="small" className="w-52" label="Which rows" value={environment} options={environments} onChange={(next) => turnTo({ environment: next === 'published' ? 'published' : 'draft' })} />
        <div className="relative min-w-32 flex-1">
          <Search aria-hidden="true" className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-faint" />
          <TextInput aria-label="Search rows" className="pl-7!" value={search} placeholder="Search rows" onChange={(text) => turnTo({ search: text })} />
        </div>
        <IconButton label="Read the rows again" icon={<RefreshCw />} onClick={reload} />
        {mayChange && <><Button size="small" disabled={chosen.size === 0} icon={<Trash2 size={14} aria-hidden="true" />} onClick={() => setDeleting(true)}>Delete{chosen.size === 0 ? '…' : ` ${chosen.size}…`}</Button>
        <Button size="small" variant="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEdited('new')}>New row</Button></>}
      </div>
      {refusal === null ? null : <p role="alert" className="border-b border-line p-2 text-xs text-danger">{refusal}</p>}
      <div className="min-h-0 flex-1 overflow-auto">
        {shown === null ? null : shown.rows.length === 0 ? (
          <EmptyState title={search === '' ? 'No rows yet' : 'No row has this'}>{search === '' ? 'A List action node adds rows while the app runs; “New row” adds one by hand.' : 'The search looks at every value of a row.'}</EmptyState>
        ) : (
          <RowsTable choices={project.choices} list={list} rows={shown.rows} chosen={chosen} onChoose={mayChange ? setChosen : null} onOpen={setEdited} />
        )}
      </div>
      {shown === null ? null : (
        <footer className="flex items-center gap-1 border-t border-line px-2 py-1 text-xs text-ink-faint tabular-nums">
          <span role="status" className="flex-1">{pageInWords(shown)}</span>
          <IconButton size="small" label="Earlier rows" icon={<ChevronLeft />} disabled={offset === 0} onClick={() => turnTo({ offset: Math.max(0, offset - ROWS_ON_PAGE) })} />
          <IconButton size="small" label="Later rows" icon={<ChevronRight />} disabled={shown.offset + shown.rows.length >= shown.found} onClick={() => turnTo({ offset: offset + ROWS_ON_PAGE })} />
        </footer>
      )}
      {isDeleting ? (
        <Dialog
          open
          onOpenChange={(open) => !open && setDeleting(false)}
          title={`Delete ${rowsChosen} of ${list.name}?`}
          width="narrow"
          actions={<><Button autoFocus onClick={() => setDeleting(false)}>Cancel</Button><Button variant="danger" onClick={() => void remove()}>Delete</Button></>}
        >
          <p className="text-sm text-ink-soft">Rows are data and no part of the project: Undo does not bring them back.</p>
        </Dialog>
      ) : null}
      {edited === null ? null : (
        <RowDialog
          project={project}
          list={list}
          row={edited === 'new' ? null : edited}
          onSave={async (values) => {
            const answer = await (edited === 'new' ? addRow(place, values) : changeRow(place, edited, values))
            if (answer.ok) reload()
            return answer
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  )
}

/** Which rows of how many are shown: "1–50 of 1,234, 5,678 in all". */
function pageInWords({ offset, rows, found, total }: { readonly offset: number; readonly rows: readonly unknown[]; readonly found: number; readonly total: number }): string {
  const [from, to, all, whole] = [offset + 1, offset + rows.length, found, total].map((count) => count.toLocaleString('en'))
  return found === 0 ? `${whole} rows` : `${from}–${to} of ${all}${found === total ? '' : `, ${whole} in all`}`
}
