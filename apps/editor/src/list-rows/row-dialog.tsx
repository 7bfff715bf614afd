import { membersIn, valueProblem, type DataList, type Project, type Value } from '@halley/model'
import { useState } from 'react'
import { Button, Dialog } from '../kit/index.ts'
import { DefaultValueField } from '../messages/default-value-field.tsx'
import type { Called } from '../sync/call-server.ts'
import type { ListRow } from './rows-api.ts'

export type RowDialogProps = {
  /** The version that the rows are of. */
  readonly project: Project
  readonly list: DataList
  /** Null for a new one. */
  readonly row: ListRow | null
  readonly onSave: (values: Readonly<Record<string, Value>>) => Promise<Called<null>>
  readonly onClose: () => void
}

/** Edits the values of one row; what does not fit is said at its field, and nothing is sent. */
export function RowDialog({ project, list, row, onSave, onClose }: RowDialogProps) {
  const fields = membersIn(list.members, null).flatMap((member) => (member.type === 'field' ? [member] : []))
  const [values, setValues] = useState<Readonly<Record<string, Value>>>(() => Object.fromEntries(fields.map((field) => [field.technicalName, row === null ? (field.default ?? null) : (row[field.technicalName] ?? null)])))
  const [isTried, setIsTried] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const problemOf = (field: (typeof fields)[number]): string | null => {
    const value = values[field.technicalName] ?? null
    if (field.required && (value === null || value === '')) return 'This is needed.'
    const problem = valueProblem(project, field.valueType, value)
    return problem === undefined ? null : `It ${problem}.`
  }
  const save = async () => {
    setIsTried(true)
    if (fields.some((field) => problemOf(field) !== null)) return
    const answer = await onSave(values)
    if (answer.ok) onClose()
    else setRefusal(answer.text)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={row === null ? `New row of ${list.name}` : `Row of ${list.name}`}
      {...(row !== null && { description: `Id ${row.id}` })}
      actions={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" onClick={() => void save()}>{row === null ? 'Add' : 'Save'}</Button></>}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {fields.map((field) => (
          <DefaultValueField
            key={field.id}
            label={field.name}
            type={field.valueType}
            choices={project.choices}
            value={values[field.technicalName] ?? undefined}
            error={isTried ? problemOf(field) : null}
            onChange={(value) => setValues((before) => ({ ...before, [field.technicalName]: value ?? null }))}
          />
        ))}
        {refusal === null ? null : <p role="alert" className="text-xs text-danger">{refusal}</p>}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  )
}
