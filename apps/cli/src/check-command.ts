import { checkProject } from '@halley/engine'
import { catalog } from '@halley/nodes'
import { defineCommand, EXIT, JSON_OPTION } from './command.ts'
import { placeInWords } from './place-in-words.ts'
import { printable } from './printable.ts'
import { readProjectFile } from './read-project-file.ts'

const SEVERITIES = ['error', 'warning', 'hint'] as const

/** `halley check FILE`: the problems that the editor would show. */
export const checkCommand = defineCommand({
  name: 'check',
  summary: 'Lists the problems of a project file.',
  details: 'Lists what is wrong in a project file, errors first, as the problems panel of the editor does. Errors stop what they touch from running; warnings and hints do not. A file of an older version is checked as it will be when it is opened; nothing is written.',
  parameters: [{ name: 'FILE', help: 'A project, *.halley.json.' }],
  options: { json: JSON_OPTION },
  exits: { 0: 'No errors; there may be warnings and hints.', 1: 'There is an error.', 2: 'The file cannot be opened as a project, or the command was called wrongly.' },
  examples: ['halley check helpdesk.halley.json', 'halley check helpdesk.halley.json --json'],
  run: async ({ parameters: [name = ''], options }, { writeOut, folder }) => {
    const { project, migrated } = await readProjectFile(folder, name)
    const { diagnostics } = checkProject(project, catalog)
    const count = (severity: (typeof SEVERITIES)[number]): number => diagnostics.filter((problem) => problem.severity === severity).length
    const problems = diagnostics.map(({ code, severity, text, place }) => ({ severity, code, where: placeInWords(place, project), text, place }))
    if (options.json) {
      writeOut(`${JSON.stringify({ ok: count('error') === 0, file: name, migrated, errors: count('error'), warnings: count('warning'), hints: count('hint'), problems }, null, 2)}\n`)
    } else {
      for (const { severity, code, where, text } of problems) writeOut(printable(`${severity}: ${where}: ${text} (${code})\n`))
      writeOut(printable(`${name}: ${SEVERITIES.map((severity) => counted(count(severity), severity)).join(', ')}\n`))
    }
    return count('error') === 0 ? EXIT.fine : EXIT.findings
  },
})

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
