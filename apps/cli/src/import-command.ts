import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { importAsyncApi } from '@halley/formats'
import { defineCommand, EXIT, JSON_OPTION, UsageProblem } from './command.ts'
import { printable } from './printable.ts'
import { readTextFile } from './read-text-file.ts'
import { writeWhole } from './write-whole.ts'

/** `halley import ASYNCAPI-FILE -o PROJECT`: messages and channels of others as a new project. */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Makes a project of an AsyncAPI document.',
  details: 'Makes a new project of the messages and channels of an AsyncAPI document of version 2 or 3, JSON or YAML. What the project cannot have is listed with its place in the document; the rest is there. An export of Halley becomes the same messages, choices and channels again; servers, operations and security, which every export writes by itself, are listed and count as nothing lost.',
  parameters: [{ name: 'ASYNCAPI-FILE', help: 'An AsyncAPI document, *.yaml or *.json.' }],
  options: { out: { type: 'string', short: 'o', value: 'PROJECT', help: 'Writes the project to this file, *.halley.json; on the output when left out.' }, json: JSON_OPTION },
  exits: { 0: 'The project has all that somebody modelled in the document.', 1: 'The project was made, and something that somebody modelled is not in it; it is listed on the error output.', 2: 'The document cannot be read or PROJECT not be written, or the command was called wrongly.' },
  examples: ['halley import orders.asyncapi.yaml -o orders.halley.json'],
  run: async ({ parameters: [name = ''], options }, { writeOut, writeError, folder }) => {
    const { out } = options
    const text = await readTextFile(resolve(folder, name), { name, kind: 'an AsyncAPI document, *.yaml or *.json' })
    const result = importAsyncApi(text, { projectId: `p-${randomBytes(8).toString('hex')}` })
    if (!result.ok) {
      const { message, line, column } = result
      throw new UsageProblem(`${name}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${message}`, { code: 'asyncapi/invalid', ...(line !== undefined && { line, column }) })
    }
    const { project, findings } = result
    const written = `${JSON.stringify(project, null, 2)}\n`
    if (out !== undefined) await writeWhole({ path: resolve(folder, out), name: out, text: written })
    const counts = { messages: Object.keys(project.messages).length, channels: Object.keys(project.channels).length, choices: Object.keys(project.choices).length }
    for (const { pointer, text: what } of findings) writeError(printable(`${name}#${pointer}: ${what}\n`))
    if (options.json) writeOut(`${JSON.stringify({ ok: true, file: name, ...counts, findings, ...(out === undefined ? { project } : { written: out }) })}\n`)
    else if (out === undefined) writeOut(written)
    else writeOut(printable(`${name}: ${Object.entries(counts).map(([kind, count]) => `${count} ${count === 1 ? kind.slice(0, -1) : kind}`).join(', ')}, written to ${out}\n`))
    return findings.some(({ loses }) => loses) ? EXIT.findings : EXIT.fine
  },
})
