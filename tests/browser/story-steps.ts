import type { Locator, Page } from '@playwright/test'

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
  await from.hover()
  await page.mouse.down()
  const box = await onto.boundingBox()
  if (box === null) throw new Error('What to drag onto is not shown.')
  const x = box.x + (at?.x ?? box.width / 2)
  const y = box.y + (at?.y ?? box.height / 2)
  await page.mouse.move(x - 12, y - 12, { steps: 4 })
  await page.mouse.move(x, y, { steps: 4 })
  await page.mouse.up()
}
