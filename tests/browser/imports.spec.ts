import type { Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'

const lamps = `asyncapi: 3.0.0
info: {title: Street lamps}
servers: {broker: {host: broker.example.com, protocol: mqtt}}
channels:
  light:
    address: city/{city}/lamps/{lampId}/light
    messages: {measured: {$ref: '#/components/messages/measured'}, dimmed: {$ref: '#/components/messages/dimmed'}}
components:
  messages:
    measured: {payload: {type: object, properties: {lumens: {type: integer}, tags: {type: array, items: {type: string}}, state: {enum: [lit, dark]}}}}
    dimmed: {payload: {type: object, properties: {percent: {type: integer, minimum: 0, maximum: 100}}}}
`

const choose = (page: Page, ...files: readonly (readonly [name: string, text: string])[]): Promise<void> =>
  page.getByLabel('Files to import').setInputFiles(files.map(([name, text]) => ({ name, mimeType: '', buffer: Buffer.from(text) })))

test('an AsyncAPI document becomes a project, and what could not be carried is shown before it is opened', async ({ page }) => {
  await page.goto('/')
  await choose(page, ['lamps.asyncapi.yaml', lamps])
  const dialog = page.getByRole('dialog', { name: 'Import of lamps.asyncapi.yaml' })
  await expect(dialog.getByRole('status').filter({ hasText: 'carried over' })).toHaveText('4 things were carried over, 3 were not, or in another way.')
  await expect(dialog).toContainText('“Street lamps” has 2 messages, 1 channel, 1 choice.')
  const findings = dialog.getByRole('region', { name: 'Not carried over, or in another way' }).getByRole('listitem')
  await expect(findings).toHaveCount(3)
  await expect(findings.filter({ hasText: 'components › messages › measured › payload › properties › tags' })).toContainText('A list holds rows')
  expect(await barriers(page)).toEqual([])
  // With the keyboard alone.
  await expect(dialog.getByRole('button', { name: 'Open the project' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/p\/p-/)
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
  await expect(resources.getByRole('treeitem', { name: 'Measured' }).first()).toBeVisible()
})

test('a file that cannot be read is shown with its place and what to do, and nothing is made of it', async ({ page }) => {
  await page.goto('/')
  await choose(page, ['broken.yaml', 'asyncapi: 3.0.0\nchannels: {}\nchannels: {}\n'], ['letter.json', '"Dear all"'], ['cut.halley.json', '{"schemaVersion": 2, "id": '])
  const dialog = page.getByRole('dialog', { name: 'Import of 3 files' })
  const files = dialog.getByRole('list', { name: 'Files' }).locator('> li')
  await expect(files.nth(0)).toContainText('broken.yaml was not imported. The document cannot be read as YAML: Map keys must be unique at line 3, column 1')
  await expect(files.nth(1)).toContainText('neither a project of Halley')
  await expect(files.nth(2)).toContainText('The file is not JSON')
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('No project of your own yet').or(page.getByRole('button', { name: 'More for Street lamps' }))).toBeVisible()
})

test('an export of a project opens at once when it is chosen or dropped, and an AsyncAPI export comes back with nothing lost', async ({ page }) => {
  const example: object = await (await page.request.get('/api/v1/projects/helpdesk-escalation')).json()
  await page.goto('/')
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'desk.halley.json'))
    return transfer
  }, JSON.stringify({ ...example, name: 'My desk' }))
  await page.getByRole('heading', { name: 'Draw it. Send it. Watch it arrive.' }).dispatchEvent('drop', { dataTransfer: dropped })
  await expect(page).toHaveURL(/\/p\/p-/)
  const asyncApi = await (await page.request.get('/api/v1/projects/helpdesk-escalation/export/asyncapi')).text()
  await page.goto('/')
  await choose(page, ['desk.asyncapi.yaml', asyncApi])
  await expect(page).toHaveURL(/\/p\/p-/)
})
