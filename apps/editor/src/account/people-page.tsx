import type { Person } from '@halley/protocol'
import { UserRoundPlus } from 'lucide-react'
import { useState } from 'react'
import { Button, EmptyState } from '../kit/index.ts'
import { AccountPage, AccountSection, LIST_FRAME } from './account-page.tsx'
import { useMay, useMe } from './account-store.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { PersonRow } from './person-row.tsx'
import { useAnswer } from './use-answer.ts'

/** Everybody in the organisation, what they may do, and who is invited. */
export function PeoplePage() {
  const me = useMe()
  const mayManage = useMay('people/manage')
  const { answer, reload } = useAnswer('people')
  const [isInviting, setInviting] = useState(false)
  const [invited, setInvited] = useState(0)
  const people = answer?.ok === true ? answer.value.people : []
  const owners = people.filter(({ role }) => role === 'owner').length
  return (
    <AccountPage
      section="people"
      title="People"
      lead={mayManage ? `Everybody in ${me?.org?.name ?? 'the organisation'} sees all of its projects. Owners publish, invite and make API tokens; editors change projects; viewers look.` : 'Everybody who sees the projects of the organisation. Owners can invite, change roles and remove.'}
      actions={mayManage ? <Button size="large" variant="primary" icon={<UserRoundPlus aria-hidden="true" className="size-4" />} onClick={() => setInviting(true)}>Invite</Button> : undefined}
    >
      <AccountSection id="people-here" title="Members">
        {answer === null ? <p role="status" className="text-sm text-ink-faint">Looking for people…</p> : null}
        {answer?.ok === false ? <div className={`${LIST_FRAME} py-6`}><EmptyState title="The people cannot be shown" actions={<Button onClick={reload}>Try again</Button>}>{answer.text}</EmptyState></div> : null}
        {people.length > 0 ? (
          <ul className={LIST_FRAME}>
            {people.toSorted(byName).map((person) => (
              <PersonRow key={person.id} person={person} isSelf={person.id === me?.person?.id} isLastOwner={person.role === 'owner' && owners === 1} mayManage={mayManage} onChanged={reload} />
            ))}
          </ul>
        ) : null}
      </AccountSection>
      {mayManage ? <OpenInvitations turn={invited} /> : null}
      {isInviting ? <InviteDialog onInvited={() => setInvited((before) => before + 1)} onClose={() => setInviting(false)} /> : null}
    </AccountPage>
  )
}

function byName(left: Person, right: Person): number {
  return left.name.localeCompare(right.name) || left.email.localeCompare(right.email)
}
