import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'
import { nothingHerePage } from './page-routes.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** The directives of a content security policy by name. */
const directivesOf = (policy: string | null): Readonly<Record<string, readonly string[]>> => Object.fromEntries((policy ?? '').split(';').map((text) => {
  const [name = '', ...values] = text.trim().split(/\s+/)
  return [name, values]
}))

describe('the policy of pages', () => {
  it.each(['/', '/p/helpdesk-escalation', '/a/helpdesk', '/sign-in', '/api/v1/projects', '/nothing'])('of %s lets no script run that is not a file of this server', async (path) => {
    const { url } = await startServer(cleanUps)
    const response = await fetch(`${url}${path}`)
    const policy = directivesOf(response.headers.get('content-security-policy'))
    expect(policy['default-src']).toEqual(["'self'"])
    expect(policy['script-src']).toEqual(["'self'"])
    expect([policy['object-src'], policy['base-uri'], policy['frame-ancestors'], policy['form-action']]).toEqual([["'none'"], ["'none'"], ["'self'"], ["'self'"]])
    expect([policy['require-trusted-types-for'], policy['trusted-types']]).toEqual([["'script'"], ['default']])
    expect(policy['frame-src']).toEqual(["'self'", 'blob:'])
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('an address where nothing is', () => {
  it('is a page for people and problem details for programs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'halley-pages-'))
    cleanUps.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'index.html'), '<title>Halley</title>')
    const person = { method: 'GET', headers: { accept: 'text/html,*/*;q=0.8' } }
    for (const url of ['/nonsense', '/p', '/people/1']) expect(String(await nothingHerePage({ ...person, url }, folder))).toContain('Halley')
    for (const url of ['/api/v1/nonsense', '/h/app/nothing', '/assets/gone.js', '/socket.io/x']) expect([url, await nothingHerePage({ ...person, url }, folder)]).toEqual([url, null])
    expect(await nothingHerePage({ method: 'GET', url: '/nonsense', headers: { accept: '*/*' } }, folder)).toBeNull()
    expect(await nothingHerePage({ method: 'POST', url: '/nonsense', headers: person.headers }, folder)).toBeNull()
    expect(await nothingHerePage({ ...person, url: '/nonsense' }, undefined)).toBeNull()
    const { url } = await startServer(cleanUps)
    const answer = await fetch(`${url}/nonsense`, { headers: { accept: 'application/json' } })
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }])
  })
})
