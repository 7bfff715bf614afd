import { MIN_PASSWORD_CHARACTERS } from '@halley/protocol'
import { useState } from 'react'
import { toast } from 'sonner'
import { Dialog } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { useMe } from './account-store.ts'
import { newPasswordProblem, passwordProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Changes one's own password; every other sign-in of the person ends. */
export function ChangePasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const email = useMe()?.person?.email ?? ''
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const form = useAccountForm<'current' | 'next', null>({
    check: () => ({ current: passwordProblem(current), next: newPasswordProblem(next) ?? (next === current ? 'This is the password that you have. Choose another one.' : undefined) }),
    send: () => callAccount('changePassword', { body: { current, next } }),
    fieldOf: { 'sign_in/wrong': 'current' },
    done: () => {
      onClose()
      toast.success('Your password is changed', { description: 'You stay signed in here, and are signed out everywhere else.' })
    },
  })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Change password" description="You are signed out everywhere else." width="narrow">
      <AccountFields form={form} label="Change password" submit="Change the password" busy="Changing…">
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden tabIndex={-1} aria-hidden="true" />
        <AccountInput form={form} name="current" label="Password that you have" type="password" autoComplete="current-password" value={current} onChange={setCurrent} autoFocus />
        <AccountInput form={form} name="next" label="New password" help={`At least ${MIN_PASSWORD_CHARACTERS} characters; three or four words will do.`} type="password" autoComplete="new-password" value={next} onChange={setNext} />
      </AccountFields>
    </Dialog>
  )
}
