import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { ann, callAs, signIn } from './account-steps.ts'
import { expect, test as base } from './halley-test.ts'
import { HalleyProcess } from './halley-process.ts'

/** A page of another origin on the same machine: browsers send it along with the cookies that this machine's names have, whatever the port. */
type OtherPage = { readonly url: string; /** The cookies that browsers have sent it. */ readonly cookies: readonly string[] }

const test = base.extend<{ readonly other: OtherPage }, { readonly halley: HalleyProcess }>({
  halley: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const halley = await HalleyProcess.start({ demandsAccounts: true })
      await use(halley)
      await halley.stop()
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern
  other: async ({}, use) => {
    const cookies: string[] = []
    const server = createServer((request, response) => {
      cookies.push(request.headers.cookie ?? '')
      response.setHeader('content-type', 'text/html').end('<title>Another page</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cookies })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
})

/** What a page gets that opens a WebSocket to the server: the first message, or how it was closed. */
function openWebSocket(page: Page, halley: HalleyProcess): Promise<string> {
  return page.evaluate((url) => new Promise<string>((resolve) => {
    const socket = new WebSocket(url)
    socket.addEventListener('message', ({ data }) => resolve(String(data)))
    socket.addEventListener('close', ({ code }) => resolve(`closed ${code}`))
  }), `${halley.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
}

/** What a page gets that asks the server for something with the cookie of whoever sits before it. */
function ask(page: Page, url: string, options: RequestInit = {}): Promise<string> {
  return page.evaluate(async ([address, init]) => {
    try {
      const response = await fetch(address, { credentials: 'include', ...init })
      return `${response.type} ${response.status} ${await response.text()}`
    } catch (error) {
      return String(error)
    }
  }, [url, options] as const)
}

test('a page of another origin gets nothing with the cookie of who is signed in, and changes nothing', async ({ page, context, halley, other }) => {
  await page.goto(halley.ownerLink)
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  await callAs(page, 'POST', '/api/v1/claim', { code: halley.ownerLink.split('#code=')[1], ...ann, orgName: 'Acme', orgToken: 'acme' })
  await page.goto('/p/helpdesk-escalation')
  await expect(page.getByTestId('canvas')).toBeVisible()
  // What the page of the server itself gets.
  expect(await openWebSocket(page, halley)).toMatch(/^0\{"sid":/)
  expect(await ask(page, `${halley.url}/api/v1/projects`)).toMatch(/^basic 200 .*helpdesk-escalation/)

  const evil = await context.newPage()
  await evil.goto(other.url)
  expect(other.cookies[0]).toMatch(/^halley=/)
  expect(await openWebSocket(evil, halley)).toBe('closed 1006')
  for (const path of ['/socket.io/?EIO=4&transport=polling', '/api/v1/projects', '/api/v1/me', '/api/v1/events?topic=events.acme.%3E']) expect(await ask(evil, `${halley.url}${path}`)).toBe('TypeError: Failed to fetch')
  // What a form may send without being asked first; nobody sees the answer, so it is the effect that counts.
  for (const path of ['/api/v1/sign-out', '/api/v1/projects']) await ask(evil, `${halley.url}${path}`, { method: 'POST', mode: 'no-cors', body: '{"name":"Stolen"}' })
  expect(await ask(page, `${halley.url}/api/v1/me`)).toMatch(/"person":\{.*Ann Bell/)
  expect(await ask(page, `${halley.url}/api/v1/projects`)).not.toContain('Stolen')
})

test('who signs out in one page is signed out in the others, and their connections are cut by the server', async ({ page, context }) => {
  await page.goto('/sign-in')
  await signIn(page, ann)
  const second = await context.newPage()
  await second.goto('/p/helpdesk-escalation')
  await expect(second.getByTestId('canvas')).toBeVisible()
  const cut = second.evaluate(() => new Promise<string>((resolve) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    socket.addEventListener('message', ({ data }) => {
      if (String(data).startsWith('0')) socket.send('40/editor,{"protocol":1,"name":"Ann"}')
      if (String(data).startsWith('40/editor')) document.title = 'connected'
    })
    socket.addEventListener('close', () => resolve('cut'))
  }))
  await expect(second).toHaveTitle('connected')
  expect(await page.evaluate(async () => (await fetch('/api/v1/sign-out', { method: 'POST' })).ok)).toBe(true)
  expect(await cut).toBe('cut')
})
