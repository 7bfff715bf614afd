import { expect, test } from './halley-test.ts'
import { clientNamed, dragOnto, nodesThatRan, openExampleCopy, watchRuns } from './story-steps.ts'

test.describe('by mouse', () => {
  test('the example: a ticket with priority High opens on the officer’s screen, one with Low does not', async ({ page, picture }) => {
    await openExampleCopy(page)
    const customer = clientNamed(page, 'Customer')
    const officer = clientNamed(page, 'Escalation officer')
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
    // The picture follows node by node.
    await expect.poll(() => nodesThatRan(page)).toEqual(expect.arrayContaining(['fill', 'urgent', 'escalate', 'thanks']))

    const log = page.getByTestId('log')
    const row = log.getByRole('row', { name: /Ticket.*escalation.*Customer/ })
    await expect(row).toBeVisible()
    await picture(page, 'helpdesk')
    await row.click()
    const detail = log.getByRole('region', { name: /Ticket/ })
    await expect(detail.getByRole('listitem').filter({ hasText: 'delivered' })).toContainText('Escalation officer')
    await expect(detail.getByRole('group').getByText('"Printer on fire"').first()).toBeVisible()
    await expect(detail.getByText('"high"').first()).toBeVisible()

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

  test('from an empty project: a message, a channel, two personas, three flowcharts; the server is killed, and all goes on', async ({ page, halley, picture }) => {
    await page.goto('/')
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Support desk')
    await page.getByRole('button', { name: 'Create' }).click()

    const resources = page.getByTestId('resource-pane')
    const properties = page.getByTestId('properties')
    const canvas = page.getByTestId('canvas')
    const openTab = (name: string) => page.getByRole('tablist', { name: 'Open' }).getByRole('tab', { name, exact: true }).click()
    const create = async (name: string) => {
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByRole('button', { name: 'Create' }).click()
    }
    const choose = async (box: string, option: string) => {
      await page.getByRole('combobox', { name: box, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }

    // The message.
    await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
    await resources.getByRole('treeitem', { name: 'Comet messages' }).click({ button: 'right' })
    await picture(page, 'new-message')
    await page.getByRole('menuitem', { name: 'New message' }).click()
    await create('Ticket')
    const message = page.getByRole('region', { name: 'Message' })
    const add = async (button: string, name: string) => {
      await message.getByRole('button', { name: button }).click()
      await message.getByRole('textbox', { name: /^New name of/ }).fill(name)
      await page.keyboard.press('Enter')
    }
    await add('Add field', 'Subject')
    await add('Add field', 'Priority')
    await choose('Type', 'Single choice')
    await choose('Choice', 'New choice…')
    await page.getByRole('button', { name: 'Edit its options' }).click()
    await page.getByRole('textbox', { name: 'Label of First' }).fill('Normal')
    await page.getByRole('textbox', { name: 'Label of Second' }).fill('High')
    await openTab('Ticket')
    await add('Add list', 'Comments')
    await add('Add field', 'Author')
    await add('Add field', 'Text')
    await expect(message.getByRole('treeitem', { level: 2 })).toHaveCount(2)
    await picture(page, 'message')

    // The channel, and who is there.
    await resources.getByRole('treeitem', { name: 'Channels' }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'New channel' }).click()
    await create('support')
    await resources.getByRole('tab', { name: 'Personas' }).click()
    for (const persona of ['Customer', 'Officer']) {
      await resources.getByRole('treeitem', { name: 'Personas' }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'New persona' }).click()
      await create(persona)
    }

    // What the customer does: fill in, and send.
    const newFlow = async (name: string) => {
      await resources.getByRole('tab', { name: 'Flowcharts' }).click()
      await resources.getByRole('treeitem', { name: 'Flowcharts' }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'New flowchart' }).click()
      await create(name)
    }
    const dropOnTheArrow = (kind: string) => dragOnto(page, page.getByRole('button', { name: `Add ${kind}` }), canvas)
    const widget = page.getByRole('region', { name: /^Properties of/ })
    await newFlow('Report')
    await dropOnTheArrow('User interaction')
    await properties.getByRole('textbox', { name: 'Name' }).fill('What is wrong?')
    await properties.getByRole('button', { name: 'Edit screen' }).click()
    await page.getByRole('button', { name: 'Inputs for a message' }).click()
    await page.getByRole('menuitem', { name: 'All fields of Ticket' }).click()
    await page.getByRole('button', { name: 'Add button' }).click()
    await widget.getByRole('textbox', { name: 'Label, and name of its exit' }).fill('Send')
    await picture(page, 'screen')
    await openTab('Report')
    const screen = canvas.getByRole('group', { name: /^User interaction/ })
    await dragOnto(page, screen.getByTitle(/^Send:/), canvas, { x: 430, y: 480 })
    await page.getByRole('option', { name: 'Assignment', exact: true }).click()
    await properties.getByRole('button', { name: 'Add an assignment' }).click()
    await choose('Field of assignment 1', 'Ticket.Comments')
    await properties.getByRole('textbox', { name: 'Value of assignment 1' }).fill('[{"author": user.name, "text": "Please help"}]')
    const assignment = canvas.getByRole('group', { name: /^Assignment/ })
    await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
    await dragOnto(page, resources.getByRole('treeitem', { name: 'Ticket' }), canvas, { x: 180, y: 480 })
    const send = canvas.getByRole('group', { name: 'Comet message: Send Ticket on support' })
    await dragOnto(page, assignment.getByTitle(/^Default:/), send)
    await dragOnto(page, send.getByTitle(/^Default:/), screen)
    await picture(page, 'send')

    // What the officer sees when one arrives.
    await newFlow('Show ticket')
    await dropOnTheArrow('User interaction')
    await properties.getByRole('textbox', { name: 'Name' }).fill('New ticket')
    await properties.getByRole('checkbox', { name: 'Show as overlay' }).check()
    await properties.getByRole('button', { name: 'Edit screen' }).click()
    await page.getByRole('button', { name: 'Add heading' }).click()
    await widget.getByRole('textbox', { name: 'Text' }).fill('{Ticket.subject}')
    await page.getByRole('button', { name: 'Add text' }).click()
    await widget.getByRole('textbox', { name: 'Text' }).fill('Priority: {Ticket.priority}')
    await page.getByRole('button', { name: 'Add table' }).click()
    await widget.getByRole('textbox', { name: 'List', exact: true }).fill('Ticket.comments')
    await widget.getByRole('button', { name: 'Columns for all its fields' }).click()
    await openTab('Show ticket')
    await dragOnto(page, canvas.getByTitle(/^Closed:/), canvas.getByRole('group', { name: /^End/ }))

    // The officer's Home listens, and shows something meanwhile.
    await newFlow('Watch')
    await dropOnTheArrow('Comet message')
    await choose('Action', 'Start listening')
    await choose('Channel name', 'support')
    await choose('Response action', 'Execute flowchart')
    await choose('Flowchart', 'Show ticket')
    await picture(page, 'listen')

    // Who starts with what; then Run.
    await resources.getByRole('tab', { name: 'Personas' }).click()
    for (const [persona, flow] of [['Customer', 'Report'], ['Officer', 'Watch']] as const) {
      await resources.getByRole('treeitem', { name: persona }).click()
      await choose('Starts with', flow)
    }
    await choose('Persona of client 1', 'Customer')
    await choose('Persona of client 2', 'Officer')
    await openTab('Report')
    await page.getByRole('button', { name: 'Run', exact: true }).click()

    const customer = clientNamed(page, 'Customer')
    const officer = clientNamed(page, 'Officer')
    const overlay = officer.getByRole('dialog', { name: 'New ticket' })
    const report = async (subject: string) => {
      await customer.getByRole('textbox', { name: 'Subject' }).fill(subject)
      await customer.getByRole('radio', { name: 'High' }).check()
      await customer.getByRole('button', { name: 'Send' }).click()
      await expect(overlay.getByRole('heading', { name: subject })).toBeVisible()
    }
    await report('Printer on fire')
    await expect(overlay).toContainText('Priority: High')
    await expect(overlay.getByRole('row', { name: 'Customer Please help' })).toBeVisible()
    await picture(page, 'made-yourself')

    // The power fails.
    await expect(page.getByTestId('save-status')).toHaveText('Saved')
    await halley.kill()
    await expect(page.getByTestId('save-status')).toContainText('Offline')
    await expect(customer.getByRole('status').filter({ hasText: 'Reconnecting' })).toBeVisible()
    await halley.start()
    await expect(page.getByTestId('save-status')).toHaveText('Saved')
    for (const client of [customer, officer]) await expect(client.getByRole('img', { name: /^Live/ })).toBeVisible()
    await expect(overlay.getByRole('heading', { name: 'Printer on fire' })).toBeVisible()
    await expect(overlay.getByRole('row', { name: 'Customer Please help' })).toBeVisible()
    await expect(customer.getByRole('textbox', { name: 'Subject' })).toHaveValue('Printer on fire')
    await overlay.getByRole('button', { name: 'Close New ticket' }).click()
    await expect(overlay).toHaveCount(0)
    await report('Keyboard on fire')
    await page.reload()
    for (const node of ['User interaction: Show "What is wrong?"', 'Assignment: Set Ticket.Comments', 'Comet message: Send Ticket on support']) await expect(canvas.getByRole('group', { name: node })).toBeVisible()
    await expect(resources.getByRole('treeitem', { level: 2 })).toHaveText([/Customer/, /Officer/])
    await expect(overlay.getByRole('heading', { name: 'Keyboard on fire' })).toBeVisible()
  })
})
