// Development: the server restarts when its sources change, and Vite serves the editor and passes
// everything else on to the server. One address for both; Ctrl+C ends both.
import { spawn } from 'node:child_process'
import { connect, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createServer } from 'vite'
import { root } from './build-stamps.mjs'

const HOST = '127.0.0.1'
/** Milliseconds the server gets to close its files before it is ended. */
const CLOSE_MS = 5_000
const RETRY_MS = 100

const port = Number(process.env.HALLEY_PORT ?? 4747)
const serverPort = await freePort()
process.env.HALLEY_DEV_SERVER = `http://${HOST}:${serverPort}`

const server = spawn(
  process.execPath,
  [join(root, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', 'apps/server/src/main.ts', '--open-example', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, HALLEY_HOST: HOST, HALLEY_PORT: String(serverPort) } },
)
const serverEnd = new Promise((resolve) => server.once('exit', resolve))

const vite = await createServer({ configFile: join(root, 'vite.config.ts'), server: { port }, logLevel: 'warn', clearScreen: false })

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0))
serverEnd.then((code) => {
  if (!stopping) console.error(`dev: the server's watcher ended by itself (${code})`)
  return stop(1)
})

try {
  await vite.listen()
  await reachable(serverPort)
  if (!stopping) console.log(`\n  Halley (development): http://${HOST}:${port}\n`)
} catch (error) {
  console.error(`dev: ${error.message}`)
  await stop(1)
}

async function stop(code) {
  if (stopping) return
  stopping = true
  server.kill('SIGTERM')
  await Promise.race([serverEnd, delay(CLOSE_MS).then(() => server.kill('SIGKILL'))])
  await vite.close()
  process.exit(code)
}

// Waits as long as it takes: a mistake in the sources is on the screen, and saving its correction restarts the server.
async function reachable(wantedPort) {
  while (!stopping && !(await accepts(wantedPort))) await delay(RETRY_MS)
}

function accepts(wantedPort) {
  return new Promise((resolve) => {
    const socket = connect(wantedPort, HOST)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createTcpServer().once('error', reject)
    probe.listen(0, HOST, () => {
      const { port: found } = probe.address()
      probe.close(() => resolve(found))
    })
  })
}
