import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { guardedLookup, literalProblem, type AddressGuard } from '../outgoing/guarded-lookup.ts'
import { secretHider } from './smtp-transport-secret.ts'

/** A mail server and how to sign in there. */
export type MailServer = { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' | 'none'; readonly signIn: { readonly user: string; readonly password: string } | null }

/** A mail as it goes over the line. */
export type Envelope = { readonly from: string; readonly to: string; readonly message: Buffer }

/** An open line to a mail server, signed in. It sends one mail after the other. */
export type MailLine = {
  /** Resolves with the server's words when it took the mail. */
  send(envelope: Envelope): Promise<string>
  isOpen(): boolean
  /** Ends it as it should be, when nothing is under way. */
  close(): void
  /** Breaks it off: a mail that is not whole is not taken. */
  cut(): void
}

export type LineSurroundings = { readonly guard: AddressGuard; /** Certificates that are trusted instead of those of the system. */ readonly ca?: string | undefined; /** Cuts the line at whatever point it is. */ readonly stop: AbortSignal }

/** Milliseconds without a word after which the socket itself gives up; the caller's own limit is sooner. */
const SILENT_MS = 60_000

/** Opens a line: dials past the guard, encrypts and signs in. Rejects with the error of nodemailer or of the system. */
export async function openMailLine({ host, port, security, signIn }: MailServer, { guard, ca, stop }: LineSurroundings): Promise<MailLine> {
  const socket = await dial(host, port, { guard, stop })
  const line = new SMTPConnection({
    host, port, connection: socket, logger: false,
    secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none',
    // Said outright, so that no setting of the environment loosens it.
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    connectionTimeout: SILENT_MS, greetingTimeout: SILENT_MS, socketTimeout: SILENT_MS, socketCloseTimeout: 1_000,
  })
  let failure: Error | undefined
  let fail: (error: Error) => void = () => undefined
  // Errors come here whatever was under way; one that nobody waits for means that the line is not used again.
  line.on('error', (error: Error) => {
    failure ??= error
    fail(error)
  })
  line.on('end', () => fail(failure ?? Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' })))
  const cut = (): void => {
    line.close()
    socket.destroy()
  }
  stop.addEventListener('abort', cut, { once: true })
  const hidden = secretHider(signIn)
  // Before anything of it is cut to length, when half a password would be left.
  const cleaned = (error: Error): Error => Object.assign(error, { message: hidden(error.message), stack: hidden(error.stack ?? ''), ...('response' in error && typeof error.response === 'string' && { response: hidden(error.response) }) })
  const step = <T>(begin: (done: (error?: Error | null, value?: T) => void) => void): Promise<T | undefined> => new Promise((resolve, reject) => {
    const refuse = (error: Error): void => reject(cleaned(error))
    fail = refuse
    if (failure !== undefined) return refuse(failure)
    begin((error, value) => (error == null ? resolve(value) : refuse(error)))
  })
  try {
    await step((done) => line.connect(done))
    if (signIn !== null) await step((done) => line.login({ credentials: { user: signIn.user, pass: signIn.password } }, done))
  } catch (error) {
    cut()
    throw error
  } finally {
    stop.removeEventListener('abort', cut)
  }
  return {
    send: async ({ from, to, message }) => {
      const info = await step<{ readonly response?: string | undefined }>((done) => line.send({ from, to: [to], size: message.length }, message, done))
      return hidden(info?.response ?? '')
    },
    isOpen: () => !line.destroyed && failure === undefined,
    close: () => {
      // A word of goodbye where the line is at rest; a server that does not answer it is not waited for.
      if (!line.destroyed && failure === undefined) line.quit()
      line.close()
    },
    cut,
  }
}

async function dial(host: string, port: number, { guard, stop }: { readonly guard: AddressGuard; readonly stop: AbortSignal }): Promise<Socket> {
  stop.throwIfAborted()
  const problem = literalProblem(host, { port, guard })
  if (problem !== undefined) throw problem
  const socket = connect({ host, port, lookup: guardedLookup(port, guard) })
  const cut = (): void => void socket.destroy()
  stop.addEventListener('abort', cut, { once: true })
  try {
    await once(socket, 'connect', { signal: stop })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    stop.removeEventListener('abort', cut)
  }
}
