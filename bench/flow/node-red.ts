import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startWorker, type Worker } from './processes.ts'

/** The release that is measured. Pinned: a figure says what it is of. */
export const NODE_RED = '5.0.7'

/** What it runs: ten nodes in a row, or the nearest it has to sessions that answer a message. */
export type NodeRedWork = 'linear' | 'sessions'

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

/** Node-RED in a process of its own, with its flow deployed. Installs it on first use. */
export async function startNodeRed(work: NodeRedWork): Promise<Worker> {
  return startWorker('node-red-process.ts', [install(), work])
}
