// The service worker of published apps: it shows what is pushed, and a click leads to it. It reads no other request of the page.
// A plain file, because it is served as it is: what it reads is `pushPayloadSchema` of packages/protocol.

/** What a push says; one that cannot be read is shown all the same, since browsers end subscriptions that show nothing. */
function read(data) {
  try {
    const { noticeId, title, body, url, tag, priority } = data.json()
    if ([noticeId, title, body, url, tag, priority].every((value) => typeof value === 'string')) return { noticeId, title, body, url, tag, priority }
  } catch {
    // Not JSON: as below.
  }
  return { noticeId: '', title: 'There is news', body: '', url: self.registration.scope, tag: 'news', priority: 'normal' }
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const { noticeId, title, body, url, tag, priority } = read(event.data)
  event.waitUntil(
    self.registration.showNotification(title, {
      body, tag,
      // What takes the place of an earlier one is news again.
      renotify: true,
      silent: priority === 'low',
      requireInteraction: priority === 'critical',
      icon: '/favicon.svg',
      data: { url, noticeId },
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? self.registration.scope))
})

/** Leads to an address: in a window of the app that is open, without loading it again, or in a new one. */
async function open(address) {
  const url = new URL(address, self.location.origin)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return
  const windows = url.origin === self.location.origin ? await self.clients.matchAll({ type: 'window', includeUncontrolled: true }) : []
  const there = windows.find((client) => isSameApp(new URL(client.url), url))
  if (there === undefined) {
    await self.clients.openWindow(url.href)
    return
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of a service worker is of its origin
  there.postMessage({ type: 'halley/go', search: url.search })
  // Last: a browser that lets nobody come to the front has shown it there all the same.
  await there.focus()
}

/** The same app, run by the same persona. */
function isSameApp(shown, wanted) {
  const path = (url) => url.pathname.replace(/\/$/, '')
  return path(shown) === path(wanted) && shown.searchParams.get('persona') === wanted.searchParams.get('persona')
}

// The browser gave the device another address. The page tells the server: at once when it is open, else when it is opened next.
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(
    (async () => {
      const options = event.oldSubscription?.options
      if (event.newSubscription == null && options != null) await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: options.applicationServerKey })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- as above
      for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) client.postMessage({ type: 'halley/subscriptionChanged' })
    })(),
  )
})
