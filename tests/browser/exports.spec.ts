import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'

/** Chooses an entry of the open Export menu and gives the file that comes. */
async function exported(page: Page, entry: string): Promise<{ readonly name: string; readonly text: string }> {
  await page.getByRole('menuitem', { name: 'Export', exact: true }).press('ArrowRight')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: entry }).click()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

test('a project is exported for other programs, from the list and where it is open', async ({ page }) => {
  const example: object = await (await page.request.get('/api/v1/projects/helpdesk-escalation')).json()
  expect((await page.request.post('/api/v1/projects?run=allowed', { data: { ...example, id: 'my-desk', name: 'My desk', technicalName: 'myDesk' } })).status()).toBe(201)
  await page.goto('/')
  const menuOf = () => page.getByRole('button', { name: 'More for My desk' }).click()
  await menuOf()
  const types = await exported(page, 'TypeScript types')
  expect(types.name).toBe('myDesk.events.ts')
  expect(types.text).toContain("'events.local.myDesk.escalation.Ticket': Ticket")
  await menuOf()
  expect((await exported(page, 'Project file')).name).toBe('my-desk.halley.json')

  await page.goto('/p/my-desk')
  await page.getByRole('button', { name: 'Project', exact: true }).click()
  const document = await exported(page, 'AsyncAPI')
  expect(document.name).toBe('myDesk.asyncapi.yaml')
  expect(document.text).toMatch(/^asyncapi: 3\.0\.0\n/)
})
