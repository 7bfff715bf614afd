import { addMember, addNode, connect, createField, createFlow, createList, emptyProject, FIRST_BUTTON_EXIT, widgetSchema, type Project } from '@halley/model'
import type { Locator, Page } from '@playwright/test'
import { z } from 'zod'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { dragOnto } from './story-steps.ts'

/** A project whose flowchart fills the list orders and shows an empty screen; what leaves that leads to the order that was pressed. */
function ordersProject(): Project {
  let ids = 0
  const newId = () => `id${(ids += 1)}`
  const project = emptyProject({ id: 'orders', name: 'Orders', technicalName: 'orders' })
  const listId = createList(project, { name: 'orders' }, newId)
  for (const name of ['customer', 'pieces', 'packed']) addMember(project, { collection: 'lists', id: listId }, { type: 'field', name, valueType: { type: name === 'customer' ? 'text' : 'number' } }, newId)
  const flowId = createFlow(project, { name: 'Pack', type: 'flowchart' }, newId)
  project.settings.homeFlowId = flowId
  const start = Object.values(project.flows[flowId]?.nodes ?? {}).find(({ kind }) => kind === 'start')?.id ?? ''
  const add = (kind: string, x: number, config: Record<string, unknown>) => addNode(project, flowId, { kind, version: 1, position: { x, y: 200 }, config: config as Project['flows'][string]['nodes'][string]['config'] }, newId) ?? ''
  const rows = '[{"customer": "Ada", "pieces": 4, "packed": 1}, {"customer": "Grace", "pieces": 9, "packed": 9}, {"customer": "Linus", "pieces": 2, "packed": null}]'
  const fill = add('assignment', 300, { assignments: { rows: { id: 'rows', order: 'a0', target: { type: 'list', listId }, expression: rows } } })
  const list = add('user-interaction', 600, { name: 'Orders', screen: { widgets: {} } })
  const order = add('user-interaction', 900, { name: 'Order', screen: { widgets: { title: { id: 'title', parentId: null, order: 'a0', kind: 'heading', level: 1, text: 'Order of {row.customer}' }, back: { id: 'back', parentId: null, order: 'a1', kind: 'button', label: 'Back', tone: 'plain', action: { type: 'exit' }, storesInputs: false } } } })
  connect(project, flowId, { from: start, exit: 'default', to: fill })
  connect(project, flowId, { from: fill, exit: 'default', to: list })
  connect(project, flowId, { from: list, exit: FIRST_BUTTON_EXIT, to: order })
  connect(project, flowId, { from: order, exit: 'back', to: list })
  return project
}

async function openScreen(page: Page): Promise<void> {
  const answer = await page.request.post('/api/v1/projects', { data: ordersProject() })
  const { id } = z.object({ id: z.string() }).parse(await answer.json())
  await page.goto(`/p/${id}`)
  await page.getByTestId('canvas').getByRole('group', { name: 'User interaction: Show "Orders"' }).click()
  await page.getByTestId('properties').getByRole('button', { name: 'Edit screen' }).click()
}

const outline = (page: Page) => page.getByRole('tree', { name: 'Outline of the screen' })
const line = (page: Page, name: string | RegExp) => outline(page).getByRole('treeitem', { name })
const shape = (page: Page) => outline(page).getByRole('treeitem').evaluateAll((rows) => rows.map((row) => `${'·'.repeat(Number(row.getAttribute('aria-level')) - 1)}${row.getAttribute('aria-label') ?? ''}`))

