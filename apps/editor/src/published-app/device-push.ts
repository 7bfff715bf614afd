import { observable, type AppClient, type Readable } from '@halley/client'
import { pushSubscriptionSchema, type PushSubscriptionOf } from '@halley/protocol'

/** Whether this device is notified. `impossible` says why it cannot be, and what would help. */
export type DevicePushState =
  | { readonly type: 'checking' | 'working' }
  | { readonly type: 'impossible'; readonly why: string }
  | { readonly type: 'off'; /** Why the last try to change it failed. */ readonly problem: string | null }
  | { readonly type: 'on'; readonly problem: string | null }

export type DevicePush = Readable<DevicePushState> & {
  /** Asks the browser for leave, which it gives only to who has just pressed a button, and subscribes. */
  readonly turnOn: () => Promise<void>
  readonly turnOff: () => Promise<void>
  /** Looks how it is, and tells the server when the browser's address has changed. */
  readonly look: () => Promise<void>
}

/** Where it is remembered for whom this browser was subscribed: another person at the same browser is not notified in their place. */
type Remembered = { read(): string | null; write(who: string | null): void }

export type DevicePushOptions = {
  readonly client: Pick<AppClient, 'noticeSettings'>
  /** The app's name in its address. */
  readonly app: string
  /** Who runs the app, such as a persona's or person's id. */
  readonly who: string
  readonly remembered: Remembered
}

/** The service worker of published apps, and the pages that it is for: each app has its own, so that each has its own subscription. */
const WORKER = '/a/notice-worker.js'
const scopeOf = (app: string): string => `/a/${encodeURIComponent(app)}`

const INSECURE = 'Browsers notify only from https addresses, and from this machine itself. Open the app at an https address.'
const UNSUPPORTED = 'This browser takes no pushes here. On a phone, put the app on the home screen first and open it from there.'
const DENIED = 'You have blocked notifications of this page. Allow them in the browser’s settings for this site (beside the address), then load the page again.'
const NONE_HERE = 'This app pushes nothing here.'

/** Remembers in this browser. */
export function rememberedFor(app: string): Remembered {
  const key = `halley-push/${app}`
  return { read: () => localStorage.getItem(key), write: (who) => (who === null ? localStorage.removeItem(key) : localStorage.setItem(key, who)) }
}

/** Follows whether this device is notified of what happens in an app. */
export function devicePush({ client, app, who, remembered }: DevicePushOptions): DevicePush {
  const state = observable<DevicePushState>({ type: 'checking' })

  const look = async (): Promise<void> => {
    const why = whyImpossible()
    if (why !== null) return state.set({ type: 'impossible', why })
    const key = await client.noticeSettings.pushKey()
    if (!key.ok) return state.set({ type: 'off', problem: key.error.message })
    if (key.publicKey === null) return state.set({ type: 'impossible', why: NONE_HERE })
    const registration = await navigator.serviceWorker.getRegistration(scopeOf(app))
    const subscription = (await registration?.pushManager.getSubscription()) ?? null
    if (registration === undefined || remembered.read() !== who || Notification.permission !== 'granted') return state.set({ type: 'off', problem: null })
    // Gone, or made for a key that the server no longer has: nothing would arrive.
    const isGood = subscription !== null && isForKey(subscription, key.publicKey)
    return keep(isGood ? subscription : await subscribeTo(registration, key.publicKey))
  }
  const keep = async (subscription: PushSubscription): Promise<void> => {
    const added = await client.noticeSettings.addDevice(wireOf(subscription))
    if (added.ok) remembered.write(who)
    state.set(added.ok ? { type: 'on', problem: null } : { type: 'off', problem: added.error.message })
  }
  /** Does what may fail in the browser, and says so. */
  const attempt = async (work: () => Promise<void>, before: 'on' | 'off'): Promise<void> => {
    state.set({ type: 'working' })
    try {
      await work()
    } catch (error) {
      state.set({ type: before, problem: `The browser refused: ${error instanceof Error ? error.message : String(error)}` })
    }
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    look: async () => {
      try {
        await look()
      } catch (error) {
        state.set({ type: 'off', problem: `The browser refused: ${error instanceof Error ? error.message : String(error)}` })
      }
    },
    turnOn: () => attempt(async () => {
      const leave = await Notification.requestPermission()
      if (leave !== 'granted') return state.set(leave === 'denied' ? { type: 'impossible', why: DENIED } : { type: 'off', problem: 'The browser asked, and got no answer.' })
      const key = await client.noticeSettings.pushKey()
      if (!key.ok) return state.set({ type: 'off', problem: key.error.message })
      if (key.publicKey === null) return state.set({ type: 'impossible', why: NONE_HERE })
      await navigator.serviceWorker.register(WORKER, { scope: scopeOf(app) })
      return keep(await subscribeTo(await activeRegistration(app), key.publicKey))
    }, 'off'),
    turnOff: () => attempt(async () => {
      const endpoint = await forgetDevice(app, remembered)
      const removed = endpoint === null ? null : await client.noticeSettings.removeDevice(endpoint)
      // The browser takes no more of them in any case; the server learns it with the next one.
      state.set({ type: 'off', problem: removed === null || removed.ok ? null : `It is off; the server will learn it later: ${removed.error.message}` })
    }, 'on'),
  }
}

/** Ends this browser's subscription to an app, as for somebody who signs out; gives its address, or null when there was none. */
export async function forgetDevice(app: string, remembered: Remembered): Promise<string | null> {
  remembered.write(null)
  if (!('serviceWorker' in navigator)) return null
  const registration = await navigator.serviceWorker.getRegistration(scopeOf(app))
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription == null) return null
  await subscription.unsubscribe()
  return subscription.endpoint
}

function whyImpossible(): string | null {
  if (!isSecureContext) return INSECURE
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return UNSUPPORTED
  return Notification.permission === 'denied' ? DENIED : null
}

/** A worker that was just registered cannot be subscribed with before it is active. */
function activeRegistration(app: string): Promise<ServiceWorkerRegistration> {
  return new Promise((resolve, reject) => {
    const check = async (): Promise<void> => {
      const registration = await navigator.serviceWorker.getRegistration(scopeOf(app))
      if (registration === undefined) throw new Error('The page that shows notifications could not be kept.')
      if (registration.active !== null) return resolve(registration)
      const coming = registration.installing ?? registration.waiting
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'activated') resolve(registration)
        if (coming.state === 'redundant') reject(new Error('The page that shows notifications could not be started.'))
      })
    }
    check().catch(reject)
  })
}

async function subscribeTo(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const before = await registration.pushManager.getSubscription()
  if (before !== null && isForKey(before, publicKey)) return before
  // A browser keeps one; with another key it refuses a second one.
  await before?.unsubscribe()
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
}

function isForKey({ options }: PushSubscription, publicKey: string): boolean {
  const key = options.applicationServerKey
  return key !== null && base64UrlOf(key) === publicKey
}

function base64UrlOf(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function wireOf(subscription: PushSubscription): PushSubscriptionOf {
  return pushSubscriptionSchema.parse(subscription.toJSON())
}
