import { mkdirSync } from 'node:fs'
import { test as base, expect, type Page } from '@playwright/test'
import { HalleyProcess } from './halley-process.ts'

type Fixtures = {
  /** Keeps what the page shows as a picture of the user guide, when HALLEY_PICTURES is set. */
  readonly picture: (page: Page, name: string) => Promise<void>
}
type WorkerFixtures = { readonly halley: HalleyProcess }
/** What runs for each test by itself. */
type Preparations = { readonly ownServer: void }

/** Tests against the real server; each test file has a data directory of its own, so that no file depends on what another has left. */
export const test = base.extend<Fixtures & Preparations, WorkerFixtures>({
  halley: [
    // Playwright reads the pattern to know which fixtures are needed: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const halley = await HalleyProcess.start()
      await use(halley)
      await halley.stop()
    },
    { scope: 'worker' },
  ],
  // One worker runs many files, and its server lives as long as it does.
  ownServer: [
    async ({ halley }, use, { file }) => {
      await halley.beginFile(file)
      await use()
    },
    { auto: true },
  ],
  baseURL: async ({ halley }, use) => use(halley.url),
  // What a page reports as an error is a failure, whatever the test looks at.
  page: async ({ page }, use) => {
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
    await use(page)
    expect(problems, 'errors that the page threw').toEqual([])
  },
  // oxlint-disable-next-line no-empty-pattern
  picture: async ({}, use) => {
    await use(async (page, name) => {
      if (process.env['HALLEY_PICTURES'] === undefined) return
      const folder = new URL('../../docs/pictures/', import.meta.url).pathname
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: `${folder}${name}.png` })
    })
  },
})

export { expect }
