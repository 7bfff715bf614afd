import { forgetDrafts } from '@halley/client'
import { accountApi, meSchema, roleMay } from '@halley/protocol'
import { tellOtherTabs } from './other-tabs.ts'
import type { Self } from './app-address.ts'

/** Who has signed in; null where nobody needs an account. */
export async function readSelf(): Promise<Self | null> {
  let answer: unknown
  try {
    answer = await (await fetch(accountApi.me.path)).json()
  } catch {
    // The app's own answer has just come: whoever is there now is asked again by the next one.
    return null
  }
  const { data: me } = meSchema.safeParse(answer)
  if (me === undefined || me.person === null) return null
  return { id: me.person.id, name: me.person.name, mayBePersona: me.org !== null && roleMay(me.org.role, 'project/change') }
}

/** Ends the sign-in of this browser, in all its tabs. Rejects when the server cannot be reached. */
export async function signOut(): Promise<void> {
  const { method, path } = accountApi.signOut
  const response = await fetch(path, { method })
  if (!response.ok) throw new Error(`The server refused to sign out (${response.status}).`)
  forgetDrafts(() => sessionStorage)
  tellOtherTabs('signedOut')
}
