import type { Me } from '@halley/protocol'
import { useState } from 'react'
import { callAccount } from './account-api.ts'
import { emailProblem, passwordProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Signs in with address and password; with `email` it is that person's sign-in and no other. */
export function SignInForm({ email: givenEmail, onSignedIn }: { readonly email?: string; readonly onSignedIn: (me: Me) => void }) {
  const [email, setEmail] = useState(givenEmail ?? '')
  const [password, setPassword] = useState('')
  const form = useAccountForm<'email' | 'password', Me>({
    check: () => ({ email: emailProblem(email), password: passwordProblem(password) }),
    send: () => callAccount('signIn', { body: { email: email.trim(), password } }),
    fieldOf: { 'sign_in/wrong': 'password' },
    done: onSignedIn,
  })
  return (
    <AccountFields form={form} label="Sign in" submit="Sign in" busy="Signing in…">
      <AccountInput form={form} name="email" label="E-mail address" type="email" autoComplete="username" maxLength={254} value={email} onChange={setEmail} autoFocus={givenEmail === undefined} readOnly={givenEmail !== undefined} />
      <AccountInput form={form} name="password" label="Password" type="password" autoComplete="current-password" value={password} onChange={setPassword} autoFocus={givenEmail !== undefined} />
    </AccountFields>
  )
}
