import type { AppClient } from '@halley/client'
import { toast } from 'sonner'
import { editorConnection } from '../sync/open-project.ts'
import { previewStore } from './preview-store.ts'
import { reachOf, reachStore, setReach } from './reach-store.ts'

/** Disconnects the clients of personas that are away, and connects them again when they are back; gives what ends that. */
export function keepAwayDisconnected(): () => void {
  const away = new Set<AppClient>()
  const apply = () => {
    const { clients } = previewStore.getState()
    for (const { client, personaId } of clients) {
      const isAway = reachOf(reachStore.getState(), personaId) !== 'online'
      if (isAway === away.has(client)) continue
      if (isAway) {
        away.add(client)
        client.disconnect()
      } else {
        away.delete(client)
        client.reconnect()
      }
    }
    for (const client of away) if (!clients.some((entry) => entry.client === client)) away.delete(client)
  }
  const offs = [previewStore.subscribe(apply), reachStore.subscribe(apply)]
  apply()
  return () => offs.forEach((off) => off())
}

/** What a click on a push or on the link of a mail does: its persona is back, and the notification opens in their client. */
export async function openPosted(client: AppClient, personaId: string, noticeId: string): Promise<void> {
  if (!(await setReach(editorConnection(), personaId, 'online'))) return
  await isLive(client)
  const reply = await client.openNotice(noticeId)
  if (!reply.ok) toast.error('The notification could not be opened', { description: reply.error.message })
  else if (reply.url !== null) toast.info('The notification leads to an address', { description: reply.url })
}

/** Resolves when a client has its session. */
function isLive(client: AppClient): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      const { connection, session } = client.get()
      if (connection.state !== 'live' || session === null) return
      off()
      resolve()
    }
    const off = client.subscribe(check)
    check()
  })
}
