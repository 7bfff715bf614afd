import { observable, type AppClient, type Observable } from '@halley/client'
import { noticeAddress } from '@halley/player'
import { z } from 'zod'
import { devicePush, forgetDevice, rememberedFor, type DevicePush } from './device-push.ts'
import { readNoticeAddress, withoutNotice, type NoticeAddress } from './notice-address.ts'
import { noticeSettingsStore, type NoticeSettingsStore } from './notice-settings-store.ts'

/** What of notifications is shown beside the app. */
type ShownNotices = { readonly settings: boolean; /** Why the notification that the address names could not be opened. */ readonly problem: string | null }

/** The notifications of a running app, apart from its inbox. */
export type AppNotices = {
  readonly shown: Observable<ShownNotices>
  readonly settings: NoticeSettingsStore
  readonly device: DevicePush
  /** Does what the address asks for, once, and then what clicked pushes ask for; gives what ends that. */
  readonly follow: () => () => void
  /** Ends the pushes to this browser, for somebody who signs out. */
  readonly forgetDevice: () => Promise<void>
}

/** What the service worker says, see public/a/notice-worker.js. */
const workerMessageSchema = z.discriminatedUnion('type', [z.object({ type: z.literal('halley/go'), search: z.string().max(4_000) }), z.object({ type: z.literal('halley/subscriptionChanged') })])

/** Makes them; `who` is whoever runs the app. */
export function appNotices({ client, app, who }: { readonly client: AppClient; readonly app: string; readonly who: string }): AppNotices {
  const shown = observable<ShownNotices>({ settings: false, problem: null })
  const remembered = rememberedFor(app)
  const device = devicePush({ client, app, who, remembered })
  let asked: NoticeAddress | null = null

  const go = (address: NoticeAddress | null): void => {
    if (address === null) return
    asked = address
    void attempt()
  }
  /** Waits for the session, since nobody can open anything before it. */
  const attempt = async (): Promise<void> => {
    const { connection, session } = client.get()
    if (asked === null || connection.state !== 'live' || session === null) return
    if (asked.type === 'inbox' && !client.inbox.get().hasInbox) return
    const now = asked
    asked = null
    if (now.type === 'settings') return shown.patch({ settings: true })
    if (now.type === 'inbox') return openInbox()
    const reply = await client.openNotice(now.id)
    // The connection was cut meanwhile: again, when it is back.
    if (!reply.ok && reply.error.code === 'unavailable') asked ??= now
    else if (!reply.ok) shown.patch({ problem: `The notification cannot be opened: ${reply.error.message}` })
    else if (reply.url !== null) leaveFor(reply.url)
    return undefined
  }
  const leaveFor = (url: string): void => {
    const address = noticeAddress(url)
    if (address === null) shown.patch({ problem: 'The address of the notification is not one that may be opened: it has to begin with http:// or https://.' })
    else location.assign(address)
  }
  return {
    shown, device,
    settings: noticeSettingsStore(client),
    follow: () => {
      const offs = [client.subscribe(() => void attempt()), client.inbox.subscribe(() => void attempt())]
      const hear = ({ data }: MessageEvent<unknown>): void => {
        const message = workerMessageSchema.safeParse(data)
        if (!message.success) return
        if (message.data.type === 'halley/go') go(readNoticeAddress(message.data.search))
        else void device.look()
      }
      // Missing where the page is not secure.
      const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : null
      workers?.addEventListener('message', hear)
      go(readNoticeAddress(location.search))
      history.replaceState(history.state, '', `${location.pathname}${withoutNotice(location.search)}${location.hash}`)
      // Who was notified here before stays so, also when the browser's address or the server's key has changed meanwhile.
      const offLive = whenLive(client, () => remembered.read() === who && void device.look())
      return () => {
        workers?.removeEventListener('message', hear)
        for (const off of [...offs, offLive]) off()
      }
    },
    forgetDevice: async () => {
      await forgetDevice(app, remembered)
    },
  }
}

/** Does something when the client is connected for the first time; gives what ends the waiting. */
function whenLive(client: AppClient, work: () => void): () => void {
  let isDone = false
  const check = (): void => {
    const { connection, session } = client.get()
    if (isDone || connection.state !== 'live' || session === null) return
    isDone = true
    work()
  }
  const off = client.subscribe(check)
  check()
  return off
}

/** Opens the inbox as its bell does: only a browser's own button knows what closes a popover again. */
function openInbox(): void {
  document.querySelector<HTMLButtonElement>('.app-header .halley-bell')?.click()
}
