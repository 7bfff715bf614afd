import { addMember, deleteMember, LIMITS, listLevel, moveMember, renameMember, type FieldMember, type Member, type MemberOwner, type Members } from '@halley/model'
import { AtSign, List, ListPlus, Plus, Trash2 } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { renameOrAsk } from '../breaking/breaking-change.ts'
import { Button, EmptyState, IconButton } from '../kit/index.ts'
import { writeDragData } from '../palette/drag-data.ts'
import { AriaTree } from '../resources/aria-tree.tsx'
import { RenameInput } from '../resources/rename-input.tsx'
import { typeNote } from '../resources/resource-notes.ts'
import { memberUsages } from '../resources/usages.ts'
import { newId } from '../stores/new-id.ts'
import { change, useProject } from '../stores/project-store.ts'
import { useView } from '../stores/view-store.ts'
import { DeleteMemberDialog } from './breaking-dialogs.tsx'
import { MemberProperties } from './member-properties.tsx'
import { memberRows, placeByDrop, placeByKey, placeOfNew, type MemberPlace } from './member-movement.ts'

const noMembers: Members = {}

/** Edits the fields and nested lists of a message or a list: the tree, and the properties of what is selected in it. */
export function MemberEditor({ owner, aside }: { readonly owner: MemberOwner; readonly aside?: ReactNode }) {
  const members = useProject((project) => project[owner.collection][owner.id]?.members ?? noMembers)
  const ownerName = useProject((project) => project[owner.collection][owner.id]?.name ?? '')
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [renamingId, setRenamingId] = useState<string | null>(null)
  const [deletingId, setDeletingId] = useState<string | null>(null)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const request = useView((view) => view.focusRequest)
  const [answeredRequest, setAnsweredRequest] = useState<number | null>(null)
  const rows = useMemo(() => memberRows(members, closed), [members, closed])
  const selected = selectedId === null ? undefined : members[selectedId]
  const parentOfNew = placeOfNew(members, selectedId)
  const listsAreTooDeep = listLevel(members, parentOfNew) >= LIMITS.listLevels

  // A problem or a usage of a field here was jumped to: it becomes the selected one, and nothing around it stays closed.
  const place = request?.place
  if (request !== null && answeredRequest !== request.id && place?.type === 'resource' && place.collection === owner.collection && place.id === owner.id && place.memberId !== undefined) {
    setAnsweredRequest(request.id)
    setSelectedId(place.memberId)
    setClosed(new Set())
  }

  const add = (type: 'field' | 'list', beside: string | null = selectedId) => {
    let id: string | null = null
    const parentId = placeOfNew(members, beside)
    change(type === 'field' ? 'Add field' : 'Add list', (draft) => {
      id = addMember(draft, owner, { type, name: type === 'field' ? 'Field' : 'List', parentId }, newId)
    })
    if (id === null) return
    setClosed((current) => new Set([...current].filter((listId) => listId !== parentId)))
    setSelectedId(id)
    setRenamingId(id)
  }

  const move = (member: Member, place: MemberPlace | null) => {
    if (place !== null) change(`Move ${member.name}`, (draft) => void moveMember(draft, owner, member.id, place))
  }

  const onKey = ({ subject }: { readonly subject: Member }, event: KeyboardEvent): boolean => {
    if (event.altKey && event.key.startsWith('Arrow')) move(subject, placeByKey(members, subject.id, event.key))
    else if (event.key === 'F2') setRenamingId(subject.id)
    else if (event.key === 'Delete') setDeletingId(subject.id)
    else if (event.key === 'Insert') add(event.shiftKey && !listsAreTooDeep ? 'list' : 'field')
    else return false
    return true
  }

  const finishRename = (member: Member, name: string | null) => {
    setRenamingId(null)
    if (name !== null) renameOrAsk(`Rename ${member.name} to ${name}`, (draft) => renameMember(draft, owner, member.id, name))
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-2 py-1" role="toolbar" aria-label="Fields and lists">
        <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onClick={() => add('field')}>Add field</Button>
        <Button size="small" icon={<ListPlus size={14} aria-hidden="true" />} disabled={listsAreTooDeep} title={listsAreTooDeep ? `Lists nest ${LIMITS.listLevels} levels deep at most.` : undefined} onClick={() => add('list')}>Add list</Button>
        {aside}
        <IconButton size="small" className="ml-auto" label="Delete field or list" shortcut="Delete" icon={<Trash2 />} disabled={selected === undefined} onClick={() => setDeletingId(selectedId)} />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={`${ownerName} has no fields yet`}>Add a field for each value that it carries, and a list for rows of values.</EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col">
          <div className="min-h-24 flex-1 overflow-auto py-1">
            <AriaTree
              label={`Fields of ${ownerName}`}
              rows={rows}
              activeId={selectedId}
              selectedId={selectedId}
              renamingId={renamingId}
              onActive={setSelectedId}
              onToggle={(row, expanded) => setClosed((current) => (expanded ? new Set([...current].filter((id) => id !== row.id)) : new Set([...current, row.id])))}
              onSelect={(row) => setSelectedId(row.id)}
              onOpen={(row) => setRenamingId(row.id)}
              onKey={onKey}
              describe={(row) => (row.subject.type === 'field' && row.subject.required ? 'required' : undefined)}
              drag={{
                canDrag: () => true,
                onStart: (row, transfer) => startDrag(owner, row.subject, transfer),
                canDrop: (from, target, position) => placeByDrop(members, from.id, { id: target.id, position }) !== null,
                onDrop: (from, target, position) => move(from.subject, placeByDrop(members, from.id, { id: target.id, position })),
              }}
            >
              {(row) => <MemberRow owner={owner} member={row.subject} isRenaming={renamingId === row.id} onRenamed={(name) => finishRename(row.subject, name)} />}
            </AriaTree>
          </div>
          {selected !== undefined && <MemberProperties key={selected.id} owner={owner} member={selected} />}
        </div>
      )}
      {deletingId !== null && members[deletingId] !== undefined && (
        <DeleteMemberDialog
          owner={owner}
          memberId={deletingId}
          onClose={() => setDeletingId(null)}
          onDelete={() => {
            change(`Delete ${members[deletingId]?.name ?? ''}`, (draft) => deleteMember(draft, owner, deletingId))
            setDeletingId(null)
            setSelectedId(null)
          }}
        />
      )}
    </div>
  )
}

