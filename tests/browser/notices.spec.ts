import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { notifyingDesk, publishDesk } from '../integration/notifying-desk.test-fixture.ts'
import { barriers } from './barriers.ts'
import type { HalleyProcess } from './halley-process.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed } from './story-steps.ts'

/** The second client of the preview. */
const OFFICER = '[data-testid=preview-client-2]'

/** Brings the desk once to the server of this file. Its mails go nowhere: nobody answers at that port. */
let isThere: Promise<void> | null = null
function bringDesk(halley: HalleyProcess): Promise<void> {
  isThere ??= publishDesk(halley.url, notifyingDesk({ officers: { ann: 'ann@example.com', ben: 'ben@example.com' }, mailPort: 9 }))
  return isThere
}

/** Reports a problem as the customer of the published desk. */
async function report(page: Page, subject: string): Promise<void> {
  await page.getByLabel('Subject').fill(subject)
  await page.getByText('High', { exact: true }).click()
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('button', { name: 'Report another' }).click()
}

/** In light and dark; in a part of the page, where that is named. */
async function seesNoBarriers(page: Page, part?: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    if (part === undefined) expect(await barriers(page)).toEqual([])
    else expect((await new AxeBuilder({ page }).include(part).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
  }
}

/** A browser whose push service takes the subscription; the real one needs a network. */
async function letSubscribe(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications'])
  await context.addInitScript(() => {
    let current: PushSubscription | null = null
    const made = (applicationServerKey: string): PushSubscription => {
      const bytes = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0)).buffer
      const keys = { p256dh: applicationServerKey, auth: 'AAAAAAAAAAAAAAAAAAAAAA' }
      const subscription = { endpoint: 'https://push.invalid/device', options: { applicationServerKey: bytes(applicationServerKey), userVisibleOnly: true }, toJSON: () => ({ endpoint: 'https://push.invalid/device', keys }), unsubscribe: () => { current = null; return Promise.resolve(true) } }
      return subscription as unknown as PushSubscription
    }
    PushManager.prototype.getSubscription = () => Promise.resolve(current)
    PushManager.prototype.subscribe = (options) => {
      current = made(String(options?.applicationServerKey))
      return Promise.resolve(current)
    }
  })
}

type Registration = { readonly registrationId: string; readonly scopeURL: string }

/** Follows the service workers of a page's browser. */
async function followWorkers(page: Page): Promise<{ readonly session: CDPSession; readonly registrations: Map<string, Registration> }> {
  const session = await page.context().newCDPSession(page)
  const registrations = new Map<string, Registration>()
  session.on('ServiceWorker.workerRegistrationUpdated', (update: { registrations: Registration[] }) => {
    for (const registration of update.registrations) registrations.set(registration.scopeURL, registration)
  })
  await session.send('ServiceWorker.enable')
  return { session, registrations }
}

