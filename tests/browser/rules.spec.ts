import type { Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, OnlyKeys, openExampleCopy } from './story-steps.ts'

/** What one does in the editor of a rule. */
function hands(page: Page) {
  const rule = page.getByRole('region', { name: 'Notification rule', exact: true })
  const field = (name: string) => rule.getByRole('textbox', { name, exact: true })
  return {
    rule,
    choose: async (box: string, option: string | RegExp) => {
      await rule.getByRole('combobox', { name: box, exact: true }).click()
      await page.getByRole('option', { name: option }).click()
    },
    add: async (box: string, text: string) => {
      await rule.getByRole('combobox', { name: box, exact: true }).fill(text)
      await page.keyboard.press('Enter')
    },
    write: async (name: string, text: string) => {
      await field(name).click()
      await page.keyboard.press('ControlOrMeta+A')
      // At once, as when it is pasted: no completion comes between.
      await page.keyboard.insertText(text)
      await expect(field(name)).toHaveText(text)
    },
  }
}

/** The example as it is without the rule that it comes with, and without its mail server. */
const withoutRules = { rules: {}, connections: {} }

async function makeRule(page: Page, name: string): Promise<void> {
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
  await expect(resources.getByText('No notification rules yet.')).toBeVisible()
  await resources.getByRole('button', { name: 'New notification rule' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
}

async function sendTicket(page: Page): Promise<void> {
  const customer = clientNamed(page, 'Customer')
  await customer.getByRole('textbox', { name: /^Subject/ }).fill('Printer on fire')
  await customer.getByRole('radio', { name: 'High' }).check()
  await customer.getByRole('textbox', { name: /^What happened/ }).fill('It burns.')
  await customer.getByRole('button', { name: 'Send' }).click()
}

async function hasNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    expect(await barriers(page), `barriers in ${colorScheme} colours`).toEqual([])
  }
}

test('a rule made by hand: the test says who would get what and why not, and the log of notifications what became of it', async ({ page, picture }) => {
  // Axe looks at three places in two colours.
  test.slow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page, withoutRules)
  const { rule, choose, add, write } = hands(page)
  const looks = page.getByRole('complementary', { name: 'How it looks' })
  // What the officer gets opens in a dialog of its own.
  const dialog = page.getByRole('dialog', { name: 'Test High ticket' })
  const table = dialog.getByRole('table', { name: 'Who gets what' })

  await test.step('the rule is drawn', async () => {
    await makeRule(page, 'High ticket')
    await expect(rule.getByText('It is about nothing yet')).toBeVisible()
    await choose('Channel', /^escalation/)
    await choose('Message', 'Ticket')
    await expect(rule.getByRole('textbox', { name: 'As a pattern of topics' })).toHaveValue('events.*.helpdesk.escalation.Ticket.*')
    await write('Only if', 'Ticket.priority == "high"')
    await add('Roles', 'officer')
    await add('People', 'Customer')
    await rule.getByRole('radio', { name: 'High' }).check()
    await write('Title', 'New ticket: {Ticket.subject}')
    await expect(looks.getByText('New ticket: Subject').first()).toBeVisible()
    await rule.getByRole('checkbox', { name: 'Push' }).check()
    await expect(rule.getByText('When Ticket is sent on escalation and the condition holds, everybody with the role officer and Customer are told in the inbox at once and by push after 30 seconds.')).toBeVisible()
    await hasNoBarriers(page)
  })

  await test.step('a pattern that is wrong names its token', async () => {
    const pattern = rule.getByRole('textbox', { name: 'As a pattern of topics' })
    await pattern.fill('events.*.help*.escalation.Ticket.*')
    await expect(rule.getByText('Token 3 "help*" of the pattern contains a wildcard')).toBeVisible()
    await pattern.fill('events.*.helpdesk.escalation.Ticket.*')
    await expect(rule.getByRole('combobox', { name: 'Channel', exact: true })).toHaveText('escalation')
    await page.getByRole('complementary', { name: 'How it looks' }).scrollIntoViewIfNeeded()
    await rule.getByText('When Ticket is sent').scrollIntoViewIfNeeded()
    await picture(page, 'rule')
  })

  await test.step('one gesture is one step', async () => {
    await rule.getByRole('switch', { name: 'On' }).click()
    await expect(rule.getByText('It is off.')).toBeVisible()
    await page.getByRole('button', { name: 'Undo', exact: false }).first().click()
    await expect(rule.getByRole('switch', { name: 'On' })).toBeChecked()
    await expect(rule.getByRole('checkbox', { name: 'Push' })).toBeChecked()
  })

  await test.step('without an event there is nothing to test with', async () => {
    await rule.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(dialog.getByText('No event has passed yet')).toBeVisible()
    await dialog.getByRole('button', { name: 'Go to the preview' }).click()
    await expect(dialog).toHaveCount(0)
  })

  await sendTicket(page)
  await expect(clientNamed(page, 'Escalation officer').getByRole('heading', { name: 'Printer on fire' })).toBeVisible()

  await test.step('the test says who would get what of it, and why not', async () => {
    await rule.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(dialog.getByText('Nothing is sent.')).toBeVisible()
    await expect(dialog.getByText('New ticket: Printer on fire')).toBeVisible()
    const officer = table.getByRole('row', { name: /^Escalation officer/ })
    await expect(officer.getByRole('cell').first()).toContainText(/at once/i)
    await expect(table.getByRole('row', { name: /^Customer/ })).toContainText('Gets nothing')
    await hasNoBarriers(page)
    await picture(page, 'rule-test')
    await page.keyboard.press('Escape')
  })

  await test.step('a rule about something else has no such event yet, and says why it is not about this one', async () => {
    await choose('Channel', /^answers/)
    await rule.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(dialog.getByText('No such event has passed yet')).toBeVisible()
    await dialog.getByRole('combobox', { name: 'Event' }).click()
    await page.getByRole('option', { name: /Ticket on escalation/ }).click()
    await expect(dialog.getByText('Nobody is notified.')).toBeVisible()
    await expect(dialog.getByText('The pattern does not match the topic')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  })

  await test.step('the log of notifications says what became of it', async () => {
    await page.getByRole('tab', { name: /^Notifications/ }).click()
    const row = page.getByRole('grid', { name: 'Notifications' }).getByRole('row', { name: /New ticket: Printer on fire.*Escalation officer/ })
    await expect(row).toContainText('Inbox: delivered')
    await expect(page.getByRole('grid', { name: 'Notifications' }).getByRole('row')).toHaveCount(1)
    await row.click()
    await picture(page, 'notifications')
    const detail = page.getByRole('region', { name: 'Details of New ticket: Printer on fire' })
    await expect(detail.getByRole('button', { name: 'High ticket' })).toBeVisible()
    await hasNoBarriers(page)
    await detail.getByRole('button', { name: 'Show in the log' }).click()
    await expect(page.getByRole('region', { name: 'Details of Ticket on escalation' })).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Log rows' })).toBeFocused()
  })
})

