import type { Permission } from '@halley/protocol'
import type { Socket } from 'socket.io'
import type { Admission } from '../identity/admission.ts'
import { may, type Identity } from '../identity/identity.ts'
import { ConnectRefusal } from './handshake.ts'

/** Lets the sockets of all namespaces in, and knows who each is of. */
export class SocketDoor {
  readonly #admission: Admission
  readonly #onFailure: (error: unknown, what: string) => void
  readonly #admitted = new WeakMap<Socket, { readonly identity: Identity; readonly letGo: () => void }>()
  /** Transports that were closed since what their sockets were let in by has ended. */
  readonly #cut = new WeakSet<object>()

  constructor(admission: Admission, onFailure: (error: unknown, what: string) => void) {
    this.#admission = admission
    this.#onFailure = onFailure
  }

  /**
   * Lets a socket in, or gives the refusal. From then on it is cut as soon as what it was let in by ends: its transport is closed, so
   * that a client comes back by itself with what it may then.
   */
  async admit(socket: Socket, { token, needs }: { readonly token?: string | undefined; /** Also demanded of whoever comes. */ readonly needs?: Permission } = {}): Promise<Identity | ConnectRefusal> {
    const { conn } = socket
    const cut = (): void => {
      this.#cut.add(conn)
      conn.close(true)
    }
    try {
      const answer = await this.#admission.admit({ headers: socket.handshake.headers, token, connection: conn, cut })
      if (!answer.ok) return new ConnectRefusal(answer.error)
      const { identity, release } = answer
      if (needs !== undefined && !may(identity, needs)) {
        release()
        return new ConnectRefusal({ code: 'forbidden', message: identity.type === 'token' ? 'An API token is for the namespace /events; sign in here.' : 'Your role in this organisation is not enough for that; ask an owner.' })
      }
      const letGo = (): void => {
        // Many sockets may come and go on one connection.
        conn.off('close', letGo)
        release()
      }
      this.#admitted.set(socket, { identity, letGo })
      // Whichever comes first: who is gone before the namespace has begun is never connected to it, and so never disconnected.
      socket.once('disconnect', letGo)
      conn.once('close', letGo)
      if (conn.readyState !== 'open') letGo()
      return identity
    } catch (error) {
      this.#onFailure(error, `the handshake of ${socket.nsp.name}`)
      return new ConnectRefusal({ code: 'unavailable', message: 'The storage does not answer; try again in a moment.' })
    }
  }

  /** Forgets a socket that was let in and is refused all the same; harmless otherwise. */
  letGo(socket: Socket): void {
    this.#admitted.get(socket)?.letGo()
  }

  /** Was the socket cut since what it was let in by has ended or changed? Then nothing was lost by chance. */
  wasCut({ conn }: Socket): boolean {
    return this.#cut.has(conn)
  }

  /** Who a socket is of that was let in. */
  identityOf(socket: Socket): Identity {
    const admitted = this.#admitted.get(socket)
    if (admitted === undefined) throw new Error('This socket was not let in.')
    return admitted.identity
  }
}