test('a person chooses what to be notified of, and how', async ({ page, halley }) => {
  await bringDesk(halley)
  await page.goto('/a/desk?persona=ann&notices=settings')
  const settings = page.getByRole('dialog', { name: 'Notifications' })
  await expect(settings.getByRole('rowheader', { name: 'Urgent ticket' })).toBeVisible()
  await expect(page).toHaveURL(`${halley.url}/a/desk?persona=ann`)
  await seesNoBarriers(page)
  const mail = settings.getByRole('checkbox', { name: 'Urgent ticket: E-mail' })
  await expect(mail).toBeChecked()
  await mail.uncheck()
  await settings.getByRole('checkbox', { name: 'Choose my own quiet hours' }).check()
  await settings.getByLabel('From').fill('21:30')
  await expect(settings.getByText('Kept.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(settings).toBeHidden()

  // By the bell, and as it was left.
  await page.reload()
  await page.getByRole('button', { name: /^Notifications, / }).click()
  await page.getByRole('button', { name: /settings/i }).click()
  await expect(mail).not.toBeChecked()
  await expect(settings.getByRole('checkbox', { name: 'Urgent ticket: Push' })).toBeChecked()
  await expect(settings.getByLabel('From')).toHaveValue('21:30')
  await settings.getByRole('button', { name: 'Urgent ticket: as the app has it' }).click()
  await expect(mail).toBeChecked()
  await settings.getByRole('checkbox', { name: 'Choose my own quiet hours' }).uncheck()
  await expect(settings.getByText('Kept.')).toBeVisible()
})

test('a device is notified only after its person has pressed a button, and a click on a push opens the notification', async ({ page, browser, halley }) => {
  await bringDesk(halley)
  await letSubscribe(page.context())
  const workers = await followWorkers(page)
  await page.goto('/a/desk?persona=ben&notices=settings')
  const settings = page.getByRole('dialog', { name: 'Notifications' })
  await expect(settings.getByRole('button', { name: 'Notify me on this device' })).toBeVisible()
  expect(workers.registrations.size).toBe(0)
  await settings.getByRole('button', { name: 'Notify me on this device' }).click()
  await expect(settings.getByText('This device is notified, also while this page is closed.')).toBeVisible()
  await page.keyboard.press('Escape')

  const customer = await (await browser.newContext({ baseURL: halley.url })).newPage()
  await customer.goto('/a/desk?persona=customer')
  await report(customer, 'Printer is on fire')
  await expect(page.getByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible()
  const records = await (await page.request.get('/api/v1/projects/desk/notifications?environment=published')).json() as { records: { notice: { id: string }; recipient: { id: string } }[] }
  const noticeId = records.records.find(({ recipient }) => recipient.id === 'ben')?.notice.id ?? ''

  await expect.poll(() => workers.registrations.get(`${halley.url}/a/desk`)?.registrationId, 'the browser has the service worker').toBeDefined()
  const registration = workers.registrations.get(`${halley.url}/a/desk`)
  const url = `/a/desk?persona=ben&notice=${noticeId}`
  const payload = { noticeId, title: 'Urgent: Printer is on fire', body: 'Reported with priority High.', url, tag: noticeId, priority: 'high' }
  await workers.session.send('ServiceWorker.deliverPushMessage', { origin: halley.url, registrationId: registration?.registrationId ?? '', data: JSON.stringify(payload) })
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent('serviceworker'))
  // The types of the page are not those of a worker.
  const shown = () => worker.evaluate(async () => {
    const { registration: own } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    return (await own.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
  })
  await expect.poll(shown).toEqual([{ title: payload.title, body: payload.body, tag: noticeId }])

  await worker.evaluate(async () => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; NotificationEvent: new (type: string, init: object) => Event; dispatchEvent(event: Event): boolean }
    const [notification] = await scope.registration.getNotifications()
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
  })
  await expect(page.getByRole('button', { name: 'Notifications, none unread' })).toBeVisible()
  await expect(page.getByTestId('overlay').filter({ hasText: 'Printer is on fire' }).first()).toBeVisible()
  await expect.poll(shown).toEqual([])

  // Something else than what Halley sends is shown all the same.
  await workers.session.send('ServiceWorker.deliverPushMessage', { origin: halley.url, registrationId: registration?.registrationId ?? '', data: 'no JSON' })
  await expect.poll(shown).toMatchObject([{ title: 'There is news' }])

  await page.getByRole('button', { name: 'Notifications, none unread' }).click()
  await page.getByRole('button', { name: /settings/i }).click()
  await settings.getByRole('button', { name: 'Stop on this device' }).click()
  await expect(settings.getByRole('button', { name: 'Notify me on this device' })).toBeVisible()
  await customer.context().close()
})

test('a page that may not notify says why, and an address that names no notification says so once', async ({ page, halley }) => {
  await bringDesk(halley)
  await page.goto('/a/desk?persona=ann&notice=nothing')
  await expect(page.getByRole('alert').filter({ hasText: 'The notification cannot be opened' })).toBeVisible()
  await expect(page).toHaveURL(`${halley.url}/a/desk?persona=ann`)
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }))
  await page.goto('/a/desk?persona=ann&notices=settings')
  await expect(page.getByRole('dialog', { name: 'Notifications' })).toContainText('You have blocked notifications of this page')
})

test('the preview shows the phone and the mailbox of who is away, and all is in their inbox when they are back', async ({ page, halley }) => {
  // Axe looks at it four times beside a whole editor.
  test.slow()
  await bringDesk(halley)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/p/desk')
  const customer = clientNamed(page, 'Customer')
  const officer = page.locator(OFFICER)
  const reach = async (label: string) => {
    const direct = officer.getByRole('button', { name: /can be reached/ })
    if (await direct.isVisible()) await direct.press('Enter')
    else {
      await officer.getByRole('button', { name: /^Actions of client/ }).press('Enter')
      await page.getByRole('menuitem', { name: 'Can be reached' }).press('ArrowRight')
    }
    await page.getByRole('menuitem', { name: label }).press('Enter')
  }
  const send = async (subject: string) => {
    await customer.getByLabel('Subject').fill(subject)
    await customer.getByText('High', { exact: true }).click()
    await customer.getByRole('button', { name: 'Send' }).click()
    await customer.getByRole('button', { name: 'Report another' }).click()
  }
  await reach('Push only')
  const phone = officer.getByRole('region', { name: /^Phone of/ })
  await expect(phone).toContainText('Nothing was pushed yet')
  await send('Printer is on fire')
  await expect(phone.getByRole('button', { name: /Urgent: Printer is on fire/ })).toBeVisible()
  await expect(phone).toContainText('urgency high · kept for 3 days')
  await seesNoBarriers(page, OFFICER)
  // A tap on it opens it, as on a phone.
  await phone.getByRole('button', { name: /Urgent: Printer is on fire/ }).click()
  await expect(officer.getByRole('button', { name: /^Notifications.*none unread/ })).toBeVisible()
  await expect(officer.getByTestId('overlay').filter({ hasText: 'Printer is on fire' }).first()).toBeVisible()

  await reach('E-mail only')
  await expect(officer).toContainText('No mail yet')
  await send('The door does not open')
  const mail = officer.getByRole('article', { name: 'Urgent: The door does not open' })
  await expect(mail).toContainText('ann@example.com')
  await expect(mail.locator('iframe')).toHaveAttribute('sandbox', '')
  await expect(mail.frameLocator('iframe').getByRole('link', { name: 'Open', exact: true })).toBeVisible()
  await mail.getByRole('tab', { name: 'Plain text' }).click()
  await expect(mail).toContainText('High priority: Urgent: The door does not open')
  // Not with the frame, in which nothing runs, a test neither.
  await seesNoBarriers(page, OFFICER)

  await reach('Offline')
  await expect(officer).toContainText('is offline')
  await send('Nobody is there')
  await officer.getByRole('button', { name: 'Back online' }).click()
  await expect(officer.getByRole('button', { name: /Notifications.*2 unread/ })).toBeVisible()
})
