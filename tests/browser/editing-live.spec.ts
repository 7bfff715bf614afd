import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { clientNamed, dragOnto, openExampleCopy } from './story-steps.ts'

test.beforeEach(async ({ page }) => openExampleCopy(page))

const openFlow = (page: Page, name: string) => page.getByTestId('resource-pane').getByRole('treeitem', { name }).dblclick()
const node = (page: Page, name: string | RegExp) => page.getByTestId('canvas').getByRole('group', { name })

async function send(page: Page, subject: string): Promise<void> {
  const customer = clientNamed(page, 'Customer')
  await customer.getByRole('textbox', { name: 'Subject' }).fill(subject)
  await customer.getByRole('radio', { name: 'High' }).check()
  await customer.getByRole('button', { name: 'Send' }).click()
}

test('the next message shows what the overlay says by then, with no restart', async ({ page }) => {
  const officer = clientNamed(page, 'Escalation officer')
  const overlay = officer.getByRole('dialog', { name: 'Escalation' })
  await send(page, 'Printer on fire')
  await expect(overlay).toContainText('Priority: High, reported by Customer')
  await overlay.getByRole('button', { name: 'Close Escalation' }).click()
  await expect(overlay).toHaveCount(0)

  await openFlow(page, 'Show ticket')
  await node(page, /^User interaction/).click()
  await page.getByTestId('properties').getByRole('button', { name: 'Edit screen' }).click()
  await page.getByRole('treeitem', { name: /^Text: Priority/ }).click()
  await page.getByRole('region', { name: /^Properties of/ }).getByRole('textbox', { name: 'Text' }).fill('Run! It is {Ticket.priority}.')
  await expect(page.getByTestId('save-status')).toHaveText('Saved')

  await clientNamed(page, 'Customer').getByRole('button', { name: 'Report another' }).click()
  await send(page, 'Keyboard on fire')
  await expect(overlay.getByRole('heading', { name: 'Keyboard on fire' })).toBeVisible()
  await expect(overlay).toContainText('Run! It is High.')
  await expect(page.getByTestId('log').getByText('Started', { exact: true })).toHaveCount(2)
})

test('an expression that does not check says where; its node is marked, and the problem leads there', async ({ page, picture }) => {
  const decision = node(page, /^Decision/)
  await decision.click()
  const field = page.getByTestId('properties').getByRole('textbox', { name: /Expression|Condition|Question/ })
  await field.fill('Ticket.prioritty == "high"')
  await expect(page.getByTestId('properties').getByText(/^Character \d+: /)).toBeVisible()
  await expect(decision).toContainText('Error:')

  await node(page, 'Start').click()
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await picture(page, 'problems')
  await page.getByTestId('problems').getByRole('button', { name: /prioritty/ }).first().click()
  await expect(field).toBeFocused()
  await expect(field).toHaveText('Ticket.prioritty == "high"')
})

test('a flow that goes round without waiting stops, and its node says why', async ({ page }) => {
  await openFlow(page, 'Watch escalations')
  const listen = node(page, /^Comet message: Listen/)
  const stop = node(page, /^Comet message: Stop/)
  await dragOnto(page, listen.getByTitle(/^Default:/), stop)
  await dragOnto(page, stop.getByTitle(/^Default:/), listen)
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const officer = clientNamed(page, 'Escalation officer')
  await expect(officer.getByText('The flow stopped')).toBeVisible()
  const failed = page.getByTestId('canvas').getByText('Failed', { exact: true })
  await expect(failed).toHaveAttribute('title', /without waiting/)
  await expect(page.getByTestId('log').getByRole('row', { name: /^.*error Escalation officer/ })).toBeVisible()
})

test('a list that is stored in the database is not offered for a message', async ({ page }) => {
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
  await resources.getByRole('treeitem', { name: 'Comet messages' }).click({ button: 'right' })
  await expect(page.getByRole('menuitem')).toHaveText([/New message/, /New folder/, /Paste/])
  await page.getByRole('menuitem', { name: 'New message' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Order')
  await page.getByRole('button', { name: 'Create' }).click()
  const message = page.getByRole('region', { name: 'Message' })
  await message.getByRole('button', { name: 'Add list' }).click()
  await page.keyboard.press('Enter')
  await expect(message.getByRole('region', { name: /^Properties of/ })).toBeVisible()
  await expect(message.getByRole('region', { name: /^Properties of/ }).getByText(/stored/i)).toHaveCount(0)
  await expect(message).toContainText('No stored lists here: nothing of a message is stored in the database.')
})
