import { createServer, type HalleyServer, type ServerOptions } from '@halley/server'
import { ManualClock } from '@halley/server/test-services'
import { newFolder } from './server-process.test-fixture.ts'

/** A server in this process on a free port, over a folder that goes with the test. While it closes, a clock that the test moves goes on by itself. */
export async function startServer(cleanUps: (() => unknown)[], options: Partial<ServerOptions> = {}): Promise<HalleyServer> {
  const server = await createServer({ port: 0, dataFolder: newFolder(cleanUps), ...options })
  cleanUps.push(() => closeInTime(server, options.clock))
  await server.listen()
  return server
}

/** Closes a server. What a test that failed half-way left under way comes to its end by time-outs, which need a clock that moves. */
async function closeInTime(server: HalleyServer, clock: ServerOptions['clock']): Promise<void> {
  const moving = setInterval(() => clock instanceof ManualClock && clock.advance(1_000), 10)
  try {
    await server.close()
  } finally {
    clearInterval(moving)
  }
}

/** One that demands accounts, with its first owner. */
export async function startServerWithAccounts(cleanUps: (() => unknown)[]): Promise<HalleyServer> {
  const server = await startServer(cleanUps)
  const made = await fetch(`${server.url}/api/v1/accounts`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ name: 'Ann', email: 'ann@acme.example', password: 'correct horse battery', orgName: 'Acme', orgToken: 'acme' }),
  })
  if (!made.ok) throw new Error(await made.text())
  return server
}
