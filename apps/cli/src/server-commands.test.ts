import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@halley/client'
import { createServer, type HalleyServer } from '@halley/server'
import { freePort } from '@halley/server/test-services'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHalley, helpdesk } from './call-halley.test-fixture.ts'
import { publishOn } from './publish-on.ts'

const pattern = 'events.local.helpdesk.escalation.Ticket.*'
const ticket = JSON.stringify({ subject: 'Printer on fire' })

let server: HalleyServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'halley-cli-server-'))
  server = await createServer({ port: 0, dataFolder: folder })
  await server.listen()
  const published = await publishOn(server.url, { ...helpdesk(), id: 'cli-desk' })
  if (!published.ok) throw new Error(published.message)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const call = (...words: string[]) => callHalley([...words, '--url', server.url], { folder })

describe('halley send', () => {
  test('publishes by channel and message, and prints the acknowledgement', async () => {
    const { code, out, error } = await call('send', 'escalation', 'Ticket', ticket, '--app', 'helpdesk')
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^accepted: events\.local\.helpdesk\.escalation\.Ticket\._, seq \d+, for \d+ receivers?, id \S+\n$/)
  })

  test('publishes on a whole topic, from the input, as JSON; the same id is taken once', async () => {
    const send = () => callHalley(['send', 'events.local.helpdesk.escalation.Ticket._', '-', '--id', 'once', '--json', '--url', server.url], { folder, input: ticket })
    const [first, second] = [JSON.parse((await send()).out), JSON.parse((await send()).out)]
    expect(first).toMatchObject({ ok: true, id: 'once', duplicate: false })
    expect(second).toMatchObject({ ok: true, id: 'once', seq: first.seq })
  })

  test('says why the server refuses, and ends with 1', async () => {
    expect(await call('send', 'escalation', 'Ticket', '{"subject": 7}', '--app', 'helpdesk')).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/^halley send: refused \(schema_invalid at \/data\/subject\): Subject has to be a text/) })
    expect(await call('send', 'escalation', 'Tickets', ticket, '--app', 'helpdesk')).toMatchObject({ code: 1, error: expect.stringContaining('Token 5 "Tickets" of the topic is no message of this app; write "Ticket"') })
    expect(await call('send', 'escalation', 'Ticket', ticket, '--app', 'helpdesk', '--key', 'ann@example.com')).toMatchObject({ code: 1, error: expect.stringContaining('has no key') })
    expect(JSON.parse((await call('send', 'escalation', 'Ticket', '{}', '--app', 'helpdesk', '--json')).out)).toMatchObject({ ok: false, error: { code: 'schema_invalid', pointer: '/data/subject' } })
  })

  test('called wrongly says what to write, and ends with 2', async () => {
    for (const [words, message] of [
      [['escalation', 'Ticket', ticket], '--app is missing'],
      [['escalation', 'Ticket', '{"subject": }', '--app', 'helpdesk'], 'The data is not JSON: a value is missing in line 1, column 13'],
      [['events.local.x.y', ticket, '--app', 'helpdesk'], '--app, --key and --org are for a channel and a message'],
      [['escalation', 'Ticket', ticket, '--app', 'helpdesk', '--key', 'x'.repeat(65)], 'does not fit into a topic'],
      [['escalation', 'Ticket', ticket, '--app', 'helpdesk', '--org', 'a.b'], 'is not the token of an organisation'],
    ] as const) {
      const { code, error } = await call('send', ...words)
      expect([words, code]).toEqual([words, 2])
      expect(error).toContain(message)
    }
  })
})

