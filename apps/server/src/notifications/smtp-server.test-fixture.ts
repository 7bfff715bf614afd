import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { LocalCertificate } from './smtp-server-certificate.test-fixture.ts'
import { readMail, type ReadMail } from './smtp-server-mail.test-fixture.ts'

/** A mail that was taken, as its reader sees it and as it came. */
export type TakenMail = ReadMail & { readonly raw: string; readonly from: string; readonly to: readonly string[]; readonly isEncrypted: boolean; readonly user: string | null }

/** What a mail server is to be like. */
export type MailServerBehaviour = {
  /** It wants a sign-in with these. */
  readonly signIn?: { readonly user: string; readonly password: string }
  /** `tls` from the first byte, or by STARTTLS where it is asked for. */
  readonly encryption?: { readonly type: 'tls' | 'starttls'; readonly certificate: LocalCertificate }
  /** Refuses recipients: gives the code and words for each, or null for those that it takes. */
  readonly refuses?: (recipient: string) => { readonly code: number; readonly text: string } | null
  /** A port instead of a free one. */
  readonly port?: number
}

export type LocalMailServer = {
  readonly port: number
  readonly taken: readonly TakenMail[]
  /** Connections that were ever opened, and the most at once. */
  connections(): { readonly count: number; readonly mostAtOnce: number }
  /** Resolves when so many mails were taken. */
  arrived(count: number): Promise<readonly TakenMail[]>
  /** Stops it for good, its open connections included. */
  stop(): Promise<void>
}

/** A real mail server on this machine. */
export async function startMailServer(cleanUps: (() => unknown)[], { signIn, encryption, refuses = () => null, port = 0 }: MailServerBehaviour = {}): Promise<LocalMailServer> {
  const taken: TakenMail[] = []
  const waiting = new Set<() => void>()
  let [count, open, mostAtOnce] = [0, 0, 0]
  const options: SMTPServerOptions = {
    authOptional: signIn === undefined, disableReverseLookup: true, closeTimeout: 100, logger: false,
    // Without TLS a password is taken in clear text: it stays on this machine.
    allowInsecureAuth: true,
    ...(encryption === undefined ? { disabledCommands: ['STARTTLS'] } : { secure: encryption.type === 'tls', key: encryption.certificate.key, cert: encryption.certificate.cert }),
    onConnect: (_session, done) => {
      count += 1
      open += 1
      mostAtOnce = Math.max(mostAtOnce, open)
      done()
    },
    onClose: () => {
      open -= 1
    },
    onAuth: ({ username, password }, _session, done) => (username === signIn?.user && password === signIn?.password ? done(null, { user: username }) : done(null, {})),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuses(address)
      done(refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        taken.push({ ...readMail(raw), raw, from: mailFrom === false ? '' : (mailFrom?.address ?? ''), to: rcptTo.map(({ address }) => address), isEncrypted: session.secure === true, user: typeof session.user === 'string' ? session.user : null })
        done(null)
        for (const look of waiting) look()
      })
    },
  }
  const server = new SMTPServer(options)
  // What a client that breaks off leaves behind; what it means for the mail is seen at the client.
  server.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => (stopped ??= new Promise((resolve) => void server.close(() => resolve())))
  cleanUps.push(stop)
  return {
    port: (server.server.address() as AddressInfo).port, taken, stop,
    connections: () => ({ count, mostAtOnce }),
    arrived: (wanted) => new Promise((resolve) => {
      const look = (): void => {
        if (taken.length < wanted) return
        waiting.delete(look)
        resolve(taken)
      }
      waiting.add(look)
      look()
    }),
  }
}
