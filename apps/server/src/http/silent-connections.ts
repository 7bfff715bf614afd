import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** Follows connections on which nothing was asked yet, as browsers and programs open ahead; returns what cuts them. Node's `close` would wait for their first request. */
export function followSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>()
  const speaks = ({ socket }: IncomingMessage): void => void silent.delete(socket)
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', speaks)
  server.on('upgrade', speaks)
  return () => {
    for (const socket of silent) socket.destroy()
  }
}
