import type { RoomFeed, RoomNow } from '@halley/client'
import { useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { ShownClientContext } from '../shown-client.ts'
import { sampleRoom } from './sample-room.ts'

/** The room of a widget. Widgets of one room share it; where no session runs, it is a sample. */
export function useRoomFeed({ roomId, key }: { readonly roomId: string; readonly key: string | null }): RoomFeed {
  const rooms = useContext(ShownClientContext)?.rooms
  return useMemo(() => rooms?.at({ roomId, key }) ?? sampleRoom, [rooms, roomId, key])
}

/** Reads a part of a room; draws again when that part is another one. Who reads a room keeps it open. */
export function useRoom<T>(feed: RoomFeed, select: (now: RoomNow) => T): T {
  const read = () => select(feed.get())
  return useSyncExternalStore(feed.subscribe, read, read)
}

/** Is there a connection to the server? Where no session runs there is nothing to miss. */
export function useIsLive(): boolean {
  const client = useContext(ShownClientContext)
  const subscribe = useCallback((listener: () => void) => client?.subscribe(listener) ?? (() => undefined), [client])
  const read = () => client === null || client.get().connection.state === 'live'
  return useSyncExternalStore(subscribe, read, read)
}
