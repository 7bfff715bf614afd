import { hands, hasNoBarriers, newProject } from './data-steps.ts'
import { expect, test } from './halley-test.ts'
import { dragOnto } from './story-steps.ts'

test.use({ viewport: { width: 1280, height: 720 } })

test('inputs and outputs go into a called flowchart and come back', async ({ page }) => {
  await newProject(page, 'Sums')
  const { properties, canvas, choose, create, openTab } = hands(page)
  for (const name of ['Price', 'Gross', 'Given', 'Shown']) {
    await create('Data', 'Fields', 'New field', name)
    await choose('Type', 'Number')
  }
  await create('Flowcharts', 'Flowcharts', 'New action flowchart', 'Add the tax')
  await properties.getByRole('button', { name: 'Add an input' }).click()
  await choose('Field of input 1', 'Price')
  await properties.getByRole('button', { name: 'Add an output' }).click()
  await choose('Field of output 1', 'Gross')
  await dragOnto(page, page.getByRole('button', { name: 'Add Assignment' }), canvas)
  await properties.getByRole('button', { name: 'Add an assignment' }).click()
  await choose('Field of assignment 1', 'Gross')
  await properties.getByRole('textbox', { name: 'Value of assignment 1' }).fill('price * 1.2')

  await create('Flowcharts', 'Flowcharts', 'New flowchart', 'Shop')
  await dragOnto(page, page.getByRole('button', { name: 'Add User interaction' }), canvas)
  await properties.getByRole('textbox', { name: 'Name' }).fill('Total')
  await properties.getByRole('button', { name: 'Edit screen' }).click()
  await page.getByRole('button', { name: 'Add heading' }).click()
  await page.getByRole('region', { name: /^Properties of/ }).getByRole('textbox', { name: 'Text' }).fill('{shown} in all')
  await openTab('Shop')
  await canvas.getByRole('group', { name: /^Start/ }).click()
  await page.getByRole('button', { name: 'Add Sub-flowchart' }).click()
  await choose('Flowchart', 'Add the tax')
  await dragOnto(page, canvas.getByTitle(/^Done:/), canvas.getByRole('group', { name: /^User interaction/ }))
  await canvas.getByRole('group', { name: /^Sub-flowchart/ }).click()
  // What the checker says above the properties moves them, perhaps from under the pointer.
  await expect(async () => {
    await properties.getByRole('button', { name: 'Add an input' }).click()
    await expect(properties.getByRole('textbox', { name: 'Value of input 1' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await properties.getByRole('textbox', { name: 'Value of input 1' }).fill('10')
  await properties.getByRole('button', { name: 'Add an output' }).click()
  await choose('Where output 1 goes', 'Shown')
  await hasNoBarriers(page)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByTestId('preview-client-1').getByRole('heading', { name: '12 in all' })).toBeVisible()
})
