import { connect } from '@halley/client'
import type { Page } from '@playwright/test'
import { ann, ben, browserOf, callAs, signIn } from './account-steps.ts'
import { barriers } from './barriers.ts'
import { expect, test as base } from './halley-test.ts'
import { HalleyProcess } from './halley-process.ts'

/** A server of this file alone, where nobody gets in without an account. Its tests are one story: each begins where the one before ended. */
const test = base.extend<object, { readonly halley: HalleyProcess }>({
  halley: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const halley = await HalleyProcess.start({ demandsAccounts: true })
      await use(halley)
      await halley.stop()
    },
    { scope: 'worker' },
  ],
})

test.describe.configure({ mode: 'serial' })

// Without motion nothing is half transparent while it is looked at.
test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

async function openHelpdesk(page: Page): Promise<void> {
  await page.goto('/p/helpdesk-escalation')
  await expect(page.getByTestId('canvas')).toBeVisible()
}

const canvasOf = (page: Page) => page.getByTestId('canvas')
const palette = (page: Page) => page.getByRole('toolbar', { name: 'Node kinds' })
const viewerNote = (page: Page) => page.getByRole('status').filter({ hasText: 'You are a viewer' })

test('whoever opens the printed link becomes the first owner, by keyboard alone', async ({ page, halley, picture }) => {
  await test.step('everybody else is told how the first owner comes to be', async () => {
    await page.goto('/p/helpdesk-escalation')
    await expect(page.getByRole('heading', { name: 'No owner yet' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
  await page.goto(halley.ownerLink)
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()

  await test.step('what is wrong is said at its field, which has the focus', async () => {
    await page.keyboard.press('Enter')
    await expect(page.getByText('Write your name, as others shall see it.')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
    expect(await barriers(page)).toEqual([])
  })
  await page.keyboard.type(ann.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ann.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type('too short')
  await page.keyboard.press('Enter')
  await expect(page.getByText('At least 12 characters; this has 9.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Password', exact: true })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(ann.password)
  await page.getByRole('textbox', { name: 'Organisation' }).fill('Acme Corp.')
  await expect(page.getByRole('textbox', { name: 'Its name in topics' })).toHaveValue('acme-corp')
  await page.getByRole('textbox', { name: 'Its name in topics' }).fill('acme')
  await picture(page, 'first-owner')
  await page.keyboard.press('Enter')

  await expect(page).toHaveURL(/\/$/)
  await expect(page.getByRole('button', { name: 'Account: Ann Bell' })).toBeVisible()
  await test.step('the link works once', async () => {
    await page.goto(halley.ownerLink)
    await expect(page.getByRole('heading', { name: 'There is an owner already' })).toBeVisible()
  })
})

test('an owner invites; who has the link joins and draws', async ({ page, browser, halley, picture }) => {
  await page.goto('/')
  await signIn(page, ann)
  await page.getByRole('button', { name: 'Account: Ann Bell' }).press('Enter')
  await expect(page.getByRole('menu')).toContainText('ann@example.org')
  await page.getByRole('menuitem', { name: 'People' }).click()
  await expect(page.getByRole('listitem', { name: 'Ann Bell' })).toContainText('The only owner stays owner')
  await expect(page.getByRole('combobox', { name: 'Role of Ann Bell' })).toBeDisabled()

  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill('ben')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await expect(dialog.getByText('This is no e-mail address.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill(ben.email)
  await dialog.getByRole('combobox', { name: 'Roles in apps' }).fill('officer')
  await dialog.getByRole('combobox', { name: 'Roles in apps' }).press('Enter')
  await expect(dialog.getByRole('list', { name: 'Roles in apps: chosen' })).toContainText('officer')
  expect(await barriers(page, ['aria-hidden-focus'])).toEqual([])
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toMatch(new RegExp(`^${halley.url}/invitation#code=`))
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('listitem', { name: ben.email })).toContainText('Editor')
  expect(await barriers(page)).toEqual([])

  const phone = await browserOf(browser, halley, { viewport: { width: 360, height: 720 }, reducedMotion: 'reduce' })
  await phone.goto(link)
  await expect(phone.getByRole('heading', { name: 'Join Acme Corp.' })).toBeVisible()
  expect(await barriers(phone)).toEqual([])
  await phone.getByRole('textbox', { name: 'Your name' }).fill(ben.name)
  await phone.getByRole('textbox', { name: 'Password', exact: true }).fill(ben.password)
  await phone.getByRole('button', { name: 'Join Acme Corp.' }).click()
  await expect(phone.getByRole('button', { name: 'Account: Ben Cole' })).toBeVisible()
  await test.step('on a phone nothing reaches beyond the edge', async () => {
    for (const path of ['/', '/people', '/organisations']) {
      await phone.goto(path)
      await expect(phone.getByRole('heading').first()).toBeVisible()
      expect(await phone.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360)
    }
  })
  await test.step('an editor sees who is there, and manages nobody', async () => {
    await phone.goto('/people')
    await expect(phone.getByRole('listitem', { name: 'Ann Bell' })).toContainText('Owner')
    await expect(phone.getByRole('button', { name: 'Invite' })).toHaveCount(0)
    await phone.goto('/tokens')
    await expect(phone.getByText('Only owners see and make API tokens.')).toBeVisible()
  })
  await phone.context().close()

  await page.reload()
  await expect(page.getByRole('listitem', { name: 'Ben Cole' })).toContainText('officer')
  await picture(page, 'people')
  const again = await browserOf(browser, halley)
  await again.goto(link)
  await expect(again.getByRole('heading', { name: 'This invitation is over' })).toBeVisible()
  await again.context().close()
})

test('a changed role reaches an open page by itself: it becomes one for looking, and one for drawing again', async ({ page, browser, halley, picture }) => {
  await page.goto('/people')
  await signIn(page, ann)
  const drawing = await browserOf(browser, halley, { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  await drawing.goto('/p/helpdesk-escalation')
  await signIn(drawing, ben)
  await expect(palette(drawing)).toBeVisible()
  const role = page.getByRole('listitem', { name: 'Ben Cole' }).getByRole('combobox', { name: 'Role of Ben Cole' })

  await role.click()
  await page.getByRole('option', { name: 'Viewer' }).click()
  await expect(viewerNote(drawing)).toBeVisible()
  await expect(palette(drawing)).toHaveCount(0)
  await expect(drawing.getByRole('banner').getByRole('button', { name: 'Publish' })).toHaveCount(0)
  await expect(drawing.getByRole('button', { name: 'New…' })).toHaveCount(0)
  await expect(drawing.getByRole('textbox', { name: 'Technical name' })).toBeDisabled()

  await test.step('keys and menus change nothing, and nothing looks as if it had', async () => {
    await expect(canvasOf(drawing).getByRole('group', { name: /^Decision/ })).toBeVisible()
    const nodes = await canvasOf(drawing).getByRole('group').count()
    await canvasOf(drawing).getByRole('group', { name: /^Decision/ }).click()
    await drawing.keyboard.press('Delete')
    await drawing.keyboard.press('Shift+ArrowRight')
    await expect(canvasOf(drawing).getByRole('group')).toHaveCount(nodes)
    await canvasOf(drawing).getByRole('group', { name: /^Decision/ }).click({ button: 'right' })
    await expect(drawing.getByRole('menuitem')).toHaveText([/Properties/, /Copy/])
    await drawing.keyboard.press('Escape')
    await drawing.getByTestId('resource-pane').getByRole('treeitem', { name: 'Show ticket' }).click({ button: 'right' })
    await expect(drawing.getByRole('menuitem', { name: 'Open' })).toBeVisible()
    await expect(drawing.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0)
    await drawing.keyboard.press('Escape')
  })
  await test.step('it can be tried out all the same', async () => {
    await expect(drawing.getByRole('heading', { name: 'On duty' })).toBeVisible()
  })
  expect(await barriers(drawing)).toEqual([])
  await picture(drawing, 'viewer')

  await role.click()
  await page.getByRole('option', { name: 'Editor' }).click()
  await expect(palette(drawing)).toBeVisible()
  await expect(viewerNote(drawing)).toHaveCount(0)
  await palette(drawing).getByRole('button', { name: 'Add Log', exact: true }).click()
  await expect(drawing.getByTestId('save-status')).toHaveText('Saved')
  await drawing.getByRole('button', { name: /^Undo/ }).click()
  await expect(drawing.getByTestId('save-status')).toHaveText('Saved')
  await drawing.context().close()
})

test('signing out in one tab ends the others', async ({ page }) => {
  await page.goto('/')
  await signIn(page, ann)
  const other = await page.context().newPage()
  await openHelpdesk(other)
  await page.getByRole('button', { name: 'Account: Ann Bell' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(canvasOf(other)).toHaveCount(0)
  await test.step('signing in shows what was there', async () => {
    await signIn(other, ann)
    await expect(canvasOf(other)).toBeVisible()
  })
  await other.close()
})

test('a sign-in that ends while somebody draws is taken up again, and nothing is lost', async ({ page, browser, halley }) => {
  await page.goto('/p/helpdesk-escalation')
  await signIn(page, ann)
  await expect(palette(page)).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByTestId('save-status')).toContainText('Offline')
  await palette(page).getByRole('button', { name: 'Add Log', exact: true }).click()
  await test.step('the password is changed elsewhere, which ends this sign-in', async () => {
    const elsewhere = await browserOf(browser, halley)
    await elsewhere.goto('/')
    await signIn(elsewhere, ann)
    await callAs(elsewhere, 'POST', '/api/v1/me/password', { current: ann.password, next: 'four other words now' })
    await callAs(elsewhere, 'POST', '/api/v1/me/password', { current: 'four other words now', next: ann.password })
    await elsewhere.context().close()
  })
  await page.context().setOffline(false)
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog).toContainText('One change is not saved yet')
  await expect(dialog.getByRole('textbox', { name: 'Password', exact: true })).toBeFocused()
  expect(await barriers(page, ['aria-hidden-focus'])).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill('not my password')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('do not belong together')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill(ann.password)
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  const stored = await callAs<{ flows: Record<string, { nodes: Record<string, { kind: string }> }> }>(page, 'GET', '/api/v1/projects/helpdesk-escalation')
  expect(Object.values(stored.flows).flatMap(({ nodes }) => Object.values(nodes)).filter(({ kind }) => kind === 'log')).toHaveLength(2)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
})

test('what one person has not sent is nobody else’s, and waits for them', async ({ page }) => {
  const logNodes = (who: Page) => canvasOf(who).getByRole('group', { name: /^Log/ })
  await page.goto('/p/helpdesk-escalation')
  await signIn(page, ann)
  await expect(logNodes(page)).toHaveCount(1)
  await page.context().setOffline(true)
  await palette(page).getByRole('button', { name: 'Add Log', exact: true }).click()
  await expect(page.getByTestId('save-status')).toContainText('1 change kept here')
  await page.context().clearCookies()
  await page.context().setOffline(false)
  await page.getByRole('dialog', { name: 'Sign in again' }).getByRole('button', { name: 'I am not Ann Bell' }).click()
  await signIn(page, ben)
  await openHelpdesk(page)
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  await expect(logNodes(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Account: Ben Cole' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await signIn(page, ann)
  await openHelpdesk(page)
  await expect(logNodes(page)).toHaveCount(2)
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
})

test('an API token lets a program do what it says and nothing else, until it is revoked', async ({ page, halley, picture }) => {
  await page.goto('/tokens')
  await signIn(page, ann)
  await page.getByRole('button', { name: 'New token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Night report')
  const pattern = dialog.getByRole('textbox', { name: 'Pattern 1' })
  await expect(pattern).toHaveValue('events.acme.>')
  await expect(dialog.getByText('Everything of the organisation.')).toBeVisible()

  await test.step('what is wrong with a pattern is said while it is typed', async () => {
    await pattern.fill('events.acme.helpdesk.escalation.Ticket*')
    await expect(dialog.getByText(/Part 5 of the pattern, "Ticket\*", contains a wildcard/)).toBeVisible()
    await pattern.fill('events.other.helpdesk.>')
    await expect(dialog.getByText('This reaches outside of your organisation.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Make the token' }).click()
    await expect(pattern).toBeFocused()
    await pattern.fill('events.acme.helpdesk.escalation.Ticket.*')
    await expect(dialog.getByText('App helpdesk, channel escalation, message Ticket, any key.')).toBeVisible()
  })
  expect(await barriers(page, ['aria-hidden-focus'])).toEqual([])
  await picture(page, 'new-token')
  await dialog.getByRole('button', { name: 'Make the token' }).click()
  const token = await dialog.getByRole('textbox', { name: 'Token' }).inputValue()
  expect(token).toMatch(/^hly_/)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('listitem', { name: 'Night report' })
  await expect(row).toContainText('never used')
  expect(await barriers(page)).toEqual([])

  const program = connect(halley.url, { token })
  try {
    const subscription = program.subscribe('events.acme.helpdesk.escalation.Ticket.*', () => undefined)
    expect(await subscription.ready).toMatchObject({ ok: true })
    const forbidden = program.subscribe('events.acme.>', () => undefined)
    expect(await forbidden.ready).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await expect(async () => {
      await page.reload()
      await expect(row).toContainText('used')
      await expect(row).not.toContainText('never used')
    }).toPass()
    await row.getByRole('button', { name: 'Revoke Night report' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(page.getByText('No token yet')).toBeVisible()
    await expect.poll(() => program.status.get().state).not.toBe('live')
  } finally {
    program.close()
  }
})

test('a published app asks who is there, comes back, and people are themselves in it', async ({ page, browser, halley }) => {
  await page.goto('/')
  await signIn(page, ann)
  await callAs(page, 'POST', '/api/v1/projects/helpdesk-escalation/versions', { name: 'First', publish: true })
  const customer = await browserOf(browser, halley, { reducedMotion: 'reduce' })
  await customer.goto('/a/helpdesk')
  await expect(customer).toHaveURL(/\/sign-in\?to=/)
  await customer.getByRole('textbox', { name: 'E-mail address' }).fill(ben.email)
  await customer.getByRole('textbox', { name: 'Password', exact: true }).fill(ben.password)
  await customer.keyboard.press('Enter')
  await expect(customer).toHaveURL(/\/a\/helpdesk$/)
  await expect(customer.getByRole('banner')).toContainText('Ben Cole')
  expect(await barriers(customer)).toEqual([])
  await test.step('an editor may try it as a persona', async () => {
    await customer.getByRole('link', { name: 'Change' }).click()
    await customer.getByRole('link', { name: 'Escalation officer' }).click()
    await expect(customer.getByRole('heading', { name: 'On duty' })).toBeVisible()
  })
  await customer.getByRole('button', { name: 'Sign out' }).click()
  await expect(customer.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await customer.context().close()
})

test('a second organisation is a place of its own', async ({ page }) => {
  await page.goto('/organisations')
  await signIn(page, ann)
  await page.getByRole('textbox', { name: 'Name of the organisation' }).fill('Side project')
  await page.getByRole('button', { name: 'Create the organisation' }).click()
  await expect(page).toHaveURL(/\/$/)
  await expect(page.getByText('No project of your own yet')).toBeVisible()
  await page.getByRole('button', { name: 'Account: Ann Bell' }).click()
  await page.getByRole('menuitem', { name: 'Side project, owner' }).press('ArrowRight')
  await page.getByRole('menuitem', { name: 'Acme Corp.' }).press('Enter')
  await expect(page.getByRole('link', { name: /Helpdesk escalation/ })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages of accounts have no barriers in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto('/people')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('textbox', { name: 'E-mail address' }).press('Enter')
    expect(await barriers(page)).toEqual([])
    await signIn(page, ann)
    for (const path of ['/people', '/tokens', '/organisations']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await barriers(page), path).toEqual([])
    }
    await page.getByRole('button', { name: 'Account: Ann Bell' }).click()
    await page.getByRole('menuitem', { name: 'Change password…' }).click()
    await expect(page.getByRole('dialog', { name: 'Change password' }).getByRole('textbox', { name: 'Password that you have' })).toBeFocused()
    expect(await barriers(page, ['aria-hidden-focus'])).toEqual([])
  })
}
