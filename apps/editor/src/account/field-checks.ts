import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS, orgTokenSchema } from '@halley/protocol'
import { z } from 'zod'

/** What is wrong with a name of a person or organisation; undefined when nothing is. */
export function nameProblem(text: string, what: string): string | undefined {
  return text.trim() === '' ? `Write ${what}.` : undefined
}

/** What is wrong with an e-mail address. */
export function emailProblem(text: string): string | undefined {
  if (text.trim() === '') return 'Write an e-mail address.'
  return z.email().safeParse(text.trim()).success ? undefined : 'This is no e-mail address. It has an @ and a dot behind it, such as ann@example.org.'
}

/** What is wrong with a password that somebody chooses. */
export function newPasswordProblem(text: string): string | undefined {
  const count = [...text].length
  if (text === '') return 'Choose a password.'
  if (text.length < MIN_PASSWORD_CHARACTERS) return `At least ${MIN_PASSWORD_CHARACTERS} characters; this has ${count}. Three or four words will do.`
  return text.length > MAX_PASSWORD_CHARACTERS ? `At most ${MAX_PASSWORD_CHARACTERS} characters; this has ${count}.` : undefined
}

/** What is wrong with a password that somebody has. */
export function passwordProblem(text: string): string | undefined {
  return text === '' ? 'Write your password.' : undefined
}

/** What is wrong with the token of an organisation in topics. */
export function orgTokenProblem(text: string): string | undefined {
  if (text === '') return 'Write a name for topics, such as acme.'
  if (orgTokenSchema.safeParse(text).success) return undefined
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? 'This name is refused everywhere; choose another.' : 'Use letters A to Z, digits, _ and - only, at most 64.'
}

/** The token that a name of an organisation is proposed: "Acme Corp." is acme-corp. */
export function orgTokenFor(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9_]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64)
}
