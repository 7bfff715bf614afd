import type { Locator, Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect, test } from './halley-test.ts'
import { clientNamed, copyOfExample } from './story-steps.ts'

/** Longer than most, and so is the answer to it: long enough to be seen growing. */
const LONG_QUESTION = 'I ordered a lamp in May, it came late, one part was missing, and now it is dark: who is there for me, and where do I go?'

/** Opens a copy of the example: in another nobody has said anything. */
async function open(page: Page): Promise<{ readonly ann: Locator; readonly bob: Locator }> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`/p/${await copyOfExample(page, 'assistant')}`)
  await expect(page.getByTestId('canvas')).toBeVisible()
  return { ann: clientNamed(page, 'Ann'), bob: clientNamed(page, 'Bob') }
}

async function write(client: Locator, room: string, text: string): Promise<void> {
  const composer = client.getByRole('textbox', { name: `Message to ${room}` })
  await composer.fill(text)
  await composer.press('Enter')
  await expect(composer).toHaveValue('')
}

const said = (client: Locator, who: string) => client.getByRole('article', { name: new RegExp(`^${who}, `) })

/** Begins to note how long the newest answer was, each time that it grew. */
async function watchGrowing(client: Locator): Promise<() => Promise<readonly number[]>> {
  const log = client.getByRole('log', { name: /^Messages/ })
  await log.evaluate((element) => {
    const lengths: number[] = []
    new MutationObserver(() => {
      const text = [...element.querySelectorAll('article[data-state="running"]')].at(-1)?.querySelector('.halley-room-growing .halley-text')?.textContent ?? ''
      if (text.length === 0 || lengths.at(-1) === text.length) return
      lengths.push(text.length)
      element.setAttribute('data-lengths', lengths.join(' '))
    }).observe(element, { subtree: true, childList: true, characterData: true })
  })
  return async () => ((await log.getAttribute('data-lengths')) ?? '').split(' ').map(Number)
}

test('an answer streams in for all who are in the room; who leaves and comes back finds the conversation, and what is new marked', async ({ page, halley, picture }) => {
  const { ann, bob } = await open(page)
  await expect(ann.getByText('Ask something: what time it is')).toBeVisible()
  await expect(ann.getByRole('list', { name: 'Who is in the room' })).toContainText('Ada, agent')
  await expect(ann.getByRole('list', { name: 'Who is in the room' })).toContainText('Bob, here')
  const grown = await watchGrowing(bob)
  await write(ann, 'Desk', LONG_QUESTION)
  await expect(said(ann, 'Ann')).toContainText(LONG_QUESTION)
  for (const client of [ann, bob]) await expect(said(client, 'Ada')).toHaveAttribute('data-state', 'complete', { timeout: 60_000 })
  const lengths = await grown()
  expect(lengths.length, 'times that the answer grew before it was whole').toBeGreaterThan(2)
  expect(lengths).toEqual(lengths.toSorted((left, right) => left - right))
  await expect(said(ann, 'Ada')).toContainText('I can say what time and what day it is')
  // Both are on one page, and each is another person: Bob has read nothing until somebody looks at his client.
  await expect(said(ann, 'Ada').getByText('Read by Bob')).toHaveCount(0)
  await bob.getByRole('log', { name: /^Messages/ }).hover()
  await expect(said(ann, 'Ada').getByText('Read by Bob')).toHaveCount(1)
  expect(await barriers(page)).toEqual([])
  await picture(page, 'rooms')

  // Ann is elsewhere while Bob writes and is answered.
  await ann.getByRole('button', { name: 'To the debate' }).click()
  await expect(ann.getByRole('heading', { name: 'Debate' })).toBeVisible()
  await write(bob, 'Desk', '6 * 7')
  await expect(said(bob, 'Ada')).toHaveCount(2)
  await expect(said(bob, 'Ada').last()).toContainText('42')
  await expect(said(bob, 'Ada').last()).toHaveAttribute('data-state', 'complete')
  await ann.getByRole('button', { name: 'Back to Ada' }).click()
  await expect(said(ann, 'Ann')).toContainText(LONG_QUESTION)
  await expect(said(ann, 'Ada').last()).toContainText('42')
  // Days have lines of their own, and one may begin while this runs.
  const order = async () => ann.getByRole('log', { name: /^Messages/ }).evaluate((log) => [...log.querySelectorAll('article, [data-new-messages]')].map((row) => (row.getAttribute('aria-label') ?? '').replace(/, .*/, '')))
  await expect.poll(async () => (await order()).slice(-3)).toEqual(['New messages', 'Bob', 'Ada'])
  // They are before her eyes: with the next coming they are not new any more, and Bob sees that she has read them.
  await expect(said(bob, 'Ada').last()).toContainText('Read by Ann')
  await ann.getByRole('button', { name: 'To the debate' }).click()
  await ann.getByRole('button', { name: 'Back to Ada' }).click()
  await expect(said(ann, 'Ada')).toHaveCount(2)
  await expect(ann.getByRole('separator', { name: 'New messages' })).toHaveCount(0)

  await halley.kill()
  await halley.start()
  await page.reload()
  await expect(said(ann, 'Ada').last()).toContainText('42')
  await expect(ann.getByRole('separator', { name: 'New messages' })).toHaveCount(0)
})

