import { MIN_PASSWORD_CHARACTERS, type Me } from '@halley/protocol'
import { useState } from 'react'
import type { AccountAnswer } from './account-api.ts'
import { emailProblem, nameProblem, newPasswordProblem, orgTokenFor, orgTokenProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { useAccountForm } from './use-account-form.ts'

export type FirstOwner = { readonly name: string; readonly email: string; readonly password: string; readonly orgName: string; readonly orgToken: string }

/** Asks for everything about the first owner and their organisation. */
export function FirstOwnerForm({ send, onDone }: { readonly send: (owner: FirstOwner) => Promise<AccountAnswer<Me>>; readonly onDone: (me: Me) => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [orgName, setOrgName] = useState('')
  const [typedToken, setTypedToken] = useState<string | null>(null)
  const orgToken = typedToken ?? orgTokenFor(orgName)
  const form = useAccountForm<keyof FirstOwner, Me>({
    check: () => ({
      name: nameProblem(name, 'your name, as others shall see it'),
      email: emailProblem(email),
      password: newPasswordProblem(password),
      orgName: nameProblem(orgName, 'the name of your organisation'),
      orgToken: orgTokenProblem(orgToken),
    }),
    send: () => send({ name: name.trim(), email: email.trim(), password, orgName: orgName.trim(), orgToken }),
    fieldOf: { 'org/token_taken': 'orgToken' },
    done: onDone,
  })
  const changeOrgName = (next: string) => {
    setOrgName(next)
    // The name in topics follows: what was said of it is about another one now.
    if (typedToken === null) form.touched('orgToken')
  }
  return (
    <AccountFields form={form} label="The first owner" submit="Create the account" busy="Creating the account…">
      {/* Two beside each other where there is room: the button is seen without scrolling. */}
      <div className="@container">
        <div className="grid items-start gap-4 @min-[26rem]:grid-cols-2 @min-[26rem]:[&>:nth-child(3)]:col-span-2">
          <AccountInput form={form} name="name" label="Your name" help="Others see it beside your cursor and your changes." autoComplete="name" maxLength={60} value={name} onChange={setName} autoFocus />
          <AccountInput form={form} name="email" label="E-mail address" help="You sign in with it." type="email" autoComplete="username" maxLength={254} value={email} onChange={setEmail} />
          <AccountInput form={form} name="password" label="Password" help={`At least ${MIN_PASSWORD_CHARACTERS} characters; three or four words will do.`} type="password" autoComplete="new-password" value={password} onChange={setPassword} />
          <AccountInput form={form} name="orgName" label="Organisation" help="Who owns the projects: a company, a team, or you." autoComplete="organization" maxLength={60} value={orgName} onChange={changeOrgName} />
          <AccountInput form={form} name="orgToken" label="Its name in topics" help={`Programs write it: events.${orgToken === '' ? 'acme' : orgToken}.… It never changes.`} mono autoComplete="off" maxLength={64} value={orgToken} onChange={setTypedToken} />
        </div>
      </div>
    </AccountFields>
  )
}
