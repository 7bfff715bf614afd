import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, copyOfExample, openExampleCopy } from './story-steps.ts'

test('who is in a room is seen there, live: with their names, and without the others flickering', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`/p/${await copyOfExample(page, 'chat-room')}`)
  const ann = clientNamed(page, 'Ann')
  const ben = clientNamed(page, 'Ben')
  await ann.getByRole('button', { name: 'Enter' }).click()
  const here = ann.getByRole('list', { name: 'Who is here' })
  await expect(here.getByRole('listitem')).toHaveText([/Ann/])
  // The very element: a person keeps their face while others come and go.
  const face = await here.getByRole('listitem').first().elementHandle()
  await ben.getByRole('button', { name: 'Enter' }).click()
  await expect(here.getByRole('listitem')).toHaveText([/Ann/, /Ben/])
  expect(await barriers(page)).toEqual([])
  await ben.getByRole('button', { name: 'Leave the room' }).click()
  await expect(here.getByRole('listitem')).toHaveText([/Ann/])
  expect(await face?.evaluate((element) => element.isConnected)).toBe(true)
})

test('a presence list is added to a screen, and its channel is chosen', async ({ page }) => {
  await openExampleCopy(page)
  await page.getByRole('tab', { name: 'Webservices and comet' }).click()
  await page.getByTestId('resource-pane').getByRole('treeitem', { name: /^escalation/ }).click()
  await page.getByTestId('properties').getByRole('checkbox', { name: 'Presence' }).check()
  await page.getByRole('tab', { name: 'Flowcharts' }).click()
  await page.getByTestId('node-thanks').dblclick()
  await page.getByRole('button', { name: 'Add presence list' }).click()
  const properties = page.getByRole('region', { name: /^Properties of Presence list/ })
  await properties.getByRole('combobox', { name: 'Channel' }).click()
  await page.getByRole('option', { name: 'escalation' }).click()
  await expect(properties.getByRole('combobox', { name: 'Channel' })).toHaveText(/escalation/)
  await expect(page.getByRole('list', { name: 'Who is here' }).first()).toContainText('Ada Lovelace')
})
