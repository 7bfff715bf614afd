import type { MailServer } from './smtp-transport-line.ts'

/** What stands in the place of a password. */
const HIDDEN = '…'

/**
 * Makes what takes a password out of what a mail server says: some repeat the line that they do not like, and theirs are the words
 * that people read in the log. It finds the password as it is, and as the ways of signing in write it.
 */
export function secretHider(signIn: MailServer['signIn']): (text: string) => string {
  if (signIn === null || signIn.password === '') return (text) => text
  const { user, password } = signIn
  const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '')
  // The longest first: one may stand in another.
  const forms = [base64(`\0${user}\0${password}`), base64(password), password].toSorted((a, b) => b.length - a.length)
  return (text) => forms.reduce((hidden, form) => hidden.replaceAll(form, HIDDEN), text)
}