test('two agents that answer each other stop at the limit, and the log says why', async ({ page }) => {
  const { ann } = await open(page)
  await ann.getByRole('button', { name: 'To the debate' }).click()
  await expect(ann.getByText('see Ada and Ben answer each other')).toBeVisible()
  await write(ann, 'Debate', 'Is it time?')
  const row = page.getByTestId('log').getByText(/did not answer .* agents have written in a row, and the limit of the room is 3/)
  await expect(row.first()).toBeVisible({ timeout: 60_000 })
  // Each of both answers Ann, and then each other, until three in a row.
  await expect(ann.locator('article[data-state="running"]')).toHaveCount(0)
  await expect(said(ann, 'Ada')).toHaveCount(3)
  await expect(said(ann, 'Ben')).toHaveCount(3)
})

test('an agent that answers when it is mentioned does so in place of the one that always answers', async ({ page }) => {
  const { ann } = await open(page)
  const composer = ann.getByRole('textbox', { name: 'Message to Desk' })
  await composer.pressSequentially('@cl')
  await expect(ann.getByRole('option', { name: /Cleo/ })).toHaveAttribute('aria-selected', 'true')
  await composer.press('Enter')
  await composer.pressSequentially('7 * 8')
  await composer.press('Enter')
  await expect(said(ann, 'Cleo').last()).toHaveAttribute('data-state', 'complete')
  await expect(said(ann, 'Cleo').last()).toContainText('56')
  await expect(ann.locator('.halley-room-mention').last()).toHaveText('@cleo')
  await write(ann, 'Desk', '6 * 8')
  await expect(said(ann, 'Ada').last()).toContainText('48')
  const writers = () => ann.getByRole('article').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')?.replace(/, .*/, '')))
  await expect.poll(writers).toEqual(['Ann', 'Cleo', 'Ann', 'Ada'])
})

test('people and agents are mentioned by keyboard, and what is not sent waits for who comes back', async ({ page }) => {
  const { ann } = await open(page)
  const composer = ann.getByRole('textbox', { name: 'Message to Desk' })
  await composer.pressSequentially('Hello @b')
  await expect(ann.getByRole('option', { name: /Bob/ })).toHaveAttribute('aria-selected', 'true')
  await composer.press('Enter')
  await expect(composer).toHaveValue('Hello @Bob ')
  await composer.pressSequentially('and @')
  await expect(ann.getByRole('listbox')).toBeVisible()
  await composer.press('Escape')
  await expect(ann.getByRole('listbox')).toHaveCount(0)
  await composer.press('Shift+Enter')
  await expect(composer).toHaveValue('Hello @Bob and @\n')
  await ann.getByRole('button', { name: 'To the debate' }).click()
  await ann.getByRole('button', { name: 'Back to Ada' }).click()
  await expect(composer).toHaveValue('Hello @Bob and @\n')
})

