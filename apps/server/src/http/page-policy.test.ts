import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'

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
