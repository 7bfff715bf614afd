import { UsageProblem, type Surroundings } from './command.ts'

/** Where `npm start` answers. */
export const DEFAULT_URL = 'http://127.0.0.1:4747'

/** The org of a server on which nobody has an account. */
export const LOCAL_ORG = 'local'

/** The options by which a command finds a server and is let in. */
export const serverOptions = {
  url: { type: 'string', value: 'URL', help: `Address of the server; ${DEFAULT_URL} when left out.` },
  token: { type: 'string', value: 'TOKEN', help: 'API token; that in HALLEY_TOKEN when left out, where other people of this computer do not see it. None is needed on this machine without accounts.' },
} as const

/** The address of a server as it was typed, without a slash at its end. */
export function readServerUrl(typed: string | undefined): string {
  const text = typed ?? DEFAULT_URL
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw new UsageProblem(`--url ${text} is not the address of a server. Write it as ${DEFAULT_URL}.`, { code: 'usage' })
  if (url.username !== '' || url.password !== '') throw new UsageProblem('--url must not hold a password; give an API token with --token or HALLEY_TOKEN.', { code: 'usage' })
  return text.replace(/\/+$/, '')
}

/** The token of an organisation as it was typed. */
export function readOrg(typed: string | undefined): string {
  const org = typed ?? LOCAL_ORG
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(org)) throw new UsageProblem(`--org ${org} is not the token of an organisation. Write 1 to 64 of letters, digits, _ and -.`, { code: 'usage' })
  return org
}

/** The API token that a command comes in with: the one that was typed, or that of the environment. */
export function readToken(typed: string | undefined, variables: Surroundings['variables']): string | undefined {
  const token = typed ?? variables['HALLEY_TOKEN']
  return token === '' ? undefined : token
}
