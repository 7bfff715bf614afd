import { useEffect } from 'react'
import { toast } from 'sonner'
import { Badge, Button } from '../kit/index.ts'
import { callAccount } from './account-api.ts'
import { AccountSection, LIST_FRAME } from './account-page.tsx'
import { Day } from './day.tsx'
import { roleWords } from './role-words.ts'
import { useAnswer } from './use-answer.ts'
import { useFocusNotLost } from './use-focus-not-lost.ts'

/** Who is invited and has not come yet. `turn` is another number when there may be a new one. */
export function OpenInvitations({ turn }: { readonly turn: number }) {
  const { answer, reload } = useAnswer('invitations')
  useFocusNotLost()
  useEffect(() => {
    if (turn > 0) reload()
  }, [turn, reload])
  const invitations = answer?.ok === true ? answer.value.invitations : []
  const withdraw = async (id: string, email: string) => {
    const gone = await callAccount('withdrawInvitation', { id })
    if (!gone.ok) toast.error(`The invitation of ${email} is still open`, { description: gone.text })
    reload()
  }
  if (answer?.ok === false) return <p role="alert" className="text-sm text-danger">The invitations cannot be shown. {answer.text}</p>
  if (invitations.length === 0) return null
  return (
    <AccountSection id="people-invited" title="Invited">
      <ul className={LIST_FRAME}>
        {invitations.map(({ id, email, role, appRoles, invitedBy, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3" aria-label={email}>
            <div className="min-w-0 flex-1 basis-56">
              <p className="truncate text-base font-medium">{email}</p>
              <p className="text-sm text-ink-faint">{roleWords[role].label}, by {invitedBy}, until <Day at={expiresAt} /></p>
              {appRoles.length === 0 ? null : <p className="mt-1 flex flex-wrap gap-1">{appRoles.map((appRole) => <Badge key={appRole} tone="accent">{appRole}</Badge>)}</p>}
            </div>
            <Button onClick={() => void withdraw(id, email)} aria-label={`Take back the invitation of ${email}`}>Take back</Button>
          </li>
        ))}
      </ul>
    </AccountSection>
  )
}
