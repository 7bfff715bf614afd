// The unit and integration tests on Node 24, whose SQLite is another one than that of Node 20. Node itself comes from the
// npm package of that name, kept under node_modules/.cache, so that nothing is installed on the machine.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-stamps.mjs'
import { installed } from './run-step.mjs'

const folder = join(root, 'node_modules/.cache/node-24')
const program = join(folder, 'node_modules/.bin/node')

if (!existsSync(program)) {
  mkdirSync(folder, { recursive: true })
  // A package of its own: npm would otherwise add it to the workspace around it.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const install = spawnSync('npm', ['install', '--no-save', '--loglevel=error', 'node@24'], { cwd: folder, stdio: 'inherit' })
  if (install.status !== 0) {
    console.error('unit-on-node-24: npm could not install node@24; is the registry reachable?')
    process.exit(1)
  }
}

const { status } = spawnSync(program, [installed('vitest/vitest.mjs'), 'run', '--reporter=dot'], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
