import { deleteMember, fieldTypeLabels, subtreeOf, type FieldType, type MemberOwner, type Project } from '@halley/model'
import { useMemo } from 'react'
import { WhatBreaks } from '../breaking/what-breaks.tsx'
import { Button, Dialog } from '../kit/index.ts'
import { distinctUsages, memberUsages, type Usage } from '../resources/usages.ts'
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
      <WhatBreaks onJump={onClose} usages={usages} recipe={(draft) => deleteMember(draft, owner, memberId)} label={`What uses ${member.name}`} />
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
      <WhatBreaks onJump={onClose} usages={usages} recipe={recipe} label={`What uses ${memberName}`} />
    </Dialog>
  )
}
