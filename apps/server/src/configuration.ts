import { z } from 'zod'

/** Addresses at which nobody but this machine can reach the server. */
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1']

const environmentSchema = z.object({
  HALLEY_PORT: z.coerce.number('must be a number').int().min(0).max(65_535).default(4747),
  HALLEY_HOST: z.string().default('127.0.0.1'),
  HALLEY_DATA: z.string().min(1).default('./data'),
  HALLEY_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
})

export type Configuration = {
  readonly port: number
  readonly host: string
  /** Folder of the data. */
  readonly dataFolder: string
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Say the address of the example instead of the start page's. */
  readonly opensExample: boolean
}

/** Reads arguments and environment; what is wrong comes back as one sentence that says what to do. */
export function readConfiguration(parameters: readonly string[], environment: Readonly<Record<string, string | undefined>>): { readonly ok: true; readonly configuration: Configuration } | { readonly ok: false; readonly message: string } {
  const unknown = parameters.find((parameter) => parameter !== '--open-example')
  if (unknown !== undefined) return { ok: false, message: `Unknown option ${unknown}; known is --open-example.` }
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, message: `${issue?.path.join('.') ?? 'The environment'}: ${issue?.message ?? 'not valid'}.` }
  }
  const { HALLEY_PORT: port, HALLEY_HOST: host, HALLEY_DATA: dataFolder, HALLEY_LOG: logLevel } = parsed.data
  if (!LOOPBACK_HOSTS.includes(host)) {
    return { ok: false, message: `HALLEY_HOST=${host} would let other machines in, and this version has no accounts yet: anybody could read and change everything. Leave it at 127.0.0.1, and use an SSH tunnel or a proxy with its own login.` }
  }
  return { ok: true, configuration: { port, host, dataFolder, logLevel, opensExample: parameters.includes('--open-example') } }
}
