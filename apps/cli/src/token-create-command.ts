import { z } from 'zod'
import { callApi, signIn, type ApiAnswer } from './call-api.ts'
import { defineCommand, EXIT, UsageProblem } from './command.ts'
import { printable } from './printable.ts'
import { DEFAULT_URL, readServerUrl } from './server-options.ts'

const ACTIONS = ['publish', 'subscribe', 'presence', 'history'] as const
type Capability = { readonly action: (typeof ACTIONS)[number]; readonly pattern: string }

const meSchema = z.object({ mode: z.enum(['local', 'accounts']), publicUrl: z.string() })
const createdSchema = z.object({ token: z.string(), entry: z.object({ id: z.string(), name: z.string(), expiresAt: z.number().nullable() }) })

/** `halley token create`: an API token for a program. */
export const tokenCreateCommand = defineCommand({
  name: 'token create',
  summary: 'Makes an API token for a program.',
  details: 'Makes an API token that may do exactly what --allow says, and prints it: it is told once, and never again. An owner of the organisation makes it: --email says who, and the password is that in HALLEY_PASSWORD, or is asked for. A server on this machine without accounts needs none, and says so.',
  parameters: [],
  options: {
    name: { type: 'string', value: 'NAME', help: 'What the token is for; people know it by this.' },
    allow: { type: 'string', value: 'ACTION:PATTERN', multiple: true, help: `What it may do, once for each: ${ACTIONS.join(', ')}, with a pattern inside of events.ORG.>` },
    role: { type: 'string', value: 'ROLE', multiple: true, help: 'A role of the modelled apps that it acts in, once for each.' },
    expires: { type: 'string', value: 'TIME', help: 'When it ends: 90d, 12h, 30m, or 2027-01-31; never when left out.' },
    email: { type: 'string', value: 'EMAIL', help: 'E-mail address of an owner; that in HALLEY_EMAIL when left out.' },
    url: { type: 'string', value: 'URL', help: `Address of the server; ${DEFAULT_URL} when left out.` },
    json: { type: 'boolean', help: 'Writes the result as JSON: {"ok", "token", "entry"}.' },
  },
  exits: { 0: 'The token is printed.', 1: 'The server refuses it, or needs none; the reason is said.', 2: 'The server cannot be reached or does not let you in, or the command was called wrongly.' },
  examples: ["halley token create --name 'Order import' --allow 'publish:events.acme.shop.orders.>' --email ann@acme.com --url https://halley.example.com --expires 90d"],
  run: async ({ options }, { writeOut, writeError, variables, readSecret }) => {
    const url = readServerUrl(options.url)
    const { name } = options
    if (name === undefined || name.trim() === '') throw new UsageProblem("--name is missing: what the token is for, such as --name 'Order import'.", { code: 'usage' })
    if (options.allow.length === 0) throw new UsageProblem("--allow is missing: what the token may do, such as --allow 'subscribe:events.acme.>'.", { code: 'usage' })
    const request = { name, allow: options.allow.map(readCapability), appRoles: options.role, expiresAt: readExpiry(options.expires) }
    const refused = (code: string, message: string): typeof EXIT.findings => {
      writeError(printable(`halley token create: ${message}\n`))
      if (options.json) writeOut(`${JSON.stringify({ ok: false, error: { code, message } })}\n`)
      return EXIT.findings
    }
    const me = meSchema.safeParse((await callApi(url, { method: 'GET', path: '/api/v1/me' })).body)
    if (!me.success) throw new UsageProblem(`${url} is not a Halley that knows API tokens. Look whether --url is its address.`, { code: 'server/unknown' })
    if (me.data.mode === 'local') return refused('token/not_needed', `No token is needed at ${url}: nobody has an account there, so programs on this machine may do everything.`)
    const login = await signIn(url, await credentials(options.email ?? variables['HALLEY_EMAIL'], variables['HALLEY_PASSWORD'], readSecret), new URL(me.data.publicUrl === '' ? url : me.data.publicUrl).origin)
    let answer: ApiAnswer
    try {
      answer = await callApi(url, { method: 'POST', path: '/api/v1/tokens', body: request, login })
    } finally {
      await callApi(url, { method: 'POST', path: '/api/v1/sign-out', login })
    }
    if (answer.problem !== undefined) return refused(answer.problem.code, answer.problem.detail)
    const { token, entry } = createdSchema.parse(answer.body)
    if (options.json) writeOut(`${JSON.stringify({ ok: true, token, entry })}\n`)
    else writeOut(`${token}\n`)
    writeError(printable(`"${entry.name}" may do what was asked${entry.expiresAt === null ? '' : ` until ${new Date(entry.expiresAt).toISOString()}`}. Keep the token: it is never shown again.\n`))
    return EXIT.fine
  },
})

function readCapability(typed: string): Capability {
  const at = typed.indexOf(':')
  const action = ACTIONS.find((one) => one === typed.slice(0, at))
  if (action === undefined || at === typed.length - 1) throw new UsageProblem(`--allow ${typed} says nothing that can be allowed. Write ${ACTIONS.map((one) => `${one}:PATTERN`).join(', ')}.`, { code: 'usage' })
  return { action, pattern: typed.slice(at + 1) }
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function readExpiry(typed: string | undefined): number | null {
  if (typed === undefined) return null
  const [, digits = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(typed) ?? []
  if (unit === 'm' || unit === 'h' || unit === 'd') return Date.now() + Number(digits) * UNIT_MS[unit]
  const moment = /^\d{4}-\d{2}-\d{2}/.test(typed) ? Date.parse(typed) : Number.NaN
  if (Number.isNaN(moment)) throw new UsageProblem(`--expires ${typed} is not a time. Write 90d, 12h, 30m, or a date such as 2027-01-31.`, { code: 'usage' })
  return moment
}

async function credentials(email: string | undefined, password: string | undefined, readSecret: (question: string) => Promise<string>): Promise<{ readonly email: string; readonly password: string }> {
  if (email === undefined || email === '') throw new UsageProblem('--email is missing: the e-mail address of an owner of the organisation, who makes the token.', { code: 'usage' })
  return { email, password: password !== undefined && password !== '' ? password : await readSecret(printable(`Password of ${email}: `)) }
}
