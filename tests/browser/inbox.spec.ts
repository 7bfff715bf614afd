import type { Project } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import type { APIRequestContext, Browser, Locator, Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import type { HalleyProcess } from './halley-process.ts'
import { expect, test } from './halley-test.ts'

/** The id, the address and the name in topics of the app. */
const APP = 'inboxDesk'

/** What is told by a toast that leaves by itself; toasts of all else stay until they are taken away, however long this takes. */
const LEAVING = 'Paper is out'

/** The helpdesk, with rules that notify its officers; the one who reads has no screen on which tickets open by themselves. */
function notifyingDesk(): Project {
  const example = exampleProjects().find(({ id }) => id === 'helpdesk-escalation')
  const { customer, officer } = example?.personas ?? {}
  if (example === undefined || customer === undefined || officer === undefined) throw new Error('The example has no customer and officer any more.')
  const base = { folderId: null, technicalNameSetByHand: false, description: '' }
  const ruleOf = (id: string, order: string, priority: 'critical' | 'high', condition: string): Project['rules'][string] => ({
    ...base, id, order, name: 'New ticket', technicalName: id, isOn: true, pattern: `events.*.${APP}.escalation.Ticket.*`, condition,
    recipients: { users: [], roles: ['officer'], expression: '' }, priority, title: 'New: {Ticket.subject}', body: 'Reported with priority {Ticket.priority}.', link: { type: 'flow', flowId: 'showTicket' },
    ways: { inbox: true, push: false, email: false }, pushAfterMs: 0, emailAfterMs: 0, digestMs: null, throttle: null, quietHours: null, mailConnectionId: null,
  })
  return {
    ...example, id: APP, name: 'Inbox desk', technicalName: APP,
    personas: { customer, reader: { ...officer, id: 'reader', name: 'Reader', technicalName: 'reader', homeFlowId: customer.homeFlowId } },
    rules: { staying: ruleOf('staying', 'a0', 'critical', `Ticket.subject != "${LEAVING}"`), leaving: ruleOf('leaving', 'a1', 'high', `Ticket.subject == "${LEAVING}"`) },
  }
}

async function publish(request: APIRequestContext): Promise<void> {
  for (const [path, data] of [['/api/v1/projects?run=allowed', notifyingDesk()], [`/api/v1/projects/${APP}/versions`, { name: 'First', publish: true }]] as const) {
    const answer = await request.post(path, { data })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
}

/** A device of its own: its browser shares nothing with the others. */
async function device(browser: Browser, halley: HalleyProcess, persona: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: halley.url, reducedMotion: 'reduce', viewport: { width: 1000, height: 700 } })
  const page = await context.newPage()
  await page.goto(`/a/${APP}?persona=${persona}`)
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
  return page
}

async function report(page: Page, subject: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Subject/ }).fill(subject)
  await page.getByRole('radio', { name: 'High' }).check()
  await page.getByRole('textbox', { name: /^What happened/ }).fill('It burns.')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('button', { name: 'Send' })).toHaveCount(0)
}

const bell = (page: Page, words: string): Locator => page.getByRole('button', { name: `Notifications, ${words}`, exact: true })
const panel = (page: Page): Locator => page.getByRole('dialog', { name: /^Notifications/ })
const toasts = (page: Page): Locator => page.getByRole('log', { name: 'New notifications' })

test('what is new is told on all devices of a person at once; what is read or dismissed on one is so on the other', async ({ browser, halley, request, picture }) => {
  await publish(request)
  const [desk, phone] = [await device(browser, halley, 'reader'), await device(browser, halley, 'reader')]
  const [customer, second] = [await device(browser, halley, 'customer'), await device(browser, halley, 'customer')]
  await expect(bell(desk, 'none unread')).toBeVisible()

  await test.step('it arrives', async () => {
    await report(customer, 'Printer on fire')
    await report(second, 'Coffee is out')
    for (const page of [desk, phone]) {
      await expect(bell(page, '2 unread')).toBeVisible()
      await expect(toasts(page)).toContainText('New: Printer on fire')
      await expect(toasts(page)).toContainText('New: Coffee is out')
    }
    // Who caused it, and has no such role, is told nothing.
    await expect(bell(customer, 'none unread')).toBeVisible()
    await picture(desk, 'toasts')
  })

  await test.step('one is taken up: its flow runs on this device alone, and it is read on both', async () => {
    await toasts(desk).getByRole('button', { name: /^Critical New ticket New: Coffee is out/ }).click()
    await expect(desk.getByTestId('overlay')).toContainText('Coffee is out')
    await expect(phone.getByTestId('overlay')).toHaveCount(0)
    for (const page of [desk, phone]) {
      await expect(bell(page, '1 unread')).toBeVisible()
      await expect(toasts(page)).not.toContainText('New: Coffee is out')
    }
    await desk.keyboard.press('Escape')
  })

  await test.step('the panel lists them, the newest first', async () => {
    await bell(phone, '1 unread').click()
    const rows = panel(phone).getByRole('listitem')
    await expect(rows).toHaveText([/Coffee is out/, /Unread.*Printer on fire/])
    await picture(phone, 'inbox')
    for (const colorScheme of ['light', 'dark'] as const) {
      await phone.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await barriers(phone)).toEqual([])
    }
    await panel(phone).getByRole('button', { name: 'Mark all as read' }).click()
    for (const page of [desk, phone]) await expect(bell(page, 'none unread')).toBeVisible()
    for (const page of [desk, phone]) await expect(toasts(page)).not.toContainText('New: Printer on fire')
  })

  await test.step('by keyboard one is dismissed, and Escape gives the focus back', async () => {
    await bell(desk, 'none unread').focus()
    await desk.keyboard.press('Enter')
    await expect(panel(desk).getByRole('listitem')).toHaveCount(2)
    await panel(desk).getByRole('button', { name: /New: Coffee is out Reported/ }).focus()
    await desk.keyboard.press('Delete')
    for (const page of [desk, phone]) await expect(panel(page).getByRole('listitem')).toHaveText([/Printer on fire/])
    await expect(panel(desk).getByRole('button', { name: /New: Printer on fire Reported/ })).toBeFocused()
    await desk.keyboard.press('Escape')
    await expect(panel(desk)).toHaveCount(0)
    await expect(bell(desk, 'none unread')).toBeFocused()
  })

  await test.step('all of it is there after a kill, and what comes then is told', async () => {
    await halley.kill()
    await halley.start()
    await expect(desk.getByText('Live', { exact: true })).toBeVisible()
    const late = await device(browser, halley, 'customer')
    await report(late, 'Water everywhere')
    for (const page of [desk, phone]) await expect(bell(page, '1 unread')).toBeVisible()
    // The panel of the phone was open all the time.
    await expect(panel(phone).getByRole('listitem')).toHaveText([/Water everywhere/, /Printer on fire/])
    await late.getByRole('button', { name: 'Report another' }).click()

    // What the panel shows need not stand behind it as a toast, too. What is pointed at does not leave by itself.
    await Promise.all([toasts(desk).getByRole('button', { name: new RegExp(`^High New ticket New: ${LEAVING}`) }).hover(), report(late, LEAVING)])
    await bell(desk, '2 unread').press('Enter')
    await expect(panel(desk)).toBeVisible()
    await expect(toasts(desk)).not.toContainText(LEAVING)
    // What is critical stays until somebody takes it away.
    await expect(toasts(desk)).toContainText('New: Water everywhere')
    await late.context().close()
  })
  for (const page of [desk, phone, customer, second]) await page.context().close()
})
