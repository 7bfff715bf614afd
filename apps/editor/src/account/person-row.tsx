import type { OrgRole, Person } from '@halley/protocol'
import { Pencil, UserRoundMinus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge, Button, Dialog, IconButton, Select } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { loadAccount } from './account-store.ts'
import { AppRolesField } from './app-roles-field.tsx'
import { Day } from './day.tsx'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { roleOptions, roleWords } from './role-words.ts'

export type PersonRowProps = {
  readonly person: Person
  readonly isSelf: boolean
  /** An organisation needs one: this one stays until there is another. */
  readonly isLastOwner: boolean
  readonly mayManage: boolean
  readonly onChanged: () => void
}

/** One person: name, address, role, roles in apps; an owner changes them here. */
export function PersonRow({ person, isSelf, isLastOwner, mayManage, onChanged }: PersonRowProps) {
  const [isRemoving, setRemoving] = useState(false)
  const [isEditing, setEditing] = useState(false)
  // What was chosen and the server has not answered yet.
  const [wanted, setWanted] = useState<OrgRole | null>(null)
  const reasonId = `last-owner-${person.id}`
  const setRole = async (role: OrgRole) => {
    setWanted(role)
    const answer = await callAccount('changePerson', { id: person.id, body: { role } })
    setWanted(null)
    if (!answer.ok) toast.error(`${person.name} stays ${roleWords[person.role].article}`, { description: answer.text })
    afterChange({ isSelf, onChanged })
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3" aria-label={person.name}>
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex items-center gap-2 text-base font-medium"><span className="truncate">{person.name}</span>{isSelf ? <Badge tone="accent">You</Badge> : null}</p>
        <p className="truncate text-sm text-ink-faint">{person.email} · since <Day at={person.joinedAt} /></p>
        {person.appRoles.length === 0 && !mayManage ? null : (
          <p className="mt-1 flex flex-wrap items-center gap-1">
            {person.appRoles.map((role) => <Badge key={role} tone="accent">{role}</Badge>)}
            {mayManage ? <IconButton size="small" label={`Change the roles in apps of ${person.name}`} icon={<Pencil />} onClick={() => setEditing(true)} /> : null}
            {mayManage && person.appRoles.length === 0 ? <span className="text-xs text-ink-faint">no roles in apps</span> : null}
          </p>
        )}
      </div>
      <div className="flex items-center gap-2">
        {mayManage
          ? <Select className="w-28" label={`Role of ${person.name}`} value={wanted ?? person.role} options={roleOptions} disabled={isLastOwner || wanted !== null} onChange={(role) => void setRole(asRole(role))} />
          : <span className="text-sm text-ink-soft">{roleWords[person.role].label}</span>}
        {mayManage || isSelf ? (
          <IconButton label={isSelf ? 'Leave the organisation' : `Remove ${person.name}`} icon={<UserRoundMinus />} aria-disabled={isLastOwner} aria-describedby={isLastOwner ? reasonId : undefined} className={isLastOwner ? 'opacity-40' : ''} onClick={() => isLastOwner || setRemoving(true)} />
        ) : null}
      </div>
      {isLastOwner && (mayManage || isSelf) ? <p id={reasonId} className="basis-full text-xs text-ink-faint">The only owner stays owner. Make somebody else an owner first.</p> : null}
      {isRemoving ? <RemoveDialog person={person} isSelf={isSelf} onClose={() => setRemoving(false)} onRemoved={() => afterChange({ isSelf, onChanged })} /> : null}
      {isEditing ? <AppRolesDialog person={person} onClose={() => setEditing(false)} onChanged={onChanged} /> : null}
    </li>
  )
}

function asRole(text: string): OrgRole {
  return text === 'owner' || text === 'editor' ? text : 'viewer'
}

function afterChange({ isSelf, onChanged }: { readonly isSelf: boolean; readonly onChanged: () => void }): void {
  onChanged()
  if (!isSelf) return
  void loadAccount()
  tellOtherTabs('changed')
}

function RemoveDialog({ person, isSelf, onClose, onRemoved }: { readonly person: Person; readonly isSelf: boolean; readonly onClose: () => void; readonly onRemoved: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const remove = async () => {
    const answer = await callAccount('removePerson', { id: person.id })
    if (!answer.ok) return setProblem(answer.text)
    onClose()
    onRemoved()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isSelf ? 'Leave the organisation?' : `Remove ${person.name}?`}
      width="narrow"
      actions={<><Button autoFocus onClick={onClose}>Cancel</Button><Button variant="danger" onClick={() => void remove()}>{isSelf ? 'Leave' : 'Remove'}</Button></>}
    >
      <p className="text-sm text-ink-soft">{isSelf ? 'You see its projects no more, from now on. An owner can invite you again.' : `${person.name} sees the projects no more, from now on. What they drew stays. You can invite them again.`}</p>
      {problem === null ? null : <p role="alert" className="mt-2 text-sm text-danger">{problem}</p>}
    </Dialog>
  )
}

function AppRolesDialog({ person, onClose, onChanged }: { readonly person: Person; readonly onClose: () => void; readonly onChanged: () => void }) {
  const [roles, setRoles] = useState<readonly string[]>(person.appRoles)
  const [problem, setProblem] = useState<string | null>(null)
  const save = async () => {
    const answer = await callAccount('changePerson', { id: person.id, body: { appRoles: [...roles] } })
    if (!answer.ok) return setProblem(answer.text)
    onClose()
    onChanged()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Roles of ${person.name} in apps`}
      width="narrow"
      actions={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" onClick={() => void save()}>Save</Button></>}
    >
      <AppRolesField help="As personas have them: who uses a published app has these, and channels can ask for them." roles={roles} onChange={setRoles} />
      {problem === null ? null : <p role="alert" className="mt-2 text-sm text-danger">{problem}</p>}
    </Dialog>
  )
}
