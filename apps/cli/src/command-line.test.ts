import { describe, expect, test } from 'vitest'
import { openFolder } from './call-halley.test-fixture.ts'
import { commands } from './commands.ts'

describe('the command line', () => {
  test('without a command it shows what there is, and ends with 2; asked for help, with 0', async () => {
    const { call } = openFolder()
    const bare = await call()
    expect(bare).toMatchObject({ code: 2, out: '' })
    expect(await call('--help')).toEqual({ code: 0, out: bare.error, error: '' })
    for (const { name, summary } of commands) expect(bare.error).toMatch(new RegExp(`${name} +${summary.replaceAll('.', '\\.')}`))
  })

  test('an unknown command is named, with those that there are', async () => {
    expect(await openFolder().call('chekc', 'x')).toEqual({ code: 2, out: '', error: 'halley: there is no command "chekc". Known are check, run, migrate; halley --help says what they do.\n' })
  })

  test.each(commands.map(({ name }) => [name]))('%s --help says how it is called, its options, exit codes and examples', async (name) => {
    const { code, out, error } = await openFolder().call(name, '--help')
    expect([code, error]).toEqual([0, ''])
    expect(out).toContain(`halley ${name} FILE`)
    for (const part of ['--json', '--help', 'Exit codes:', 'Examples:']) expect(out).toContain(part)
  })

  test.each(commands.map(({ name }) => [name]))('%s refuses what it does not take with exit code 2 and its usage', async (name) => {
    const { call } = openFolder()
    for (const words of [[], ['a', 'b'], ['a', '--frobnicate'], ['a', '--json=yes'], ['a', '-x']]) {
      const { code, out, error } = await call(name, ...words)
      expect([words, code, out]).toEqual([words, 2, ''])
      expect(error).toMatch(new RegExp(`^halley ${name}: .*Usage: halley ${name} FILE`))
    }
  })

  test('with --json a refusal is JSON on the output as well', async () => {
    const { code, out, error } = await openFolder().call('check', 'missing.json', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toEqual({ ok: false, error: { code: 'file/unreadable', message: expect.stringContaining('missing.json is not there') } })
    expect(error).toContain('missing.json is not there')
  })
})
