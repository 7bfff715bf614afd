import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { clientNamed } from './story-steps.ts'

/** Opens a copy of the example, in which nobody else's sessions linger. */
async function openCopy(page: Page, id: string): Promise<void> {
  const path = '/api/v1/projects'
  const project: unknown = await (await page.request.get(`${path}/helpdesk-escalation`)).json()
  const imported = await page.request.post(`${path}?run=allowed`, { data: Object.assign({}, project, { id }) })
  expect(imported.status(), await imported.text()).toBe(201)
  await page.goto(`/p/${id}`)
}

test('a message that arrives in a flowchart which is not shown pulses on its tab', async ({ page }) => {
  await openCopy(page, 'pulse')
  await expect(clientNamed(page, 'Escalation officer').getByRole('heading', { name: 'On duty' })).toBeVisible()
  const tabs = page.getByRole('tablist', { name: 'Open' })
  for (const name of ['Watch escalations', 'Report a problem']) await page.getByTestId('resource-pane').getByRole('treeitem', { name: new RegExp(`^${name}`) }).dblclick()
  await expect(tabs.getByRole('tab', { name: 'Report a problem' })).toHaveAttribute('aria-selected', 'true')
  await tabs.evaluate((list) => {
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (node instanceof HTMLElement && node.className === 'tab-arrival') list.dataset['pulsed'] = `${list.dataset['pulsed'] ?? ''}${node.parentElement?.textContent ?? ''};`
      }
    }).observe(list, { childList: true, subtree: true })
  })
  const customer = clientNamed(page, 'Customer')
  await customer.getByRole('textbox', { name: 'Subject' }).fill('Printer on fire')
  await customer.getByRole('radio', { name: 'High' }).check()
  await customer.getByRole('button', { name: 'Send' }).click()
  await expect(tabs).toHaveAttribute('data-pulsed', 'Watch escalations;')
})

test('where other people’s clients wait is marked also for somebody who comes later', async ({ page, browser, halley }) => {
  await openCopy(page, 'waiting')
  const customer = clientNamed(page, 'Customer')
  await customer.getByRole('textbox', { name: 'Subject' }).fill('Mouse is slow')
  await customer.getByRole('radio', { name: 'Low' }).check()
  await customer.getByRole('button', { name: 'Send' }).click()
  await expect(customer.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  const other = await browser.newContext({ baseURL: halley.url })
  const later = await other.newPage()
  await later.goto('/p/waiting')
  // Their own customer is at the form; only the other one's is here.
  await expect(clientNamed(later, 'Customer').getByRole('heading', { name: 'Report a problem' })).toBeVisible()
  await expect(later.getByTestId('node-thanks')).toContainText('Waiting')
  await page.getByRole('button', { name: 'Actions of client 1, Customer' }).click()
  await page.getByRole('menuitem', { name: 'Reset' }).click()
  await expect(later.getByTestId('node-thanks')).not.toContainText('Waiting')
  await other.close()
})

test('a client that is disconnected goes on where it was', async ({ page }) => {
  await openCopy(page, 'disconnect')
  const officer = clientNamed(page, 'Escalation officer')
  await officer.getByRole('button', { name: 'Go off duty' }).click()
  await expect(officer.getByRole('heading', { name: 'Off duty' })).toBeVisible()
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'Actions of client 2, Escalation officer' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Disconnect')
  await choose('Reconnect')
  await officer.getByRole('button', { name: 'Back on duty' }).click()
  await expect(officer.getByRole('heading', { name: 'On duty' })).toBeVisible()
})
