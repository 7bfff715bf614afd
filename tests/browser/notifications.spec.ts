import type { Locator, Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { clientNamed, openExampleCopy } from './story-steps.ts'

/** Reports a problem as the customer, and is back at the form. */
async function report(customer: Locator, subject: string, priority: 'Normal' | 'High' = 'High'): Promise<void> {
  await customer.getByRole('textbox', { name: /^Subject/ }).fill(subject)
  await customer.getByRole('radio', { name: priority }).check()
  await customer.getByRole('button', { name: 'Send' }).click()
  await customer.getByRole('button', { name: 'Report another' }).click()
}

/** Says in the menu of a client how its persona can be reached. */
async function reach(page: Page, client: Locator, label: string): Promise<void> {
  // What a narrow client has in its menu only, it has beside it while its persona is away.
  const direct = client.getByRole('button', { name: /can be reached/ })
  if (await direct.isVisible()) await direct.press('Enter')
  else {
    await client.getByRole('button', { name: /^Actions of client/ }).press('Enter')
    await page.getByRole('menuitem', { name: 'Can be reached' }).press('ArrowRight')
  }
  await page.getByRole('menuitem', { name: label }).press('Enter')
}

test('a toast with a long text leaves what opened below it in reach, and the inbox has all of it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1280, height: 720 })
  await openExampleCopy(page)
  const officer = clientNamed(page, 'Escalation officer')
  const subject = 'The printer of the second floor is on fire, and nobody in the whole building answers the telephone, whoever calls'
  // Looked for from the beginning: a toast leaves by itself.
  await Promise.all([expect(officer.getByRole('log', { name: 'New notifications' })).toContainText('Urgent: The printer'), report(clientNamed(page, 'Customer'), subject)])
  const [toast, cross] = [officer.getByRole('log', { name: 'New notifications' }), officer.getByTestId('overlay').getByRole('button', { name: /^Close/ })]
  await expect(cross).toBeVisible()
  const bottomOfToast = await toast.evaluate((element) => element.getBoundingClientRect().bottom)
  expect(await cross.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThanOrEqual(bottomOfToast)
  await officer.getByRole('button', { name: /^Notifications.*, 1 unread$/ }).click()
  await expect(page.getByText(`Urgent: ${subject}`, { exact: true }).first()).toBeInViewport({ ratio: 1 })
})

test('an urgent ticket of the example reaches the officer at once, by push, or by mail, and never who sent it', async ({ page, picture }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page)
  const customer = clientNamed(page, 'Customer')
  // Whose name stands in another place while they are away.
  const officer = page.getByTestId('preview-client-2')
  const bellOf = (client: Locator, words: string) => client.getByRole('button', { name: new RegExp(`^Notifications.*, ${words}$`) })
  await expect(bellOf(officer, 'none unread')).toBeVisible()

  await test.step('online: a toast and an unread count', async () => {
    await report(customer, 'Mouse is slow', 'Normal')
    const toasts = officer.getByRole('log', { name: 'New notifications' })
    // Looked for from the beginning: a toast leaves by itself.
    await Promise.all([expect(toasts).toContainText('Urgent: Printer on fire'), report(customer, 'Printer on fire')])
    await expect(toasts).not.toContainText('Mouse is slow')
    await expect(bellOf(officer, '1 unread')).toBeVisible()
    await expect(bellOf(customer, 'none unread')).toBeVisible()
    // The toast is not in the way of the ticket itself, which has opened as well.
    await officer.getByTestId('overlay').getByRole('button', { name: 'Take it' }).click()
    await expect(officer.getByTestId('overlay')).toHaveCount(0)
    // Who has taken it has read what they were notified of it.
    await expect(bellOf(officer, 'none unread')).toBeVisible()
  })

  await test.step('push only: the push stands on their phone', async () => {
    await reach(page, officer, 'Push only')
    const phone = officer.getByRole('region', { name: 'Phone of Escalation officer' })
    await report(customer, 'Water in the cellar')
    await expect(phone.getByRole('button', { name: /Urgent: Water in the cellar/ })).toBeVisible()
    await expect(phone).toContainText('urgency high')
    await picture(page, 'phone')
  })

  await test.step('e-mail only: the mail has the subject and a link that opens the ticket', async () => {
    await reach(page, officer, 'E-mail only')
    await report(customer, 'The door does not open')
    const mail = officer.getByRole('article', { name: 'Urgent: The door does not open' })
    await expect(mail).toContainText('From Helpdesk <helpdesk@example.com> · to Escalation officer <officer@example.com>')
    await expect(mail.frameLocator('iframe').getByRole('link', { name: 'Open', exact: true })).toHaveAttribute('href', /notice=/)
    await picture(page, 'mailbox')
    await mail.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(officer.getByTestId('overlay').filter({ hasText: 'The door does not open' }).first()).toBeVisible()
  })

  await test.step('the log of notifications has each of them, and what became of each way', async () => {
    await page.getByRole('tab', { name: /^Notifications/ }).click()
    const rows = page.getByRole('grid', { name: 'Notifications' }).getByRole('row')
    await expect(rows).toHaveCount(3)
    await expect(rows.filter({ hasText: 'Customer' })).toHaveCount(0)
    for (const [subject, ...ways] of [['Printer on fire', 'Inbox: delivered'], ['Water in the cellar', 'Push: delivered', 'E-mail: no address'], ['The door does not open', 'Push: no address', 'E-mail: delivered']] as const) {
      for (const way of ways) await expect(rows.filter({ hasText: `Urgent: ${subject}` })).toContainText(way)
    }
  })
})
