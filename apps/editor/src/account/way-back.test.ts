import { expect, test } from 'vitest'
import { wayBack } from './way-back.ts'

const here = 'https://halley.example'

test('signing in leads to where one wanted to go', () => {
  expect(wayBack('?to=%2Fa%2Fhelpdesk%3Fpersona%3Dcustomer', here)).toBe('/a/helpdesk?persona=customer')
  expect(wayBack('', here)).toBe('/')
})

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '/sign-in?to=/x', 'a/helpdesk'])('signing in never leads to %j', (to) => {
  expect(wayBack(`?to=${encodeURIComponent(to)}`, here)).toBe('/')
})
