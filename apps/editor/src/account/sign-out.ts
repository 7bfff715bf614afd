import { toast } from 'sonner'
import { signOut } from './account-store.ts'

/** Signs out; says so when that did not work, since the person would leave the machine. */
export async function signOutOrTell(): Promise<void> {
  const problem = await signOut()
  if (problem !== null) toast.error('You are still signed in', { description: problem, duration: Infinity })
}
