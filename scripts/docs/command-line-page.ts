import { commandHelp, commands, overview, usageOf, type AnyCommand } from '@halley/cli'

/** docs/command-line.md: every command, from the definitions that `--help` is made of. */
export function commandLinePage(): string {
  return `# Command line

\`npm run --silent halley -- COMMAND\` in a clone, after which everything that it needs is built; or \`halley COMMAND\` where it is installed.
Paths are relative to the folder you are in.

\`\`\`
${overview(commands).trimEnd()}
\`\`\`

- Results go to the output, errors to the error output, each with what to do about it.
- \`--json\` writes one JSON value with \`ok\`, and \`error\` with \`code\` and \`message\` when it could not be done; codes of files are in [diagnostics.md](diagnostics.md).
- Exit codes: 0 fine, 1 something was found, 2 not done: called wrongly, or the file cannot be used, or the server not be reached.

${commands.map(section).join('\n\n')}
`
}

function section(command: AnyCommand): string {
  return `## halley ${command.name}

${command.details}

\`\`\`
${commandHelp(command).replace(`${usageOf(command)}\n\n${command.details}\n\n`, `${usageOf(command)}\n\n`).trimEnd()}
\`\`\``
}
