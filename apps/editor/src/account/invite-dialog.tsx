import type { OrgRole } from '@halley/protocol'
import { useState } from 'react'
import { Button, CopyField, Dialog, Field, Select } from '../kit/index.ts'
import { callAccount, type AccountReply } from './account-api.ts'
import { AppRolesField } from './app-roles-field.tsx'
import { Day } from './day.tsx'
import { emailProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { leadsToOwnComputer } from './link-reach.ts'
import { roleOptions, roleWords } from './role-words.ts'
import { useAccountForm } from './use-account-form.ts'

type Made = AccountReply<'invite'> & { readonly email: string }

/** Invites somebody: the link is shown once, to be sent by hand. */
export function InviteDialog({ onInvited, onClose }: { readonly onInvited: () => void; readonly onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={made === null ? 'Invite somebody' : `Send this link to ${made.email}`} width="narrow">
      {made === null
        ? <InviteForm onMade={(next) => {
            setMade(next)
            onInvited()
          }} />
        : (
            <div className="flex flex-col gap-4">
              <CopyField label="Link" value={made.link} help="It is shown only now. Who opens it can join, so send it to this person alone." />
              {leadsToOwnComputer(made.link) && <p role="status" className="rounded-md bg-warning-soft px-3 py-2 text-sm text-warning">It works on this computer only. To let others in, start Halley with HALLEY_HOST and HALLEY_PUBLIC_URL, and invite them then.</p>}
              <p className="text-sm text-ink-soft">It works once, until <Day at={made.expiresAt} />. Halley sends no mail: use your own.</p>
              <Button className="self-end" onClick={onClose}>Done</Button>
            </div>
          )}
    </Dialog>
  )
}

function InviteForm({ onMade }: { readonly onMade: (made: Made) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<OrgRole>('editor')
  const [appRoles, setAppRoles] = useState<readonly string[]>([])
  const form = useAccountForm<'email', AccountReply<'invite'>>({
    check: () => ({ email: emailProblem(email) }),
    send: () => callAccount('invite', { body: { email: email.trim(), role, appRoles: [...appRoles] } }),
    fieldOf: { 'invitation/member': 'email' },
    done: (answer) => onMade({ ...answer, email: email.trim() }),
  })
  return (
    <AccountFields form={form} label="Invite somebody" submit="Make the link" busy="Making the link…">
      <AccountInput form={form} name="email" label="E-mail address" help="They join with it, and sign in with it." type="email" autoComplete="off" maxLength={254} value={email} onChange={setEmail} autoFocus />
      <Field label="Role" help={`${roleWords[role].label}s ${roleWords[role].may}.`}>
        <Select className="h-9!" value={role} options={roleOptions} onChange={(next) => setRole(next === 'owner' || next === 'viewer' ? next : 'editor')} />
      </Field>
      <AppRolesField help="Optional. As personas have them; published apps and channels ask for them." roles={appRoles} onChange={setAppRoles} />
    </AccountFields>
  )
}
