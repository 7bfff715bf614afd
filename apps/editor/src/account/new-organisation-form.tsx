import type { Me } from '@halley/protocol'
import { useState } from 'react'
import { callAccount } from './account-api.ts'
import { nameProblem, orgTokenFor, orgTokenProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { useAccountForm } from './use-account-form.ts'

/** Makes an organisation, of which one is the owner, and goes there. */
export function NewOrganisationForm() {
  const [name, setName] = useState('')
  const [typedToken, setTypedToken] = useState<string | null>(null)
  const token = typedToken ?? orgTokenFor(name)
  const form = useAccountForm<'name' | 'token', Me>({
    check: () => ({ name: nameProblem(name, 'the name of the organisation'), token: orgTokenProblem(token) }),
    send: () => callAccount('createOrg', { body: { name: name.trim(), token } }),
    fieldOf: { 'org/token_taken': 'token' },
    done: arriveIn,
  })
  const changeName = (next: string) => {
    setName(next)
    // The name in topics follows: what was said of it is about another one now.
    if (typedToken === null) form.touched('token')
  }
  return (
    <AccountFields form={form} label="New organisation" submit="Create the organisation" busy="Creating…">
      <AccountInput form={form} name="name" label="Name of the organisation" autoComplete="organization" maxLength={60} value={name} onChange={changeName} />
      <AccountInput form={form} name="token" label="Its name in topics" help={`Programs write it: events.${token === '' ? 'acme' : token}.… It never changes.`} mono autoComplete="off" maxLength={64} value={token} onChange={setTypedToken} />
    </AccountFields>
  )
}

/** Begins anew in another organisation: everything that pages hold is of the one before. */
export function arriveIn(): void {
  tellOtherTabs('changed')
  location.assign('/')
}
