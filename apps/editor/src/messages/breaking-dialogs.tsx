import { deleteMember, fieldTypeLabels, subtreeOf, type FieldType, type MemberOwner, type Project } from '@halley/model'
import { useMemo } from 'react'
import { foreseeChange } from '../breaking/foresee-change.ts'
import { NewProblems } from '../breaking/new-problems.tsx'
import { Button, Dialog } from '../kit/index.ts'
import { UsageList } from '../resources/usage-list.tsx'
import { distinctUsages, memberUsages, type Usage } from '../resources/usages.ts'
import { problemsStore } from '../problems/problems-store.ts'
import { useProject } from '../stores/project-store.ts'

/** Shows what a removed field or list breaks, before it is removed. */
export function DeleteMemberDialog({ owner, memberId, onClose, onDelete }: { readonly owner: MemberOwner; readonly memberId: string; readonly onClose: () => void; readonly onDelete: () => void }) {
  const project = useProject((current) => current)
  const members = project[owner.collection][owner.id]?.members
  const member = members?.[memberId]
  const usages = useMemo(() => distinctUsages([...subtreeOf(members ?? {}, memberId)].flatMap((id) => memberUsages(project, owner, id)), project), [project, members, memberId, owner])
  if (members === undefined || member === undefined) return null
  const inside = subtreeOf(members, memberId).size - 1
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the ${member.type} ${member.name}?`}
      width={usages.length === 0 ? 'narrow' : 'normal'}
      actions={
        <>
          {/* Where something would break, Enter must not be enough. */}
          <Button autoFocus={usages.length > 0} onClick={onClose}>Cancel</Button>
          <Button variant="danger" autoFocus={usages.length === 0} onClick={onDelete}>Delete</Button>
        </>
      }
    >
      {inside > 0 && <p className="mb-2 text-sm text-ink-soft">{inside === 1 ? 'What is in it goes too.' : `The ${inside} fields and lists in it go too.`}</p>}
      <Breaks onJump={onClose} usages={usages} recipe={(draft) => deleteMember(draft, owner, memberId)} nothing="Nothing uses it." label={`What uses ${member.name}`} />
    </Dialog>
  )
}

export type RetypeDialogProps = {
  readonly memberName: string
  readonly type: FieldType
  readonly usages: readonly Usage[]
  readonly recipe: (draft: Project) => void
  readonly onClose: () => void
  readonly onChange: () => void
}

/** Shows what another type may break, before a used field gets it. */
export function RetypeDialog({ memberName, type, usages, recipe, onClose, onChange }: RetypeDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Make ${memberName} a field of type ${fieldTypeLabels[type.type]}?`}
      actions={
        <>
          <Button autoFocus={usages.length > 0} onClick={onClose}>Cancel</Button>
          <Button variant="danger" autoFocus={usages.length === 0} onClick={onChange}>Change the type</Button>
        </>
      }
    >
      <Breaks onJump={onClose} usages={usages} recipe={recipe} nothing="Nothing uses it." label={`What uses ${memberName}`} />
    </Dialog>
  )
}

function Breaks({ usages, recipe, nothing, label, onJump }: { readonly onJump: () => void; readonly recipe: (draft: Project) => void; readonly usages: readonly Usage[]; readonly nothing: string; readonly label: string }) {
  const project = useProject((current) => current)
  // The recipe does the same however often it is made anew.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const problems = useMemo(() => foreseeChange(project, recipe, problemsStore.getState().program ?? undefined).problems, [project])
  if (usages.length === 0 && problems.length === 0) return <p className="text-sm text-ink-soft">{nothing} Undo brings it back.</p>
  return (
    <>
      {problems.length > 0 && <NewProblems problems={problems} onJump={onJump} />}
      {usages.length > 0 && <p className="mb-2 text-sm text-ink-soft">{usages.length === 1 ? 'This place uses it and may no longer work:' : `These ${usages.length} places use it and may no longer work:`}</p>}
      <UsageList label={label} usages={usages} onJump={onJump} />
    </>
  )
}
