import { createAgentFlow, type Project } from '@halley/model'
import { exampleProjects } from '@halley/nodes'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { clientNamed, copyOfExample } from './story-steps.ts'

/** With many words, and so is its echo: the answer goes on for a quarter of a minute, to be stopped or cut by a restart in the middle of it on any machine. */
const LONG_QUESTION = `${'a '.repeat(500)}z`

/** The example, with an Ada who answers by a flowchart: it repeats what was written, word by word. */
function withEcho(): Partial<Project> {
  const example = structuredClone(exampleProjects().find(({ id }) => id === 'assistant'))
  const ada = example?.rooms['desk']?.agents['ada']
  if (example === undefined || ada === undefined) throw new Error('The example has no Ada at the desk any more.')
  let ids = 0
  ada.by = { type: 'flow', flowId: createAgentFlow(example, 'Echo', () => `echo${(ids += 1)}`) }
  return { flows: example.flows, fields: example.fields, rooms: example.rooms }
}

const said = (client: Locator | Page, who: string) => client.getByRole('article', { name: new RegExp(`^${who}, `) })
const composerOf = (client: Locator | Page) => client.getByRole('textbox', { name: 'Message to Desk' })

/** A copy of the example, published under a name that no other test takes; where its app is. */
async function published(page: Page, technicalName: string, otherwise: Parameters<typeof copyOfExample>[2] = {}): Promise<string> {
  const id = await copyOfExample(page, 'assistant', { technicalName, ...otherwise })
  const answer = await page.request.post(`/api/v1/projects/${id}/versions`, { data: { name: 'First', publish: true } })
  expect(await answer.json()).toMatchObject({ published: true, app: technicalName })
  return `/a/${technicalName}`
}

async function write(client: Locator | Page, text: string): Promise<void> {
  await composerOf(client).fill(text)
  await composerOf(client).press('Enter')
  await expect(composerOf(client)).toHaveValue('')
}

test('what is typed and not sent is there after a reload, for who typed it alone, until it is sent', async ({ page }) => {
  await page.goto(`/p/${await copyOfExample(page, 'assistant')}`)
  const [ann, bob] = [clientNamed(page, 'Ann'), clientNamed(page, 'Bob')]
  await composerOf(ann).fill('Half a thought')
  await page.reload()
  await expect(composerOf(ann)).toHaveValue('Half a thought')
  await expect(composerOf(bob)).toHaveValue('')
  await composerOf(ann).press('Enter')
  await expect(said(bob, 'Ann')).toContainText('Half a thought')
  await page.reload()
  await expect(said(ann, 'Ann')).toContainText('Half a thought')
  await expect(composerOf(ann)).toHaveValue('')

  const app = await published(page, 'drafts')
  await page.goto(`${app}?persona=ann`)
  await composerOf(page).fill('Another\nthought')
  await page.reload()
  await expect(composerOf(page)).toHaveValue('Another\nthought')
  await page.goto(`${app}?persona=bob`)
  await expect(said(page, 'Ada')).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'Who is in the room' })).toContainText('Bob (you), here')
  await expect(composerOf(page)).toHaveValue('')
  await page.goto(`${app}?persona=ann`)
  await expect(composerOf(page)).toHaveValue('Another\nthought')
})

