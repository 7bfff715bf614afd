import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'

const rowsPath = '/api/v1/projects/order-tracking/lists'

/** The id of the list of the example that is called so. */
async function listId(page: Page, technicalName: string): Promise<string> {
  const project: { lists: Record<string, { id: string; technicalName: string }> } = await (await page.request.get('/api/v1/projects/order-tracking')).json()
  const found = Object.values(project.lists).find((list) => list.technicalName === technicalName)
  if (found === undefined) throw new Error(`The example has no list ${technicalName}.`)
  return found.id
}

test('rows that others change are shown as they are, and what is marked or typed stays', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/p/order-tracking')
  const orders = await listId(page, 'orders')
  const add = async (number: string) => expect((await page.request.post(`${rowsPath}/${orders}/rows`, { data: { values: { number, item: 'Vase' } } })).status(), 'the row is added').toBe(201)
  await page.getByRole('tab', { name: 'Data model' }).click()
  await page.getByTestId('resource-pane').getByRole('treeitem', { name: 'Orders', exact: true }).press('Enter')
  await page.getByRole('tab', { name: 'Rows' }).click()
  const table = page.getByRole('table', { name: 'Rows of Orders' })
  await expect(table.getByRole('checkbox', { name: 'Row 3' })).toBeVisible()
  const before = await table.getByRole('row').count()

  await table.getByRole('checkbox', { name: 'Row 2' }).check()
  await page.getByRole('button', { name: 'New row' }).click()
  const dialog = page.getByRole('dialog', { name: 'New row of Orders' })
  await dialog.getByRole('textbox', { name: 'Number' }).fill('9000')
  await add('8000')
  // What is behind the dialog is hidden from screen readers meanwhile.
  await expect(page.getByRole('table', { name: 'Rows of Orders', includeHidden: true }).getByRole('row', { includeHidden: true })).toHaveCount(before + 1)
  await expect(dialog.getByRole('textbox', { name: 'Number' })).toHaveValue('9000')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(table.getByRole('checkbox', { name: 'Row 2' })).toBeChecked()
  await expect(page.getByRole('button', { name: 'Delete 1…' })).toBeVisible()

  await test.step('a session that changes a row shows it here', async () => {
    // Other tests may have moved the order on before: its row says when it was changed last, whatever its state.
    const row = table.getByRole('row').filter({ hasText: '1001' })
    const earlier = await row.innerText()
    await page.getByTestId('preview').getByRole('button', { name: /^Next step/ }).first().click()
    await expect(row).not.toHaveText(earlier, { useInnerText: true })
  })
})

test('the rows of the published app have the columns of its version, whatever the draft says', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/p/order-tracking')
  const orders = await listId(page, 'orders')
  const published = await page.request.post('/api/v1/projects/order-tracking/versions', { data: { name: 'First', publish: true } })
  expect(published.status(), await published.text()).toBe(201)
  const patches = [{ op: 'replace', path: ['lists', orders, 'members', await memberNamed(page, orders, 'Item'), 'name'], value: 'Goods' }]
  expect((await page.request.post('/api/v1/projects/order-tracking/edits', { data: { id: 'rename-item', label: 'Rename', patches } })).status()).toBe(200)
  await page.getByRole('tab', { name: 'Data model' }).click()
  await page.getByTestId('resource-pane').getByRole('treeitem', { name: 'Orders', exact: true }).press('Enter')
  await page.getByRole('tab', { name: 'Rows' }).click()
  const table = page.getByRole('table', { name: 'Rows of Orders' })
  await expect(table.getByRole('columnheader', { name: 'Goods' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Which rows' }).click()
  await page.getByRole('option', { name: 'Rows of the published app' }).click()
  await expect(table.getByRole('columnheader', { name: 'Item' })).toBeVisible()
  await expect(table.getByRole('columnheader', { name: 'Goods' })).toHaveCount(0)
})

async function memberNamed(page: Page, list: string, name: string): Promise<string> {
  const project: { lists: Record<string, { members: Record<string, { id: string; name: string }> }> } = await (await page.request.get('/api/v1/projects/order-tracking')).json()
  const found = Object.values(project.lists[list]?.members ?? {}).find((member) => member.name === name)
  if (found === undefined) throw new Error(`The list has no field ${name}.`)
  return found.id
}