test('an e-mail address of a persona is checked in words, and one that is none is not stored', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page)
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Personas' }).click()
  await resources.getByRole('treeitem', { name: /^Escalation officer/ }).click()
  const email = page.getByTestId('properties').getByRole('textbox', { name: 'E-mail address' })
  await email.fill('officer@example')
  await email.blur()
  await expect(page.getByTestId('properties').getByText('This is no e-mail address.')).toBeVisible()
  await email.fill('night@example.com')
  await email.blur()
  await expect(page.getByTestId('properties').getByText('This is no e-mail address.')).toHaveCount(0)
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  await page.reload()
  await resources.getByRole('tab', { name: 'Personas' }).click()
  await resources.getByRole('treeitem', { name: /^Escalation officer/ }).click()
  await expect(email).toHaveValue('night@example.com')
})

test('by keyboard alone: a rule is made, a problem leads to its field, and a way back takes one gesture back', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page, withoutRules)
  const keys = new OnlyKeys(page)
  const { rule } = hands(page)
  await keys.command('New notification rule')
  await keys.type('High ticket')
  await keys.press('Enter')
  await expect(rule).toBeVisible()

  await keys.choose(rule.getByRole('combobox', { name: 'Channel', exact: true }), 'escalation')
  await keys.choose(rule.getByRole('combobox', { name: 'Message', exact: true }), 'Ticket')
  await keys.go('Tab', rule.getByRole('textbox', { name: 'Only if' }))
  await keys.type('Ticket.priority == "high"')
  await keys.press('Escape')
  await keys.go('Tab', rule.getByRole('combobox', { name: 'Roles', exact: true }))
  await keys.type('officer')
  await keys.press('Enter')
  await keys.go('Tab', rule.getByRole('radio', { name: 'Normal' }))
  await keys.press('ArrowRight')
  await expect(rule.getByRole('radio', { name: 'High' })).toBeChecked()
  await keys.go('Tab', rule.getByRole('checkbox', { name: 'E-mail' }))
  await keys.press('Space')
  await expect(rule.getByRole('checkbox', { name: 'E-mail' })).toBeChecked()
  await expect(rule.getByText('When Ticket is sent on escalation and the condition holds, everybody with the role officer is told in the inbox at once and by e-mail after 15 minutes.')).toBeVisible()

  await test.step('a problem leads to its field', async () => {
    await keys.command('Open problems')
    const problem = page.getByTestId('problems').getByRole('button', { name: /has no mail server/ })
    await keys.go('Tab', problem)
    await keys.press('Enter')
    await expect(rule.getByRole('button', { name: 'New mail server' })).toBeFocused()
    await keys.press('Enter')
    await expect(rule.getByRole('combobox', { name: 'Mail server' })).toHaveText('Mail server')
  })

  await test.step('undo takes back the mail server with its choice, and no more', async () => {
    await keys.command('Undo')
    await expect(rule.getByRole('button', { name: 'New mail server' })).toBeVisible()
    await expect(rule.getByRole('checkbox', { name: 'E-mail' })).toBeChecked()
  })
})
