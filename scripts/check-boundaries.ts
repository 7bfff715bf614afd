// Holds the architecture: who may import whom, by which door, and what files are called.
//
//   tsx scripts/check-boundaries.ts [ROOT]
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkFile, checkManifest, type Manifest, type SourceFile } from './boundary-rules.ts'
import { LONG_FILE_LINES } from './boundary-table.ts'

const root = resolve(process.argv[2] ?? '.')

const manifests = readManifests()
const files = ['packages', 'apps', 'scripts', 'tests', 'bench'].flatMap(sourcesBelow)

const violations = [
  ...[...manifests.keys()].filter((folder) => folder !== '.').flatMap((folder) => checkManifest(folder, manifests)),
  ...files.flatMap((file) => checkFile(file, manifests)),
]

for (const { path, line, what, instead } of violations) console.error(`${path}:${line}: ${what}. To do: ${instead}.`)
for (const { path, lines } of longFiles()) console.warn(`${path}: ${lines} lines, over ${LONG_FILE_LINES} (a warning). To do: split it where it has a second reason to change.`)

console.log(`${files.length} files, ${violations.length} violations`)
process.exitCode = violations.length === 0 ? 0 : 1

function readManifests(): Map<string, Manifest> {
  const workspaces = ['packages', 'apps'].flatMap((parent) => entriesOf(parent).filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`))
  const paths = ['.', ...workspaces].filter((folder) => existsSync(join(root, folder, 'package.json')))
  return new Map(paths.map((folder) => [folder, JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest]))
}

function sourcesBelow(path: string): SourceFile[] {
  return entriesOf(path).flatMap((entry) => {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sourcesBelow(below)
    return /\.(tsx?|m?js)$/.test(entry.name) ? [{ path: below, text: readFileSync(join(root, below), 'utf8') }] : []
  })
}

function entriesOf(path: string) {
  return existsSync(join(root, path)) ? readdirSync(join(root, path), { withFileTypes: true }) : []
}

function longFiles() {
  return files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 })).filter(({ lines }) => lines > LONG_FILE_LINES)
}
