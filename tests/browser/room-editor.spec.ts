import type { Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { openExampleCopy } from './story-steps.ts'

/** What one does in the editor of a room. */
function hands(page: Page) {
  const resources = page.getByTestId('resource-pane')
  const room = page.getByRole('region', { name: 'Room', exact: true })
  const agent = (name: string) => room.getByRole('listitem', { name: `Agent ${name}` })
  return {
    resources, room, agent,
    makeRoom: async (name: string) => {
      await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
      await resources.getByRole('button', { name: 'New room' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
      await expect(room.getByRole('textbox', { name: 'Name of the room' })).toHaveValue(name)
    },
    choose: async (agentName: string, box: string, option: string) => {
      await agent(agentName).getByRole('combobox', { name: box, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    },
  }
}

async function hasNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    expect(await barriers(page), `barriers in ${colorScheme} colours`).toEqual([])
  }
}

test('a room made by hand: its agents answer by a model and by a new flowchart, and what is missing is said where it is missing', async ({ page, picture }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page)
  const { room, agent, makeRoom, choose } = hands(page)
  await makeRoom('Ticket talk')

  await test.step('a key makes it one conversation for each', async () => {
    await room.getByRole('textbox', { name: 'Key', exact: true }).fill('ticket')
    await expect(room.getByText('One conversation for each ticket, for everybody.')).toBeVisible()
    await room.getByRole('checkbox', { name: 'Keep messages for ever' }).uncheck()
    await room.getByRole('textbox', { name: 'Days that messages are kept' }).fill('90')
    await room.getByRole('combobox', { name: 'Roles', exact: true }).fill('officer,')
    await expect(room.getByText('One conversation for each ticket, for whoever is officer. Messages are kept for 90 days.')).toBeVisible()
  })

  await test.step('an agent that is added has the focus, and its name says what it is mentioned by', async () => {
    await room.getByRole('button', { name: 'Add an agent' }).click()
    await expect(agent('Assistant').getByText('Choose the AI model that it answers by.')).toBeVisible()
    await expect(agent('Assistant').getByRole('textbox').first()).toBeFocused()
    await page.keyboard.type('First aid')
    await page.keyboard.press('Enter')
    await expect(agent('First aid').getByRole('textbox', { name: 'Mentioned as @' })).toHaveValue('firstAid')
    await agent('First aid').getByRole('button', { name: 'Demo model, without a network' }).click()
    await expect(agent('First aid').getByRole('combobox', { name: 'AI model' })).toHaveText('Demo model')
    await expect(agent('First aid').getByText('Choose the AI model')).toHaveCount(0)
    await agent('First aid').getByRole('textbox', { name: 'Instructions' }).fill('You help with printers.')
  })

  await test.step('a new flowchart comes with its inputs and its answer', async () => {
    await room.getByRole('button', { name: 'Add an agent' }).click()
    await choose('Assistant', 'By', 'A flowchart')
    await expect(agent('Assistant').getByText('Choose the action flowchart that it answers by.')).toBeVisible()
    await agent('Assistant').getByRole('button', { name: 'New action flowchart' }).click()
    await expect(agent('Assistant').getByRole('combobox', { name: 'Action flowchart' })).toHaveText('Assistant answers')
    await expect(agent('Assistant').getByRole('list', { name: 'Problems' })).toHaveCount(0)
  })

  await test.step('two that answer everything are warned of', async () => {
    await choose('Assistant', 'Answers', 'Always')
    await choose('First aid', 'Answers', 'Always')
    await expect(room.getByText(/answer each other until 4 answers were given in a row/)).toBeVisible()
    await room.getByRole('textbox', { name: 'Answers of agents in a row, at most' }).fill('2')
    await expect(room.getByText(/answer each other until 2 answers were given in a row/)).toBeVisible()
    await agent('Assistant').getByRole('button', { name: 'Move Assistant up' }).click()
    await expect(room.getByRole('list', { name: 'Agents' }).getByRole('listitem').first()).toHaveAccessibleName('Agent Assistant')
  })
  await picture(page, 'room')
  await hasNoBarriers(page)

  await test.step('taking it all back leaves no room', async () => {
    await agent('First aid').getByRole('button', { name: 'Delete First aid' }).click()
    await expect(agent('First aid')).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(agent('First aid')).toBeVisible()
  })
})

test('a screen gets the widgets of a room, which take its room by themselves, and the room says where it is shown', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openExampleCopy(page)
  const { resources, room, makeRoom } = hands(page)
  await makeRoom('Lounge')
  await expect(room.getByText('Nothing shows it yet.')).toBeVisible()

  await resources.getByRole('tab', { name: 'Flowcharts' }).click()
  await page.getByRole('tab', { name: 'Report a problem' }).first().click()
  await page.getByTestId('canvas').getByRole('group', { name: 'User interaction: Show "Report a problem"' }).click()
  await page.getByTestId('properties').getByRole('button', { name: 'Edit screen' }).click()
  for (const kind of ['Room messages', 'Room composer', 'Room participants', 'Inbox']) {
    await page.getByRole('button', { name: `Add ${kind.toLowerCase()}`, exact: true }).click()
    await expect(page.getByRole('region', { name: `Properties of ${kind}` })).toBeVisible()
  }
  await page.getByRole('treeitem', { name: /^Room messages/ }).click()
  const properties = page.getByRole('region', { name: 'Properties of Room messages' })
  await expect(properties.getByRole('combobox', { name: 'Room' })).toHaveText('Lounge')
  await expect(page.getByText('When does the shop open?')).toBeVisible()
  await hasNoBarriers(page)

  await properties.getByRole('button', { name: 'Open Lounge' }).click()
  await expect(room.getByRole('list', { name: 'Usages of Lounge' }).getByRole('listitem')).toHaveCount(1)
})
