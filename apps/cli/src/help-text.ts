import type { AnyCommand, Option } from './command.ts'

/** Characters between the margin and the explanation of an option. */
const OPTION_COLUMN = 22

/** What is asked for help about a command, one more option than those it declares. */
const HELP_OPTION: Option = { type: 'boolean', help: 'Shows this help.' }

/** How a command is called: `halley check FILE [--json]`. */
export function usageOf(command: AnyCommand): string {
  const options = Object.entries(command.options).map(([name, option]) => `[${optionInWords(name, option)}]${option.type === 'string' && option.multiple === true ? '…' : ''}`)
  const names = (parameters: AnyCommand['parameters']): string => parameters.map((parameter) => parameter.name).join(' ')
  const parameters = command.orParameters === undefined ? names(command.parameters) : `(${names(command.parameters)} | ${names(command.orParameters)})`
  return ['halley', command.name, ...(parameters === '' ? [] : [parameters]), ...options].join(' ')
}

/** What `halley` without a command shows. */
export function overview(commands: readonly AnyCommand[]): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2
  return [
    'halley COMMAND …',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`),
    '',
    'halley COMMAND --help says what a command takes. Exit codes: 0 fine, 1 something was found, 2 not done.',
    '',
  ].join('\n')
}

/** What `halley COMMAND --help` shows. */
export function commandHelp(command: AnyCommand): string {
  const line = (name: string, help: string): string => `  ${name.padEnd(OPTION_COLUMN - 1)} ${help}`
  const options = Object.entries({ ...command.options, help: HELP_OPTION })
  return [
    usageOf(command),
    '',
    command.details,
    '',
    ...parametersOf(command).map((parameter) => line(parameter.name, parameter.help)),
    ...options.map(([name, option]) => line(optionInWords(name, option), option.help)),
    '',
    'Exit codes:',
    ...Object.entries(command.exits).map(([code, meaning]) => line(code, meaning)),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

/** Every parameter once: some are in both ways to call a command. */
function parametersOf({ parameters, orParameters = [] }: AnyCommand): AnyCommand['parameters'] {
  return [...parameters, ...orParameters.filter(({ name }) => !parameters.some((one) => one.name === name))]
}

function optionInWords(name: string, option: Option): string {
  if (option.type === 'boolean') return `--${name}`
  return option.short === undefined ? `--${name} ${option.value}` : `-${option.short}, --${name} ${option.value}`
}
