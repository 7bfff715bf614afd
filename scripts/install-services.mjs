// What tests need beside npm packages: programs of the system. Each one is a row of this table;
// a further service (a broker, a database) is one more row.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './find-chromium.mjs'
import { findPostgresql } from './find-postgresql.mjs'
import { findCurl, findNatsServer, findPythonWithSocketIo } from './find-test-programs.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @typedef {object} Service
 * @property {string} name - as a person knows it
 * @property {string} neededFor - completes "needed for …"
 * @property {() => string | undefined} find - path of the program, undefined when it is missing
 * @property {string[]} debianPackages
 * @property {() => string[] | undefined} [installElsewhere] - a command (first word: the program) for
 *   systems other than Debian as root; undefined when there is none
 * @property {string} byHand - what a person can do, after "To install it:"
 */

/** @type {readonly Service[]} */
const services = [
  {
    name: 'Chromium',
    neededFor: 'the browser tests',
    find: () => findChromium(),
    debianPackages: ['chromium'],
    installElsewhere: () => {
      const playwright = join(root, 'node_modules/playwright/cli.js')
      if (!existsSync(playwright)) return undefined
      // System libraries can only be added by root, and only where apt-get is.
      const withLibraries = isRoot() && existsSync('/usr/bin/apt-get') ? ['--with-deps'] : []
      return [process.execPath, playwright, 'install', ...withLibraries, 'chromium']
    },
    byHand: 'install Chromium or Google Chrome with your system\'s package manager, run "npx playwright install --with-deps chromium", or set HALLEY_CHROMIUM to the program',
  },
  {
    name: 'PostgreSQL',
    neededFor: 'the tests of the storage',
    find: () => findPostgresql(),
    debianPackages: ['postgresql'],
    byHand: 'install PostgreSQL 13 or newer with your system\'s package manager (it need not be running), or set HALLEY_POSTGRESQL to the folder that holds initdb and postgres',
  },
  {
    name: 'python-socketio',
    neededFor: 'the tests of a client in another language',
    find: () => findPythonWithSocketIo(),
    debianPackages: ['python3-socketio', 'python3-requests', 'python3-websocket'],
    byHand: 'install Python 3 with the packages python-socketio, requests and websocket-client, and set HALLEY_PYTHON to it when it is not the first in your PATH',
  },
  {
    name: 'curl',
    neededFor: 'the tests of the examples in docs/protocol.md',
    find: () => findCurl(),
    debianPackages: ['curl'],
    byHand: 'install curl with your system\'s package manager',
  },
  {
    name: 'nats-server',
    neededFor: 'the tests of the bus between several servers',
    find: () => findNatsServer(),
    debianPackages: ['nats-server'],
    byHand: 'install nats-server 2.9 or newer with your system\'s package manager (it need not be running), or set HALLEY_NATS_SERVER to the program',
  },
]

/**
 * Makes sure that every service is there, and installs the missing ones where that can be done.
 *
 * @returns {string[]} one line for each service that is still missing, saying what to do
 */
export function installServices() {
  const missing = services.filter((service) => !service.find())
  if (missing.length === 0) return []
  if (isRoot() && isDebian()) installFromDebian(missing)
  else missing.forEach(installElsewhere)
  return missing
    .filter((service) => !service.find())
    .map((service) => `${service.name} is missing (needed for ${service.neededFor}). To install it: ${service.byHand}.`)
}

function installFromDebian(missing) {
  const packages = missing.flatMap((service) => service.debianPackages)
  console.log(`prepare: installing ${packages.join(', ')} with apt-get`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-q'], environment)
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], environment)
}

function installElsewhere(service) {
  const command = service.installElsewhere?.()
  if (!command) return
  console.log(`prepare: installing ${service.name}`)
  run(command[0], command.slice(1), process.env)
}

// A failed installation is not the end: what is still missing afterwards is reported with advice.
function run(program, parameters, environment) {
  const result = spawnSync(program, parameters, { cwd: root, env: environment, encoding: 'utf8' })
  if (result.status === 0) return
  const output = result.error ? result.error.message : `${result.stdout}${result.stderr}`
  console.error(`prepare: ${program} ${parameters.join(' ')} failed\n${output.trim().split('\n').slice(-15).join('\n')}`)
}

function isRoot() {
  return process.getuid?.() === 0
}

function isDebian() {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
}
