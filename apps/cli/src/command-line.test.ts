import { describe, expect, test } from 'vitest'
import { openFolder } from './call-halley.test-fixture.ts'
import type { AnyCommand } from './command.ts'
import { commands } from './commands.ts'
import { usageOf } from './help-text.ts'

const each = commands.map((command): [string, AnyCommand] => [command.name, command])

describe('the command line', () => {
  test('without a command it shows what there is, and ends with 2; asked for help, with 0', async () => {
    const { call } = openFolder()
    const bare = await call()
    expect(bare).toMatchObject({ code: 2, out: '' })
    expect(await call('--help')).toEqual({ code: 0, out: bare.error, error: '' })
    for (const { name, summary } of commands) expect(bare.error).toMatch(new RegExp(`${name} +${summary.replaceAll('.', '\\.')}`))
  })

  test('an unknown command is named, with those that there are', async () => {
    expect(await openFolder().call('chekc', 'x')).toEqual({ code: 2, out: '', error: `halley: there is no command "chekc". Known are ${commands.map(({ name }) => name).join(', ')}; halley --help says what they do.\n` })
    expect(await openFolder().call('token')).toMatchObject({ code: 2, error: expect.stringContaining('token create') })
  })

  test.each(each)('%s --help says how it is called, its options, exit codes and examples', async (name, command) => {
    const { code, out, error } = await openFolder().call(...name.split(' '), '--help')
    expect([code, error]).toEqual([0, ''])
    expect(out.startsWith(`${usageOf(command)}\n`)).toBe(true)
    for (const part of ['--json', '--help', 'Exit codes:', 'Examples:']) expect(out).toContain(part)
  })

  test.each(each)('%s refuses what it does not take with exit code 2 and its usage', async (name, command) => {
    const { call } = openFolder()
    const enough = command.parameters.map(() => 'a')
    const surplus = [...enough, 'a']
    for (const words of [...(enough.length > 0 ? [[]] : []), surplus, [...enough, '--frobnicate'], [...enough, '--json=yes'], [...enough, '-x']]) {
      const { code, out, error } = await call(...name.split(' '), ...words)
      expect([words, code, out]).toEqual([words, 2, ''])
      expect(error.startsWith(`halley ${name}: `)).toBe(true)
      expect(error).toContain(`Usage: ${usageOf(command)}`)
    }
  })

  test('with --json a refusal is JSON on the output as well', async () => {
    const { code, out, error } = await openFolder().call('check', 'missing.json', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toEqual({ ok: false, error: { code: 'file/unreadable', message: expect.stringContaining('missing.json is not there') } })
    expect(error).toContain('missing.json is not there')
  })
})
