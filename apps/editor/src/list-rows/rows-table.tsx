import { inOrder, membersIn, type DataList, type FieldType, type Project, type Value } from '@halley/model'
import { Checkbox } from '../kit/index.ts'
import type { ListRow } from './rows-api.ts'
import './rows-table.css'

export type RowsTableProps = {
  readonly choices: Project['choices']
  readonly list: DataList
  readonly rows: readonly ListRow[]
  readonly chosen: ReadonlySet<string>
  /** Null for who may only look. */
  readonly onChoose: ((ids: ReadonlySet<string>) => void) | null
  readonly onOpen: (row: ListRow) => void
}

/** Rows with a column for each field; the first value opens the row. */
export function RowsTable({ choices, list, rows, chosen, onChoose, onOpen }: RowsTableProps) {
  const fields = membersIn(list.members, null).flatMap((member) => (member.type === 'field' ? [member] : []))
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    onChoose?.(next)
  }
  return (
    <table className="rows-table" aria-label={`Rows of ${list.name}`}>
      <thead>
        <tr>
          {onChoose !== null && <th scope="col"><Checkbox label={<span className="sr-only">All rows of this page</span>} checked={rows.every(({ id }) => chosen.has(id))} onChange={(on) => onChoose(new Set(on ? rows.map(({ id }) => id) : []))} /></th>}
          {fields.map((field) => <th key={field.id} scope="col" className={field.valueType.type === 'number' ? 'rows-table-number' : ''}>{field.name}</th>)}
          <th scope="col">Last modified</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={row.id} data-chosen={chosen.has(row.id)}>
            {onChoose !== null && <td><Checkbox label={<span className="sr-only">{`Row ${at + 1}`}</span>} checked={chosen.has(row.id)} onChange={(on) => toggle(row.id, on)} /></td>}
            {fields.map((field, column) => {
              const text = shownValue(row[field.technicalName] ?? null, field.valueType, choices)
              return <td key={field.id} className={field.valueType.type === 'number' ? 'rows-table-number' : ''}>{column === 0 && onChoose !== null ? <button type="button" className="rows-table-open" onClick={() => onOpen(row)}>{text === '' ? 'Open' : text}</button> : text}</td>
            })}
            <td className="text-ink-faint"><time dateTime={row.lastModified} title={row.lastModified}>{new Date(row.lastModified).toLocaleString()}</time></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function shownValue(value: Value, type: FieldType, choices: Project['choices']): string {
  if (value === null) return ''
  if (type.type === 'singleChoice' || type.type === 'multipleChoice') {
    const options = inOrder(choices[type.choiceId ?? '']?.options ?? {})
    return (Array.isArray(value) ? value : [value]).map((name) => options.find((option) => option.technicalName === name)?.name ?? String(name)).join(', ')
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (type.type === 'dateTime' && typeof value === 'string') return new Date(value).toLocaleString()
  if (type.type === 'duration' && typeof value === 'number') return `${value / 1_000} s`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
