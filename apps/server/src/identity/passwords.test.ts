import { describe, expect, it } from 'vitest'
import { Passwords, TooManyPasswords } from './passwords.ts'

describe('passwords', () => {
  it('are hashed by argon2id with a salt of their own, and are right for nothing else', async () => {
    const passwords = new Passwords()
    const [one, other] = [await passwords.hash('correct horse battery'), await passwords.hash('correct horse battery')]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect([await passwords.check('correct horse battery', one), await passwords.check('correct horse Battery', one), await passwords.check('the password of nobody', null)]).toEqual([true, false, false])
  })

  it('are the same from every keyboard', async () => {
    const passwords = new Passwords()
    expect(await passwords.check('cafe\u0301 cafe\u0301 cafe\u0301', await passwords.hash('caf\u00e9 caf\u00e9 caf\u00e9'))).toBe(true)
  })

  it('are checked two at a time with fifty waiting; more are refused at once, and later ones are checked again', async () => {
    const passwords = new Passwords()
    const answers = await Promise.allSettled(Array.from({ length: 54 }, () => passwords.check('whatever it is', null)))
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 52 }, () => 'fulfilled'), 'rejected', 'rejected'])
    expect(answers[53]).toMatchObject({ reason: expect.any(TooManyPasswords) })
    expect(await passwords.check('whatever it is', null)).toBe(false)
  })
})
