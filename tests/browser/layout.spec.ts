import type { Page } from '@playwright/test'
import { expect, test } from './halley-test.ts'
import { openExampleCopy } from './story-steps.ts'

type Box = { readonly name: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }

const sizes = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }]
const parts = ['resource-pane', 'canvas', 'properties', 'log', 'preview', 'preview-client-1', 'preview-client-2']

for (const size of sizes) {
  test(`at ${size.width}×${size.height} every part is seen at once, and none lies over another`, async ({ page }) => {
    await page.setViewportSize(size)
    await openExampleCopy(page)

    // Asked until it is so: panes and fonts come one after the other.
    await expect.poll(async () => faultsOf(await boxesOf(page), size), 'parts that are too small, out of the window, or over another').toEqual([])
    await expect.poll(() => page.evaluate(() => [document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]), 'the page itself scrolls').toEqual([false, false])
    await expect.poll(() => cutButtons(page), 'buttons whose text is cut').toEqual([])
  })
}

function faultsOf(boxes: readonly Box[], size: { readonly width: number; readonly height: number }): string[] {
  const panes = boxes.filter(({ name }) => name !== 'preview')
  return [
    ...boxes.filter(({ width, height }) => width <= 150 || height <= 90).map(({ name, width, height }) => `${name} has only ${width}×${height}`),
    ...boxes.filter(({ x, y, width, height }) => x < 0 || y < 0 || x + width > size.width || y + height > size.height).map(({ name }) => `${name} does not lie within the window`),
    ...panes.flatMap((one, at) => panes.slice(at + 1).filter((other) => overlap(one, other) > 0).map((other) => `${one.name} lies over ${other.name}`)),
  ]
}

async function boxesOf(page: Page): Promise<Box[]> {
  return Promise.all(
    parts.map(async (name) => {
      // What is not shown has no size.
      const box = await page.getByTestId(name).boundingBox()
      return { name, ...(box ?? { x: 0, y: 0, width: 0, height: 0 }) }
    }),
  )
}

/** The pixels that two boxes share; a hairline between them may be counted to both. */
function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return width > 1 && height > 1 ? Math.round(width * height) : 0
}

/** The words of buttons and tabs that are shown and do not fit into them. Boxes with a choice name the chosen one, which may be long. */
async function cutButtons(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button:not([role=combobox]), [role=tab]')]
      .filter((button) => button.checkVisibility() && button.innerText.trim() !== '')
      .filter((button) => [button, ...button.querySelectorAll<HTMLElement>('span')].some((part) => !part.matches('.sr-only, .sr-only *') && part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 1))
      .map((button) => button.innerText.trim()),
  )
}

test('a flow that is seen as a whole stays so when the window changes its size', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1920, height: 1080 })
  await page.goto('/p/helpdesk-escalation')
  const canvas = page.getByTestId('canvas')
  const areAllSeen = async () => {
    const box = await canvas.boundingBox()
    const nodes = await canvas.locator('.react-flow__node').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON()))
    return box !== null && nodes.length > 5 && nodes.every(({ left, right, top, bottom }) => left >= box.x && right <= box.x + box.width && top >= box.y && bottom <= box.y + box.height)
  }
  await expect.poll(areAllSeen).toBe(true)
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect.poll(areAllSeen).toBe(true)
})
