import { connectionAddress, type Connection, type Project } from '@halley/model'
import addressparser from 'nodemailer/lib/addressparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { ServerClock } from '../clock.ts'
import type { AllowedHost } from '../outgoing/allowed-hosts.ts'
import type { FindAddresses } from '../outgoing/guarded-lookup.ts'
import { guardOf } from '../outgoing/node-http-caller.ts'
import { originOf, type SecretVault } from '../secrets/secret-vault.ts'
import { onOneLine } from './compose-text.ts'
import { forGood, forNow, mailFailureOf, unanswered } from './smtp-transport-failure.ts'
import { openMailLine, type Envelope, type MailServer } from './smtp-transport-line.ts'
import { MailLinePool } from './smtp-transport-pool.ts'
import { CUT_OFF, type MailToSend, type MailTransport, type SendOutcome } from './transports.ts'

/** Milliseconds that one mail may take once it is its turn: slow servers look a sender up before they greet. */
const TIMEOUT_MS = 30_000

/** Characters of an address (RFC 5321, 4.5.3.1: a path of 256 with its brackets). */
const ADDRESS_CHARACTERS = 254

export type SmtpSurroundings = {
  readonly vault: Pick<SecretVault, 'open'>
  readonly clock: ServerClock
  /** What the operator allows beyond the public internet; names of mail servers come from whoever may edit a project. */
  readonly allowed: readonly AllowedHost[]
  readonly onFailure: (error: unknown, what: string) => void
  /** Instead of the system's name service. */
  readonly findAddresses?: FindAddresses
  /** Certificates that are trusted instead of those of the system. */
  readonly ca?: string
}

type SmtpConnection = Connection & { readonly settings: Extract<Connection['settings'], { type: 'smtp' }> }

/** Makes the transport of mails. Nothing is retried here; the 30 seconds of a mail begin when one of the lines to its server is free. */
export function createSmtpTransport({ vault, clock, allowed, onFailure, findAddresses, ca }: SmtpSurroundings): MailTransport {
  const guard = guardOf({ allowed, ...(findAddresses !== undefined && { findAddresses }) })
  const pools = new Map<string, MailLinePool>()
  const under = new Set<AbortController>()
  let isClosed = false

  const deliver = (server: MailServer, pool: MailLinePool, envelope: Envelope): Promise<SendOutcome> => pool.use(async (turn) => {
    if (isClosed) return CUT_OFF
    const stop = new AbortController()
    under.add(stop)
    const cancelTimer = clock.setTimer(TIMEOUT_MS, () => stop.abort())
    const inTime = async (): Promise<SendOutcome> => {
      try {
        const line = await turn.take(() => openMailLine(server, { guard, ca, stop: stop.signal }))
        stop.signal.addEventListener('abort', () => line.cut(), { once: true })
        const words = await line.send(envelope)
        if (!stop.signal.aborted) turn.keep()
        return { type: 'sent', text: `The mail server "${server.host}" took it: ${onOneLine(words, 200)}` }
      } catch (error) {
        if (isClosed) return CUT_OFF
        if (stop.signal.aborted) return unanswered(server.host, `The mail server "${server.host}" had not taken the mail after ${TIMEOUT_MS / 1_000} seconds. If it was slow and not stuck, it may have taken it all the same.`)
        const failed = mailFailureOf(error, server.host)
        if (failed === undefined) onFailure(error, 'sending a mail')
        return failed ?? forNow('The mail could not be sent; the reason is in the server\'s log.')
      }
    }
    try {
      return await inTime()
    } finally {
      cancelTimer()
      under.delete(stop)
    }
  })

  return {
    send: async (project, connectionId, mail) => {
      const found = findMailServer(project, connectionId)
      if (typeof found === 'string') return forGood(found)
      const { settings } = found
      const from = oneAddress(settings.from)
      if (settings.host === '') return forGood(`The connection "${found.name}" names no mail server.`)
      if (from === undefined) return forGood(`The sender of the connection "${found.name}" is no e-mail address. Write it as help@example.com, or Help desk <help@example.com>.`)
      const to = oneAddress(mail.to.address)
      if (to === undefined || to.name !== '') return forGood(`"${onOneLine(mail.to.address, 100)}" is no e-mail address.`)
      try {
        const signIn = await signInOf(project, found, vault)
        if (typeof signIn === 'string') return forGood(signIn)
        const { host, port, security } = settings
        const server: MailServer = { host, port, security, signIn }
        // With the password: who types another one does not go on over a line of the old.
        const key = JSON.stringify([project.id, found.id, server])
        const pool = pools.get(key) ?? new MailLinePool(clock)
        if (pool.isFull) return { ...forNow(`Too many mails wait for the mail server "${host}".`), retryAfterMs: TIMEOUT_MS }
        for (const [other, { isAtRest }] of pools) if (isAtRest) pools.delete(other)
        pools.set(key, pool)
        return await deliver(server, pool, { from: from.address, to: to.address, message: await composed(from, mail) })
      } catch (error) {
        onFailure(error, 'sending a mail')
        return forNow('The mail could not be sent; the reason is in the server\'s log.')
      }
    },
    close: () => {
      isClosed = true
      for (const stop of under) stop.abort()
      for (const pool of pools.values()) pool.close()
    },
  }
}

