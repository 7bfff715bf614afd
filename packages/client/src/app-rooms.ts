import type { AppPushes, AppRequests } from '@halley/protocol'
import type { NamespaceConnection } from './namespace-connection.ts'
import type { RoomDrafts } from './room-drafts.ts'
import { roomFeed, type ConnectedRoomFeed, type RoomFeed, type RoomPlace } from './room-feed.ts'

export type AppRooms = {
  /** The room of this place: always the same feed, open while somebody subscribes to it. */
  readonly at: (place: RoomPlace) => RoomFeed
}

export type ConnectedAppRooms = AppRooms & {
  /** The session is connected, perhaps after a cut: rooms are opened again. `isSame` false: it is another one. */
  readonly sessionIs: (isSame: boolean) => void
  /** Other screens are shown: what was refused may be allowed now. */
  readonly screensAre: (screenIds: string) => void
}

/** The rooms that a client looks at. */
export function appRooms(connection: Pick<NamespaceConnection<AppRequests, AppPushes>, 'request' | 'onPush' | 'status'>, { nowMs, drafts }: { readonly nowMs: () => number; readonly drafts: RoomDrafts }): ConnectedAppRooms {
  const feeds = new Map<string, ConnectedRoomFeed>()
  let shown = ''
  const isLive = () => connection.status.get().state === 'live'
  connection.onPush('room', ({ roomId, key, news }) => feeds.get(nameOf({ roomId, key }))?.take(news))
  const openHeld = (isWanted: (feed: ConnectedRoomFeed) => boolean): void => {
    for (const feed of feeds.values()) if (feed.isHeld() && isWanted(feed)) feed.open()
  }
  return {
    at: (place) => {
      const name = nameOf(place)
      const known = feeds.get(name)
      if (known !== undefined) return known
      const feed = roomFeed({ place, request: connection.request, isLive, nowMs, drafts: { read: (personId) => drafts.read(personId, name), keep: (personId, text) => drafts.keep(personId, name, text) } })
      feeds.set(name, feed)
      return feed
    },
    sessionIs: (isSame) => {
      if (!isSame) for (const feed of feeds.values()) feed.forget()
      openHeld(() => true)
    },
    screensAre: (screenIds) => {
      if (screenIds === shown) return
      shown = screenIds
      openHeld((feed) => feed.get().phase === 'closed' || feed.get().phase === 'failed')
    },
  }
}

function nameOf({ roomId, key }: RoomPlace): string {
  return key === null ? roomId : `${roomId}/${key}`
}
