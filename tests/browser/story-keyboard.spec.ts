import { expect, test } from './halley-test.ts'
import { clientNamed, nodesThatRan, OnlyKeys, openExampleCopy, watchRuns } from './story-steps.ts'

test.describe('by keyboard alone', () => {
  test('the example: a ticket with priority High opens on the officer’s screen, one with Low does not', async ({ page }) => {
    await openExampleCopy(page)
    const keys = new OnlyKeys(page)
    const customer = clientNamed(page, 'Customer')
    const officer = clientNamed(page, 'Escalation officer')
    await watchRuns(page)

    await keys.go('F6', customer.getByRole('textbox', { name: 'Subject' }))
    await keys.type('Printer on fire')
    await keys.go('Tab', customer.getByRole('radio', { name: 'Normal' }))
    await keys.press('ArrowRight')
    await expect(customer.getByRole('radio', { name: 'High' })).toBeChecked()
    await keys.go('Tab', customer.getByRole('button', { name: 'Send' }))
    await keys.press('Enter')
    const overlay = officer.getByRole('dialog', { name: 'Escalation' })
    await expect(overlay.getByRole('heading', { name: 'Printer on fire' })).toBeVisible()
    await expect(overlay).toContainText('Priority: High')
    expect(await nodesThatRan(page)).toEqual(expect.arrayContaining(['fill', 'urgent', 'escalate', 'thanks']))

    // The log: who sent it, who got it, and what was in it.
    const log = page.getByTestId('log')
    await keys.go('F6', log.getByRole('searchbox'))
    const row = log.getByRole('row', { name: /Ticket.*escalation.*Customer/ })
    await keys.go('Tab', log.getByRole('button', { name: 'Clear the log' }))
    await keys.press('Tab')
    await keys.go('ArrowDown', row)
    await keys.press('Enter')
    await expect(log.getByRole('region', { name: /^Details of Ticket/ }).getByRole('listitem')).toContainText('Escalation officer')

    await keys.go('F6', overlay.getByRole('button', { name: 'Take it' }))
    await keys.press('Enter')
    await expect(customer.getByTestId('overlay')).toContainText('Escalation officer is on it: Printer on fire')
    await keys.go('Tab', customer.getByRole('button', { name: 'Report another' }))
    await keys.press('Enter')
    await keys.go('Tab', customer.getByRole('textbox', { name: 'Subject' }))
    await keys.type('Mouse is slow')
    await keys.press('Tab', 'ArrowLeft')
    await expect(customer.getByRole('radio', { name: 'Low' })).toBeChecked()
    await keys.go('Tab', customer.getByRole('button', { name: 'Send' }))
    await keys.press('Space')
    await expect(customer.getByText('"Mouse is slow" was reported with priority Low.')).toBeVisible()
    await expect(officer.getByTestId('overlay')).toHaveCount(0)
  })
})
