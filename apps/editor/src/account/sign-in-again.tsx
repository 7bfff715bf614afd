import { Dialog as Radix } from 'radix-ui'
import { Button } from '../kit/index.ts'
import { useProjectState } from '../stores/project-store.ts'
import { learn } from './account-store.ts'
import { tellOtherTabs } from '../published-app/other-tabs.ts'
import { SignInForm } from './sign-in-form.tsx'

/** The sign-in ended while somebody works: what they did waits, in this page and in the browser's store, until they are back. */
export function SignInAgain({ email, name }: { readonly email: string; readonly name: string }) {
  const save = useProjectState((state) => state.save)
  const waiting = save.type === 'saved' ? 0 : save.count
  return (
    <Radix.Root open>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[light-dark(rgb(30_33_48/45%),rgb(0_0_0/65%))]" />
        <Radix.Content
          className="kit-float fixed top-[12vh] left-1/2 flex max-h-[76vh] w-96 max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col gap-4 overflow-auto p-4"
          onEscapeKeyDown={(event) => event.preventDefault()}
          onPointerDownOutside={(event) => event.preventDefault()}
        >
          <div>
            <Radix.Title className="text-base font-semibold">Sign in again</Radix.Title>
            <Radix.Description className="mt-0.5 text-sm text-ink-soft">
              Your sign-in has ended. {waiting === 0 ? 'Everything you did is saved' : waiting === 1 ? 'One change is not saved yet: it is kept here and sent when you are back' : `${waiting} changes are not saved yet: they are kept here and sent when you are back`}.
            </Radix.Description>
          </div>
          <SignInForm
            email={email}
            onSignedIn={(me) => {
              learn(me)
              tellOtherTabs('changed')
            }}
          />
          <Button variant="quiet" size="small" className="self-start" onClick={() => location.assign('/')}>I am not {name}</Button>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
