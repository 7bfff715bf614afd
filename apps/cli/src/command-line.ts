import { parseArgs } from 'node:util'
import { EXIT, UsageProblem, type AnyCommand, type ExitCode, type GivenValue, type Option, type Surroundings } from './command.ts'
import { commands } from './commands.ts'
import { commandHelp, overview, usageOf } from './help-text.ts'
import { printable } from './printable.ts'

/** Does what a command line says; what goes wrong is written to the error output with what to do. Resolves with the exit code. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [name] = words
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const shown = overview(commands)
    if (name === undefined) surroundings.writeError(shown)
    else surroundings.writeOut(shown)
    return name === undefined ? EXIT.usage : EXIT.fine
  }
  // Some commands are two words.
  const command = commands.find((one) => one.name === words.slice(0, one.name.split(' ').length).join(' '))
  if (command === undefined) {
    surroundings.writeError(`halley: there is no command "${printable(name)}". Known are ${commands.map((one) => one.name).join(', ')}; halley --help says what they do.\n`)
    return EXIT.usage
  }
  const rest = words.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    surroundings.writeOut(commandHelp(command))
    return EXIT.fine
  }
  try {
    return await command.run(readWords(command, rest), surroundings)
  } catch (problem) {
    if (!(problem instanceof UsageProblem)) throw problem
    const message = printable(problem.message)
    surroundings.writeError(`halley ${command.name}: ${message}\n`)
    if (rest.includes('--json')) surroundings.writeOut(`${JSON.stringify({ ok: false, error: { message, ...problem.details } })}\n`)
    return EXIT.usage
  }
}

/** Sorts what was typed into parameters and options; throws a UsageProblem for what the command does not take. */
function readWords(command: AnyCommand, words: readonly string[]): { parameters: readonly string[]; options: Readonly<Record<string, GivenValue>> } {
  const usage = `Usage: ${usageOf(command)}`
  const options = Object.fromEntries(Object.entries(command.options).map(([name, option]) => [name, { type: option.type, ...(option.type === 'string' && option.short !== undefined && { short: option.short }), ...(option.type === 'string' && option.multiple === true && { multiple: true }) }]))
  let parsed
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (problem) {
    // Only what was typed can be wrong here: the table of options is ours.
    const message = problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem)
    throw new UsageProblem(`${message.replace(/\. To specify a positional.*$/, '')}. ${usage}`.replace('..', '.'), { code: 'usage' })
  }
  const taken = [command.parameters, ...(command.orParameters === undefined ? [] : [command.orParameters])].find(({ length }) => length === parsed.positionals.length) ?? command.parameters
  const missing = taken[parsed.positionals.length]
  if (missing !== undefined) throw new UsageProblem(`${missing.name} is missing. ${usage}`, { code: 'usage' })
  const extra = parsed.positionals[taken.length]
  if (extra !== undefined) throw new UsageProblem(`"${extra}" is one parameter too many. ${usage}`, { code: 'usage' })
  const given = parsed.values as Readonly<Record<string, GivenValue>>
  const valueOf = (name: string, option: Option): GivenValue => (option.type === 'boolean' ? given[name] === true : option.multiple === true ? (given[name] ?? []) : given[name])
  return { parameters: parsed.positionals, options: Object.fromEntries(Object.entries(command.options).map(([name, option]) => [name, valueOf(name, option)])) }
}
