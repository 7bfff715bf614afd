import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { accountApi } from '@halley/protocol'
import { openStorage, type StoragePlace } from '../storage/open-storage.ts'
import { Passwords } from './passwords.ts'

/** Whose password is to be set, and where the data of the server is. */
export type NewPassword = Omit<StoragePlace, 'onProblem'> & { readonly email: string; readonly password: string }

/**
 * Sets the password of a person right in the data, and ends all their sign-ins: for whoever has the machine, when it is forgotten. A
 * server that runs takes it at once, but for connections that are open. Answers the person's name, or one sentence that says what is wrong.
 */
export async function setPassword({ email, password, ...place }: NewPassword): Promise<{ readonly ok: true; readonly name: string } | { readonly ok: false; readonly message: string }> {
  const asked = accountApi.changePassword.request.shape.next.safeParse(password)
  if (!asked.success) return { ok: false, message: `The password ${asked.error.issues[0]?.message ?? 'is not valid'}.` }
  if (place.databaseUrl === undefined && !existsSync(join(place.dataFolder, 'halley.sqlite'))) return { ok: false, message: `${place.dataFolder} holds no data of Halley. Say with --data where it is, or set DATABASE_URL as for the server.` }
  const storage = await openStorage({ ...place, onProblem: () => undefined })
  try {
    const person = await storage.identity.findPerson(email.trim().toLowerCase())
    if (person === null) return { ok: false, message: `Nobody has an account with the e-mail address ${email}.` }
    await storage.identity.setPassword(person.id, await new Passwords().hash(asked.data))
    // No sign-in has this hash: it ends all of them.
    await storage.identity.deleteLoginsOf(person.id, '')
    return { ok: true, name: person.name }
  } finally {
    await storage.close()
  }
}
