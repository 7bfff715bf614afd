import type { Page } from '@playwright/test'
import { pathsThroughNodes } from './arrow-paths.ts'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed } from './story-steps.ts'

/** Opens an example as somebody new here does: from the start page. */
async function open(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  // Other tests may have made copies of it.
  await page.getByRole('region', { name: 'Examples that run at once' }).getByRole('link', { name: new RegExp(`^${name}`) }).click()
  await expect(page.getByTestId('canvas')).toBeVisible()
}

/** The log's rows about a message, with what else they say. */
const logRow = (page: Page, words: RegExp) => page.getByTestId('log').getByRole('row', { name: words })

async function seesNothingWrong(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Problems' }).click()
  const panel = page.getByTestId('problems')
  await expect(panel).toContainText(/No problems|0 errors\s*0 warnings/)
  await page.getByRole('tab', { name: 'Log' }).click()
}

const examples = ['Helpdesk escalation', 'Chat room', 'Live dashboard', 'Order tracking', 'Live auction', 'Assistant', 'Streaming assistant']

test('the start page shows the examples', async ({ page, picture }) => {
  await page.goto('/')
  const cards = page.getByRole('region', { name: 'Examples that run at once' })
  await expect(cards.getByRole('link')).toHaveCount(examples.length)
  for (const name of examples) await expect(cards.getByRole('link', { name: new RegExp(`^${name}`) })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await barriers(page)).toEqual([])
  }
  await picture(page, 'examples')
})

for (const name of examples) {
  test(`${name}: nothing is wrong in it, and no arrow runs through a node`, async ({ page }) => {
    await open(page, name)
    await seesNothingWrong(page)
    const canvas = page.getByTestId('canvas')
    const resources = page.getByTestId('resource-pane')
    for (const tab of ['Flowcharts', 'Webservices and comet']) {
      await resources.getByRole('tab', { name: tab }).click()
      const rows = resources.getByRole('tree', { name: tab === 'Flowcharts' ? 'Flowcharts' : 'HTTP endpoints' }).getByRole('treeitem', { level: 2 })
      for (let at = 0; at < (await rows.count()); at += 1) {
        await rows.nth(at).dblclick()
        await canvas.press('0')
        await expect.poll(() => pathsThroughNodes(page), `arrows behind nodes of ${(await rows.nth(at).innerText()).trim()}`).toEqual([])
      }
    }
  })
}

test('Chat room: what one says is seen in that room alone, leaves what the other types, and is there after a kill', async ({ page, halley }) => {
  await open(page, 'Chat room')
  const ann = clientNamed(page, 'Ann')
  const ben = clientNamed(page, 'Ben')
  const composer = (client: typeof ann) => client.getByRole('textbox', { name: 'Message to Conversation' })
  for (const one of [ann, ben]) await one.getByRole('button', { name: 'Enter' }).click()
  await expect(ben.getByText('Nobody has said anything yet.')).toBeVisible()
  await composer(ben).pressSequentially('I was just')
  await expect(ann.getByText('Ben is typing…')).toBeVisible()
  await composer(ann).fill('Hello Ben')
  await composer(ann).press('Enter')
  await expect(ben.getByRole('article', { name: /^Ann, / })).toContainText('Hello Ben')
  await expect(composer(ann)).toHaveValue('')
  await expect(composer(ben)).toHaveValue('I was just')

  // What is typed waits for who comes back to the room; what does not last is gone.
  await ann.getByRole('button', { name: 'Wave' }).click()
  await expect(ben.getByTestId('overlay')).toContainText('Ann waves.')
  await expect(logRow(page, /Waved.*room.*Ann/)).toHaveCount(1)
  await ben.getByRole('button', { name: 'Leave the room' }).click()
  await ben.getByRole('radio', { name: 'Garden' }).check()
  await ben.getByRole('button', { name: 'Enter' }).click()
  await expect(ben.getByRole('heading', { name: 'Garden' })).toBeVisible()
  await expect(composer(ben)).toHaveValue('')
  await composer(ann).fill('Are you still here?')
  await composer(ann).press('Enter')
  await expect(ann.getByText('Are you still here?')).toBeVisible()
  await expect(ben.getByText('Nobody has said anything yet.')).toBeVisible()

  await halley.kill()
  await halley.start()
  await page.reload()
  await expect(ann.getByText('Hello Ben')).toBeVisible()
  await expect(ann.getByText('Are you still here?')).toBeVisible()
})

