import type { InboxNow } from '@halley/client'
import { useContext, useSyncExternalStore } from 'react'
import { ShownClientContext, type ShownClient } from '../shown-client.ts'
import { stillInbox } from './still-inbox.ts'

/** Reads a part of an inbox; draws again when that part is another one. */
export function useInbox<T>(client: ShownClient, select: (now: InboxNow) => T): T {
  const read = () => select(client.inbox.get())
  return useSyncExternalStore(client.inbox.subscribe, read, read)
}

/** The client of the player around; where no session runs, one with an empty inbox. */
export function useShownClient(): ShownClient {
  return useContext(ShownClientContext) ?? nobody
}

const nobody = stillInbox({})
