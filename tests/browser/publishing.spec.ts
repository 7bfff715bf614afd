import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import type { HalleyProcess } from './halley-process.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, openExampleCopy } from './story-steps.ts'

/** Opens the published app as somebody with a browser of their own. */
async function visit(browser: Browser, halley: HalleyProcess, address: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: halley.url })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Writes another heading on the officer's screen in the draft. */
async function writeHeading(page: Page, projectId: string, text: string): Promise<void> {
  const patches = [{ op: 'replace', path: ['flows', 'watch', 'nodes', 'onDuty', 'config', 'screen', 'widgets', 'heading', 'text'], value: text }]
  const answer = await page.request.post(`/api/v1/projects/${projectId}/edits`, { data: { id: `edit-${text.length}-${Date.now()}`, label: 'Change the heading', patches } })
  expect(answer.status(), await answer.text()).toBe(200)
}

test('an app is published, used by two people, and changes only when it is published again', async ({ page, browser, halley, picture }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/p/helpdesk-escalation')
  const preview = clientNamed(page, 'Escalation officer')
  await expect(preview.getByRole('heading', { name: 'On duty' })).toBeVisible()

  await test.step('where nothing is published, the page says so', async () => {
    const nobody = await visit(browser, halley, '/a/helpdesk')
    await expect(nobody.getByRole('heading', { name: 'Nothing is published here' })).toBeVisible()
    expect((await page.request.get('/a/helpdesk')).status()).toBe(404)
    expect(await barriers(nobody)).toEqual([])
    await nobody.context().close()
  })

  const versions = page.getByTestId('versions')
  await test.step('publish', async () => {
    await page.getByRole('tab', { name: 'Versions' }).click()
    await expect(versions.getByText('No versions yet')).toBeVisible()
    await page.getByRole('banner').getByRole('button', { name: 'Publish' }).click()
    const dialog = page.getByRole('dialog', { name: 'Publish' })
    await dialog.getByRole('textbox', { name: 'Name of the version' }).fill('For the demo')
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('helpdesk')
    await dialog.getByRole('button', { name: 'Publish' }).click()
    await expect(dialog.getByRole('link', { name: 'Open published app' })).toHaveAttribute('href', '/a/helpdesk')
    await expect(dialog.getByRole('link', { name: 'Open published app' })).toBeFocused()
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await expect(versions.getByRole('listitem').filter({ hasText: 'For the demo' })).toContainText('Published')
    await picture(page, 'versions')
  })

  const customer = await visit(browser, halley, '/a/helpdesk')
  const officer = await visit(browser, halley, '/a/helpdesk?persona=escalationOfficer')
  await test.step('two people use it, each in a browser of their own', async () => {
    await expect(customer.getByRole('heading', { name: 'Who are you?' })).toBeVisible()
    expect(await barriers(customer)).toEqual([])
    await customer.getByRole('link', { name: 'Customer' }).click()
    await expect(customer).toHaveURL(/\/a\/helpdesk\?persona=customer$/)
    await expect(customer).toHaveTitle('Helpdesk escalation · Customer')
    await expect(officer.getByRole('heading', { name: 'On duty' })).toBeVisible()
    await customer.getByRole('textbox', { name: 'Subject' }).fill('Printer on fire')
    await customer.getByRole('radio', { name: 'High' }).check()
    await customer.getByRole('button', { name: 'Send' }).click()
    const overlay = officer.getByRole('dialog', { name: 'Escalation' })
    await expect(overlay.getByRole('heading', { name: 'Printer on fire' })).toBeVisible()
    expect(await barriers(officer)).toEqual([])
    await picture(officer, 'published-app')
    await overlay.getByRole('button', { name: 'Take it' }).click()
    await expect(customer.getByTestId('overlay')).toContainText('Escalation officer is on it: Printer on fire')
    // The preview heard nothing of it.
    await expect(preview.getByTestId('overlay')).toHaveCount(0)
  })

  await test.step('a change of the draft shows in the preview, not in the published app', async () => {
    await writeHeading(page, 'helpdesk-escalation', 'Waiting for tickets')
    await expect(preview.getByRole('heading', { name: 'Waiting for tickets' })).toBeVisible()
    await officer.reload()
    await expect(officer.getByRole('heading', { name: 'On duty' })).toBeVisible()
    await expect(versions.getByText('1 change since version 1')).toBeVisible()
  })

  await test.step('publishing again changes it where it runs', async () => {
    await versions.getByRole('button', { name: 'Publish…', exact: true }).click()
    await page.getByRole('dialog', { name: 'Publish' }).getByRole('button', { name: 'Publish' }).click()
    await expect(officer.getByRole('heading', { name: 'Waiting for tickets' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('log')).toHaveCount(0)
    expect(await barriers(page)).toEqual([])
  })

  await test.step('an earlier version is restored in one step, which Undo takes back', async () => {
    await versions.getByRole('button', { name: 'Restore version 1' }).click()
    await expect(preview.getByRole('heading', { name: 'On duty' })).toBeVisible()
    await page.getByRole('button', { name: 'Undo: Restore version 1: For the demo' }).click()
    await expect(preview.getByRole('heading', { name: 'Waiting for tickets' })).toBeVisible()
  })

  await test.step('a reload goes on where it was, a persona that is not there can be chosen anew', async () => {
    await officer.getByRole('button', { name: 'Go off duty' }).click()
    await expect(officer.getByRole('heading', { name: 'Off duty' })).toBeVisible()
    await officer.reload()
    await expect(officer.getByRole('heading', { name: 'Off duty' })).toBeVisible()
    await officer.goto('/a/helpdesk?persona=boss')
    await expect(officer.getByRole('alert')).toContainText('Nobody is called “boss”')
    await officer.getByRole('link', { name: 'Escalation officer' }).click()
    await expect(officer.getByRole('heading', { name: 'Off duty' })).toBeVisible()
  })

  await test.step('when it is taken back, whoever is there is told', async () => {
    await versions.getByRole('button', { name: 'Unpublish…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click()
    await expect(officer.getByText('This app is not published, or no longer.')).toBeVisible()
    await officer.reload()
    await expect(officer.getByRole('heading', { name: 'Nothing is published here' })).toBeVisible()
  })
  await customer.context().close()
  await officer.context().close()
  // As it came, for the tests that copy it.
  await writeHeading(page, 'helpdesk-escalation', 'On duty')
})

test('what stops it is said before publishing, and leads to its place', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Nothing yet')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('banner').getByRole('button', { name: 'Publish' }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish' })
  await expect(dialog.getByRole('region', { name: /it would not run/ })).toContainText('Nothing would run: no flowchart is Home')
  await expect(dialog.getByRole('button', { name: 'Publish' })).toBeDisabled()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('banner').getByRole('button', { name: 'Publish' })).toBeFocused()

  // The same from the project's menu.
  await page.getByRole('button', { name: 'Project', exact: true }).press('Enter')
  await page.getByRole('menuitem', { name: 'Publish…' }).press('Enter')
  await expect(dialog.getByRole('button', { name: /Nothing would run/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Project', exact: true })).toBeFocused()
})

test('an address that another app has is refused with a free one, by keyboard alone', async ({ page }) => {
  await openExampleCopy(page)
  const publish = async () => {
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('dialog', { name: 'Find or do' }).getByRole('combobox')).toBeFocused()
    await page.keyboard.type('Publish')
    await expect(page.getByRole('option', { name: 'Publish', exact: true })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Name of the version' })).toBeFocused()
    await page.keyboard.press('Enter')
  }
  const original = await page.request.post('/api/v1/projects/helpdesk-escalation/versions', { data: { name: 'First', publish: true } })
  expect(original.status()).toBe(201)
  await publish()
  const dialog = page.getByRole('dialog', { name: 'Publish' })
  await expect(dialog.getByRole('alert')).toContainText('Another project is published at /a/helpdesk')
  await dialog.getByRole('button', { name: 'Use helpdesk2' }).press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('helpdesk2')
  await dialog.getByRole('textbox', { name: 'Address' }).press('Enter')
  await expect(dialog.getByRole('status')).toContainText('/a/helpdesk2')
  await dialog.getByRole('link', { name: 'Open published app' }).press('Escape')
  await expect(dialog).toHaveCount(0)
  // Changing the address was a step of this person's history.
  await expect(page.getByRole('button', { name: 'Undo: Change the app’s address' })).toBeVisible()
  await page.request.delete('/api/v1/projects/helpdesk-escalation/published')
})
