import type { Project } from '@halley/model'
import { expect, type Locator, type Page } from '@playwright/test'
import { z } from 'zod'

/** The preview client that a persona sits at. */
export function clientNamed(page: Page, persona: string): Locator {
  return page.getByRole('region', { name: new RegExp(`^Client \\d, ${persona}$`) })
}

/** Begins to note which nodes of the open flowchart light up, however short that is. */
export async function watchRuns(page: Page): Promise<void> {
  await page.getByTestId('canvas').evaluate((canvas) => {
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!(target instanceof HTMLElement) || target.dataset['run'] !== 'running') continue
        const node = target.closest<HTMLElement>('[data-testid^="node-"]')
        if (node !== null) canvas.dataset['ran'] = `${canvas.dataset['ran'] ?? ''} ${(node.dataset['testid'] ?? '').slice('node-'.length)}`
      }
    }).observe(canvas, { attributes: true, attributeFilter: ['data-run'], subtree: true })
  })
}

/** The nodes that lit up since `watchRuns`, in the order of their lighting up. */
export async function nodesThatRan(page: Page): Promise<readonly string[]> {
  const ran = await page.getByTestId('canvas').getAttribute('data-ran')
  return (ran ?? '').split(' ').filter((id) => id !== '')
}

/** Presses the mouse on one thing and lets it go over another, on the way as a hand would. */
export async function dragOnto(page: Page, from: Locator, onto: Locator, at?: { readonly x: number; readonly y: number }): Promise<void> {
  await from.scrollIntoViewIfNeeded()
  await boxAtRest(from)
  const box = await boxAtRest(onto)
  await from.hover()
  await page.mouse.down()
  const x = box.x + (at?.x ?? box.width / 2)
  const y = box.y + (at?.y ?? box.height / 2)
  await page.mouse.move(x - 12, y - 12, { steps: 4 })
  await page.mouse.move(x, y, { steps: 4 })
  await page.mouse.up()
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>

/** Where something is, once it stays there: what was opened or connected just now may be laid out in several frames. */
async function boxAtRest(locator: Locator): Promise<Box> {
  let box: Box | null = null
  await expect(async () => {
    const before = box
    box = await locator.boundingBox()
    expect(box).not.toBeNull()
    expect(box).toEqual(before)
  }, 'it is shown and does not move').toPass({ intervals: [100] })
  return box ?? { x: 0, y: 0, width: 0, height: 0 }
}

/** The keyboard of somebody who has no mouse: every step looks whether the focus can still be seen. */
export class OnlyKeys {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** Presses keys, one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key)
      await this.seeFocus()
    }
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text)
    await this.seeFocus()
  }

  /** Writes over all that a text field holds. */
  async write(text: string): Promise<void> {
    await this.press('ControlOrMeta+A')
    await this.type(text)
  }

  /** Presses a key (Tab, F6, an arrow) until something has the focus. */
  async go(key: string, to: Locator): Promise<void> {
    await expect(to, 'what to go to is there').toBeAttached()
    for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
      if (await hasFocus(to)) return
      await this.#page.keyboard.press(key)
      const focus = await this.#page.evaluate(focusInWords)
      if (focus.startsWith('seen')) continue
      // Behind the last thing of the page Tab goes to the browser's own bars, and from there comes back.
      if (focus.startsWith('lost') && key.endsWith('Tab')) await this.#page.keyboard.press(key)
      await this.seeFocus()
    }
    throw new Error(`${MOST_PRESSES} times ${key} did not lead to ${to.toString()}; the focus is at ${await this.#page.evaluate(focusInWords)}`)
  }

  /** Walks the panes until the focus is in one. */
  async enter(pane: Locator): Promise<void> {
    for (let presses = 0; presses < 6; presses += 1) {
      await this.press('F6')
      if (await pane.evaluate((element) => element.contains(document.activeElement))) return
    }
    throw new Error(`F6 does not lead to ${pane.toString()}.`)
  }

  /** Chooses in the list that the focused box opens, by typing the option's name. */
  async choose(box: Locator, option: string): Promise<void> {
    await this.go('Tab', box)
    await this.press('Enter')
    // Keys that come before the list has the focus would be those of the box.
    await expect.poll(() => this.#page.evaluate(() => document.activeElement?.matches('[role=option], [role=listbox], input[aria-expanded=true]')), 'the list has the focus').toBe(true)
    await this.press('Home')
    const wanted = this.#page.getByRole('option', { name: option, exact: true })
    await this.go('ArrowDown', wanted)
    await this.press('Enter')
    await expect(wanted).toHaveCount(0)
  }

  /** Runs a command by its name; where it makes something new, its name can be typed then. */
  async command(title: string): Promise<void> {
    await this.press('ControlOrMeta+K')
    await expect(this.#page.getByRole('dialog', { name: 'Find or do' }).getByRole('combobox')).toBeFocused()
    await this.type(title)
    await expect(this.#page.getByRole('option', { name: title }).first()).toHaveAttribute('aria-selected', 'true')
    await this.press('Enter')
    if (title.startsWith('New ')) await expect(this.#page.getByRole('dialog', { name: title }).getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  }

  async seeFocus(): Promise<void> {
    if ((await this.#page.evaluate(focusInWords)).startsWith('seen')) return
    await expect.poll(async () => this.#page.evaluate(focusInWords), 'the focus can be seen').toMatch(/^seen/)
  }
}

/** Presses of one key until its target counts as out of reach. */
const MOST_PRESSES = 120

async function hasFocus(locator: Locator): Promise<boolean> {
  // A grid or a box with a list keeps the focus itself, and names the line that is meant.
  return locator.evaluate((element) => element === document.activeElement || (element.id !== '' && document.activeElement?.getAttribute('aria-activedescendant') === element.id))
}

/** "seen: …" when a ring, a frame or a caret shows where the focus is; runs in the page. */
function focusInWords(): string {
  const active = document.activeElement
  if (active === null || active === document.body) return 'lost: nothing has the focus'
  const name = `${active.tagName} ${active.getAttribute('role') ?? ''} ${active.getAttribute('aria-label') ?? active.textContent.slice(0, 40)}`
  if (active.matches('input:not([type=radio], [type=checkbox]), textarea, [contenteditable=true]')) return `seen: caret in ${name}`
  const marked = (element: Element | null): boolean => {
    if (element === null) return false
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
  }
  // Menus and lists mark the entry that the arrows stand on by its ground.
  const entry = active.matches('[role=menuitem], [role=option], [role=menu], [role=listbox]')
  if (entry || marked(active) || marked(active.firstElementChild) || marked(active.parentElement)) return `seen: ${name}`
  return `unseen: ${name}`
}

/** Makes a copy of an example that no other test knows, with what is to be otherwise in it; gives the id of the copy. */
export async function copyOfExample(page: Page, exampleId: string, otherwise: Partial<Project> = {}): Promise<string> {
  const example: object = await (await page.request.get(`/api/v1/projects/${exampleId}`)).json()
  const copy = await page.request.post('/api/v1/projects?run=allowed', { data: { ...example, ...otherwise } })
  return z.object({ id: z.string() }).parse(await copy.json()).id
}

/** Opens a copy of the helpdesk that no other test knows, with what is to be otherwise in it, and waits until both clients show something. */
export async function openExampleCopy(page: Page, otherwise: Partial<Project> = {}): Promise<void> {
  await page.goto(`/p/${await copyOfExample(page, 'helpdesk-escalation', otherwise)}`)
  await expect(clientNamed(page, 'Customer').getByRole('button', { name: 'Send' })).toBeVisible()
  await expect(clientNamed(page, 'Escalation officer').getByRole('heading', { name: 'On duty' })).toBeVisible()
}
