import { emptyProject, type ConnectionSettings, type Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'
import { gate, startListener } from '../outgoing/local-service.test-fixture.ts'
import { composeMail } from './compose-mail.ts'
import { makeCertificate } from './smtp-server-certificate.test-fixture.ts'
import { startMailServer } from './smtp-server.test-fixture.ts'
import { createSmtpTransport, type SmtpSurroundings } from './smtp-transport.ts'
import type { MailToSend } from './transports.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

type SmtpSettings = Extract<ConnectionSettings, { type: 'smtp' }>

const PASSWORD = 'correct horse battery'
const frame = { appName: 'Help desk', inboxUrl: 'https://halley.example/a/helpdesk?notices=inbox', settingsUrl: 'https://halley.example/a/helpdesk?notices=settings' }
const parts = composeMail([{ title: 'Drucker brennt, höchste Zeit', body: 'Dritter Stock.\n<b>Wasser</b> mitbringen.', priority: 'high', at: '2026-11-21T20:00:00Z', url: 'https://halley.example/a/helpdesk?notice=n1' }], frame)
const mail: MailToSend = { to: { name: 'Åsa, "the" officer', address: 'asa@example.com' }, ...parts, messageId: 'n1@halley.example', settingsUrl: frame.settingsUrl }

function transport(options: Partial<SmtpSurroundings> = {}) {
  const clock = new ManualClock()
  const failures: unknown[] = []
  const allowed = readAllowedHost('127.0.0.1')
  const made = createSmtpTransport({
    clock, allowed: allowed === undefined ? [] : [allowed], onFailure: (error) => failures.push(error),
    vault: { open: () => Promise.resolve({ ok: true, secret: PASSWORD }) },
    findAddresses: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]), ...options,
  })
  cleanUps.push(() => made.close())
  return { transport: made, clock, failures }
}

function projectWith(...servers: readonly Partial<SmtpSettings>[]): Project {
  const project = emptyProject({ id: 'desk', name: 'Help desk', technicalName: 'helpDesk' })
  for (const [index, settings] of servers.entries()) {
    const id = `mail${index}`
    project.connections[id] = { id, folderId: null, order: `a${index}`, name: 'Post', technicalName: id, technicalNameSetByHand: false, description: '', settings: { type: 'smtp', host: '127.0.0.1', port: 25, security: 'none', user: '', from: 'Help desk <desk@example.com>', ...settings } }
  }
  return project
}

