import type { IncomingMessage } from 'node:http'
import type { Server as SocketServer, Socket } from 'socket.io'

/** What namespaces ask of the request that a connection began with. */
type FirstRequest = Pick<IncomingMessage, 'headers' | 'url'> & { readonly _query: unknown; readonly connection: { readonly encrypted: boolean } }

/**
 * Lets go of the HTTP requests that connections began with, and keeps of each what its namespaces ask for: a request with its
 * streams is a tenth of what a connection that waits needs.
 */
export function forgetFirstRequests({ engine }: SocketServer): void {
  // Before Socket.IO hears of the connection.
  engine.prependListener('connection', (connection: Socket['conn']) => {
    const { headers, url, socket } = connection.request
    const kept: FirstRequest = { headers, url, _query: Reflect.get(connection.request, '_query'), connection: { encrypted: 'encrypted' in socket } }
    Reflect.set(connection, 'request', kept)
  })
}
