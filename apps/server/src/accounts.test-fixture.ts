import { emptyProject } from '@halley/model'
import { meSchema, type Me, type OrgRole } from '@halley/protocol'
import { z } from 'zod'
import { startServer, TestConnection } from './halley-client.test-fixture.ts'
import type { HalleyServer, ServerOptions } from './server-options.ts'

const answerSchema = z.record(z.string(), z.json())

export type Answer = { readonly status: number; readonly headers: Headers; readonly json: z.infer<typeof answerSchema> }

/** A browser as the server sees it: it keeps the cookie that it is given, and says the Origin of its page. */
export class TestBrowser {
  readonly #url: string
  readonly #origin: string
  cookie: string | undefined

  constructor(url: string, { origin = url, cookie }: { readonly origin?: string; readonly cookie?: string | undefined } = {}) {
    this.#url = url
    this.#origin = origin
    this.cookie = cookie
  }

  /** What it sends with everything. */
  get headers(): Record<string, string> {
    return { origin: this.#origin, ...(this.cookie !== undefined && { cookie: this.cookie }) }
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, { method, headers: { ...this.headers, ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const given = response.headers.getSetCookie()[0]?.split(';')[0]
    if (given !== undefined) this.cookie = given.endsWith('=') ? undefined : given
    const text = await response.text()
    const parsed: unknown = text === '' || !(response.headers.get('content-type') ?? '').includes('json') ? {} : JSON.parse(text)
    return { status: response.status, headers: response.headers, json: answerSchema.parse(Array.isArray(parsed) ? { list: parsed } : parsed) }
  }

  async me(): Promise<Me> {
    return meSchema.parse((await this.send('GET', 'me')).json)
  }

  /** A socket of one of its pages. */
  open(namespace: string, auth: Record<string, unknown>, cleanUps: (() => unknown)[]): TestConnection {
    const connection = new TestConnection(this.#url, namespace, { auth: { protocol: 1, ...auth }, headers: this.headers })
    cleanUps.push(() => connection.close())
    return connection
  }
}

export const PASSWORD = 'correct horse battery'

/** A server with accounts, of which Ann is the owner of Acme, and a way to bring others in. */
export type Acme = {
  readonly server: HalleyServer
  readonly url: string
  readonly ann: TestBrowser
  /** Somebody who has accepted an invitation to the organisation of whoever invites: Ann unless said otherwise. */
  join(name: string, role: OrgRole, more?: { readonly appRoles?: readonly string[]; readonly by?: TestBrowser }): Promise<TestBrowser>
}

/** Starts a server on this machine and makes its first owner. */
export async function startAcme(cleanUps: (() => unknown)[], options: Partial<ServerOptions> = {}): Promise<Acme> {
  const server = await startServer(cleanUps, options)
  const { url } = server
  const ann = new TestBrowser(url)
  const made = await ann.send('POST', 'accounts', { name: 'Ann', email: 'ann@acme.example', password: PASSWORD, orgName: 'Acme', orgToken: 'acme' })
  if (made.status !== 200) throw new Error(JSON.stringify(made.json))
  return {
    server, url, ann,
    join: async (name, role, { appRoles = [], by = ann } = {}) => {
      const { json } = await by.send('POST', 'invitations', { email: `${name.toLowerCase()}@acme.example`, role, appRoles })
      const browser = new TestBrowser(url)
      const joined = await browser.send('POST', 'invitations/accept', { code: codeOf(json['link']), name, password: PASSWORD })
      if (joined.status !== 200) throw new Error(JSON.stringify(joined.json))
      return browser
    },
  }
}

/** The code at the end of a link. */
export function codeOf(link: unknown): string {
  return String(link).split('#code=')[1] ?? ''
}

/** Makes Globex beside Acme, with Bob as its owner and a project `globex-plans` of its own; Bob is in no other organisation. */
export async function addGlobex({ url, ann, join }: Acme): Promise<TestBrowser> {
  const bob = await join('Bob', 'viewer')
  await bob.send('POST', 'organisations', { name: 'Globex', token: 'globex' })
  const { people } = z.object({ people: z.array(z.object({ id: z.string(), name: z.string() })) }).parse((await ann.send('GET', 'people')).json)
  await ann.send('DELETE', `people/${people.find(({ name }) => name === 'Bob')?.id ?? ''}`)
  const created = await bob.send('POST', 'projects', emptyProject({ id: 'globex-plans', name: 'Plans of Globex', technicalName: 'plans' }))
  if (created.status !== 201) throw new Error(`${url}: ${JSON.stringify(created.json)}`)
  return bob
}

/** Has Ann make an API token, which has to succeed. */
export async function newToken({ ann }: Acme, body: Record<string, unknown>): Promise<{ readonly token: string; readonly id: string }> {
  const { status, json } = await ann.send('POST', 'tokens', { name: 'Program', ...body })
  if (status !== 201) throw new Error(`No token was made: ${status} ${JSON.stringify(json)}`)
  return { token: String(json['token']), id: String(Object(json['entry']).id) }
}

/** A program that says who it is by an API token. */
export function programOf(url: string, token: string, cleanUps: (() => unknown)[]): TestConnection {
  const connection = new TestConnection(url, '/events', { auth: { protocol: 1, token } })
  cleanUps.push(() => connection.close())
  return connection
}
