#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'
import { readSecret } from './read-secret.ts'

// Whoever reads the output has enough of it, as in `halley listen … | head -1`.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(0)
  throw problem
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  writeOut: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  readInput: async () => (await process.stdin.setEncoding('utf8').toArray()).join(''),
  readSecret,
  variables: process.env,
  folder: process.cwd(),
  untilStopped: () => new Promise((resolve) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve()) }),
})
