import { readProblemCodes, type ReportedCode } from './problem-codes.ts'

/** What the editor offers to do at once, in words. */
const fixWords: Readonly<Record<string, string>> = {
  connectToEnd: 'connect the exit to an End', createChannel: 'create the channel', setConfig: 'set the property', renameTechnical: 'take a free technical name', deleteNode: 'delete the node', leadToNode: 'connect an exit to the node',
}

/** docs/diagnostics.md: every code that model, engine and nodes can report, read off their sources. */
export function diagnosticsPage(codes: readonly ReportedCode[] = readProblemCodes()): string {
  const isProblem = ({ severities }: ReportedCode): boolean => severities.length > 0
  const areaOf = ({ code }: ReportedCode): string => code.split('/')[0] ?? ''
  const ofExpressions = codes.filter((code) => areaOf(code) === 'expression')
  const others = codes.filter((code) => areaOf(code) !== 'expression')
  const problems = others.filter(isProblem)
  const refusals = others.filter((code) => !isProblem(code) && code.path.startsWith('packages/model/'))
  const failures = others.filter((code) => !isProblem(code) && !code.path.startsWith('packages/model/'))
  const areas = [...new Set(problems.map(areaOf))]
  return `# Problems and errors

What the problems panel, \`halley check\` and the log say, by its stable code. Each text says what is wrong and what to do; … stands for names and figures.
An **error** stops what it touches from running, and nothing else; a **warning** is most likely not what was meant; a **hint** is worth a look.

## Problems of a project

${areas.map((area) => `### ${area}\n\n| code | severity | what it says, and what to do | at once |\n|---|---|---|---|\n${problems.filter((code) => areaOf(code) === area).map((one) => `| \`${one.code}\` | ${one.severities.join(', ')} | ${texts(one)} | ${one.fixes.map((fix) => fixWords[fix] ?? fix).join('; ')} |`).join('\n')}`).join('\n\n')}

## Mistakes in expressions

Errors where they are found while typing, with their place in the text; the rest is found while a run works the expression out, and leaves by the node's Error exit.
The language itself is in [expressions.md](expressions.md).

${plainTable(ofExpressions)}

## Errors of a run

The node leaves by its Error exit, and \`error.code\` and \`error.text\` say what happened; without a connected Error exit the run stops. Codes that begin with \`guard/\` are limits
that stop a run which would not end ([limits.md](limits.md)). What the server answers on the wire is in [error-codes.md](error-codes.md).

${plainTable(failures)}

## Files and edits that are refused

${plainTable(refusals)}
`
}

function plainTable(codes: readonly ReportedCode[]): string {
  return `| code | what it says, and what to do |\n|---|---|\n${codes.map((one) => `| \`${one.code}\` | ${texts(one)} |`).join('\n')}`
}

function texts({ texts: all }: ReportedCode): string {
  const known = all.filter((text) => text !== '…' && text !== '')
  return (known.length === 0 ? ['(says what is wrong in this case)'] : known).map(cell).join('<br>')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}
