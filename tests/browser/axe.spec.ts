import type { Locator, Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, openExampleCopy } from './story-steps.ts'

/** The same for what takes the whole page while it is open: its library hides the rest from screen readers, and Tab cannot go there. */
async function barriersOfLayer(page: Page, layer: Locator): Promise<string[]> {
  await page.keyboard.press('Tab')
  await expect.poll(async () => layer.evaluate((element) => element.contains(document.activeElement)), 'Tab stays inside').toBe(true)
  return barriers(page, ['aria-hidden-focus'])
}

test('the start page has no barriers', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('link', { name: /Helpdesk escalation/ })).toBeVisible()
  expect(await barriers(page)).toEqual([])
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the editor with the example has no barriers in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openExampleCopy(page)
    await expect(page.getByTestId('log').getByRole('row').first()).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
}

test('editors, dialogs, menus and the preview have no barriers', async ({ page, picture }) => {
  // Without motion nothing is half transparent while it is looked at.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page)
  const resources = page.getByTestId('resource-pane')

  await test.step('properties of a comet node', async () => {
    await page.getByTestId('canvas').getByRole('group', { name: 'Comet message: Send Ticket on escalation' }).click()
    await expect(page.getByTestId('properties').getByRole('combobox', { name: 'Channel name' })).toBeVisible()
    await picture(page, 'comet-node')
    expect(await barriers(page)).toEqual([])
  })
  await test.step('screen editor', async () => {
    await page.getByTestId('canvas').getByRole('group', { name: 'User interaction: Show "Report a problem"' }).click()
    await page.getByTestId('properties').getByRole('button', { name: 'Edit screen' }).click()
    await page.getByRole('treeitem', { name: /^Input: Subject/ }).click()
    await expect(page.getByRole('region', { name: 'Properties of Subject' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
  await test.step('message editor', async () => {
    await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
    await resources.getByRole('treeitem', { name: 'Ticket' }).dblclick()
    await page.getByRole('region', { name: 'Message' }).getByRole('treeitem', { name: 'Priority' }).click()
    await expect(page.getByRole('region', { name: 'Properties of Priority' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
  await test.step('an open context menu', async () => {
    await resources.getByRole('treeitem', { name: 'Ticket' }).click({ button: 'right' })
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await barriersOfLayer(page, page.getByRole('menu'))).toEqual([])
    await page.keyboard.press('Escape')
  })
  await test.step('the dialog of a new message', async () => {
    await resources.getByRole('treeitem', { name: 'Comet messages' }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'New message' }).click()
    await expect(page.getByRole('dialog', { name: 'New message' })).toBeVisible()
    expect(await barriersOfLayer(page, page.getByRole('dialog', { name: 'New message' }))).toEqual([])
    await page.keyboard.press('Escape')
  })
  await test.step('the command palette', async () => {
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('dialog', { name: 'Find or do' })).toBeVisible()
    await picture(page, 'find-or-do')
    expect(await barriersOfLayer(page, page.getByRole('dialog', { name: 'Find or do' }))).toEqual([])
    await page.keyboard.press('Escape')
  })
  await test.step('the preview with an overlay', async () => {
    const customer = clientNamed(page, 'Customer')
    await customer.getByRole('textbox', { name: 'Subject' }).fill('Printer on fire')
    await customer.getByRole('radio', { name: 'High' }).check()
    await customer.getByRole('button', { name: 'Send' }).click()
    await expect(clientNamed(page, 'Escalation officer').getByRole('dialog', { name: 'Escalation' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
})