test('a screen with columns, progress, a chart and a list with buttons is drawn by mouse, and runs', async ({ page, picture }) => {
  // Some thirty steps and two rounds of axe.
  test.slow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openScreen(page)
  const editor = page.getByRole('region', { name: 'Screen Orders' })
  const properties = page.getByRole('region', { name: /^Properties of/ })
  const add = (name: string) => editor.getByRole('button', { name: `Add ${name}`, exact: true }).click()
  const fill = (name: string, text: string) => properties.getByRole('textbox', { name, exact: true }).fill(text)

  await test.step('what is added while a container is selected comes into it', async () => {
    await add('columns')
    await add('progress bar')
    await fill('Label', 'Packed')
    await fill('Value', 'sum(orders.map(order, orElse(order.packed, 0)))')
    await fill('Of', 'sum(orders.map(order, order.pieces))')
    await add('conditional')
    await fill('Shown if', 'orders.exists(order, order.packed == order.pieces)')
    await add('badge')
    await fill('Value', '"Something is ready"')
    await properties.getByRole('combobox', { name: 'Tone' }).click()
    await page.getByRole('option', { name: 'Good' }).click()
    await expect.poll(() => shape(page)).toEqual(['Columns: 2 columns', '·Progress bar: Packed', '·Conditional: If orders.exists(order, order.packed == order.pieces)', '··Badge: "Something is ready"'])
  })

  await test.step('what is dragged comes where it is dropped', async () => {
    const live = editor.locator('.screen-editor-live')
    const paper = editor.locator('.screen-editor-paper')
    await dragOnto(page, editor.getByRole('button', { name: 'Add chart' }), live, { x: 40, y: 300 })
    await fill('Title', 'Pieces')
    await properties.getByRole('combobox', { name: 'Shows' }).click()
    await page.getByRole('option', { name: 'Bars' }).click()
    await fill('List', 'orders')
    await fill('Below each point', '{row.customer}')
    for (const series of ['pieces', 'packed']) await properties.getByRole('button', { name: series, exact: true }).click()
    await dragOnto(page, editor.getByRole('button', { name: 'Add repeater' }), live, { x: 40, y: 400 })
    await fill('List', 'orders')
    await dragOnto(page, editor.getByRole('button', { name: 'Add text' }), paper.getByText('Add or drop here what each row shows.'))
    await fill('Text', '**{row.customer}**: {row.pieces}')
    await add('button')
    await fill('Label, and name of its exit', 'Open')
    await expect.poll(async () => (await shape(page)).slice(4)).toEqual(['Chart: Pieces', 'Repeater: orders', '·Text: **{row.customer}**: {row.pieces}', '·Button: Open'])
    await picture(page, 'screen-widgets')
    expect(await barriers(page)).toEqual([])
  })

  const client = page.getByRole('region', { name: /^Client 1/ })
  await test.step('in the preview everything has its data, and a button in a row means that row', async () => {
    await expect(page.getByTestId('save-status')).toHaveText('Saved')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(client.getByRole('progressbar', { name: 'Packed' })).toHaveAttribute('aria-valuetext', '10 of 15')
    await expect(client.getByText('Something is ready')).toBeVisible()
    await expect(client.getByRole('img', { name: /^Bar chart "Pieces", 3 points. pieces from 2 to 9/ })).toBeVisible()
    await client.getByText('Numbers as a table').click()
    await expect(client.getByRole('row', { name: 'Linus 2 –' })).toBeVisible()
    await expect(client.getByRole('listitem').filter({ hasText: /Ada|Grace|Linus/ })).toHaveText([/Ada: 4/, /Grace: 9/, /Linus: 2/])
    expect(await barriers(page)).toEqual([])
    await client.getByRole('listitem').filter({ hasText: 'Grace' }).getByRole('button', { name: 'Open' }).click()
    await expect(client.getByRole('heading', { name: 'Order of Grace' })).toBeVisible()
    await client.getByRole('button', { name: 'Back' }).click()
    await client.getByRole('listitem').filter({ hasText: 'Linus' }).getByRole('button', { name: 'Open' }).click()
    await expect(client.getByRole('heading', { name: 'Order of Linus' })).toBeVisible()
  })
})

test('the parts of a screen are nested, moved, copied, taken apart and brought back by keyboard', async ({ page }) => {
  await openScreen(page)
  const editor = page.getByRole('region', { name: 'Screen Orders' })
  for (const kind of ['group', 'heading']) await editor.getByRole('button', { name: `Add ${kind}`, exact: true }).click()
  await line(page, 'Group: Group').focus()
  await editor.getByRole('button', { name: 'Add text', exact: true }).click()
  await expect.poll(() => shape(page)).toEqual(['Group: Group', '·Heading: Heading', '·Text: Text'])

  await line(page, 'Text: Text').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => shape(page)).toEqual(['Group: Group', '·Text: Text', '·Heading: Heading'])
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => shape(page)).toEqual(['Group: Group', '·Heading: Heading', 'Text: Text'])
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => shape(page)).toEqual(['Group: Group', '·Heading: Heading', '·Text: Text'])

  await line(page, 'Group: Group').focus()
  await page.keyboard.press('ControlOrMeta+d')
  await expect.poll(() => shape(page)).toHaveLength(6)
  await page.keyboard.press('Delete')
  await expect.poll(() => shape(page)).toHaveLength(3)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => shape(page)).toHaveLength(6)
  await page.getByRole('region', { name: /^Properties of/ }).getByRole('button', { name: 'Take apart' }).click()
  await expect.poll(() => shape(page)).toHaveLength(5)
})