describe('halley listen', () => {
  test('prints events as lines of JSON, from where it is asked to, and ends after so many', async () => {
    for (const subject of ['first', 'second']) await call('send', 'escalation', 'Ticket', JSON.stringify({ subject }), '--app', 'helpdesk')
    const { code, out, error } = await call('listen', pattern, '--from', 'last:2', '--count', '2')
    expect([code, error]).toEqual([0, ''])
    const events = out.trimEnd().split('\n').map((line) => JSON.parse(line))
    expect(events).toMatchObject([
      { topic: 'events.local.helpdesk.escalation.Ticket._', type: 'Ticket', data: { subject: 'first', priority: 'normal' } },
      { data: { subject: 'second' } },
    ])
    expect(events[1].seq).toBeGreaterThan(events[0].seq)
    expect(Object.keys(events[0])).not.toContain('subs')
  })

  test('reads what was sent encrypted', async () => {
    expect(await call('send', 'escalation', 'Ticket', '{"subject": "secret"}', '--app', 'helpdesk', '--encrypted')).toMatchObject({ code: 0, error: '' })
    expect(JSON.parse((await call('listen', pattern, '--from', 'last:1', '--count', '1')).out)).toMatchObject({ encrypted: true, data: { subject: 'secret' } })
  })

  test('prints live events until it is ended', async () => {
    const program = connect(server.url)
    let heard = (): void => undefined
    const line = new Promise<void>((resolve) => { heard = resolve })
    try {
      const { code, out, error } = await callHalley(['listen', 'events.local.outside.>', '--from', 'earliest', '--url', server.url], {
        folder,
        onOut: () => heard(),
        whenRunning: async () => {
          await program.publish('events.local.outside.orders.placed._', { number: 1 })
          await line
        },
      })
      expect([code, error]).toEqual([0, ''])
      expect(JSON.parse(out)).toMatchObject({ topic: 'events.local.outside.orders.placed._', data: { number: 1 } })
    } finally {
      program.close()
    }
  })

  test('comes back by itself when the server was away, and goes on where it was', async () => {
    const data = mkdtempSync(join(tmpdir(), 'halley-cli-cut-'))
    // One that nothing else is given while the server is away.
    const port = await freePort()
    let own = await createServer({ port, dataFolder: data })
    try {
      await own.listen()
      const { url } = own
      const publish = async (data: string): Promise<void> => {
        const program = connect(url)
        await program.publish('events.local.outside.orders.placed._', data)
        program.close()
      }
      await publish('before')
      let written = ''
      let look = (): void => undefined
      const until = (text: string): Promise<void> => new Promise((resolve) => {
        look = () => { if (written.includes(text)) resolve() }
        look()
      })
      const { code, out, error } = await callHalley(['listen', 'events.local.outside.>', '--from', 'earliest', '--count', '2', '--url', url], {
        folder: data,
        onOut: (text) => {
          written = text
          look()
        },
        whenRunning: async () => {
          await until('before')
          await own.close()
          own = await createServer({ port, dataFolder: data })
          await own.listen()
          await publish('after')
          await new Promise(() => undefined)
        },
      })
      expect(code).toBe(0)
      expect(error).toMatch(/^halley: the connection to \S+ is cut; trying again\nhalley: connected to \S+ again\n$/)
      expect(out.trimEnd().split('\n').map((line) => JSON.parse(line))).toMatchObject([{ data: 'before' }, { data: 'after' }])
    } finally {
      await own.close()
      rmSync(data, { recursive: true, force: true })
    }
  })

  test('says which token of a pattern is wrong and what to write, and ends with 2', async () => {
    expect(await call('listen', 'events.local.helpdesk.escalation.Ticket*')).toEqual({ code: 2, out: '', error: 'halley listen: Token 5 "Ticket*" of the pattern contains a wildcard, and a wildcard is a whole token; write * for exactly one token or > for all the rest.\n' })
    expect(JSON.parse((await call('listen', 'events.local.helpdesk.escalation.Ticket*', '--json')).out)).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'Ticket*', tokenIndex: 4 } })
  })

  test('refuses places to begin and counts that are none, and a server that is not there', async () => {
    for (const from of ['yesterday', 'last:x', 'last:99999', 'seq:-1', 'time:5', 'new:1']) expect(await call('listen', pattern, '--from', from)).toMatchObject({ code: 2, error: expect.stringContaining(`--from ${from} is not a place to begin`) })
    for (const count of ['0', '-1', 'x', '1.5']) expect(await call('listen', pattern, `--count=${count}`)).toMatchObject({ code: 2, error: expect.stringContaining('is not a number of events') })
    expect(await callHalley(['listen', pattern, '--url', 'nowhere'], { folder })).toMatchObject({ code: 2, error: expect.stringContaining('--url nowhere is not the address of a server') })
  })
})

describe('halley token create', () => {
  test('on a server without accounts says that none is needed', async () => {
    const { code, out, error } = await call('token', 'create', '--name', 'Import', '--allow', 'publish:events.local.>')
    expect([code, out]).toEqual([1, ''])
    expect(error).toBe(`halley token create: No token is needed at ${server.url}: nobody has an account there, so programs on this machine may do everything.\n`)
    expect(JSON.parse((await call('token', 'create', '--name', 'Import', '--allow', 'publish:events.local.>', '--json')).out)).toMatchObject({ ok: false, error: { code: 'token/not_needed' } })
  })

  test('called wrongly says what to write', async () => {
    for (const [words, message] of [
      [['--allow', 'publish:x.>'], '--name is missing'],
      [['--name', 'x'], '--allow is missing'],
      [['--name', 'x', '--allow', 'write:events.>'], '--allow write:events.> says nothing that can be allowed. Write publish:PATTERN, subscribe:PATTERN, presence:PATTERN, history:PATTERN.'],
      [['--name', 'x', '--allow', 'publish:'], 'says nothing that can be allowed'],
      [['--name', 'x', '--allow', 'publish:events.>', '--expires', 'soon'], '--expires soon is not a time'],
    ] as const) {
      const { code, error } = await call('token', 'create', ...words)
      expect([words, code]).toEqual([words, 2])
      expect(error).toContain(message)
    }
  })
})

