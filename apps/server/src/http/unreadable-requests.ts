import type { Socket } from 'node:net'
import type { Problem } from './problem-details.ts'

/** Answers what is no request that HTTP can read, before any route is known, and ends the connection. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Pick<Socket, 'writable' | 'destroyed' | 'end' | 'destroy'>): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { reason, ...problem } = problemOf(error.code)
  const body = JSON.stringify({ type: 'about:blank', ...problem })
  socket.end(`HTTP/1.1 ${problem.status} ${reason}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`, () => socket.destroy())
}

function problemOf(code: string | undefined): Problem & { readonly reason: string } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { reason: 'Request Timeout', status: 408, code: 'wire/timeout', title: 'Too slow', detail: 'The request did not come to its end in time; send it again.' }
    case 'HPE_HEADER_OVERFLOW':
      return { reason: 'Request Header Fields Too Large', status: 431, code: 'wire/too_large', title: 'Too large', detail: 'The headers of the request are larger than 16 KiB; send fewer or shorter ones.' }
    default:
      return { reason: 'Bad Request', status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail: 'This is no request of HTTP/1.1.' }
  }
}