describe('a mail', () => {
  it('arrives with both of its parts, readable by every mail program', async () => {
    const server = await startMailServer(cleanUps)
    const outcome = await transport().transport.send(projectWith({ port: server.port }), null, mail)
    expect(outcome).toMatchObject({ type: 'sent', text: expect.stringContaining('The mail server "127.0.0.1" took it: 250') })
    const [taken] = server.taken
    expect(taken).toMatchObject({ from: 'desk@example.com', to: ['asa@example.com'], subject: 'Drucker brennt, höchste Zeit', types: ['text/plain', 'text/html'], text: parts.text, html: parts.html })
    expect(taken?.headers.get('message-id')).toBe('<n1@halley.example>')
    expect(taken?.headers.get('from')).toBe('Help desk <desk@example.com>')
    expect(taken?.headers.get('list-unsubscribe')).toBe('<https://halley.example/a/helpdesk?notices=settings>')
    expect(taken?.headers.get('auto-submitted')).toBe('auto-generated')
    // SMTP allows lines of 998 bytes, and what is not ASCII is encoded.
    expect(taken?.raw.split('\r\n').every((line) => line.length <= 998 && !/[^\0-\x7f]/.test(line))).toBe(true)
  })

  it('has no other headers or recipients than it should, whatever its texts say', async () => {
    const server = await startMailServer(cleanUps)
    const injected = 'x\r\nBcc: everybody@example.com\r\n\r\n<script>'
    await transport().transport.send(projectWith({ port: server.port }), null, { ...mail, to: { name: injected, address: 'asa@example.com' }, subject: injected, messageId: 'n1@h>\r\nBcc: everybody@example.com' })
    const [taken] = server.taken
    expect(taken?.to).toEqual(['asa@example.com'])
    expect([...(taken?.headers.keys() ?? [])].toSorted()).toEqual(['auto-submitted', 'content-type', 'date', 'from', 'list-unsubscribe', 'message-id', 'mime-version', 'subject', 'to'])
  })

  it.each(['nobody', 'a@b\r\nRCPT TO:<c@d>', 'a@b, c@d', 'Ann <a@b.example>', 'a b@c', '', `${'a'.repeat(260)}@b.example`, '<a@b>@c'])('to "%s" is refused for good, since that is no address', async (address) => {
    const server = await startMailServer(cleanUps)
    expect(await transport().transport.send(projectWith({ port: server.port }), null, { ...mail, to: { name: '', address } })).toMatchObject({ type: 'refused', isFinal: true })
    expect(server.connections().count).toBe(0)
  })

  it('goes over the same line as the one before, until the line has rested for 15 seconds', async () => {
    const server = await startMailServer(cleanUps)
    const { transport: made, clock } = transport()
    const project = projectWith({ port: server.port })
    await made.send(project, null, mail)
    await made.send(project, null, mail)
    expect(server.connections().count).toBe(1)
    clock.advance(15_000)
    await made.send(project, null, mail)
    expect(server.connections().count).toBe(2)
  })

  it('shares at most four lines with all others to the same server', async () => {
    const server = await startMailServer(cleanUps)
    const { transport: made } = transport()
    const project = projectWith({ port: server.port })
    const outcomes = await Promise.all(Array.from({ length: 300 }, (_, index) => made.send(project, null, { ...mail, to: { name: '', address: `p${index}@example.com` } })))
    expect(outcomes.every(({ type }) => type === 'sent')).toBe(true)
    expect(new Set(server.taken.flatMap(({ to }) => to)).size).toBe(300)
    expect(server.connections().mostAtOnce).toBeLessThanOrEqual(4)
  })
})

