import { EXPRESSION_LIMITS, functionLibrary } from '@halley/engine'
import { commands } from '@halley/cli'
import { describe, expect, test } from 'vitest'
import { commandLinePage } from './command-line-page.ts'
import { expressionsPage } from './expressions-page.ts'

describe('docs/expressions.md', () => {
  // Making the page works every example out, and throws for one that does not run.
  const page = expressionsPage()

  test.each(functionLibrary.map((doc) => [doc.name, doc] as const))('%s is there with its signature, help, and an example with its result', (_name, { signature, help, example }) => {
    const [source = '', told] = example.split(' → ')
    const row = page.split('\n').find((line) => line.startsWith(`| \`${signature.replaceAll('|', '\\|')}\` |`)) ?? ''
    expect(row).toContain(help.replaceAll('|', '\\|'))
    const result = /\| `([^`]*)` \|$/.exec(row)?.[1] ?? ''
    expect(row).toContain(`\`${source.replaceAll('|', '\\|')}\` | \`${result}\` |`)
    // What the help in the editor tells is what comes out; it may leave the quotes of a text away.
    expect([result, result.replaceAll("'", '')]).toContain(told ?? result)
  })

  test('every limit is there with its value', () => {
    for (const [name, value] of Object.entries(EXPRESSION_LIMITS)) expect(page).toContain(`| \`${name}\` | ${value.toLocaleString('en')} |`)
  })

  test('no example fails, and those of operators, unknown values and dates give something', () => {
    expect(page).not.toMatch(/\| `` \||undefined|NaN|\[object/)
  })
})

describe('docs/command-line.md', () => {
  test.each(commands.map((command) => [command.name, command] as const))('halley %s has its options, parameters and exit codes', (name, { options, parameters, exits }) => {
    const section = commandLinePage().split('\n## ').find((part) => part.startsWith(`halley ${name}\n`)) ?? ''
    for (const [option, { help }] of Object.entries(options)) expect(section.split('\n').filter((line) => line.includes(`--${option}`) && line.endsWith(help))).toHaveLength(1)
    for (const parameter of parameters) expect(section).toContain(parameter.help)
    for (const meaning of Object.values(exits)) expect(section).toContain(meaning)
  })
})
