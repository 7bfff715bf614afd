import { learn } from './account-store.ts'
import { Entrance, EntranceForm } from './entrance.tsx'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Asks who is there. What was asked for is shown afterwards. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  return (
    <Entrance title="Sign in" lead="Who has no account yet needs an invitation: ask an owner of your organisation for its link.">
      <EntranceForm>
        <SignInForm
          onSignedIn={(me) => {
            learn(me)
            tellOtherTabs('changed')
            onSignedIn?.()
          }}
        />
      </EntranceForm>
    </Entrance>
  )
}
