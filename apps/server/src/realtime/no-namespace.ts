import type { Socket, Server as SocketServer } from 'socket.io'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { ConnectRefusal } from './handshake.ts'

type Connection = Socket['conn']
type Stay = { sockets: number; cancel: CancelTimer | undefined }

/**
 * Lets no connection last that is in none of the namespaces in which it is asked who comes: Socket.IO lets everybody into its own
 * namespace "/" unasked, and keeps a connection that has left all others. Whoever leaves the last has as long as at the beginning to enter another.
 */
export function demandNamespace(sockets: SocketServer, { clock, afterMs }: { readonly clock: ServerClock; readonly afterMs: number }): void {
  sockets.use((_socket, next) => next(new ConnectRefusal({ code: 'wire/unknown_event', message: 'There is nothing in the namespace "/"; connect to "/events", as programs do.' })))
  const stays = new WeakMap<Connection, Stay>()
  const leave = (connection: Connection, stay: Stay): void => {
    stay.sockets -= 1
    if (stay.sockets > 0 || connection.readyState !== 'open') return
    stay.cancel = clock.setTimer(afterMs, () => connection.close())
    connection.once('close', stay.cancel)
  }
  sockets.on('new_namespace', (namespace) => {
    namespace.on('connection', (socket) => {
      const stay = stays.get(socket.conn) ?? { sockets: 0, cancel: undefined }
      stays.set(socket.conn, stay)
      stay.sockets += 1
      if (stay.cancel !== undefined) {
        stay.cancel()
        socket.conn.off('close', stay.cancel)
        stay.cancel = undefined
      }
      socket.once('disconnect', () => leave(socket.conn, stay))
    })
  })
}