describe('on a server with accounts', () => {
  const password = 'correct horse battery'
  let guarded: HalleyServer
  let data: string

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'halley-cli-accounts-'))
    guarded = await createServer({ port: 0, dataFolder: data })
    await guarded.listen()
    const published = await publishOn(guarded.url, { ...helpdesk(), id: 'cli-desk' })
    if (!published.ok) throw new Error(published.message)
    const response = await fetch(`${guarded.url}/api/v1/accounts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Ann', email: 'ann@acme.com', password, orgName: 'Acme', orgToken: 'acme' }) })
    if (!response.ok) throw new Error(await response.text())
  })
  afterAll(async () => {
    await guarded.close()
    rmSync(data, { recursive: true, force: true })
  })

  const run = (words: readonly string[], options: { readonly input?: string; readonly variables?: Record<string, string> } = {}) => callHalley([...words, '--url', guarded.url], { folder: data, ...options })
  const create = (allow: readonly string[], ...more: string[]) => run(['token', 'create', '--name', 'Order import', ...allow.flatMap((one) => ['--allow', one]), '--email', 'ann@acme.com', ...more], { variables: { HALLEY_PASSWORD: password } })

  test('a token that an owner has made lets a program do what it says, and no more', async () => {
    const { code, out, error } = await create(['publish:events.acme.helpdesk.escalation.>', 'subscribe:events.acme.helpdesk.>'], '--expires', '90d')
    expect([code, out]).toEqual([0, expect.stringMatching(/^hly_\S+\n$/)])
    expect(error).toMatch(/^"Order import" may do what was asked until 20\d\d-.*Keep the token: it is never shown again\.\n$/)
    const token = out.trim()
    expect(await run(['send', 'escalation', 'Ticket', ticket, '--app', 'helpdesk', '--org', 'acme'], { variables: { HALLEY_TOKEN: token } })).toMatchObject({ code: 0, error: '' })
    const heard = await run(['listen', 'events.acme.helpdesk.escalation.Ticket.*', '--from', 'last:1', '--count', '1', '--token', token])
    expect([heard.code, JSON.parse(heard.out)]).toEqual([0, expect.objectContaining({ data: expect.objectContaining({ subject: 'Printer on fire' }) })])
    expect(await run(['send', 'events.acme.other.orders.placed._', '1', '--token', token])).toMatchObject({ code: 1, error: expect.stringContaining('refused (forbidden') })
    expect(await run(['listen', 'events.acme.>', '--token', token])).toMatchObject({ code: 1, out: '', error: expect.stringContaining('halley listen: ') })
  })

  test('without a token, with a wrong one, or with a wrong password nothing is done, and it says what to do', async () => {
    expect(await run(['listen', 'events.acme.>'])).toMatchObject({ code: 2, out: '', error: expect.stringContaining('Give an API token with --token or HALLEY_TOKEN') })
    expect(await run(['send', 'events.acme.x.y', '1', '--token', 'hly_wrong'])).toMatchObject({ code: 2, error: expect.stringContaining('does not let this program in') })
    const wrong = await run(['token', 'create', '--name', 'x', '--allow', 'publish:events.acme.>', '--email', 'ann@acme.com'], { input: 'wrong password\n' })
    expect(wrong).toMatchObject({ code: 2, out: '', error: expect.stringContaining('does not sign ann@acme.com in') })
    expect(wrong.error).not.toContain('wrong password\n')
    expect(await run(['token', 'create', '--name', 'x', '--allow', 'publish:events.acme.>'])).toMatchObject({ code: 2, error: expect.stringContaining('--email is missing') })
  })

  test('what cannot be given is refused with the reason, and ends with 1', async () => {
    expect(await create(['publish:events.other.>'])).toMatchObject({ code: 1, out: '', error: expect.stringContaining('begin it with "events.acme."') })
    expect(await create(['publish:events.acme.Ticket*'])).toMatchObject({ code: 1, error: expect.stringContaining('"Ticket*"') })
    expect(JSON.parse((await create(['publish:events.acme.>'], '--expires', '2020-01-01', '--json')).out)).toMatchObject({ ok: false, error: { code: 'account/invalid' } })
  })
})
