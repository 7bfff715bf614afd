import { createServer, type HalleyServer, type ServerOptions } from '@halley/server'
import { newFolder } from './server-process.test-fixture.ts'

/** A server in this process on a free port, over a folder that goes with the test. */
export async function startServer(cleanUps: (() => unknown)[], options: Partial<ServerOptions> = {}): Promise<HalleyServer> {
  const server = await createServer({ port: 0, dataFolder: newFolder(cleanUps), ...options })
  cleanUps.push(() => server.close())
  await server.listen()
  return server
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