function MemberRow({ owner, member, isRenaming, onRenamed }: { readonly owner: MemberOwner; readonly member: Member; readonly isRenaming: boolean; readonly onRenamed: (name: string | null) => void }) {
  const note = useProject((project) => (member.type === 'field' ? typeNote(project, member.valueType) : 'list'))
  const usageCount = useProject((project) => memberUsages(project, owner, member.id).length)
  const Icon = member.type === 'list' ? List : AtSign
  return (
    <>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="resource-icon" />
      {isRenaming ? <RenameInput name={member.name} label={`New name of ${member.name}`} onDone={onRenamed} /> : <span className="aria-tree-name" title={member.technicalName}>{member.name}</span>}
      {isRequired(member) && <span aria-hidden="true" className="text-danger" title="Required">*</span>}
      <span className="aria-tree-note">{note}</span>
      <span className="w-9 shrink-0 pr-1 text-right text-2xs text-ink-faint" title={usageCount === 1 ? 'Used in 1 place' : `Used in ${usageCount} places`}>{usageCount === 0 ? '–' : `${usageCount}×`}</span>
    </>
  )
}

function isRequired(member: Member): member is FieldMember {
  return member.type === 'field' && member.required
}

function startDrag(owner: MemberOwner, member: Member, transfer: DataTransfer): void {
  writeDragData(transfer, { type: 'member', collection: owner.collection, id: owner.id, memberId: member.id })
  transfer.setData('text/plain', member.name)
}