/** A project whose screen has an input and a button for each placement, each executing a flowchart that shows an overlay so. */
function overlaysProject(): Project {
  let ids = 0
  const newId = () => `id${(ids += 1)}`
  const project = emptyProject({ id: 'overlays', name: 'Overlays', technicalName: 'overlays' })
  const fieldId = createField(project, { name: 'remark' }, newId)
  const widgets = (...drawn: readonly Record<string, unknown>[]) => Object.fromEntries(drawn.map((widget, index) => [String(widget['id']), widgetSchema.parse({ order: `a${index}`, ...widget })]))
  const drawFlow = (name: string, config: Record<string, unknown>): string => {
    const flowId = createFlow(project, { name, type: 'flowchart' }, newId)
    const nodes = Object.values(project.flows[flowId]?.nodes ?? {})
    const [start = '', end = ''] = ['start', 'end'].map((kind) => nodes.find((node) => node.kind === kind)?.id)
    const screen = addNode(project, flowId, { kind: 'user-interaction', version: 1, position: { x: 0, y: 0 }, config: JSON.parse(JSON.stringify(config)) }, newId) ?? ''
    connect(project, flowId, { from: start, exit: 'default', to: screen })
    for (const exit of ['closed', 'done']) connect(project, flowId, { from: screen, exit, to: end })
    return flowId
  }
  const overlays = ['dialog', 'sidePanel', 'banner', 'toast'].map((placement) => ({
    placement,
    flowId: drawFlow(placement, { name: `A ${placement}`, overlay: true, placement, autoCloseMs: placement === 'toast' ? 12_000 : 0, screen: { widgets: widgets({ id: 'text', kind: 'text', text: 'The remark is “{remark}”.' }, { id: 'done', kind: 'button', label: 'Done' }) } }),
  }))
  const buttons = overlays.map(({ placement, flowId }) => ({ id: placement, kind: 'button', label: `Show ${placement}`, tone: placement === 'dialog' ? 'primary' : 'plain', storesInputs: placement !== 'banner', action: { type: 'flow', flowId } }))
  project.settings.homeFlowId = drawFlow('Home', { name: 'Home', screen: { widgets: widgets({ id: 'input', kind: 'input', label: 'Remark', target: { type: 'field', fieldId } }, ...buttons) }, defaultButtonId: 'dialog' })
  return project
}

test('an overlay comes as dialog, side panel, banner or toast, and what was typed below it stays', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const answer = await page.request.post('/api/v1/projects', { data: overlaysProject() })
  await page.goto(`/p/${z.object({ id: z.string() }).parse(await answer.json()).id}`)
  const client = page.getByRole('region', { name: /^Client 1/ })
  const remark = client.getByRole('textbox', { name: 'Remark' })
  const overlay = client.getByTestId('overlay')
  const closes = async () => expect(overlay).toHaveCount(0)

  await remark.fill('Fragile')
  // Enter presses the default button.
  await remark.press('Enter')
  const dialog = client.getByRole('dialog', { name: 'A dialog' })
  await expect(dialog).toContainText('The remark is “Fragile”.')
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused()
  await page.keyboard.press('Escape')
  await closes()
  await expect(remark).toBeFocused()

  await client.getByRole('button', { name: 'Show sidePanel' }).click()
  const panel = client.getByRole('dialog', { name: 'A sidePanel' })
  await expect(panel).toBeVisible()
  const heightOf = async (part: Locator) => (await part.boundingBox())?.height ?? 0
  await expect.poll(async () => (await heightOf(panel)) / (await heightOf(client)), 'the part of the height that the panel takes').toBeGreaterThan(0.8)
  await panel.getByRole('button', { name: 'Done' }).click()
  await closes()

  await client.getByRole('button', { name: 'Show banner' }).click()
  const banner = client.getByRole('group', { name: 'A banner' })
  await expect(banner).toBeVisible()
  expect(await barriers(page)).toEqual([])
  // A banner does not block: one goes on typing, and the screen that is drawn anew keeps it with its cursor.
  await remark.fill('Very fragile')
  await remark.evaluate((input) => input instanceof HTMLInputElement && input.setSelectionRange(4, 4))
  await banner.getByRole('button', { name: 'Done' }).evaluate((button) => button instanceof HTMLElement && button.click())
  await closes()
  await expect(remark).toHaveValue('Very fragile')
  expect(await remark.evaluate((input) => input instanceof HTMLInputElement && input === document.activeElement && input.selectionStart)).toBe(4)

  await client.getByRole('button', { name: 'Show toast' }).click()
  await expect(client.getByRole('group', { name: 'A toast' })).toContainText('Very fragile')
  await closes()
})
