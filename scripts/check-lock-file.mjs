// `npm ci` refuses a lock file that differs from the package.json files, or lacks the programs of other
// platforms; and who notices is the next person with a fresh clone. This notices before the commit.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-stamps.mjs'

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const mistakes = []

for (const [path, locked] of Object.entries(packages)) {
  if (path === '' || !path.includes('node_modules/')) compareWorkspace(path, locked)
  for (const name of Object.keys(locked.optionalDependencies ?? {})) {
    if (!isLocked(path, name)) mistakes.push(`${name}, which ${path} needs on some platform, is missing: take a version of it whose programs for all platforms can be installed, or run npm install again`)
  }
  if (/^https?:/.test(locked.resolved ?? '')) mistakes.push(`${path} names the registry it came from: remove "resolved" (.npmrc keeps it out)`)
}

for (const mistake of mistakes) console.error(`package-lock.json: ${mistake}.`)
process.exitCode = mistakes.length === 0 ? 0 : 1

function compareWorkspace(path, locked) {
  const manifestPath = join(root, path, 'package.json')
  if (!existsSync(manifestPath)) {
    mistakes.push(`${path} is not there any more: run npm install`)
    return
  }
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    if (sorted(manifest[kind]) !== sorted(locked[kind])) mistakes.push(`the ${kind} of ${path || 'the root'} are not those of its package.json: run npm install, and commit both files`)
  }
}

// A package may have its own copy, or use one that lies in a folder above it.
function isLocked(path, name) {
  const folders = path.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'))
  return [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`].some((candidate) => candidate in packages)
}

function sorted(dependencies = {}) {
  return JSON.stringify(Object.entries(dependencies).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