test('an answer that is stopped in the middle is so for all, in every tab and after coming back, and what is new to others is marked', async ({ page, context }) => {
  const app = await published(page, 'stopped', withEcho())
  const second = await context.newPage()
  const bob = await context.newPage()
  await page.goto(`${app}?persona=ann`)
  await second.goto(`${app}?persona=ann`)
  await bob.goto(`${app}?persona=bob`)
  for (const each of [page, second, bob]) await expect(composerOf(each)).toBeVisible()
  await composerOf(bob).pressSequentially('Ju')
  await expect(page.getByText('Bob is typing…')).toBeVisible()
  await expect(bob.getByText('is typing…')).toHaveCount(0)
  await composerOf(bob).fill('')
  await bob.close()

  await write(page, LONG_QUESTION)
  const answer = said(page, 'Ada')
  await expect(answer.locator('.halley-room-growing')).toContainText(/\w+ \w+/)
  await page.getByRole('button', { name: 'Stop the answer of Ada' }).click()
  for (const each of [page, second]) await expect(said(each, 'Ada')).toContainText('Stopped by Ann.')
  const text = await said(page, 'Ada').locator('.halley-room-body').textContent()
  await expect(said(second, 'Ada').locator('.halley-room-body')).toHaveText(text ?? '')
  await page.reload()
  await expect(said(page, 'Ada').locator('.halley-room-body')).toContainText('Stopped by Ann.')
  await expect(page.getByText('is typing…')).toHaveCount(0)
  await expect(page.getByRole('separator', { name: 'New messages' })).toHaveCount(0)

  const back = await context.newPage()
  await back.goto(`${app}?persona=bob`)
  await expect(said(back, 'Ada')).toContainText('Stopped by Ann.')
  await expect(back.getByRole('separator', { name: 'New messages' })).toHaveCount(1)
  // Bob reads to the end of it.
  await said(back, 'Ada').evaluate((article) => article.scrollIntoView({ block: 'end' }))
  // Ann's tabs agree on how far Bob has come.
  for (const each of [page, second]) await expect(said(each, 'Ada').getByText('Read by Bob')).toHaveCount(1)
})

test('an answer that a crash cut short says so, and is given once more in its place when somebody asks again', async ({ page, halley }) => {
  await page.goto(`/p/${await copyOfExample(page, 'assistant', withEcho())}`)
  const [ann, bob] = [clientNamed(page, 'Ann'), clientNamed(page, 'Bob')]
  await write(ann, LONG_QUESTION)
  await expect(said(ann, 'Ada').locator('.halley-room-growing')).toContainText(/\w+ \w+/)
  await halley.kill()
  await halley.start()
  await page.reload()
  await expect(said(bob, 'Ada')).toContainText('the server was stopped')
  await bob.getByRole('button', { name: 'Ask Ada again' }).click()
  for (const client of [ann, bob]) await expect(said(client, 'Ada')).toHaveAttribute('data-state', 'complete', { timeout: 90_000 })
  await expect(ann.getByRole('article')).toHaveCount(2)
  await expect(said(ann, 'Ada')).toContainText('You wrote: a a')
  await expect(page.getByRole('button', { name: 'Ask Ada again' })).toHaveCount(0)
})

test('two browsers in an app that asks nobody who they are are two guests, each the same after a reload and in every tab', async ({ page, context, browser, halley }) => {
  const app = await published(page, 'guests', { personas: {} })
  await page.goto(app)
  await composerOf(page).fill('Hello from the first')
  await composerOf(page).press('Enter')
  const mine = page.locator('article[data-mine]')
  await expect(mine).toContainText('Hello from the first')
  const name = ((await mine.getAttribute('aria-label')) ?? '').replace(/, .*/, '')
  expect(name).toMatch(/^Guest [0-9A-F]{4}$/)

  const elsewhere = await browser.newContext({ baseURL: halley.url, reducedMotion: 'reduce' })
  const other = await elsewhere.newPage()
  await other.goto(app)
  await expect(said(other, name)).toContainText('Hello from the first')
  await expect(other.getByRole('separator', { name: 'New messages' })).toHaveCount(1)
  await expect(other.locator('article[data-mine]')).toHaveCount(0)
  await expect(other.getByRole('list', { name: 'Who is in the room' }).getByText(/^Guest .* \(you\), here$/)).toHaveCount(1)
  await expect(other.getByRole('list', { name: 'Who is in the room' }).getByText(`${name}, here`)).toHaveCount(1)
  await elsewhere.close()

  await page.reload()
  await expect(mine).toContainText('Hello from the first')
  const second = await context.newPage()
  await second.goto(app)
  await expect(second.locator('article[data-mine]')).toContainText('Hello from the first')
  await expect(second.getByRole('separator', { name: 'New messages' })).toHaveCount(0)
})