test('while there is no connection nothing can be sent, and after it all is there', async ({ page }) => {
  const { ann, bob } = await open(page)
  await ann.getByRole('button', { name: 'Actions of client 1, Ann' }).click()
  await page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await expect(ann.getByText('Not connected. What you write is kept until you can send it.')).toBeVisible()
  await ann.getByRole('textbox', { name: 'Message to Desk' }).fill('Written meanwhile')
  await write(bob, 'Desk', 'Said meanwhile')
  await expect(said(bob, 'Ada').last()).toContainText('Said meanwhile')
  await ann.getByRole('button', { name: 'Reconnect' }).click()
  await expect(said(ann, 'Bob').last()).toContainText('Said meanwhile')
  await ann.getByRole('textbox', { name: 'Message to Desk' }).press('Enter')
  await expect(said(bob, 'Ann').last()).toContainText('Written meanwhile')
})

test('a long conversation is read from where one left off, by pages upwards, and from its end when something comes', async ({ page }) => {
  // Sixty lines are written.
  test.slow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`/p/${await copyOfExample(page, 'chat-room')}`)
  const [ann, ben] = [clientNamed(page, 'Ann'), clientNamed(page, 'Ben')]
  await ben.getByRole('button', { name: 'Enter' }).click()
  const composer = ben.getByRole('textbox', { name: 'Message to Conversation' })
  const say = async (...texts: readonly string[]) => {
    for (const text of texts) {
      await composer.fill(text)
      await composer.press('Enter')
    }
    const text = texts.at(-1) ?? ''
    await expect(ben.getByRole('article').filter({ has: page.getByText(text, { exact: true }) })).toHaveCount(1)
    // His own list has what is still on its way, too: whoever enters now would see it come.
    await expect(ben.getByRole('article', { name: 'Ben, sending' })).toHaveCount(0)
  }
  await say(...Array.from({ length: 58 }, (_, index) => `Line ${index + 1}`))

  await ann.getByRole('button', { name: 'Enter' }).click()
  const log = ann.getByRole('log', { name: 'Messages of Conversation' })
  const articles = log.getByRole('article')
  await expect(articles).toHaveCount(50)
  // She has read nothing yet, and what is new begins before what is loaded: what is said last is in sight.
  const line = (text: string) => articles.filter({ has: page.getByText(text, { exact: true }) })
  await expect(line('Line 58')).toBeInViewport()
  // Seen is what stays before her eyes for a moment: Ben is shown how far she has read.
  await expect(ben.getByRole('article').last()).toContainText('Read by Ann')
  const placeOf = async (text: string) => line(text).evaluate((row) => Math.round(row.getBoundingClientRect().top))
  await log.evaluate((box) => box.scrollTo(0, 60))
  const before = await placeOf('Line 10')
  await expect(articles).toHaveCount(58)
  // What she reads stays where it was though eight lines came above it.
  expect(Math.abs((await placeOf('Line 10')) - before)).toBeLessThanOrEqual(2)
  await expect(ann.getByRole('button', { name: 'Earlier messages' })).toHaveCount(0)

  await say('Are you there?')
  await expect(ann.getByRole('button', { name: '1 new message' })).toBeVisible()
  expect(Math.abs((await placeOf('Line 10')) - before)).toBeLessThanOrEqual(2)
  await ann.getByRole('button', { name: '1 new message' }).click()
  await expect(line('Are you there?')).toBeInViewport()
  await say('Good.')
  await expect(line('Good.')).toBeInViewport()
  await expect(ann.getByRole('button', { name: /new message|newest/ })).toHaveCount(0)
})
