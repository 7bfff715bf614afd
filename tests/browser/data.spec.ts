import type { Page } from '@playwright/test'
import { z } from 'zod'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { dragOnto, OnlyKeys } from './story-steps.ts'

/** Looks for barriers in light and in dark colours. */
async function hasNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Its layers take the new colours one frame after the other.
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    expect(await barriers(page), `barriers in ${colorScheme} colours`).toEqual([])
  }
}

async function newProject(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByTestId('resource-pane')).toBeVisible()
}

/** What one does with the mouse in every part of the editor. */
function hands(page: Page) {
  const resources = page.getByTestId('resource-pane')
  const properties = page.getByTestId('properties')
  return {
    resources,
    properties,
    canvas: page.getByTestId('canvas'),
    choose: async (box: string, option: string) => {
      await page.getByRole('combobox', { name: box, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    },
    create: async (tab: string, root: string, item: string, name: string) => {
      await resources.getByRole('tab', { name: tab }).click()
      await resources.getByRole('treeitem', { name: root, exact: true }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: item, exact: true }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    },
    select: (name: string) => resources.getByRole('treeitem', { name: new RegExp(`^${name}`) }).click(),
    open: (name: string) => resources.getByRole('treeitem', { name: new RegExp(`^${name}`) }).dblclick(),
    openTab: (name: string) => page.getByRole('tablist', { name: 'Open' }).getByRole('tab', { name, exact: true }).click(),
  }
}

test.describe('by mouse', () => {
  test.use({ viewport: { width: 1280, height: 720 } })

  test('a stored list with its rows, shown in a table; a connection whose secret is not shown again; an endpoint that is called', async ({ page, halley, picture }) => {
    // Axe looks ten times.
    test.setTimeout(180_000)
    await newProject(page, 'Store')
    const { resources, properties, canvas, choose, create, select, openTab } = hands(page)
    const rows = page.getByRole('region', { name: 'Rows', exact: true })
    const table = rows.getByRole('table', { name: 'Rows of Products' })
    const dialog = page.getByRole('dialog')

    await test.step('the list and its fields', async () => {
      await create('Data', 'Stored lists', 'New stored list', 'Products')
      const list = page.getByRole('region', { name: 'List', exact: true })
      await list.getByRole('tab', { name: 'Rows' }).click()
      await expect(list.getByText('The rows have no fields yet')).toBeVisible()
      await list.getByRole('tab', { name: 'Fields' }).click()
      for (const name of ['Title', 'Pieces']) {
        await list.getByRole('button', { name: 'Add field' }).click()
        await list.getByRole('textbox', { name: /^New name of/ }).fill(name)
        await page.keyboard.press('Enter')
      }
      await choose('Type', 'Number')
      await list.getByRole('treeitem', { name: 'Title' }).click()
      await list.getByRole('checkbox', { name: 'Required' }).check()
      await hasNoBarriers(page)
      await expect(page.getByTestId('save-status')).toHaveText('Saved')
      await list.getByRole('tab', { name: 'Rows' }).click()
    })

    await test.step('rows are added, changed, searched and deleted', async () => {
      await expect(rows.getByText('No rows yet')).toBeVisible()
      await rows.getByRole('button', { name: 'New row' }).click()
      await dialog.getByRole('button', { name: 'Add' }).click()
      await expect(dialog.getByText('This is needed.')).toBeVisible()
      await dialog.getByRole('textbox', { name: 'Title' }).fill('Lamp')
      await dialog.getByRole('textbox', { name: 'Pieces' }).fill('4')
      await dialog.getByRole('button', { name: 'Add' }).click()
      await expect(table.getByRole('row', { name: /Lamp 4/ })).toBeVisible()
      await expect(rows.getByRole('button', { name: 'New row' })).toBeFocused()
      for (const [title, pieces] of [['Chair', '9'], ['Clock', '1'], ['Lampshade', '']] as const) {
        await rows.getByRole('button', { name: 'New row' }).click()
        await dialog.getByRole('textbox', { name: 'Title' }).fill(title)
        await dialog.getByRole('textbox', { name: 'Pieces' }).fill(pieces)
        await dialog.getByRole('textbox', { name: 'Pieces' }).press('Enter')
        await expect(table.getByRole('button', { name: title, exact: true })).toBeVisible()
      }
      await table.getByRole('button', { name: 'Clock' }).click()
      await expect(dialog.getByRole('textbox', { name: 'Pieces' })).toHaveValue('1')
      await hasNoBarriersIn(page)
      await dialog.getByRole('textbox', { name: 'Pieces' }).fill('2')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await expect(table.getByRole('row', { name: /Clock 2/ })).toBeVisible()
      await picture(page, 'stored-list')
      await hasNoBarriers(page)

      await rows.getByRole('textbox', { name: 'Search rows' }).fill('lamp')
      await expect(rows.getByRole('status')).toHaveText('1–2 of 2, 4 in all')
      await rows.getByRole('textbox', { name: 'Search rows' }).fill('nothing like it')
      await expect(rows.getByText('No row has this')).toBeVisible()
      await rows.getByRole('textbox', { name: 'Search rows' }).fill('')
      await table.getByRole('row', { name: /Chair/ }).getByRole('checkbox').check()
      await rows.getByRole('button', { name: 'Delete 1…' }).click()
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await expect(table.getByText('Chair')).toHaveCount(0)
      await expect(rows.getByRole('status')).toHaveText('1–3 of 3')
      await expect(rows.locator(':focus')).toHaveCount(1)
    })

    await test.step('they are seen in a table in the preview', async () => {
      await create('Flowcharts', 'Flowcharts', 'New flowchart', 'Show')
      await dragOnto(page, page.getByRole('button', { name: 'Add User interaction' }), canvas)
      await properties.getByRole('button', { name: 'Edit screen' }).click()
      await page.getByRole('button', { name: 'Add table' }).click()
      const widget = page.getByRole('region', { name: /^Properties of/ })
      await widget.getByRole('textbox', { name: 'List', exact: true }).fill('products')
      await widget.getByRole('button', { name: 'Columns for all its fields' }).click()
      await openTab('Show')
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(page.getByTestId('preview-client-1').getByRole('row', { name: 'Clock 2' })).toBeVisible()
    })

    await test.step('a connection keeps its secret to itself', async () => {
      await create('Webservices and comet', 'Connections', 'New connection', 'Supplier')
      await expect(properties.getByText('Write the address of the service.')).toBeVisible()
      await properties.getByRole('textbox', { name: 'Address' }).fill('https://supplier.example/v1')
      await choose('Signs in with', 'Bearer token')
      await expect(page.getByTestId('save-status')).toHaveText('Saved')
      const token = properties.getByLabel('Token')
      await token.fill('s3cret-of-the-supplier')
      await properties.getByRole('button', { name: 'Keep' }).click()
      await expect(properties.getByText('The server keeps it.')).toBeVisible()
      await expect(token).toHaveValue('')
      await expect(token).toBeFocused()
      await hasNoBarriers(page)
      await picture(page, 'connection')
      await page.reload()
      await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
      await select('Supplier')
      await expect(properties.getByText('The server has it, encrypted.')).toBeVisible()
      await expect(token).toHaveValue('')
      const id = z.string().parse(await page.evaluate('window.halley.project().id'))
      const document = await (await page.request.get(`/api/v1/projects/${id}`)).text()
      expect(document).toContain('supplier.example')
      expect(document).not.toContain('s3cret-of-the-supplier')
      await properties.getByRole('button', { name: 'Take it away' }).click()
      await expect(properties.getByText('The server has forgotten it.')).toBeVisible()
    })

    await test.step('an endpoint with a part of its path answers', async () => {
      await create('Data', 'Fields', 'New field', 'Wanted')
      await create('Webservices and comet', 'HTTP endpoints', 'New HTTP endpoint', 'Find a product')
      await properties.getByRole('textbox', { name: 'Path' }).fill('/product/{title}')
      await expect(properties.getByText('{title} of the path goes nowhere yet')).toBeVisible()
      await properties.getByRole('button', { name: 'Add a part' }).click()
      await expect(properties.getByRole('textbox', { name: 'Name of part 1' })).toHaveValue('title')
      await choose('Field of part 1', 'Wanted')
      await expect(properties.getByText('goes nowhere yet')).toHaveCount(0)
      await dragOnto(page, page.getByRole('button', { name: 'Add Respond' }), canvas)
      await properties.getByRole('textbox', { name: 'Value', exact: true }).fill('{"found": products.filter(product, product.title == wanted)}')
      await expect(page.getByTestId('save-status')).toHaveText('Saved')
      await hasNoBarriers(page)
      await select('Find a product')
      await picture(page, 'endpoint')
      const answer = await fetch(`${halley.url}/h/store/product/Lamp`)
      expect([answer.status, await answer.json()]).toEqual([200, { found: [expect.objectContaining({ title: 'Lamp', pieces: 4 })] }])
      expect((await fetch(`${halley.url}/h/store/product/Lamp`, { method: 'POST' })).status).toBe(405)
      await expect(page.getByTestId('log').getByRole('row', { name: /product.*200/ })).toBeVisible()
    })
  })

  test('inputs and outputs go into a called flowchart and come back', async ({ page }) => {
    test.setTimeout(120_000)
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
})

test('by keyboard: a stored list, its fields, and rows that are added, changed and deleted', async ({ page }) => {
  await newProject(page, 'Keys')
  const keys = new OnlyKeys(page)
  const resources = page.getByTestId('resource-pane')
  const list = page.getByRole('region', { name: 'List', exact: true })
  const rows = page.getByRole('region', { name: 'Rows', exact: true })
  await keys.command('New stored list')
  await keys.write('Notes')
  await keys.press('Enter')
  await expect(resources.getByRole('treeitem', { name: /^Notes/ })).toBeVisible()
  await keys.go('Tab', list.getByRole('button', { name: 'Add field' }))
  await keys.press('Enter')
  await keys.write('Text')
  await keys.press('Enter')
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  await keys.go('Shift+Tab', list.getByRole('tab', { name: 'Fields' }))
  await keys.press('ArrowRight')
  await expect(list.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true')
  await keys.go('Tab', rows.getByRole('button', { name: 'New row' }))
  for (const text of ['First', 'Second']) {
    await keys.press('Enter')
    await keys.type(text)
    await keys.press('Enter')
    await expect(rows.getByRole('button', { name: text })).toBeVisible()
    await expect(rows.getByRole('button', { name: 'New row' })).toBeFocused()
  }
  await keys.go('Tab', rows.getByRole('button', { name: 'Second' }))
  await keys.press('Enter')
  await keys.write('Last')
  await keys.press('Enter')
  await expect(rows.getByRole('button', { name: 'Last' })).toBeFocused()
  await keys.go('Shift+Tab', rows.getByRole('row', { name: /First/ }).getByRole('checkbox'))
  await keys.press('Space')
  await keys.go('Shift+Tab', rows.getByRole('button', { name: 'Delete 1…' }))
  await keys.press('Enter')
  await keys.go('Tab', page.getByRole('dialog').getByRole('button', { name: 'Delete' }))
  await keys.press('Enter')
  await expect(rows.getByRole('button', { name: 'First' })).toHaveCount(0)
  await keys.seeFocus()
})

/** The same for an open dialog, behind which its library hides the rest of the page. */
async function hasNoBarriersIn(page: Page): Promise<void> {
  expect(await barriers(page, ['aria-hidden-focus']), 'barriers in a dialog').toEqual([])
}

test('by keyboard: a connection with its secret, and an endpoint with a part of its path', async ({ page, halley }) => {
  await newProject(page, 'Ports')
  const keys = new OnlyKeys(page)
  const properties = page.getByTestId('properties')
  await keys.command('New connection')
  await keys.write('Supplier')
  await keys.press('Enter')
  await expect(page.getByRole('treeitem', { name: /^Supplier/ })).toBeVisible()
  await keys.enter(properties)
  await keys.go('Tab', properties.getByRole('textbox', { name: 'Address' }))
  await keys.write('https://supplier.example')
  await keys.choose(properties.getByRole('combobox', { name: 'Signs in with' }), 'A header')
  await keys.go('Tab', properties.getByRole('textbox', { name: 'Name of the header' }))
  await keys.write('X-Api-Key')
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  await keys.go('Tab', properties.getByLabel('Value of the header'))
  await keys.type('s3cret')
  await keys.press('Enter')
  await expect(properties.getByText('The server has it, encrypted.')).toBeVisible()
  await expect(properties.getByLabel('Value of the header')).toHaveValue('')
  await keys.go('Tab', properties.getByRole('button', { name: 'Take it away' }))
  await keys.press('Enter')
  await expect(properties.getByLabel('Value of the header')).toBeFocused()

  await keys.command('New field')
  await keys.write('Wanted')
  await keys.press('Enter')
  await expect(page.getByRole('treeitem', { name: /^Wanted/ })).toBeVisible()
  await keys.command('New HTTP endpoint')
  await keys.write('Echo')
  await keys.press('Enter')
  await expect(page.getByRole('tab', { name: /Echo$/ })).toBeVisible()
  await keys.enter(properties)
  await keys.go('Tab', properties.getByRole('textbox', { name: 'Path' }))
  await keys.write('/echo/{word}')
  await keys.go('Tab', properties.getByRole('button', { name: 'Add a part' }))
  await keys.press('Enter')
  await keys.choose(properties.getByRole('combobox', { name: 'Field of part 1' }), 'Wanted')
  await expect(page.getByTestId('save-status')).toHaveText('Saved')
  expect((await fetch(`${halley.url}/h/ports/echo/hello`)).status, 'an endpoint that only ends').toBe(204)
})
