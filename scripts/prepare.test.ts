import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

// A repository with a workspace, no packages from npm, and a build that copies one source and counts its runs.
const build = `
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs'
import { fingerprintOf, stampBuild, targets } from './build-stamps.mjs'
for (const name of process.argv.slice(2)) {
  mkdirSync(targets[name].output, { recursive: true })
  copyFileSync('apps/' + name + '/src/main.ts', targets[name].output + '/' + targets[name].entry)
  stampBuild(name, fingerprintOf(name))
  appendFileSync('builds.txt', name + ' ')
}
`

function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'halley-prepare-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const name of ['prepare', 'build-stamps', 'install-services', 'find-chromium', 'find-postgresql', 'find-test-programs', 'one-at-a-time']) cpSync(`scripts/${name}.mjs`, join(root, `scripts/${name}.mjs`), { recursive: true })
  write('scripts/build.mjs', build)
  write('package.json', '{"name": "halley", "version": "0.1.0", "workspaces": ["packages/*"], "type": "module"}')
  write('packages/model/package.json', '{"name": "@halley/model", "version": "0.1.0"}')
  write('apps/editor/src/main.ts', 'editor')
  write('apps/server/src/main.ts', 'server')
  lock('')
  return { root, write, lock, prepare, builds: () => (existsSync(join(root, 'builds.txt')) ? readFileSync(join(root, 'builds.txt'), 'utf8') : '') }

  function lock(white: string) {
    const packages = { '': { name: 'halley', version: '0.1.0', workspaces: ['packages/*'] }, 'node_modules/@halley/model': { resolved: 'packages/model', link: true }, 'packages/model': { name: '@halley/model', version: '0.1.0' } }
    write('package-lock.json', `${JSON.stringify({ name: 'halley', version: '0.1.0', lockfileVersion: 3, requires: true, packages })}${white}`)
  }
  function prepare(...options: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/prepare.mjs', ...options], { cwd: root, encoding: 'utf8' })
    return { status, output: stdout + stderr }
  }
}

test('a fresh clone is installed and built; the second time nothing is done or said', () => {
  const { root, prepare, builds } = checkout()
  const first = prepare('--build')
  expect(first.output).toContain('prepare: installing packages')
  expect(first.status).toBe(0)
  expect(existsSync(join(root, 'node_modules/@halley/model'))).toBe(true)
  expect(builds()).toBe('editor server ')
  expect(prepare('--build')).toEqual({ status: 0, output: '' })
  expect(builds()).toBe('editor server ')
})

test('only what a changed source belongs to is built again, and a test belongs to nothing', () => {
  const { write, prepare, builds } = checkout()
  prepare('--build')
  write('apps/server/src/main.test.ts', 'a test')
  prepare('--build')
  expect(builds()).toBe('editor server ')
  write('apps/server/src/main.ts', 'changed')
  prepare('--build')
  expect(builds()).toBe('editor server server ')
  write('packages/model/src/data/list.ts', 'changed')
  prepare('--build')
  expect(builds()).toBe('editor server server editor server ')
})

test('named targets are built alone, and others stay as they are', () => {
  const { write, prepare, builds } = checkout()
  write('apps/cli/src/main.ts', 'cli')
  prepare('--build=cli')
  expect(builds()).toBe('cli ')
  prepare('--build=cli,editor')
  expect(builds()).toBe('cli editor ')
  // The command line holds the server.
  write('apps/server/src/main.ts', 'changed')
  prepare('--build=cli')
  expect(builds()).toBe('cli editor cli ')
  expect(prepare('--build=clo').status).toBe(2)
})

test('a changed lock file installs again only when other packages are wanted than are there', () => {
  const { root, lock, prepare } = checkout()
  prepare()
  lock('\n')
  expect(prepare()).toEqual({ status: 0, output: '' })
  rmSync(join(root, 'node_modules'), { recursive: true })
  expect(prepare().output).toContain('prepare: installing packages')
})

test('an installation that fails shows why and ends with exit code 1', () => {
  const { write, prepare } = checkout()
  write('package.json', '{"name": "halley", "version": "0.1.0", "workspaces": ["packages/*"], "dependencies": {"@halley/absent": "file:absent"}}')
  const { status, output } = prepare()
  expect(output).toContain('prepare: npm ci')
  expect(status).toBe(1)
})

test('two commands started at once install once', async () => {
  const { root } = checkout()
  const run = () =>
    new Promise<string>((resolve) => {
      let output = ''
      const child = spawn(process.execPath, ['scripts/prepare.mjs'], { cwd: root })
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
      child.once('close', () => resolve(output))
    })
  const outputs = await Promise.all([run(), run()])
  expect(outputs.join('').match(/installing packages/g)).toHaveLength(1)
})

test('an unknown option is refused with exit code 2', () => {
  expect(checkout().prepare('--biuld').status).toBe(2)
})
