import { expect, test } from './halley-test.ts'
import { clientNamed, nodesThatRan, watchRuns } from './story-steps.ts'

test.describe('by mouse', () => {
  test('the example: a ticket with priority High opens on the officer’s screen, one with Low does not', async ({ page, picture }) => {
    await page.goto('/p/helpdesk-escalation')
    const customer = clientNamed(page, 'Customer')
    const officer = clientNamed(page, 'Escalation officer')
    await expect(officer.getByRole('heading', { name: 'On duty' })).toBeVisible()
    await watchRuns(page)

    await customer.getByRole('textbox', { name: 'Subject' }).fill('Printer on fire')
    await customer.getByRole('radio', { name: 'High' }).check()
    await customer.getByRole('textbox', { name: 'What happened?' }).fill('Smoke on floor 2')
    await customer.getByRole('button', { name: 'Send' }).click()

    const overlay = officer.getByRole('dialog', { name: 'Escalation' })
    await expect(overlay.getByRole('heading', { name: 'Printer on fire' })).toBeVisible()
    await expect(overlay).toContainText('Priority: High, reported by Customer')
    await expect(overlay.getByRole('row', { name: 'Customer Smoke on floor 2' })).toBeVisible()
    await expect(customer.getByRole('heading', { name: 'Thank you' })).toBeVisible()
    expect(await nodesThatRan(page)).toEqual(expect.arrayContaining(['fill', 'urgent', 'escalate', 'thanks']))

    const log = page.getByTestId('log')
    const row = log.getByRole('row', { name: /Ticket.*escalation.*Customer/ })
    await row.click()
    const detail = log.getByRole('region', { name: /Ticket/ })
    await expect(detail.getByRole('listitem')).toContainText('Escalation officer')
    await expect(detail.getByRole('listitem')).toContainText('delivered')
    await expect(detail.getByRole('group').getByText('"Printer on fire"').first()).toBeVisible()
    await expect(detail.getByText('"high"').first()).toBeVisible()
    await picture(page, 'helpdesk')

    await overlay.getByRole('button', { name: 'Take it' }).click()
    await expect(customer.getByTestId('overlay')).toContainText('Escalation officer is on it: Printer on fire')
    await customer.getByRole('button', { name: 'Report another' }).click()
    await customer.getByRole('textbox', { name: 'Subject' }).fill('Mouse is slow')
    await customer.getByRole('radio', { name: 'Low' }).check()
    await customer.getByRole('button', { name: 'Send' }).click()
    // The customer's run came to its end, so a message would have been sent by now.
    await expect(customer.getByText('"Mouse is slow" was reported with priority Low.')).toBeVisible()
    await expect(log.getByRole('row', { name: /Ticket.*escalation.*Customer/ })).toHaveCount(1)
    await expect(officer.getByTestId('overlay')).toHaveCount(0)
  })
})
