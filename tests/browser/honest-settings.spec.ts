import { expect, test } from './halley-test.ts'

test('a channel’s settings say whom they are for', async ({ page }) => {
  await page.goto('/p/helpdesk-escalation')
  await page.getByRole('tab', { name: 'Webservices and comet' }).click()
  await page.getByTestId('resource-pane').getByRole('treeitem', { name: /^escalation/ }).click()
  const properties = page.getByTestId('properties')
  await expect(properties.getByRole('checkbox', { name: 'Presence' })).toBeEnabled()
  const slow = properties.getByRole('combobox', { name: 'A listener that is too slow' })
  await expect(slow).toBeEnabled()
  await expect(slow).toHaveAccessibleDescription(/^Of programs outside, with 1 MiB or 10 seconds/)
  await expect(properties.getByRole('combobox', { name: 'Late joiners get' })).toHaveAccessibleDescription(/kept for each message and key/)
})

test('only a button of an overlay can close it', async ({ page }) => {
  await page.goto('/p/helpdesk-escalation')
  await page.getByTestId('node-thanks').dblclick()
  await page.getByRole('treeitem', { name: /Report another/ }).click()
  await page.getByRole('combobox', { name: 'When pressed' }).click()
  await expect(page.getByRole('option', { name: /Close the overlay/ })).toBeDisabled()
  await expect(page.getByRole('option', { name: 'Refresh the screen' })).toBeEnabled()
})
