// Two commands started at once (say, `npm start` and `npm test`) must not both run `npm ci` or build
// into the same folder. The lock is a file named after the checkout, holding the process id of its owner.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from './build-stamps.mjs'

const RETRY_MS = 200

// Outside the checkout: `npm ci` empties node_modules, and a tracked folder is no place for it.
const lockPath = join(tmpdir(), `halley-prepare-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`)

/**
 * Runs the work while no other process does the same in this checkout; waits for its turn.
 *
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  for (let told = false; !takeLock(); told = true) {
    if (!told) console.log('prepare: waiting for another command that is preparing this checkout')
    await delay(RETRY_MS)
  }
  const release = () => rmSync(lockPath, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function takeLock() {
  try {
    writeFileSync(lockPath, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isOwnerAlive()) rmSync(lockPath, { force: true })
    return false
  }
}

function isOwnerAlive() {
  try {
    const owner = Number(readFileSync(lockPath, 'utf8'))
    // An empty file is a lock whose owner is just writing its id.
    if (owner > 0) process.kill(owner, 0)
    return true
  } catch (error) {
    if (error.code === 'EPERM') return true
    if (error.code === 'ESRCH') return false
    // Gone in the meantime: the next attempt will see.
    if (error.code === 'ENOENT') return true
    throw error
  }
}
