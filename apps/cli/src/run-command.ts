import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { defineCommand, EXIT, UsageProblem } from './command.ts'
import { printable } from './printable.ts'
import { publishOn } from './publish-on.ts'
import { readProjectFile } from './read-project-file.ts'

/** What `npm start` takes too, so that addresses people have kept go on working. */
const DEFAULT_PORT = 4747

/** `halley run FILE`: a whole server for one project file, on this machine only. */
export const runCommand = defineCommand({
  name: 'run',
  summary: 'Serves a project file as a running app.',
  details: 'Starts a server on 127.0.0.1, publishes the project there and prints the address of its page. It runs until it is ended with Ctrl+C. What the app stores is thrown away then, unless --data says where to keep it.',
  parameters: [{ name: 'FILE', help: 'A project, *.halley.json.' }],
  options: {
    port: { type: 'string', value: 'PORT', help: `Port to listen on, 0 for a free one; ${DEFAULT_PORT} when left out.` },
    data: { type: 'string', value: 'FOLDER', help: 'Folder to keep the data in; made when it is missing.' },
    safe: { type: 'boolean', help: 'Nothing runs: to look at and correct a project whose flows do harm.' },
    json: { type: 'boolean', help: 'Writes one line of JSON when it runs: {"ok", "url", "editor", "projectId", "version"}.' },
  },
  exits: { 0: 'It ran and was ended.', 1: 'The project has errors by which nothing would run; they are listed.', 2: 'The file cannot be opened as a project, the port is taken, or the command was called wrongly.' },
  examples: ['halley run helpdesk.halley.json', 'halley run helpdesk.halley.json --port 8080 --data ./helpdesk-data'],
  run: async ({ parameters: [name = ''], options }, { writeOut, writeError, folder, untilStopped }) => {
    const port = readPort(options.port)
    const { project } = await readProjectFile(folder, name)
    const dataFolder = options.data === undefined ? await mkdtemp(join(tmpdir(), 'halley-run-')) : resolve(folder, options.data)
    try {
      // Only this command needs the server; the others start without loading it.
      const { createServer } = await import('@halley/server')
      const server = await createServer({ host: '127.0.0.1', port, dataFolder, logLevel: 'warn', isSafe: options.safe })
      try {
        await server.listen().catch((cause: unknown) => { throw notListening(cause, port) })
        const answer = await publishOn(server.url, project)
        if (!answer.ok) {
          writeError(printable(`halley run: ${name} cannot run. ${answer.message}\n`))
          if (options.json) writeOut(`${JSON.stringify({ ok: false, error: { code: answer.code, message: answer.message, problems: answer.problems } })}\n`)
          return EXIT.findings
        }
        const { address, projectId, version, warnings } = answer
        const [url, editor] = [`${server.url}${address}`, `${server.url}/p/${projectId}`]
        for (const warning of warnings) writeError(printable(`warning: ${warning.text} (${warning.code})\n`))
        writeOut(options.json ? `${JSON.stringify({ ok: true, url, editor, projectId, version })}\n` : printable(`${project.name}: ${url}\nedit it at ${editor}; Ctrl+C ends it\n`))
        await untilStopped()
        return EXIT.fine
      } finally {
        await server.close()
      }
    } finally {
      if (options.data === undefined) await rm(dataFolder, { recursive: true, force: true })
    }
  },
})

function readPort(typed: string | undefined): number {
  if (typed === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN
  if (!(port <= 65_535)) throw new UsageProblem(`--port ${typed} is not a port. Choose a number from 0 to 65535; 0 takes a free one.`, { code: 'usage' })
  return port
}

function notListening(cause: unknown, port: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') return new UsageProblem(`Port ${port} is taken, perhaps by another Halley. Choose another: --port 0 takes a free one.`, { code: 'port/taken' })
  if (code === 'EACCES') return new UsageProblem(`Port ${port} may not be opened by you. Choose one above 1023.`, { code: 'port/forbidden' })
  return cause
}
