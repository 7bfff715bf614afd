import { readConfiguration } from './configuration.ts'
import { createServer } from './create-server.ts'

/** Milliseconds that closing may take before the process ends all the same. */
const CLOSE_MS = 4_000

const reading = readConfiguration(process.argv.slice(2), process.env)
if (!reading.ok) {
  process.stderr.write(`halley: ${reading.message}\n`)
  process.exit(2)
}
const { configuration } = reading
const server = await createServer(configuration).catch((error: unknown) => {
  process.stderr.write(`halley: could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})

let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal))

try {
  await server.listen()
  for (const warning of configuration.warnings) process.stderr.write(`halley: ${warning}\n`)
  process.stdout.write(`\n  Halley: ${configuration.publicUrl ?? server.url}${configuration.opensExample ? '/p/helpdesk-escalation' : '/'}\n\n`)
  if (configuration.isSafe) process.stdout.write('  Safe mode: no app, flow or endpoint runs; projects can be looked at and changed. Start without --safe to run them again.\n\n')
  if (server.ownerLink !== null) process.stdout.write(`  Nobody has an account yet. Make the first owner with this link, which works once:\n  ${server.ownerLink}\n\n`)
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  process.stderr.write(
    code === 'EADDRINUSE'
      ? `halley: port ${configuration.port} is taken, perhaps by another Halley. Open http://${configuration.host}:${configuration.port}, end that one, or choose another port: HALLEY_PORT=${configuration.port + 1}\n`
      : `halley: could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  await server.close()
  process.exit(1)
}

/** Stops gracefully; a second signal ends at once. */
async function stop(signal: string): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  setTimeout(() => {
    process.stderr.write(`halley: closing after ${signal} took longer than ${CLOSE_MS} ms; ended all the same. What was acknowledged is on the disk.\n`)
    process.exit(1)
  }, CLOSE_MS).unref()
  await server.close()
  process.exit(0)
}
