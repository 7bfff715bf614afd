import { expect, test } from 'vitest'
import { emailProblem, newPasswordProblem, orgTokenFor, orgTokenProblem } from './field-checks.ts'

test('the token of an organisation follows its name as long as topics allow it', () => {
  expect(orgTokenFor('Acme Corp.')).toBe('acme-corp')
  expect(orgTokenFor('  Café & Söhne ')).toBe('cafe-sohne')
  expect(orgTokenFor('日本')).toBe('')
  for (const name of ['Acme Corp.', 'x'.repeat(90), 'A_b']) expect(orgTokenProblem(orgTokenFor(name))).toBeUndefined()
})

test('what is wrong is said with what to do', () => {
  expect(emailProblem('ann')).toContain('ann@example.org')
  expect(emailProblem(' ann@example.org ')).toBeUndefined()
  expect(newPasswordProblem('short')).toBe('At least 12 characters; this has 5. Three or four words will do.')
  expect(newPasswordProblem('three words and more')).toBeUndefined()
  expect(orgTokenProblem('a.b')).toContain('letters A to Z')
  expect(orgTokenProblem('__proto__')).toContain('choose another')
})
