import { NoSuchPage } from '../shell/no-such-page.tsx'
import type { AccountPageName } from '../shell/router.ts'
import { useMe } from './account-store.ts'
import { OrganisationsPage } from './organisations-page.tsx'
import { PeoplePage } from './people-page.tsx'
import { TokensPage } from './tokens-page.tsx'

/** The pages about an organisation, for who has an account. The entrances are shown before these are asked for. */
export function AccountSectionPage({ page }: { readonly page: AccountPageName }) {
  const me = useMe()
  if (me?.mode === 'local' && page !== 'tokens') return <NoSuchPage>Nobody needs an account on this computer, so there are no people and organisations yet.</NoSuchPage>
  switch (page) {
    case 'people': return <PeoplePage />
    case 'tokens': return <TokensPage />
    case 'organisations': return <OrganisationsPage />
    case 'sign-in': case 'claim': case 'invitation': return null
  }
}
