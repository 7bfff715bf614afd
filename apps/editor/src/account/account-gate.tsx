import type { Me } from '@halley/protocol'
import type { ReactNode } from 'react'
import { Button, EmptyState } from '../kit/index.ts'
import { OpeningPage } from '../shell/opening-page.tsx'
import type { Route } from '../shell/router.ts'
import { AccountDialogs } from './account-dialogs.tsx'
import { loadAccount, useAccount } from './account-store.ts'
import { ClaimPage, WaitingForOwner } from './claim-page.tsx'
import { InvitationPage } from './invitation-page.tsx'
import { NoOrganisationPage } from './no-organisation-page.tsx'
import { SignInAgain } from './sign-in-again.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { goBack } from './way-back.ts'
import { WentBack } from './went-back.tsx'

/** Shows a page to whom it is for: everybody else is asked who they are, and then sees it. */
export function AccountGate({ route, children }: { readonly route: Route; readonly children: ReactNode }) {
  const account = useAccount()
  if (account.type === 'loading') return <OpeningPage />
  if (account.type === 'failed') {
    return <main className="h-full"><EmptyState title="Halley does not answer" actions={<Button variant="primary" onClick={() => void loadAccount()}>Try again</Button>}>{account.text}</EmptyState></main>
  }
  const { me, hasLapsed } = account
  return (
    <>
      {entranceFor(route, me) ?? children}
      <AccountDialogs />
      {hasLapsed && me.person !== null ? <SignInAgain email={me.person.email} name={me.person.name} /> : null}
    </>
  )
}

// What stands before every other page; null where there is nothing in the way.
function entranceFor(route: Route, me: Me): ReactNode {
  const isIn = me.mode === 'local' || me.person !== null
  if (route.type === 'account') {
    switch (route.page) {
      case 'claim': return <ClaimPage canClaim={me.canClaim} />
      case 'invitation': return <InvitationPage me={me} />
      case 'sign-in': return isIn ? <WentBack /> : <SignInPage onSignedIn={goBack} />
      case 'people': case 'tokens': case 'organisations': break
    }
  }
  if (!isIn) return me.canClaim ? <WaitingForOwner /> : <SignInPage />
  return me.org === null ? <NoOrganisationPage me={me} /> : null
}
