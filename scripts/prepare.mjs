// Runs before npm start, test, dev and check: makes a fresh clone ready, and is silent and quick when
// there is nothing to do. Uses nothing but Node, because nothing else may be there yet.
//
//   node scripts/prepare.mjs [--build[=TARGET,…]] [--services]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isBuilt, root, targets } from './build-stamps.mjs'
import { installServices } from './install-services.mjs'
import { oneAtATime } from './one-at-a-time.mjs'

const OLDEST_NODE = [20, 19]

/** What `npm start` runs. */
const STARTED = ['editor', 'server']

const lockFile = join(root, 'package-lock.json')
const installStamp = join(root, 'node_modules/.halley-stamp.json')

await main(new Set(process.argv.slice(2)))

async function main(options) {
  const asked = [...options].find((option) => option.startsWith('--build'))
  const names = asked === '--build' ? STARTED : (asked?.replace('--build=', '').split(',') ?? [])
  const unknown = [...options].find((option) => option !== asked && option !== '--services') ?? names.find((name) => !(name in targets))
  if (unknown) end(`prepare: unknown option ${unknown}; known are --build, --build=${Object.keys(targets).join(',')} and --services`, 2)
  requireNode()
  if (!isInstalled()) await oneAtATime(install)
  if (staleAmong(names).length > 0) await oneAtATime(() => build(names))
  // Only what needs the service fails without it, and says so; the rest is worth running.
  if (options.has('--services')) installServices().forEach((line) => console.error(`prepare: ${line}`))
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  end(`Halley needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`)
}

function isInstalled() {
  return existsSync(installStamp) && JSON.parse(readFileSync(installStamp, 'utf8')).installed === wantedInstall()
}

// Some packages hold a program for one kind of machine, so a folder carried to another is not installed there.
function wantedInstall() {
  const hash = createHash('sha256').update(readFileSync(lockFile))
  return hash.update(`${process.platform} ${process.arch}`).digest('hex')
}

function install() {
  if (isInstalled()) return
  if (!matchesLock()) {
    const startedAt = performance.now()
    console.log('prepare: installing packages (npm ci)')
    runOrEnd('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    console.log(`prepare: installed in ${secondsSince(startedAt)} s`)
  }
  writeFileSync(installStamp, `${JSON.stringify({ installed: wantedInstall() })}\n`)
}

// After `npm install some-package` the folder is right already although the lock file is a new one;
// npm's own record of what it put there tells, and `npm ci` would throw everything away first.
function matchesLock() {
  const recordPath = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(recordPath)) return false
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  const present = JSON.parse(readFileSync(recordPath, 'utf8')).packages
  const isSame = (path) => present[path]?.version === wanted[path].version && present[path]?.integrity === wanted[path].integrity
  return Object.keys(wanted).every((path) => !path.startsWith('node_modules/') || wanted[path].link || isAbsentByChoice(wanted[path], present[path]) || isSame(path))
}

// Programs for other kinds of machines are in the lock file and rightly not in the folder.
function isAbsentByChoice(wanted, present) {
  return wanted.optional === true && present === undefined
}

function staleAmong(names) {
  return names.filter((name) => !isBuilt(name))
}

function build(wanted) {
  const names = staleAmong(wanted)
  if (names.length === 0) return
  const startedAt = performance.now()
  console.log(`prepare: building ${names.join(' and ')}`)
  runOrEnd(process.execPath, [join(root, 'scripts/build.mjs'), ...names])
  console.log(`prepare: built in ${secondsSince(startedAt)} s`)
}

function runOrEnd(program, parameters) {
  // npm is a command file on Windows, which only a shell starts; the parameters here are our own.
  const result = spawnSync(program, parameters, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' && program === 'npm' })
  if (result.status === 0) return
  const output = result.error ? result.error.message : `${result.stdout}${result.stderr}`
  end(`${output.trim()}\nprepare: ${[program, ...parameters].join(' ')} failed`)
}

function secondsSince(startedAt) {
  return ((performance.now() - startedAt) / 1_000).toFixed(1)
}

function end(message, code = 1) {
  console.error(message)
  process.exit(code)
}
