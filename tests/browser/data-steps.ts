import type { Page } from '@playwright/test'
import { barriers } from './barriers.ts'
import { expect } from './halley-test.ts'

/** Looks for barriers in light and in dark colours. */
export async function hasNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Its layers take the new colours one frame after the other.
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
    expect(await barriers(page), `barriers in ${colorScheme} colours`).toEqual([])
  }
}

/** Makes a project of one's own and opens it. */
export async function newProject(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByTestId('resource-pane')).toBeVisible()
}

/** What one does with the mouse in every part of the editor. */
export function hands(page: Page) {
  const resources = page.getByTestId('resource-pane')
  const properties = page.getByTestId('properties')
  return {
    resources,
    properties,
    canvas: page.getByTestId('canvas'),
    choose: async (box: string, option: string) => {
      await page.getByRole('combobox', { name: box, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    },
    create: async (tab: string, root: string, item: string, name: string) => {
      await resources.getByRole('tab', { name: tab }).click()
      await resources.getByRole('treeitem', { name: root, exact: true }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: item, exact: true }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    },
    select: (name: string) => resources.getByRole('treeitem', { name: new RegExp(`^${name}`) }).click(),
    open: (name: string) => resources.getByRole('treeitem', { name: new RegExp(`^${name}`) }).dblclick(),
    openTab: (name: string) => page.getByRole('tablist', { name: 'Open' }).getByRole('tab', { name, exact: true }).click(),
  }
}

/** The same for an open dialog, behind which its library hides the rest of the page. */
export async function hasNoBarriersIn(page: Page): Promise<void> {
  expect(await barriers(page, ['aria-hidden-focus']), 'barriers in a dialog').toEqual([])
}
