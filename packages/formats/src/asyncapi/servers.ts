import type { JsonObject } from '../json-text.ts'

/** Where a server answers when nobody said: as `npm start` has it. */
const DEFAULT_SERVER_URL = 'http://127.0.0.1:4747'

/** The ways in which a program reaches the events of a server, each with how it proves who it is. */
export function serversOf(serverUrl: string = DEFAULT_SERVER_URL): JsonObject {
  const { isSecure, host, path } = readUrl(serverUrl)
  return {
    socketio: {
      host, pathname: `${path}/socket.io`, protocol: isSecure ? 'wss' : 'ws', protocolVersion: 'Socket.IO 4', title: 'Socket.IO',
      description: 'Socket.IO 4, namespace `/events`. The handshake sends `auth: {protocol: 1, token}`. `subscribe` with `{pattern, from?}` and `publish` with `{topic, data, id?}` are acknowledged; events come as `event` with `{seq, prev, subs, topic, id, time, source, type, data}`, where `data` is the payload described here.',
      security: [{ $ref: '#/components/securitySchemes/handshakeToken' }],
    },
    http: {
      host, pathname: `${path}/api/v1/events`, protocol: isSecure ? 'https' : 'http', title: 'HTTP',
      description: 'POST publishes: one CloudEvent 1.0 (structured or binary), a batch of them, or `{topic, data, id?}`. GET with `?topic=PATTERN&from=` streams Server-Sent Events, and `Last-Event-ID` resumes.',
      security: [{ $ref: '#/components/securitySchemes/bearerToken' }],
    },
  }
}

/** The security schemes that the servers refer to. */
export const securitySchemes: JsonObject = {
  handshakeToken: { type: 'apiKey', in: 'password', description: 'An API token as `auth.token` of the Socket.IO handshake, never in the URL. Not needed on loopback without accounts.' },
  bearerToken: { type: 'http', scheme: 'bearer', description: 'An API token in the header `Authorization: Bearer …`, never in the URL. Not needed on loopback without accounts.' },
}

function readUrl(url: string): { readonly isSecure: boolean; readonly host: string; readonly path: string } {
  const [, scheme = 'http', host = '', path = ''] = /^(https?):\/\/([^/?#\s]+)([^?#\s]*)/.exec(url) ?? []
  if (host === '') return readUrl(DEFAULT_SERVER_URL)
  // Who signs in by the address would be written into the document.
  return { isSecure: scheme === 'https', host: host.replace(/^.*@/, ''), path: path.replace(/\/+$/, '') }
}
