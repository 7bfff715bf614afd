import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { keep } from '../bounded.ts'

/** The release that is measured. Pinned: a figure says what it is of. */
export const NODE_RED = '5.0.7'

/** What the process is asked: messages through a flow of ten nodes. It answers with steps per second. */
export type ToNodeRed = { readonly messages: number }
export type FromNodeRed = { readonly type: 'ready' } | { readonly type: 'ran'; readonly stepsPerSecond: number }

const folder = new URL(`../../node_modules/.cache/halley-bench-peers/node-red-${NODE_RED}/`, import.meta.url)

/** Installs Node-RED beside the repository's own dependencies, once; it is no dependency of Halley. Throws when npm cannot. */
function install(): string {
  const path = fileURLToPath(folder)
  if (!existsSync(new URL('node_modules/node-red/package.json', folder))) {
    process.stderr.write(`  Installing node-red@${NODE_RED} into ${path} to measure it beside us; nothing else uses it.\n`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(new URL('package.json', folder), '{ "private": true }\n')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node-red@${NODE_RED}`], { cwd: path, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return path
}

/** Node-RED in a process of its own, with its flow deployed. */
export async function startNodeRed(): Promise<{ readonly run: (messages: number) => Promise<number>; readonly end: () => void }> {
  const child = keep(fork(fileURLToPath(new URL('node-red-process.ts', import.meta.url)), [install()], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  const next = <T extends FromNodeRed['type']>(type: T) =>
    new Promise<Extract<FromNodeRed, { type: T }>>((resolve, reject) => {
      const ended = () => reject(new Error(`Node-RED ended before it said "${type}".`))
      child.once('exit', ended).once('message', (message) => {
        child.off('exit', ended)
        // Both ends are ours, and it says one thing at a time.
        const said = message as Extract<FromNodeRed, { type: T }>
        if (said.type === type) resolve(said)
        else reject(new Error(`Node-RED said "${said.type}" where "${type}" was awaited.`))
      })
    })
  await next('ready')
  return {
    run: async (messages) => {
      child.send({ messages } satisfies ToNodeRed)
      return (await next('ran')).stepsPerSecond
    },
    end: () => void child.kill('SIGKILL'),
  }
}