/** The connection to the mail server that is meant, or why there is none. */
function findMailServer(project: Project, connectionId: string | null): SmtpConnection | string {
  if (connectionId !== null) {
    const connection = project.connections[connectionId]
    if (connection === undefined) return 'The connection to the mail server does not exist any more.'
    return isSmtp(connection) ? connection : `"${connection.name}" is no connection to a mail server.`
  }
  const [only, ...others] = Object.values(project.connections).filter(isSmtp)
  if (only === undefined) return 'The project has no connection to a mail server. Add one, of the type Mail server (SMTP).'
  return others.length === 0 ? only : `The project has ${others.length + 1} connections to mail servers. Choose one of them in the rule.`
}

function isSmtp(connection: Connection): connection is SmtpConnection {
  return connection.settings.type === 'smtp'
}

/** How to sign in, null where the server asks for nothing; a text says why that is not known. */
async function signInOf(project: Project, connection: SmtpConnection, vault: Pick<SecretVault, 'open'>): Promise<MailServer['signIn'] | string> {
  const { user } = connection.settings
  if (user === '') return null
  const origin = originOf(connectionAddress(connection.settings))
  if (origin === null) return `The mail server of the connection "${connection.name}" is not a valid name.`
  const opened = await vault.open(project.id, connection.id, origin)
  return opened.ok ? { user, password: opened.secret } : `"${connection.name}": ${opened.text}`
}

type Mailbox = { readonly name: string; readonly address: string }

/** Reads exactly one address, with or without a name; undefined when it is not that. */
function oneAddress(text: string): Mailbox | undefined {
  // oxlint-disable-next-line no-control-regex -- they could begin another header
  if (/[\0-\x1f\x7f]/.test(text)) return undefined
  const [only, ...others] = addressparser(text, { flatten: true })
  const isWhole = only !== undefined && others.length === 0 && only.address.length <= ADDRESS_CHARACTERS && /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()\\]+$/.test(only.address)
  return isWhole ? { name: only.name, address: only.address } : undefined
}

/** The mail as it goes over the line. */
function composed(from: Mailbox, { to, subject, text, html, messageId, settingsUrl }: MailToSend): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: from.name, address: from.address }, to: { name: onOneLine(to.name, ADDRESS_CHARACTERS), address: to.address },
    subject: onOneLine(subject, ADDRESS_CHARACTERS), text, html, messageId: `<${onOneLine(messageId, 200).replaceAll(/[<>\s]/g, '')}>`,
    headers: {
      // RFC 3834: nobody's holiday note is to answer it.
      'Auto-Submitted': 'auto-generated',
      ...(settingsUrl !== undefined && URL.canParse(settingsUrl) && { 'List-Unsubscribe': { prepared: true, value: `<${new URL(settingsUrl).href}>` } }),
    },
    disableFileAccess: true, disableUrlAccess: true,
  })
  return composer.compile().build()
}
