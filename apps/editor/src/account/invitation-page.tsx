import { MIN_PASSWORD_CHARACTERS, type Me } from '@halley/protocol'
import { useEffect, useState } from 'react'
import { Button } from '../kit/index.ts'
import { PageLink } from '../shell/page-link.tsx'
import { navigate } from '../shell/router.ts'
import { callAccount, type AccountAnswer, type AccountReply } from './account-api.ts'
import { learn } from './account-store.ts'
import { Entrance, EntranceForm } from './entrance.tsx'
import { nameProblem, newPasswordProblem, passwordProblem } from './field-checks.ts'
import { AccountFields, AccountInput } from './form-parts.tsx'
import { codeIn } from './link-code.ts'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { roleWords } from './role-words.ts'
import { useAccountForm } from './use-account-form.ts'

type Invited = AccountReply<'lookAtInvitation'>

/** What an invitation is to, and the way in. */
export function InvitationPage({ me }: { readonly me: Me }) {
  const [code] = useState(() => codeIn(location.hash))
  const [looked, setLooked] = useState<AccountAnswer<Invited> | null>(null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (code === null) return undefined
    let isHere = true
    const look = async () => {
      const answer = await callAccount('lookAtInvitation', { body: { code } })
      if (isHere) setLooked(answer)
    }
    void look()
    return () => {
      isHere = false
    }
  }, [code, turn])

  const home = <PageLink href="/" className="text-base text-accent underline underline-offset-2">{me.person === null ? 'Sign in' : 'All projects'}</PageLink>
  if (code === null) return <Entrance title="This link is not whole" lead="What stands behind # is missing. Copy the whole link from the invitation, or ask for a new one.">{home}</Entrance>
  if (looked === null) return <Entrance title="Invitation"><p role="status" className="text-base text-ink-faint">Looking at the invitation…</p></Entrance>
  if (!looked.ok) {
    const isGone = looked.code === 'invitation/gone'
    return (
      <Entrance title={isGone ? 'This invitation is over' : 'The invitation cannot be shown'} lead={isGone ? 'It was used already, taken back, or is older than a week. Ask whoever invited you for a new link.' : looked.text}>
        {isGone ? home : <Button size="large" className="self-start" onClick={() => setTurn(turn + 1)}>Try again</Button>}
      </Entrance>
    )
  }
  const { org, email, role, invitedBy } = looked.value
  return (
    <Entrance title={`Join ${org}`} lead={<>{invitedBy} invited <b className="font-medium text-ink">{email}</b> as {roleWords[role].article}: {roleWords[role].may}.{me.person !== null && me.person.email !== email ? <> You are signed in as {me.person.email} now; joining signs you in as {email} instead.</> : null}</>}>
      <EntranceForm><JoinForm code={code} invited={looked.value} /></EntranceForm>
    </Entrance>
  )
}

function JoinForm({ code, invited }: { readonly code: string; readonly invited: Invited }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { hasAccount, email, org } = invited
  const form = useAccountForm<'name' | 'password', Me>({
    check: () => (hasAccount ? { password: passwordProblem(password) } : { name: nameProblem(name, 'your name, as others shall see it'), password: newPasswordProblem(password) }),
    send: () => callAccount('acceptInvitation', { body: { code, password, ...(!hasAccount && { name: name.trim() }) } }),
    fieldOf: { 'sign_in/wrong': 'password' },
    done: (me) => {
      navigate('/', { replace: true })
      learn(me)
      tellOtherTabs('changed')
    },
  })
  return (
    <AccountFields form={form} label={`Join ${org}`} submit={`Join ${org}`} busy="Joining…">
      {hasAccount ? null : <AccountInput form={form} name="name" label="Your name" help="Others see it beside your cursor and your changes." autoComplete="name" maxLength={60} value={name} onChange={setName} autoFocus />}
      {/* For password managers, which keep what belongs together. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden tabIndex={-1} aria-hidden="true" />
      {hasAccount
        ? <AccountInput form={form} name="password" label="Password" help={`You have an account as ${email}: its password.`} type="password" autoComplete="current-password" value={password} onChange={setPassword} autoFocus />
        : <AccountInput form={form} name="password" label="Password" help={`At least ${MIN_PASSWORD_CHARACTERS} characters; three or four words will do.`} type="password" autoComplete="new-password" value={password} onChange={setPassword} />}
    </AccountFields>
  )
}
