// Finds the programs that tests run beside the server as strangers would: a client in another language, curl, and NATS.
// Used by prepare.mjs (are they there?) and by the tests themselves. Works before `npm ci` has run.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the foreign client imports: Socket.IO, and what carries it over HTTP polling and WebSocket. */
const PYTHON_MODULES = 'socketio, requests, websocket'

/** Folders of the system's own packages: a PATH may name another Python first, and leave servers out. */
const SYSTEM_FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']

/**
 * Finds a Python 3 that has python-socketio: `HALLEY_PYTHON`, then the system's, then those in the PATH.
 *
 * Throws when `HALLEY_PYTHON` names one that has it not: silently taking another would hide the mistake.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} path of the program; undefined when there is none
 */
export function findPythonWithSocketIo(environment = process.env) {
  const chosen = environment.HALLEY_PYTHON
  if (!chosen) return candidates('python3', environment).find(hasSocketIo)
  if (hasSocketIo(chosen)) return chosen
  throw new Error(`HALLEY_PYTHON is ${chosen}, which is no Python 3 that can import ${PYTHON_MODULES}. Correct it or unset it.`)
}

/**
 * Finds nats-server: `HALLEY_NATS_SERVER`, then the system's, then the one in the PATH.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} path of the program; undefined when there is none
 */
export function findNatsServer(environment = process.env) {
  const chosen = environment.HALLEY_NATS_SERVER
  if (!chosen) return candidates('nats-server', environment)[0]
  if (existsSync(chosen)) return chosen
  throw new Error(`HALLEY_NATS_SERVER is ${chosen}, and there is no such file. Correct it or unset it.`)
}

/**
 * Finds curl.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} path of the program; undefined when there is none
 */
export function findCurl(environment = process.env) {
  return candidates('curl', environment)[0]
}

function candidates(name, environment) {
  const folders = [...SYSTEM_FOLDERS, ...(environment.PATH ?? '').split(delimiter)].filter(Boolean)
  return folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)]).filter((path) => existsSync(path))
}

function hasSocketIo(python) {
  return spawnSync(python, ['-c', `import ${PYTHON_MODULES}`], { stdio: 'ignore' }).status === 0
}