test('Live dashboard: the curve moves with nobody pressing anything, and only a load over the limit reaches the operator', async ({ page }) => {
  await open(page, 'Live dashboard')
  const viewer = clientNamed(page, 'Viewer')
  const operator = clientNamed(page, 'Operator')
  const load = viewer.getByRole('progressbar', { name: 'Load' })
  const seen = new Set<string | null>()
  await expect.poll(async () => seen.add(await load.getAttribute('aria-valuenow')).size).toBeGreaterThan(2)
  await viewer.getByText('Numbers as a table').click()
  await expect.poll(async () => viewer.getByRole('region', { name: 'Numbers of The last minute' }).getByRole('row').count()).toBeGreaterThan(3)
  await expect(logRow(page, /Measured.*Service.*Viewer/).first()).toBeVisible()

  await operator.getByRole('textbox', { name: 'Limit, %' }).fill('0')
  await operator.getByRole('button', { name: 'Set the limit' }).click()
  await expect(operator.getByTestId('overlay').first()).toContainText('over 0 %')
  await operator.getByRole('textbox', { name: 'Limit, %' }).fill('120')
  await operator.getByRole('button', { name: 'Set the limit' }).click()
  await expect(operator.getByText('Enter 100 or less.')).toBeVisible()
  await operator.getByRole('textbox', { name: 'Limit, %' }).fill('100')
  await operator.getByRole('button', { name: 'Set the limit' }).click()
  await expect(operator.getByTestId('overlay')).toHaveCount(0)
})

test('Order tracking: a row button and an HTTP request move the bar, the remark stays, and the rows survive a kill', async ({ page, halley }) => {
  await open(page, 'Order tracking')
  const customer = clientNamed(page, 'Customer')
  const warehouse = clientNamed(page, 'Warehouse')
  const bar = customer.getByRole('progressbar', { name: 'Progress' })
  const remark = customer.getByRole('textbox', { name: 'A remark for the driver' })

  await test.step('a customer follows one order and types meanwhile', async () => {
    await customer.getByRole('button', { name: 'Follow it' }).click()
    await expect(bar).toHaveAttribute('aria-valuetext', '1 of 4')
    await remark.pressSequentially('Third')
    await warehouse.getByRole('button', { name: 'Next step: 1001' }).click()
    await expect(bar).toHaveAttribute('aria-valuetext', '2 of 4')
    await expect(customer.getByText('Packed', { exact: true })).toBeVisible()
    await expect(warehouse.getByRole('row', { name: /^1001/ })).toContainText('Packed')
    await expect(remark).toHaveValue('Third')
    await expect(logRow(page, /Order moved.*orders.*1001.*Warehouse/)).toHaveCount(1)
  })

  await test.step('another order does not reach this customer', async () => {
    await warehouse.getByRole('button', { name: 'Next step: 1002' }).click()
    await expect(logRow(page, /Order moved.*orders.*1002.*Warehouse/)).toHaveCount(1)
    await expect(bar).toHaveAttribute('aria-valuetext', '2 of 4')
  })

  await test.step('a program moves it over HTTP, and the service writes it to the log', async () => {
    const move = (id: string, body: unknown) => fetch(`${halley.url}/h/orders/order/${id}/status`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    // The preview's own address, since nothing is published here.
    await expect.poll(async () => (await move('1001', { status: 'shipped', note: 'On the truck' })).status).toBe(202)
    await expect(bar).toHaveAttribute('aria-valuetext', '3 of 4')
    await expect(customer.getByText('On the truck')).toBeVisible()
    await expect(remark).toHaveValue('Third')
    expect((await move('9999', { status: 'shipped' })).status).toBe(404)
    const refused = await move('1001', { status: 'lost' })
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('status')])
    await expect(logRow(page, /Order 1001 is Shipped now/)).toBeVisible()
  })

  await test.step('a new order, late orders, and the carrier that is not there', async () => {
    await warehouse.getByRole('textbox', { name: 'Number' }).fill('1004')
    await warehouse.getByRole('textbox', { name: 'Item' }).fill('Table')
    await warehouse.getByRole('button', { name: 'Place it' }).click()
    await expect(warehouse.getByRole('row', { name: /^1004.*Table.*Placed/ })).toBeVisible()
    await expect(warehouse.getByRole('textbox', { name: 'Number' })).toHaveValue('')
    await warehouse.getByRole('button', { name: 'Late orders' }).click()
    await expect(warehouse.getByText('1003')).toBeVisible()
    await warehouse.getByRole('button', { name: 'Ask the carrier' }).click()
    await expect(warehouse.getByText('1003: the carrier cannot be asked now')).toBeVisible()
  })

  await test.step('after a reload and a kill everything is where it was', async () => {
    await page.reload()
    await expect(bar).toHaveAttribute('aria-valuetext', '3 of 4')
    await halley.kill()
    await halley.start()
    for (const client of [customer, warehouse]) await expect(client.getByRole('img', { name: /^Live/ })).toBeVisible()
    await warehouse.getByRole('button', { name: 'All orders' }).click()
    await expect(warehouse.getByRole('row', { name: /^1001.*Shipped/ })).toBeVisible()
    await expect(warehouse.getByRole('row', { name: /^1004.*Table/ })).toBeVisible()
    await warehouse.getByRole('button', { name: 'Next step: 1001' }).click()
    await expect(bar).toHaveAttribute('aria-valuetext', '4 of 4')
  })
})

