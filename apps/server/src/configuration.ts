import { z } from 'zod'
import { readAllowedHost, type AllowedHost } from './outgoing/allowed-hosts.ts'
import { isLoopbackUrl } from './realtime/origin-check.ts'
import { decodeMasterKey } from './secrets/master-key.ts'

/** Addresses that stand for all that a machine has. */
const WILDCARD_HOSTS = ['0.0.0.0', '::']

/** An origin as browsers write it: scheme, host, and port where it is not the scheme's own. */
const originSchema = z.string().refine((origin) => isHttpUrl(origin) && new URL(origin).origin === origin, 'must be origins with commas between them, such as https://shop.example,https://shop.example:8443')

const environmentSchema = z.object({
  HALLEY_PORT: z.coerce.number('must be a number').int().min(0).max(65_535).default(4747),
  HALLEY_HOST: z.string().default('127.0.0.1'),
  HALLEY_PUBLIC_URL: z.string().transform((url) => (url === '' ? undefined : url.replace(/\/+$/, ''))).refine((url) => url === undefined || (isHttpUrl(url) && new URL(url).origin === url), 'must be the address at which people use Halley, without a path, such as https://halley.example').optional(),
  HALLEY_ORIGINS: z.string().default('').transform((list) => list.split(',').map((origin) => origin.trim()).filter((origin) => origin !== '')).pipe(z.array(originSchema)),
  HALLEY_DATA: z.string().min(1).default('./data'),
  // Set and empty is how some ways of starting programs say "not set".
  DATABASE_URL: z.string().transform((url) => (url === '' ? undefined : url)).refine((url) => url === undefined || isPostgresUrl(url), 'must be the address of a PostgreSQL, such as postgres://user:password@host:5432/halley').optional(),
  HALLEY_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  HALLEY_METRICS_TOKEN: z.string().transform((token) => (token === '' ? undefined : token)).refine((token) => token === undefined || /^\S{16,200}$/.test(token), 'must be 16 to 200 characters without spaces; make one with: openssl rand -hex 24').optional(),
  HALLEY_ALLOW_HOSTS: z.string().default('').transform((list, context): readonly AllowedHost[] =>
    list.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').flatMap((entry) => {
      const host = readAllowedHost(entry)
      if (host !== undefined) return [host]
      context.addIssue({ code: 'custom', message: `"${entry}" is no host; write hosts with commas between them, each as name, name:port, address, [IPv6 address]:port, or network such as 10.1.0.0/16` })
      return []
    })),
  HALLEY_MASTER_KEY: z.string().optional().transform((text, context): Uint8Array | undefined => {
    const key = text === undefined || text === '' ? undefined : decodeMasterKey(text)
    // Without the text itself, which is a secret although it is wrong.
    if (text !== undefined && text !== '' && key === undefined) context.addIssue({ code: 'custom', message: 'must be 32 bytes as base64; make one with: openssl rand -base64 32' })
    return key
  }),
})

export type Configuration = {
  readonly port: number
  readonly host: string
  /** Folder of the data. */
  readonly dataFolder: string
  /** Address of the PostgreSQL that keeps projects and all that belongs to them; without one, a file in the folder does. */
  readonly databaseUrl?: string | undefined
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Safe mode: nothing runs, and everything can be edited. */
  readonly isSafe: boolean
  /** Say the address of the example instead of the start page's. */
  readonly opensExample: boolean
  /** What flows may call although it is inside the server's network. */
  readonly allowedHosts: readonly AllowedHost[]
  /** Lets whoever sends it read /metrics from anywhere. */
  readonly metricsToken: string | undefined
  /** The address at which people use the server; undefined for where it listens. */
  readonly publicUrl: string | undefined
  /** Origins, beside that of the public address, whose pages may use the server. */
  readonly origins: readonly string[]
  /** What is not safe about it, as sentences that say what to do. */
  readonly warnings: readonly string[]
  /** Seals the secrets of connections; undefined for the one in the data folder. */
  readonly masterKey: Uint8Array | undefined
}

/** Reads arguments and environment; what is wrong comes back as one sentence that says what to do. */
export function readConfiguration(parameters: readonly string[], environment: Readonly<Record<string, string | undefined>>): { readonly ok: true; readonly configuration: Configuration } | { readonly ok: false; readonly message: string } {
  const unknown = parameters.find((parameter) => parameter !== '--open-example' && parameter !== '--safe')
  if (unknown !== undefined) return { ok: false, message: `Unknown option ${unknown}; known are --open-example and --safe.` }
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, message: `${issue?.path.join('.') ?? 'The environment'}: ${issue?.message ?? 'not valid'}.` }
  }
  const { HALLEY_PORT: port, HALLEY_HOST: host, HALLEY_DATA: dataFolder, DATABASE_URL: databaseUrl, HALLEY_LOG: logLevel, HALLEY_ALLOW_HOSTS: allowedHosts, HALLEY_MASTER_KEY: masterKey, HALLEY_METRICS_TOKEN: metricsToken, HALLEY_PUBLIC_URL: publicUrl, HALLEY_ORIGINS: origins } = parsed.data
  if (WILDCARD_HOSTS.includes(host) && publicUrl === undefined) {
    return { ok: false, message: `HALLEY_HOST=${host} listens at every address of this machine; say in HALLEY_PUBLIC_URL which one people use, such as https://halley.example.` }
  }
  return { ok: true, configuration: { port, host, dataFolder, databaseUrl, logLevel, opensExample: parameters.includes('--open-example'), isSafe: parameters.includes('--safe'), allowedHosts, masterKey, metricsToken, publicUrl, origins, warnings: warningsFor(publicUrl ?? `http://${host}`) } }
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol)
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}

function warningsFor(publicUrl: string): string[] {
  if (publicUrl.startsWith('https:') || isLoopbackUrl(publicUrl)) return []
  return [`${publicUrl} is not encrypted: passwords, sign-ins and messages can be read on the way. Put a proxy with TLS before Halley and set HALLEY_PUBLIC_URL to its https address.`]
}
