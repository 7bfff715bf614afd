import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { expect } from './halley-test.ts'
import type { HalleyProcess } from './halley-process.ts'

/** Somebody with an account. */
export type Account = { readonly name: string; readonly email: string; readonly password: string }

export const ann: Account = { name: 'Ann Bell', email: 'ann@example.org', password: 'three words and more' }
export const ben: Account = { name: 'Ben Cole', email: 'ben@example.org', password: 'another few words' }

/** Fills in what the page asks for and sends it; the page that comes then knows who is there. */
export async function signIn(page: Page, { name, email, password }: Account): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: `Account: ${name}` })).toBeVisible()
}

/** A page of somebody with a browser of their own. */
export async function browserOf(browser: Browser, halley: HalleyProcess, options: BrowserContextOptions = {}): Promise<Page> {
  return (await browser.newContext({ baseURL: halley.url, ...options })).newPage()
}

/** Calls the API of accounts as the page would; gives the answer, which has to be one of success. */
export async function callAs<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await page.evaluate(async (call) => {
    const response = await fetch(call.path, { method: call.method, ...(call.body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) }) })
    return { status: response.status, text: await response.text() }
  }, { method, path, body })
  expect([200, 201, 204], `${method} ${path}: ${answer.text}`).toContain(answer.status)
  return (answer.text === '' ? null : JSON.parse(answer.text)) as T
}
