import type { Me } from '@halley/protocol'
import { useState } from 'react'
import { toast } from 'sonner'
import { Dialog } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { learn } from './account-store.ts'
import { nameProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Gives the organisation that one is in another name for people; its name in topics stays. */
export function RenameOrganisationDialog({ org, onClose }: { readonly org: NonNullable<Me['org']>; readonly onClose: () => void }) {
  const [name, setName] = useState(org.name)
  const form = useAccountForm<'name', Me>({
    check: () => ({ name: nameProblem(name, 'the name of the organisation') }),
    send: () => callAccount('renameOrg', { body: { name: name.trim() } }),
    done: (me) => {
      learn(me)
      onClose()
      toast.success(`The organisation is called ${me.org?.name ?? name.trim()} now`)
    },
  })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Rename ${org.name}`} width="narrow" description={`Everybody in it sees the new name. Its name in topics stays “${org.token}”: programs write it.`}>
      <AccountFields form={form} label="Rename the organisation" submit="Rename" busy="Renaming…">
        <AccountInput form={form} name="name" label="Name of the organisation" autoComplete="organization" maxLength={60} value={name} onChange={setName} autoFocus />
      </AccountFields>
    </Dialog>
  )
}
