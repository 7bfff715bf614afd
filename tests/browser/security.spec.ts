import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed } from './story-steps.ts'

test('a message that is sent with Security opens for who listens, and the log has a lock and a size in its place', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  // A project of its own: others use the example as it is.
  const example: Record<string, unknown> = await (await page.request.get('/api/v1/projects/helpdesk-escalation')).json()
  const copy = { ...example, id: 'secured-helpdesk', name: 'Secured helpdesk', technicalName: 'securedHelpdesk' }
  expect((await page.request.post('/api/v1/projects?run=allowed', { data: copy })).status()).toBe(201)
  await page.goto('/p/secured-helpdesk')
  await page.getByTestId('node-escalate').click()
  const properties = page.getByTestId('properties')
  await properties.getByRole('checkbox', { name: 'Security' }).check()
  await expect(properties).toContainText('Topic, key, times and sizes stay visible')
  await expect(page.getByTestId('node-escalate')).toContainText('encrypted')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  const customer = clientNamed(page, 'Customer')
  await customer.getByLabel('Subject').fill('Leak in the cellar')
  await customer.getByLabel('High').check()
  await customer.getByRole('button', { name: 'Send' }).click()
  await expect(clientNamed(page, 'Escalation officer').getByTestId('overlay')).toContainText('Leak in the cellar')

  const log = page.getByTestId('log')
  const row = log.getByRole('row').filter({ hasText: 'Ticket' }).filter({ has: page.getByLabel(/^Encrypted, \d+ bytes of ciphertext$/) })
  await row.click()
  const details = log.getByRole('region', { name: 'Details of Ticket on escalation' })
  await expect(details).toContainText(/Encrypted, \d+ bytes of ciphertext/)
  await expect(details.getByText('Raw JSON')).toHaveCount(0)
  await expect(log).not.toContainText('Leak in the cellar')
  expect(await barriers(page)).toEqual([])
})

test('no text becomes HTML or a program: editor, preview and published app live with Trusted Types', async ({ page }) => {
  const violations: string[] = []
  page.on('console', (message) => void (message.text().startsWith('violation ') && violations.push(message.text())))
  await page.addInitScript(() => addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) => console.error(`violation ${violatedDirective} ${sample}`)))
  const example: Record<string, unknown> = await (await page.request.get('/api/v1/projects/helpdesk-escalation')).json()
  expect((await page.request.post('/api/v1/projects?run=allowed', { data: { ...example, id: 'trusted-helpdesk', name: 'Trusted helpdesk', technicalName: 'trustedHelpdesk' } })).status()).toBe(201)
  expect((await page.request.post('/api/v1/projects/trusted-helpdesk/versions', { data: { name: 'One', publish: true } })).status()).toBe(201)
  await page.goto('/p/trusted-helpdesk')
  await page.getByTestId('node-escalate').click()
  // A list of choices brings a style of its own, an expression its editor.
  await page.getByTestId('properties').getByRole('combobox').first().click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(clientNamed(page, 'Customer').getByLabel('Subject')).toBeVisible()
  await page.goto('/a/trustedHelpdesk')
  await expect(page.getByRole('heading').first()).toBeVisible()
  // The rule is there: what would be HTML is refused.
  expect(await page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<img src="x">'
      return 'taken'
    } catch (error) {
      return error instanceof TypeError ? 'refused' : String(error)
    }
  })).toBe('refused')
  expect(violations.filter((text) => !text.includes('<img src="x">'))).toEqual([])
})
