/** What a command ends with: fine, something was found, or it could not do its work as it was asked. */
export const EXIT = { fine: 0, findings: 1, usage: 2 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Where a command reads and writes; the process outside of tests. */
export type Surroundings = {
  readonly writeOut: (text: string) => void
  readonly writeError: (text: string) => void
  /** All that comes on the input, once it has ended. */
  readonly readInput: () => Promise<string>
  /** One line that is asked for and not shown while it is typed; the first line of the input where nobody types. */
  readonly readSecret: (question: string) => Promise<string>
  /** The variables of the environment. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Folder that paths are relative to. */
  readonly folder: string
  /** Resolves when the person ends the command (Ctrl+C). */
  readonly untilStopped: () => Promise<void>
}

/** One option: a flag, or one with a value that is called `value` in the help, and that may be given `multiple` times. */
export type Option = { readonly type: 'boolean'; readonly help: string } | { readonly type: 'string'; readonly value: string; readonly short?: string; readonly multiple?: true; readonly help: string }

type Options = Readonly<Record<string, Option>>

type Parameter = { readonly name: string; readonly help: string }

/** What was typed for each option. */
export type Given<O extends Options> = { readonly [Name in keyof O]: O[Name]['type'] extends 'boolean' ? boolean : O[Name] extends { readonly multiple: true } ? readonly string[] : string | undefined }

/** What was typed for an option of any command. */
export type GivenValue = string | boolean | readonly string[] | undefined

/** One command: its help, its page in the manual and what it takes are read from here. */
export type Command<O extends Options = Options> = {
  readonly name: string
  /** One line for the overview. */
  readonly summary: string
  /** What it does, in whole sentences. */
  readonly details: string
  readonly parameters: readonly Parameter[]
  /** What it takes instead, known by another number of them. */
  readonly orParameters?: readonly Parameter[]
  readonly options: O
  /** What each exit code means here. */
  readonly exits: Readonly<Record<ExitCode, string>>
  readonly examples: readonly string[]
  /** Does its work; `parameters` are as many as it declares in one of the two ways. */
  readonly run: (asked: { readonly parameters: readonly string[]; readonly options: Given<O> }, surroundings: Surroundings) => Promise<ExitCode>
}

/** A command as the table of all holds it: the types of its options are known only inside. */
export type AnyCommand = Omit<Command, 'run'> & {
  readonly run: (asked: { readonly parameters: readonly string[]; readonly options: Readonly<Record<string, GivenValue>> }, surroundings: Surroundings) => Promise<ExitCode>
}

/** Keeps the types of a command together: what `run` gets is what `options` declare. */
export function defineCommand<const O extends Options>(command: Command<O>): AnyCommand {
  // `readCommandLine` gives each declared option a value of its type, which is what `Given` says.
  return { ...command, run: (asked, surroundings) => command.run({ parameters: asked.parameters, options: asked.options as Given<O> }, surroundings) }
}

/** The option that every command has beside `--help`. */
export const JSON_OPTION = { type: 'boolean', help: 'Writes the result as JSON, for programs.' } as const

/** Cannot be done as it was asked: ends the command with exit code 2 and says why and what to do. */
export class UsageProblem extends Error {
  readonly details: Readonly<Record<string, unknown>>
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.details = details
  }
}
