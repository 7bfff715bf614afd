import { ann, browserOf } from './account-steps.ts'
import { barriers } from './barriers.ts'
import { expect, test as base } from './halley-test.ts'
import { HalleyProcess } from './halley-process.ts'
import { clientNamed } from './story-steps.ts'

/** A server of this file alone: accounts that are turned on stay on. */
const test = base.extend<object, { readonly halley: HalleyProcess }>({
  halley: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const halley = await HalleyProcess.start()
      await use(halley)
      await halley.stop()
    },
    { scope: 'worker' },
  ],
})

test('on one’s own computer nobody needs an account, until somebody makes one; then everybody else has to sign in', async ({ page, browser, halley }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/people')
  await expect(page.getByText('Nobody needs an account on this computer')).toBeVisible()
  await page.goto('/p/helpdesk-escalation')
  await expect(page.getByTestId('canvas')).toBeVisible()
  const other = await browserOf(browser, halley)
  await other.goto('/p/helpdesk-escalation')
  await expect(other.getByTestId('canvas')).toBeVisible()

  await page.getByRole('button', { name: 'Account', exact: true }).press('Enter')
  await expect(page.getByRole('menu')).toContainText('On this computer, no account needed')
  await page.getByRole('menuitem', { name: 'Create an owner account…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Create an owner account' })
  await expect(dialog.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  expect(await barriers(page, ['aria-hidden-focus'])).toEqual([])
  await dialog.getByRole('textbox', { name: 'Your name' }).fill(ann.name)
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill(ann.email)
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill(ann.password)
  await dialog.getByRole('textbox', { name: 'Organisation' }).fill('Acme')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Account: Ann Bell' })).toBeVisible()

  await test.step('who was there without an account is asked to sign in', async () => {
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await other.context().close()
  })
  await test.step('the open page goes on: it saves, and its clients run', async () => {
    await page.getByRole('toolbar', { name: 'Node kinds' }).getByRole('button', { name: 'Add Log', exact: true }).click()
    await expect(page.getByTestId('save-status')).toHaveText('Saved')
    const customer = clientNamed(page, 'Customer')
    await expect(customer.getByRole('textbox', { name: 'Subject' })).toBeVisible()
    await customer.getByRole('textbox', { name: 'Subject' }).fill('Printer on fire')
    await customer.getByRole('radio', { name: 'High' }).check()
    await customer.getByRole('button', { name: 'Send' }).click()
    await expect(clientNamed(page, 'Escalation officer').getByRole('dialog', { name: 'Escalation' })).toBeVisible()
  })
})
