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
