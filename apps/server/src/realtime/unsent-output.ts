import type { Socket } from 'socket.io'

/** Is something that was sent to this connection not handed to its network yet? */
export function hasUnsent({ conn }: Socket): boolean {
  const waiting: unknown = Reflect.get(conn, 'writeBuffer')
  return (Array.isArray(waiting) && waiting.length > 0) || !conn.transport.writable
}
