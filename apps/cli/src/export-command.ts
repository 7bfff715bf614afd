import { resolve } from 'node:path'
import { exportFormats, exportProject, isExportFormat } from '@halley/formats'
import { describeNode } from '@halley/nodes'
import { defineCommand, EXIT, UsageProblem } from './command.ts'
import { readProjectFile } from './read-project-file.ts'
import { readOrg, readServerUrl } from './server-options.ts'
import { writeWhole } from './write-whole.ts'

/** `halley export FILE`: the project in a format that other programs read. */
export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Writes a project as AsyncAPI, JSON Schema, TypeScript, …',
  details: `Writes a project in a format that other programs read: ${exportFormats.join(', ')}. asyncapi is an AsyncAPI 3.0 document of what programs outside may send and receive; jsonschema a schema of every message; typescript types for @halley/client; cloudevents an example event of every message, to be posted; mermaid a page with a diagram of every flow. The same project always gives the same text.`,
  parameters: [{ name: 'FILE', help: 'A project, *.halley.json.' }],
  options: {
    format: { type: 'string', value: 'FORMAT', help: `One of ${exportFormats.join(', ')}.` },
    out: { type: 'string', short: 'o', value: 'OUT', help: 'Writes the result to this file instead of the output; asyncapi as JSON when its name ends in .json.' },
    org: { type: 'string', value: 'ORG', help: 'Token of the organisation in topics; local when left out.' },
    url: { type: 'string', value: 'URL', help: 'Address of the server that an AsyncAPI document names; http://127.0.0.1:4747 when left out.' },
    draft: { type: 'boolean', help: 'Topics of the draft instead of those of the published app.' },
    json: { type: 'boolean', help: 'Writes the result as JSON, for programs: {"ok", "format", "fileName", "mediaType", "text"}, or "written" instead of "text" with -o.' },
  },
  exits: { 0: 'It was written.', 1: 'Not used.', 2: 'The file cannot be opened as a project, OUT not be written, or the command was called wrongly.' },
  examples: ['halley export helpdesk.halley.json --format asyncapi -o helpdesk.asyncapi.yaml', 'halley export helpdesk.halley.json --format typescript --org acme -o src/helpdesk-events.ts'],
  run: async ({ parameters: [name = ''], options }, { writeOut, folder }) => {
    const { format = '', out } = options
    // The file first: what is wrong with it is said whatever else was forgotten.
    const { project } = await readProjectFile(folder, name)
    if (!isExportFormat(format)) throw new UsageProblem(`${format === '' ? '--format is missing' : `--format ${format} is not a format`}. Write one of ${exportFormats.join(', ')}.`, { code: 'usage' })
    const [org, serverUrl] = [readOrg(options.org), readServerUrl(options.url)]
    const { fileName, mediaType, text } = exportProject(project, format, { org, serverUrl, environment: options.draft ? 'draft' : 'published', syntax: out?.toLowerCase().endsWith('.json') === true ? 'json' : 'yaml', describeNode })
    if (out !== undefined) await writeWhole({ path: resolve(folder, out), name: out, text })
    if (options.json) writeOut(`${JSON.stringify({ ok: true, format, fileName, mediaType, ...(out === undefined ? { text } : { written: out }) })}\n`)
    // Names in it were made harmless for the format, and a file is what it is for: the text goes out as it is.
    else if (out === undefined) writeOut(text)
    else writeOut(`${name}: written to ${out} as ${format}\n`)
    return EXIT.fine
  },
})