describe('a mail server', () => {
  it('that is not there, that is unknown or that hangs up is tried again later', async () => {
    expect(await transport().transport.send(projectWith({ port: await freePort() }), null, mail)).toEqual({ type: 'refused', text: 'Nothing answers at "127.0.0.1" on this port. See whether the service runs and the port is right.', isFinal: false, retryAfterMs: null, unanswered: 'The mail server "127.0.0.1"' })
    const unknown = transport({ findAddresses: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) })
    expect(await unknown.transport.send(projectWith({ host: 'mail.example' }), null, mail)).toMatchObject({ isFinal: false, text: expect.stringContaining('There is no host named "mail.example"'), unanswered: 'The mail server "mail.example"' })
    const cutting = await startListener(cleanUps, (socket) => socket.destroy())
    expect(await transport().transport.send(projectWith({ port: cutting.port }), null, mail)).toMatchObject({ type: 'refused', isFinal: false })
  })

  it('that refuses the recipient (550) refuses for good, in its own words', async () => {
    const server = await startMailServer(cleanUps, { refuses: () => ({ code: 550, text: 'No such user here' }) })
    expect(await transport().transport.send(projectWith({ port: server.port }), null, mail)).toMatchObject({ type: 'refused', isFinal: true, text: expect.stringMatching(/^The mail server "127.0.0.1" refused the mail: 550 No such user here/) })
  })

  it('that asks for patience (451) is tried again, and then takes it', async () => {
    let isFirst = true
    const server = await startMailServer(cleanUps, { refuses: () => {
      const refusal = isFirst ? { code: 451, text: 'Greylisted, try again' } : null
      isFirst = false
      return refusal
    } })
    const { transport: made } = transport()
    const project = projectWith({ port: server.port })
    expect(await made.send(project, null, mail)).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('451 Greylisted') })
    expect(await made.send(project, null, mail)).toMatchObject({ type: 'sent' })
    expect(server.taken.map(({ headers }) => headers.get('message-id'))).toEqual(['<n1@halley.example>'])
  })

  it('that takes the connection and says nothing is given up after 30 seconds', async () => {
    const came = gate<void>()
    const silent = await startListener(cleanUps, () => came.resolve())
    const { transport: made, clock, failures } = transport()
    const sending = made.send(projectWith({ port: silent.port }), null, mail)
    await came.promise
    clock.advance(30_000)
    expect(await sending).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('after 30 seconds'), unanswered: 'The mail server "127.0.0.1"' })
    expect(failures).toEqual([])
  })

  it('that stops in the middle of a mail is given up after 30 seconds, and its line is not used again', async () => {
    const stuck = gate<void>()
    const slow = await startListener(cleanUps, (socket) => {
      socket.write('220 slow\r\n')
      socket.on('data', (chunk) => {
        if (chunk.toString().startsWith('EHLO')) socket.write('250 slow\r\n')
        else stuck.resolve()
      })
    })
    const { transport: made, clock } = transport()
    const project = projectWith({ port: slow.port })
    const sending = made.send(project, null, mail)
    await stuck.promise
    clock.advance(30_000)
    expect(await sending).toMatchObject({ type: 'refused', isFinal: false })
    expect(slow.connected()).toBe(1)
  })

  it('that is no mail server is said to be none', async () => {
    const web = await startListener(cleanUps, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await transport().transport.send(projectWith({ port: web.port }), null, mail)).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('does not speak as a mail server') })
  })

  it('takes the mail of who signs in, and refuses a wrong password for good without repeating it', async () => {
    const server = await startMailServer(cleanUps, { signIn: { user: 'desk', password: PASSWORD } })
    const project = projectWith({ port: server.port, user: 'desk' })
    expect(await transport().transport.send(project, null, mail)).toMatchObject({ type: 'sent' })
    expect(server.taken).toMatchObject([{ user: 'desk' }])
    const wrong = await transport({ vault: { open: () => Promise.resolve({ ok: true, secret: 'wrong-password' }) } }).transport.send(project, null, mail)
    expect(wrong).toMatchObject({ type: 'refused', isFinal: true, text: expect.stringMatching(/did not let Halley sign in: 535/) })
    expect(wrong.text).not.toContain('wrong-password')
  })

  it.each(['PLAIN', 'LOGIN'])('that repeats what it was told at the sign-in (%s) does not get the password into what is said of it', async (method) => {
    const parrot = await startListener(cleanUps, (socket) => {
      socket.write('220 parrot\r\n')
      const heard: string[] = []
      let asks = 0
      socket.on('data', (chunk) => {
        const line = chunk.toString().trim()
        heard.push(line)
        if (line.startsWith('EHLO')) socket.write(`250-parrot\r\n250 AUTH ${method}\r\n`)
        else if (method === 'LOGIN' && asks++ < 2) socket.write(`334 ${Buffer.from(asks === 1 ? 'Username:' : 'Password:').toString('base64')}\r\n`)
        else socket.write(`535 No such line: ${heard.slice(1).join(' ')} that is ${Buffer.from(line.split(' ').at(-1) ?? '', 'base64').toString().replaceAll('\0', ' ')}\r\n`)
      })
    })
    const outcome = await transport().transport.send(projectWith({ port: parrot.port, user: 'desk' }), null, mail)
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringContaining('535 No such line') })
    for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), Buffer.from(`\0desk\0${PASSWORD}`).toString('base64')]) expect(outcome.text).not.toContain(secret)
  })

  it('is asked with the secret that was typed for its address, and not without', async () => {
    const origins: string[] = []
    const { transport: made } = transport({ vault: { open: (_project, _connection, origin) => {
      origins.push(origin)
      return Promise.resolve({ ok: false, code: 'secret/missing', text: 'The connection has no secret on this server. Open the connection and type it.' })
    } } })
    expect(await made.send(projectWith({ port: 2525, user: 'desk', host: 'mail.example' }), null, mail)).toMatchObject({ type: 'refused', isFinal: true, text: '"Post": The connection has no secret on this server. Open the connection and type it.' })
    expect(origins).toEqual(['smtp://mail.example:2525'])
  })

  it.each(['tls', 'starttls'] as const)('is spoken to in secret with %s, when its certificate is trusted', async (type) => {
    const certificate = makeCertificate('mail.example')
    const server = await startMailServer(cleanUps, { encryption: { type, certificate }, signIn: { user: 'desk', password: PASSWORD } })
    const project = projectWith({ host: 'mail.example', port: server.port, security: type, user: 'desk' })
    expect(await transport({ ca: certificate.cert }).transport.send(project, null, mail)).toMatchObject({ type: 'sent' })
    expect(server.taken).toMatchObject([{ isEncrypted: true, user: 'desk' }])
  })

  it.each([
    { why: 'nobody trusts', name: 'mail.example', ca: false, notAfter: undefined },
    { why: 'has run out', name: 'mail.example', ca: true, notAfter: new Date(Date.now() - 3_600_000) },
    { why: 'is of another name', name: 'other.example', ca: true, notAfter: undefined },
  ])('with a certificate that $why is sent nothing', async ({ name, ca, notAfter }) => {
    const certificate = makeCertificate(name, notAfter)
    for (const type of ['tls', 'starttls'] as const) {
      const server = await startMailServer(cleanUps, { encryption: { type, certificate }, signIn: { user: 'desk', password: PASSWORD } })
      const outcome = await transport(ca ? { ca: certificate.cert } : {}).transport.send(projectWith({ host: 'mail.example', port: server.port, security: type, user: 'desk' }), null, mail)
      expect(outcome).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('The certificate of the mail server "mail.example" is not trusted') })
      expect(server.taken).toEqual([])
    }
  })

  it('that does not encrypt is sent nothing where the connection asks for it', async () => {
    const server = await startMailServer(cleanUps, { signIn: { user: 'desk', password: PASSWORD } })
    expect(await transport().transport.send(projectWith({ port: server.port, security: 'starttls', user: 'desk' }), null, mail)).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('does not encrypt') })
    expect(await transport().transport.send(projectWith({ port: server.port, security: 'tls', user: 'desk' }), null, mail)).toMatchObject({ type: 'refused', isFinal: false, text: expect.stringContaining('encryption') })
    expect(server.taken).toEqual([])
  })

  it('inside the server\'s network is not dialled, unless the operator allows it', async () => {
    const server = await startMailServer(cleanUps)
    for (const host of ['127.0.0.1', '::1', 'mail.example', 'localhost']) {
      expect(await transport({ allowed: [] }).transport.send(projectWith({ host, port: server.port }), null, mail)).toMatchObject({ type: 'refused', isFinal: true, text: expect.stringContaining('HALLEY_ALLOW_HOSTS=') })
    }
    expect(server.connections().count).toBe(0)
  })
})

describe('the connection of a mail', () => {
  it('is the one that is named, or the only one of the project', async () => {
    const [first, second] = [await startMailServer(cleanUps), await startMailServer(cleanUps)]
    const { transport: made } = transport()
    const project = projectWith({ port: first.port }, { port: second.port })
    expect(await made.send(project, 'mail1', mail)).toMatchObject({ type: 'sent' })
    expect([first.taken.length, second.taken.length]).toEqual([0, 1])
    expect(await made.send(project, null, mail)).toMatchObject({ type: 'refused', isFinal: true, text: 'The project has 2 connections to mail servers. Choose one of them in the rule.' })
    expect(await made.send(projectWith(), null, mail)).toMatchObject({ isFinal: true, text: expect.stringContaining('Add one') })
    expect(await made.send(project, 'gone', mail)).toMatchObject({ isFinal: true })
  })

  it.each(['', 'nobody', 'a@b, c@d', 'x\r\nBcc: a@b <a@b>'])('needs a sender: "%s" is none', async (from) => {
    const server = await startMailServer(cleanUps)
    expect(await transport().transport.send(projectWith({ port: server.port, from }), null, mail)).toMatchObject({ type: 'refused', isFinal: true })
    expect(server.connections().count).toBe(0)
  })
})
