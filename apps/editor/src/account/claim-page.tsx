import { useState } from 'react'
import { navigate } from '../shell/router.ts'
import { PageLink } from '../shell/page-link.tsx'
import { callAccount } from './account-api.ts'
import { learn } from './account-store.ts'
import { Entrance, EntranceForm } from './entrance.tsx'
import { FirstOwnerForm } from './first-owner-form.tsx'
import { codeIn } from './link-code.ts'
import { tellOtherTabs } from '../published-app/other-tabs.ts'

/** Makes the first owner, by the link that the start of the server has printed. */
export function ClaimPage({ canClaim }: { readonly canClaim: boolean }) {
  const [code] = useState(() => codeIn(location.hash))
  if (!canClaim) {
    return (
      <Entrance title="There is an owner already" lead="This link made the first owner and works no more. Whoever is the owner can invite you.">
        <PageLink href="/" className="text-base text-accent underline underline-offset-2">Sign in</PageLink>
      </Entrance>
    )
  }
  if (code === null) return <WaitingForOwner />
  return (
    <Entrance title="Make this Halley yours" lead="You become the owner of its first organisation, and invite the others. This link works once.">
      <EntranceForm>
        <FirstOwnerForm
          send={(owner) => callAccount('claim', { body: { code, ...owner } })}
          onDone={(me) => {
            learn(me)
            tellOtherTabs('changed')
            navigate('/', { replace: true })
          }}
        />
      </EntranceForm>
    </Entrance>
  )
}

/** Says how the first owner comes to be, to whoever is not them. */
export function WaitingForOwner() {
  return (
    <Entrance title="No owner yet" lead="When this Halley was started, it printed a link in its terminal or log. Whoever opens that link becomes the owner, and can invite you. A restart prints a new one.">
      <p className="text-base text-ink-faint">The link begins with <code>{`${location.origin}/claim#code=`}</code></p>
    </Entrance>
  )
}
