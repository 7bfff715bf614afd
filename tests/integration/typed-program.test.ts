import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exampleProjects } from '@halley/nodes'
import { createServer } from '@halley/server'
import { afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const compiler = join(root, 'node_modules/typescript/bin/tsc')

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Runs a program of Node to its end. */
function run(words: readonly string[], folder: string): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, { cwd: folder }, (_failure, out, error) => resolve({ code: child.exitCode, out, error }))
  })
}

const halley = (words: readonly string[], folder: string) => run(['--import', import.meta.resolve('tsx'), join(root, 'apps/cli/src/main.ts'), ...words], folder)

const program = `
import { connect } from '@halley/client'
import type { AppEvents } from './helpdesk-events.ts'

const events = connect<AppEvents>(process.argv[2] ?? '')
const wrong = await events.subscribe('events.local.helpdesk.escalation.Ticket*', ({ data }) => console.log(JSON.stringify(data))).ready
if (!wrong.ok) console.log(wrong.error.token, '|', wrong.error.message)
const right = await events.subscribe('events.local.helpdesk.escalation.Ticket.*', ({ data, seq }) => {
  const priority: 'low' | 'normal' | 'high' = data.priority
  console.log(seq > 0, priority, data.subject.toUpperCase(), data.comments.length)
  events.close()
}).ready
console.log(right.ok ? 'listening' : right.error.message)
`

test('a program with generated types is told which token is wrong and what to write, and then receives typed tickets', async () => {
  // Within the repository, so that the program finds its packages.
  const folder = mkdtempSync(join(root, 'node_modules/.halley-test-program-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  const [helpdesk] = exampleProjects()
  writeFileSync(join(folder, 'helpdesk.halley.json'), JSON.stringify(helpdesk))
  expect(await halley(['export', 'helpdesk.halley.json', '--format', 'typescript', '-o', 'helpdesk-events.ts'], folder)).toMatchObject({ code: 0, error: '' })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  writeFileSync(join(folder, 'program.ts'), program)
  writeFileSync(join(folder, 'wrong.ts'), program.replace('data.subject.toUpperCase()', 'data.subjekt.toUpperCase()'))
  const compile = (file: string) => run([compiler, '--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--lib', 'es2023,dom', '--types', 'node', '--module', 'esnext', '--moduleResolution', 'bundler', '--allowImportingTsExtensions', file], folder)
  expect(await compile('program.ts')).toEqual({ code: 0, out: '', error: '' })
  expect((await compile('wrong.ts')).out).toMatch(/^wrong\.ts\(.*Property 'subjekt' does not exist on type 'Ticket'/)

  const server = await createServer({ port: 0, dataFolder: join(folder, 'data') })
  cleanUps.push(() => server.close())
  await server.listen()
  const published = await fetch(`${server.url}/api/v1/projects/${helpdesk?.id ?? ''}/versions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'first', author: 'test', publish: true }) })
  expect(published.ok).toBe(true)

  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), 'program.ts', server.url], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUps.push(() => child.kill('SIGKILL'))
  let out = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('listening')) resolve()
    })
    void ended.then(() => resolve())
  })
  expect(await halley(['send', 'escalation', 'Ticket', '{"subject": "Printer on fire", "priority": "high"}', '--app', 'helpdesk', '--url', server.url], folder)).toMatchObject({ code: 0, error: '', out: expect.stringMatching(/^accepted: events\.local\.helpdesk\.escalation\.Ticket\._, seq \d+, for 1 receiver/) })
  expect([await ended, out.trimEnd().split('\n')]).toEqual([0, [
    'Ticket* | Token 5 "Ticket*" of the pattern contains a wildcard, and a wildcard is a whole token; write * for exactly one token or > for all the rest.',
    'listening',
    'true high PRINTER ON FIRE 0',
  ]])
}, 120_000)
