import { learn } from './account-store.ts'
import { Entrance, EntranceForm } from './entrance.tsx'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Asks who is there. What was asked for is shown afterwards. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  return (
    <Entrance title="Sign in">
      <EntranceForm>
        <SignInForm
          onSignedIn={(me) => {
            learn(me)
            tellOtherTabs('changed')
            onSignedIn?.()
          }}
        />
      </EntranceForm>
      <ul className="flex flex-col gap-1 text-sm text-pretty text-ink-faint">
        <li>No account yet? Ask an owner of your organisation for an invitation.</li>
        <li>Password forgotten? Whoever runs this server sets a new one: <code>halley password</code></li>
      </ul>
    </Entrance>
  )
}
