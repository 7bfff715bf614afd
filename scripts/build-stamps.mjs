// Knows which sources each built application is made of, and whether its build is still that of them.
// Contents are hashed, not times compared: a checkout or a clone gives old contents new times.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const forAll = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs', 'packages']

/** The applications that are built: the folders and files each is made of, and where its build goes. */
export const targets = {
  editor: { sources: [...forAll, 'vite.config.ts', 'apps/editor'], output: 'apps/editor/dist', entry: 'index.html' },
  server: { sources: [...forAll, 'apps/server'], output: 'apps/server/dist', entry: 'main.js' },
  cli: { sources: [...forAll, 'apps/server', 'apps/cli'], output: 'apps/cli/dist', entry: 'main.js' },
}

const skippedFolders = new Set(['node_modules', 'dist'])
const isTest = (name) => /\.test\.tsx?$/.test(name)

/**
 * @param {keyof typeof targets} name
 * @returns {string} hash of everything the build of this target reads
 */
export function fingerprintOf(name) {
  const hash = createHash('sha256')
  for (const source of targets[name].sources) addToHash(hash, source)
  return hash.digest('hex')
}

/**
 * @param {keyof typeof targets} name
 * @returns {boolean} whether a build is there that was made of the present sources
 */
export function isBuilt(name) {
  if (!existsSync(join(root, targets[name].output, targets[name].entry))) return false
  const stamp = stampPath(name)
  return existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).sources === fingerprintOf(name)
}

/**
 * Records that the build of a target is that of the sources with this fingerprint.
 *
 * @param {keyof typeof targets} name
 * @param {string} fingerprint - taken before the build began, so that a change during it counts as later
 */
export function stampBuild(name, fingerprint) {
  mkdirSync(dirname(stampPath(name)), { recursive: true })
  writeFileSync(stampPath(name), `${JSON.stringify({ sources: fingerprint })}\n`)
}

function stampPath(name) {
  return join(root, targets[name].output, '.halley-stamp.json')
}

function addToHash(hash, path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  if (!statSync(full).isDirectory()) {
    hash.update(path).update('\0').update(readFileSync(full)).update('\0')
    return
  }
  for (const entry of readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() ? skippedFolders.has(entry.name) : isTest(entry.name)) continue
    addToHash(hash, `${path}/${entry.name}`)
  }
}
