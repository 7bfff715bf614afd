import { forgetDrafts } from '@halley/client'
import { roleMay, type Me, type Permission } from '@halley/protocol'
import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { projectStore, setForbiddenNotice } from '../stores/project-store.ts'
import { connectionChanged, signedInAgain, signedOut } from '../sync/account-signals.ts'
import { setOwnAccount } from '../sync/person-name.ts'
import { callAccount } from './account-api.ts'
import { accountChange } from './account-change.ts'
import { hearOtherTabs, tellOtherTabs, type AccountNews } from '../published-app/other-tabs.ts'

/** What is known of who is here. */
export type AccountState =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly text: string }
  | { readonly type: 'there'; readonly me: Me; /** The sign-in ended while somebody works: what is shown is theirs, and they have to sign in again. */ readonly hasLapsed: boolean }

export const accountStore = createStore<AccountState>(() => ({ type: 'loading' }))

/** Who is here. */
export function useAccount(): AccountState {
  return useStore(accountStore)
}

/** Who is here, where that is known already. */
export function useMe(): Me | null {
  return useStore(accountStore, (state) => (state.type === 'there' ? state.me : null))
}

/** May whoever is here do a thing? Pages leave out what the server would refuse. */
export function useMay(permission: Permission): boolean {
  return useStore(accountStore, (state) => state.type === 'there' && mayIn(state.me, permission))
}

/** As `useMay`, at this moment. */
export function mayNow(permission: Permission): boolean {
  const state = accountStore.getState()
  return state.type === 'there' && mayIn(state.me, permission)
}

/** Does the server's table of permissions allow it? Without accounts everything is allowed. */
export function mayIn({ mode, org }: Me, permission: Permission): boolean {
  return mode === 'local' || (org !== null && roleMay(org.role, permission))
}

/** Asks the server who is here. What is shown stays when the server cannot be reached. */
export async function loadAccount(): Promise<void> {
  const answer = await callAccount('me')
  if (answer.ok) learn(answer.value)
  else if (accountStore.getState().type !== 'there') accountStore.setState({ type: 'failed', text: answer.text }, true)
}

/** Takes in who is here now: after signing in, or another answer that says it. */
export function learn(me: Me): void {
  const before = accountStore.getState()
  if (before.type === 'there') {
    switch (accountChange(before.me, me)) {
      case 'lapsed':
        accountStore.setState({ ...before, hasLapsed: true }, true)
        return
      case 'another':
        location.reload()
        return
      case 'shown':
        break
    }
  }
  const wasAway = before.type === 'there' && (before.hasLapsed || before.me.person === null)
  accountStore.setState({ type: 'there', me, hasLapsed: false }, true)
  setOwnAccount(me.person)
  projectStore.setState({ mayChange: mayIn(me, 'project/change') })
  if (wasAway && me.person !== null) signedInAgain.tell()
}

/** Asks who is here, and again whenever that may have changed. Returns what ends it. */
export function followAccount(): () => void {
  void loadAccount()
  setForbiddenNotice(() => toast('Nothing was changed', { id: 'only-looking', description: 'You are a viewer here: ask an owner to make you an editor.' }))
  const offs = [hearOtherTabs(hear), signedOut.on(() => void loadAccount()), connectionChanged.on(() => void loadAccount())]
  return () => {
    for (const off of offs) off()
  }
}

function hear(news: AccountNews): void {
  // Whoever signs out leaves nothing on the screen. What was not saved is kept by the browser.
  if (news !== 'signedOut') return void loadAccount()
  forgetDrafts(() => sessionStorage)
  return location.reload()
}

/** Signs out in all tabs of this browser. Returns what went wrong, or null. */
export async function signOut(): Promise<string | null> {
  const answer = await callAccount('signOut')
  if (!answer.ok) return answer.text
  forgetDrafts(() => sessionStorage)
  tellOtherTabs('signedOut')
  location.assign('/')
  return null
}