test('Live auction: bids are seen by all, who is outbid is told, and the hammer ends it for everybody', async ({ page }) => {
  await open(page, 'Live auction')
  await page.getByRole('button', { name: 'Add a client' }).click()
  await page.getByRole('combobox', { name: 'Persona of client 3' }).click()
  await page.getByRole('option', { name: 'Auctioneer' }).click()
  const [ann, ben, auctioneer] = ['Ann', 'Ben', 'Auctioneer'].map((name) => clientNamed(page, name)) as [ReturnType<typeof clientNamed>, ReturnType<typeof clientNamed>, ReturnType<typeof clientNamed>]
  const bid = async (one: typeof ann, amount: string) => {
    await one.getByRole('textbox', { name: 'Your offer' }).fill(amount)
    await one.getByRole('button', { name: 'Bid', exact: true }).click()
  }
  await expect(auctioneer.getByText('No bids yet.').first()).toBeVisible()
  await bid(ann, '10')
  await expect(ann.getByText('You lead')).toBeVisible()
  await expect(ben.getByText('10 by Ann')).toBeVisible()
  await bid(ben, '5')
  await expect(ben.getByText('Bid more than 10.')).toBeVisible()
  await expect(ann.getByText('Bid more than')).toHaveCount(0)
  await ann.getByRole('textbox', { name: 'Your offer' }).fill('2')
  await bid(ben, '15')
  await expect(ann.getByTestId('overlay')).toContainText('Ben bids 15.')
  await expect(ann.getByText('15 by Ben').first()).toBeVisible()
  await expect(ann.getByText('You lead')).toHaveCount(0)
  await expect(ann.getByRole('textbox', { name: 'Your offer' })).toHaveValue('2')
  await expect(auctioneer.getByRole('row', { name: 'Ben 15' })).toBeVisible()
  await expect(logRow(page, /Outbid.*lot.*Ben/)).toHaveCount(1)
  await auctioneer.getByRole('button', { name: 'Sold!' }).click()
  for (const one of [ann, ben]) {
    await expect(one.getByRole('dialog', { name: 'The hammer fell' })).toContainText('To Ben for 15.')
    await one.getByRole('dialog', { name: 'The hammer fell' }).getByRole('button', { name: 'OK' }).click()
    await expect(one.getByText('No bids yet.')).toBeVisible()
  }
})
