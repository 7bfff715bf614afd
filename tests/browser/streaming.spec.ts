import type { Project } from '@halley/model'
import type { Locator, Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, copyOfExample } from './story-steps.ts'

/** Opens a copy of the example that speaks more slowly: a reload takes some seconds of a machine that does much else. */
async function open(page: Page): Promise<void> {
  const example = await (await page.request.get('/api/v1/projects/streaming-assistant')).text()
  const slower: Project = JSON.parse(example.replace('"wordMs":60', '"wordMs":300'))
  await page.goto(`/p/${await copyOfExample(page, 'streaming-assistant', { flows: slower.flows })}`)
  await expect(page.getByTestId('canvas')).toBeVisible()
}

async function ask(visitor: Locator, question: string): Promise<void> {
  await visitor.getByRole('textbox', { name: 'Your question' }).fill(question)
  await visitor.getByRole('button', { name: 'Ask', exact: true }).click()
}

const textOf = (client: Locator) => client.getByRole('group', { name: 'Streamed text' })
const length = async (client: Locator): Promise<number> => (await textOf(client).innerText()).length

/** The last words of the answer: with them it is whole. */
const LAST_WORDS = 'choose it as the source of the Stream node.'

test('a text grows word by word in the officer\'s overlay, a reload in the middle shows it whole, and it is one message in the log', async ({ page, picture }) => {
  await open(page)
  const [visitor, officer] = [clientNamed(page, 'Visitor'), clientNamed(page, 'Officer')]
  await ask(visitor, 'How does it work?')
  const overlay = officer.getByTestId('overlay')
  await expect(overlay.getByRole('heading', { name: 'How does it work?' })).toBeVisible()
  await expect(textOf(overlay)).toContainText('You asked')
  await expect(textOf(overlay)).toHaveAttribute('aria-busy', 'true')
  const early = await length(overlay)
  await expect.poll(() => length(overlay)).toBeGreaterThan(early)
  // Who asked sees it, too.
  await expect(textOf(visitor)).toContainText('You asked: How does it work?')
  await expect.poll(() => length(overlay)).toBeGreaterThan(120)
  await picture(page, 'streaming')
  await page.reload()
  // All that there was, at once, and then the rest.
  await expect(textOf(officer)).toContainText('You asked: How does it work?')
  const before = await length(officer)
  expect(before).toBeGreaterThan(120)
  await expect.poll(() => length(officer)).toBeGreaterThan(before)
  await expect(textOf(officer)).toContainText(LAST_WORDS, { timeout: 90_000 })
  await expect(textOf(visitor)).toContainText(LAST_WORDS)
  await expect(textOf(officer)).toHaveAttribute('aria-busy', 'false')
  expect(await textOf(officer).textContent()).toBe(await textOf(visitor).textContent())
  await expect(officer.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  expect(await barriers(page)).toEqual([])
  await expect(visitor.getByRole('textbox', { name: 'Your question' })).toHaveValue('')

  const row = page.getByTestId('log').getByRole('row', { name: /Answer.*assistant.*Visitor.*Officer/ })
  await expect(row).toHaveCount(1)
  await row.click()
  await expect(page.getByTestId('log')).toContainText('complete')
})

test('Stop in the overlay ends it for everybody, and the log says who stopped it', async ({ page }) => {
  await open(page)
  const [visitor, officer] = [clientNamed(page, 'Visitor'), clientNamed(page, 'Officer')]
  await ask(visitor, 'Please begin')
  await expect(textOf(officer)).toContainText('Please begin')
  await officer.getByRole('button', { name: 'Stop' }).click()
  await expect(officer.getByText('Stopped before its end: stopped by Officer.')).toBeVisible()
  await expect(visitor.getByText('Stopped before its end: stopped by Officer.')).toBeVisible()
  await expect(textOf(officer)).toBeFocused()
  await expect(textOf(officer)).not.toContainText(LAST_WORDS)
  // The next question can be asked.
  await expect(visitor.getByRole('textbox', { name: 'Your question' })).toHaveValue('')
  await expect(page.getByTestId('log').getByRole('row', { name: /Answer.*stopped/ })).toHaveCount(1)
})

test('a stream that runs is stopped in its row of the log', async ({ page }) => {
  await open(page)
  const visitor = clientNamed(page, 'Visitor')
  await ask(visitor, 'Once more')
  await expect(textOf(visitor)).toContainText('Once more')
  await page.getByTestId('log').getByRole('button', { name: /^Stop the stream/ }).click()
  await expect(visitor.getByText(/^Stopped before its end: stopped in the editor by/)).toBeVisible()
})

test('the properties of a Stream node follow its source, and say what it needs', async ({ page }) => {
  await open(page)
  const canvas = page.getByTestId('canvas')
  await canvas.getByTestId('node-stream').click()
  const properties = page.getByTestId('properties')
  await expect(properties.getByRole('combobox', { name: 'Source' })).toContainText('Text')
  await expect(properties.getByRole('combobox', { name: 'Text that grows' })).toContainText('Text')
  await properties.getByRole('combobox', { name: 'Source' }).click()
  await page.getByRole('option', { name: 'AI model' }).click()
  await expect(properties.getByRole('alert').filter({ hasText: 'Choose the connection to the AI model' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
})
