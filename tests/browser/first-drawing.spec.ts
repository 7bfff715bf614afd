import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { clientNamed, openExampleCopy } from './story-steps.ts'

/** A project in which nothing is drawn yet. */
async function openNewProject(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Trial')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByTestId('resource-pane')).toBeVisible()
}

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K')
  await expect(page.getByRole('dialog', { name: 'Find or do' }).getByRole('combobox')).toBeFocused()
  await page.keyboard.type(title)
  await expect(page.getByRole('option', { name: title }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
}

async function create(page: Page, what: string, name: string): Promise<void> {
  await command(page, what)
  await expect(page.getByRole('dialog', { name: what }).getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** Adds a node by the quick search, which Tab opens on the canvas. */
async function quickAdd(page: Page, kind: string): Promise<void> {
  const search = page.getByTestId('canvas').getByRole('dialog')
  await page.keyboard.press('Tab')
  await expect(search.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(kind)
  await expect(search.getByRole('option', { name: kind }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
}

/** The flowchart that is open, as "Start → Wait → End", along the first arrows. */
async function drawn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { halley } = window as unknown as { halley: { project(): { flows: Record<string, { nodes: Record<string, { id: string; kind: string }>; edges: Record<string, { from: string; to: string }> }> } } }
    const [flow] = Object.values(halley.project().flows)
    if (flow === undefined) return ''
    const kinds: string[] = []
    for (let at = Object.values(flow.nodes).find((node) => node.kind === 'start'); at !== undefined && kinds.length < 20;) {
      kinds.push(at.kind)
      const { id } = at
      at = flow.nodes[Object.values(flow.edges).find((edge) => edge.from === id)?.to ?? '']
    }
    return kinds.join(' → ')
  })
}

test('what is added by keyboard is connected, also behind an exit that is taken', async ({ page }) => {
  await openNewProject(page)
  await create(page, 'New flowchart', 'Report')
  const canvas = page.getByTestId('canvas')
  await canvas.getByRole('group', { name: 'Start' }).click()
  for (const kind of ['User interaction', 'Wait']) {
    await quickAdd(page, kind)
    await expect(canvas.getByRole('group', { name: kind })).toBeFocused()
    await canvas.getByRole('group', { name: 'Start' }).click()
  }
  await expect.poll(() => drawn(page)).toBe('start → wait → user-interaction → end')

  // The arrow of a screen without a button waits for the first one, and for the one after that is deleted.
  await canvas.getByRole('group', { name: /^User interaction/ }).click()
  await page.getByTestId('properties').getByRole('button', { name: 'Edit screen' }).click()
  await page.getByRole('button', { name: 'Add button' }).click()
  await expect.poll(() => drawn(page)).toBe('start → wait → user-interaction → end')
})

test('nodes that are clicked in the palette stand beside each other, where they are seen', async ({ page }) => {
  await openNewProject(page)
  await create(page, 'New flowchart', 'Report')
  const canvas = page.getByTestId('canvas')
  const nodes = canvas.locator('.react-flow__node')
  // In one look: the camera may follow the new node.
  const beneathTheNewOne = () => canvas.evaluate((root) => {
    const boxesOf = (covers: string) => [...root.querySelectorAll(covers)].map((one) => one.getBoundingClientRect())
    const [own] = boxesOf('.react-flow__node.selected')
    if (own === undefined) return ['the new node is not there']
    const others = [...boxesOf('.react-flow__node:not(.selected)'), ...boxesOf('.palette, .canvas-tools, .canvas-map')]
    return others.filter((other) => own.left < other.right && other.left < own.right && own.top < other.bottom && other.top < own.bottom).map((box) => JSON.stringify(box))
  })
  for (const kind of ['notify', 'decision', 'notify']) {
    const before = await nodes.count()
    // Nothing is selected, so nothing says where it belongs.
    await canvas.getByRole('group', { name: 'Start' }).click()
    await page.keyboard.press('Escape')
    await page.getByTestId(`palette-${kind}`).click()
    await expect(nodes).toHaveCount(before + 1)
    const added = canvas.locator('.react-flow__node.selected')
    await expect(added).toHaveCount(1)
    await expect(added).toBeInViewport({ ratio: 1 })
    await expect.poll(beneathTheNewOne, `what the ${kind} stands on`).toEqual([])
  }
})

test('a node that nothing leads to is connected by its problem', async ({ page }) => {
  await openNewProject(page)
  await create(page, 'New flowchart', 'Report')
  const canvas = page.getByTestId('canvas')
  await canvas.getByRole('group', { name: 'End' }).click()
  await page.keyboard.press('Delete')
  await page.keyboard.press('Escape')
  await page.getByTestId('canvas').hover({ position: { x: 420, y: 120 } })
  await quickAdd(page, 'Wait')
  await expect(canvas.getByRole('group', { name: /^Wait/ })).toBeFocused()
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await page.getByTestId('problems').getByRole('button', { name: 'Connect it', exact: true }).click()
  await expect(canvas.getByRole('dialog', { name: /^Choose what leads to Wait/ })).toBeVisible()
  await expect(canvas.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type('Start')
  await expect(canvas.getByRole('option', { name: 'Start' }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect.poll(() => drawn(page)).toBe('start → wait')
})

test('new personas sit down in the clients of guests, in order', async ({ page }) => {
  await openNewProject(page)
  await create(page, 'New flowchart', 'Report')
  await expect(clientNamed(page, 'Guest')).toHaveCount(2)
  await create(page, 'New persona', 'Customer')
  await expect(page.getByTestId('preview-client-1')).toHaveAccessibleName('Client 1, Customer')
  await create(page, 'New persona', 'Officer')
  await expect(page.getByTestId('preview-client-2')).toHaveAccessibleName('Client 2, Officer')
  await expect(page.getByTestId('properties').getByRole('textbox', { name: 'User id' })).not.toHaveValue('')
})

test('roles are chosen from the list of those that are known, or typed, and taken away', async ({ page }) => {
  await openNewProject(page)
  await create(page, 'New persona', 'Customer')
  const roles = page.getByTestId('properties').getByRole('combobox', { name: 'Roles' })
  const chosen = page.getByTestId('properties').getByRole('list', { name: 'Roles: chosen' }).getByRole('listitem')
  await roles.fill('officer,')
  await roles.pressSequentially('manager')
  await page.keyboard.press('Enter')
  await expect(chosen).toHaveText(['officer', 'manager'])

  await create(page, 'New persona', 'Officer')
  await expect(chosen).toHaveCount(0)
  await roles.click()
  await expect(page.getByRole('option')).toHaveText(['manager', 'officer'])
  // The one that begins so is meant, else what was typed.
  const pointed = (name: string) => expect(page.getByRole('option', { name, exact: true })).toHaveAttribute('aria-selected', 'true')
  await roles.pressSequentially('off')
  await pointed('officer')
  await page.keyboard.press('Enter')
  await expect(chosen).toHaveText(['officer'])
  await page.keyboard.press('ArrowDown')
  await pointed('manager')
  await page.keyboard.press('Enter')
  await expect(chosen).toHaveText(['officer', 'manager'])
  await roles.pressSequentially('guest')
  await page.getByRole('option', { name: 'Add “guest”' }).click()
  await page.keyboard.press('Escape')
  await page.getByTestId('properties').getByRole('button', { name: 'Remove manager' }).click()
  await expect(chosen).toHaveText(['officer', 'guest'])
})

test('what is jumped to is opened, marked and in sight in its tree, each time', async ({ page }) => {
  // Here the tree has the upper part of a column only.
  await page.setViewportSize({ width: 1280, height: 720 })
  await openNewProject(page)
  await create(page, 'New message', 'Ticket')
  await create(page, 'New connection', 'Weather')
  const resources = page.getByTestId('resource-pane')
  const row = (name: string) => resources.getByRole('treeitem', { name, exact: true })
  await resources.getByRole('tab', { name: 'Flowcharts' }).click()
  const jump = async (name: string) => {
    await command(page, name)
    await expect(row(name)).toHaveAttribute('aria-selected', 'true')
    await expect(row(name)).toBeInViewport({ ratio: 1 })
  }
  await jump('Ticket')
  await jump('Weather')
  await row('Comet messages').scrollIntoViewIfNeeded()
  await expect(row('Weather')).not.toBeInViewport()
  await jump('Weather')
  // The tab of another one shows it, too.
  await page.getByRole('tablist', { name: 'Open' }).getByRole('tab', { name: 'Ticket', exact: true }).click()
  await expect(row('Ticket')).toBeInViewport({ ratio: 1 })
})

test('a picker creates by Enter only, and says so when it was left', async ({ page }) => {
  await openExampleCopy(page)
  await page.getByTestId('canvas').getByRole('group', { name: /^Comet message: Send/ }).click()
  const properties = page.getByTestId('properties')
  const channel = properties.getByRole('combobox', { name: 'Channel name' })
  const before = await channel.inputValue()
  await channel.fill('esc typed elsewhere')
  await channel.blur()
  await expect(channel).toHaveValue(before)
  await expect(properties.getByRole('status').filter({ hasText: 'none was created' })).toBeVisible()
  await channel.fill('warnings')
  await channel.press('Enter')
  await expect(channel).toHaveValue('warnings')
})

test('the ids of users are completed by the names of personas', async ({ page }) => {
  await openExampleCopy(page)
  await page.getByTestId('canvas').getByRole('group', { name: /^Comet message: Send/ }).click()
  const properties = page.getByTestId('properties')
  await properties.getByRole('combobox', { name: 'Deliver to' }).click()
  await page.getByRole('option', { name: 'Users', exact: true }).click()
  const who = properties.getByRole('textbox', { name: 'Who' })
  await who.click()
  await page.keyboard.type('["esc')
  await page.getByRole('option', { name: /^Escalation officer/ }).click()
  await expect(who).toHaveText('["officer"]')
})

test('deleting what is used begins on Cancel and lists each place once', async ({ page }) => {
  await openExampleCopy(page)
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
  await resources.getByRole('treeitem', { name: 'Ticket' }).first().click()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('dialog', { name: /^Delete the message Ticket/ })
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  const lines = await dialog.getByRole('listitem').allInnerTexts()
  expect(lines.length).toBeGreaterThan(1)
  expect(new Set(lines).size, 'lines that say something of their own').toBe(lines.length)
})

test('a row that is added has the focus, and the tab of a choice selects the choice', async ({ page }) => {
  await openExampleCopy(page)
  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Data model' }).click()
  await resources.getByRole('treeitem', { name: 'Priority' }).dblclick()
  await page.getByRole('button', { name: 'Add option' }).click()
  await expect(page.getByRole('textbox', { name: 'Label of Option' })).toBeFocused()
  await page.getByRole('tab', { name: 'Report a problem' }).click()
  await resources.getByRole('tab', { name: 'Flowcharts' }).click()
  await page.getByRole('tablist', { name: 'Open' }).getByRole('tab', { name: 'Priority' }).click()
  await expect(resources.getByRole('treeitem', { name: 'Priority' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('properties').getByRole('button', { name: 'Edit its options' })).toBeVisible()
})

test('the details of a log row have room at 720 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await openExampleCopy(page)
  await page.getByTestId('log').getByRole('row').last().click()
  const detail = page.getByTestId('log').getByRole('region', { name: /^Details of/ })
  await expect(detail).toBeVisible()
  const heightOf = async () => (await page.getByTestId('log').boundingBox())?.height ?? 0
  await expect.poll(async () => (await detail.boundingBox())?.height).toBeGreaterThan(180)
  const withDetails = await heightOf()
  await detail.getByRole('button', { name: 'Close the details' }).click()
  await expect.poll(heightOf, 'the dock is as before').toBeLessThan(withDetails)
})
