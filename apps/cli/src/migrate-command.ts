import { resolve } from 'node:path'
import { SCHEMA_VERSION } from '@halley/model'
import { defineCommand, EXIT, JSON_OPTION } from './command.ts'
import { printable } from './printable.ts'
import { readProjectFile } from './read-project-file.ts'
import { writeWhole } from './write-whole.ts'

/** `halley migrate FILE`: brings the document of an older version up to the present one. */
export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'Brings a project file up to the present version.',
  details: `Brings a project file of an older version up to the present one (${SCHEMA_VERSION}), and says from which to which. The file is replaced at once as a whole, or left as it was; with -o it stays, and the result goes to another. A file of the present version is left alone. There is no way down.`,
  parameters: [{ name: 'FILE', help: 'A project, *.halley.json.' }],
  options: { out: { type: 'string', short: 'o', value: 'OUT', help: 'Writes the result to this file instead.' }, json: JSON_OPTION },
  exits: { 0: 'The file, or OUT, is of the present version now.', 1: 'Not used.', 2: 'The file cannot be opened as a project or not be written, or the command was called wrongly.' },
  examples: ['halley migrate old.halley.json', 'halley migrate old.halley.json -o new.halley.json'],
  run: async ({ parameters: [name = ''], options }, { writeOut, folder }) => {
    const { path, project, migrated } = await readProjectFile(folder, name)
    // Every step goes up by one version.
    const from = SCHEMA_VERSION - migrated.length
    const written = options.out ?? (migrated.length > 0 ? name : null)
    if (written !== null) await writeWhole({ path: options.out === undefined ? path : resolve(folder, options.out), name: written, text: `${JSON.stringify(project, null, 2)}\n` })
    if (options.json) writeOut(`${JSON.stringify({ ok: true, file: name, from, to: SCHEMA_VERSION, steps: migrated, written })}\n`)
    else if (migrated.length > 0) writeOut(printable(`${name}: from version ${from} to ${SCHEMA_VERSION} (${migrated.join(', ')}), written to ${written ?? name}\n`))
    else writeOut(printable(`${name}: is of version ${SCHEMA_VERSION} already${written === null ? ', nothing to do' : `, written to ${written}`}\n`))
    return EXIT.fine
  },
})
