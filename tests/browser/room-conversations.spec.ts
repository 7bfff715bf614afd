import { readFile } from 'node:fs/promises'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, copyOfExample } from './story-steps.ts'

test('what was said in a room is read, exported and deleted in its tab', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`/p/${await copyOfExample(page, 'assistant')}`)
  const ann = clientNamed(page, 'Ann')
  const composer = ann.getByRole('textbox', { name: 'Message to Desk' })
  await composer.fill('Hello @ada, see https://halley.example/help.')
  await composer.press('Enter')
  await expect(ann.getByRole('article', { name: /^Ada, / })).toHaveAttribute('data-state', 'complete')
  await expect(ann.getByRole('article', { name: /^Ann, / }).getByRole('link')).toHaveAttribute('href', 'https://halley.example/help')
  await expect(ann.locator('.halley-room-mention')).toHaveText('@ada')

  const resources = page.getByTestId('resource-pane')
  await resources.getByRole('tab', { name: 'Webservices and comet' }).click()
  await resources.getByRole('treeitem', { name: /^Desk/ }).dblclick()
  const room = page.getByRole('region', { name: 'Room', exact: true })
  const conversation = room.getByRole('listitem', { name: 'Conversation Desk' })
  await expect(conversation).toContainText('2 messages')

  await conversation.getByRole('button', { name: 'Read Desk' }).click()
  const messages = page.getByRole('dialog', { name: 'Desk' }).getByRole('list', { name: 'Messages of Desk' })
  await expect(messages.getByRole('listitem')).toHaveCount(2)
  await expect(messages.getByRole('listitem').first()).toContainText('Hello @ada')
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')

  await conversation.getByRole('button', { name: 'More for Desk' }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export as CSV' }).click()
  const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toBe('seq,at,author,authorType,authorId,text,state,reason')
  expect(lines[1]).toContain('"Hello @ada, see https://halley.example/help."')

  await conversation.getByRole('button', { name: 'More for Desk' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('dialog', { name: 'Delete Desk?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(room.getByText('Nobody has said anything in the preview yet.')).toBeVisible()
  await room.getByRole('combobox', { name: 'Said where' }).click()
  await page.getByRole('option', { name: 'Published app' }).click()
  await expect(room.getByText('Nobody has said anything in the published app yet.')).toBeVisible()
})
